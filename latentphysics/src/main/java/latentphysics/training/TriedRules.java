package latentphysics.training;

import java.util.List;
import java.util.Optional;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;

/**
 * The rules that pull at a step: those that are given and, where a network searches beside the
 * training, the leaders of its last look.
 */
final class TriedRules {
  private final Optional<ConcentratedLoss> given;
  private final Optional<RuleSearch> search;
  private Optional<ConcentratedLoss> now;

  TriedRules(Optional<ConcentratedLoss> given, Optional<RuleSearch.Settings> search) {
    this.given = given;
    this.search = given.isPresent() ? search.map(RuleSearch::new) : Optional.empty();
    now = given;
  }

  /** Their loss. */
  Optional<ConcentratedLoss> loss() {
    return now;
  }

  /**
   * Has the network look at the latents of a batch, if its turn has come; its leaders pull from the
   * next step on.
   *
   * @param step from 1
   * @param parameters of the model at that step
   * @param projection that rules speak in, if not in the latents themselves
   */
  Optional<Look> look(
      int step,
      Autoencoder model,
      Autoencoder.Parameters parameters,
      Batch batch,
      Optional<Projection> projection) {
    if (search.isEmpty() || !search.get().looksAt(step)) {
      return Optional.empty();
    }
    // As observed: noise that is added for the encoder's sake says nothing of the law.
    Motion motion = batch.motion(model.encode(parameters, batch.observations()));
    ConcentratedLoss loss = given.orElseThrow();
    Look look =
        search.get().look(step, projection.map(p -> p.apply(motion)).orElse(motion), loss.rules());
    List<Rule> leaders = look.leaders().stream().map(Scored::rule).toList();
    now = Optional.of(loss.with(leaders));
    return Optional.of(look);
  }
}
