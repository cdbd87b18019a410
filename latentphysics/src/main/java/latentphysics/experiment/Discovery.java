package latentphysics.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import latentphysics.loss.ConcentratedLoss.Judged;
import latentphysics.rule.Rule;
import latentphysics.search.DiscoveryClock;
import latentphysics.search.RuleSearch;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;
import latentphysics.tensor.Tensor;

/**
 * When each rule was found in a training, by the {@link DiscoveryClock}, from its error mass on
 * places that it was not fitted to: at every look of the network that proposes rules, whose latents
 * are free of noise that is added for the encoder's sake, or else on each batch, where both of its
 * halves judge on the worse.
 *
 * <p>The error mass is the mean of r/(r + ¼): a miss of half the usual displacement counts half,
 * whatever tolerance the loss has at that step.
 */
final class Discovery {
  private final boolean byLooks;
  private final DiscoveryClock clock = new DiscoveryClock();
  private final Set<Rule> known = new LinkedHashSet<>();
  private Map<Rule, Double> masses = new LinkedHashMap<>();

  /**
   * Of a training.
   *
   * @param byLooks whether the network's looks tell, not the batches
   */
  Discovery(boolean byLooks) {
    this.byLooks = byLooks;
  }

  /** Sees the rules of a step, counted from 1. */
  void onStep(int step, List<Judged> judged) {
    masses = new LinkedHashMap<>();
    for (Judged group : judged) {
      Tensor r = group.sites().residuals().stopGradient();
      double[] mass = r.div(r.add(RuleSearch.TOLERANCE)).mean(1).toDoubles();
      for (int k = 0; k < mass.length; k++) {
        masses.merge(group.equations().get(k).rule(), mass[k], Math::max);
      }
    }
    if (!byLooks) {
      masses.forEach((rule, mass) -> clock.note(step, rule, mass, rule.bits()));
    }
  }

  /** Sees what the network saw. */
  void onLook(Look look) {
    Map<Rule, Scored> seen = new LinkedHashMap<>();
    List<Scored> all = new ArrayList<>(look.given());
    all.addAll(look.leaders());
    all.forEach(scored -> seen.putIfAbsent(scored.rule(), scored));
    known.addAll(seen.keySet());
    for (Rule rule : known) {
      Scored scored = seen.get(rule);
      // A rule that leads no longer is followed no longer: it holds only as long as it is seen to.
      double mass = scored == null ? Double.NaN : scored.mass();
      clock.note(look.step(), rule, mass, rule.bits());
    }
  }

  /** Error masses of the last step by rule; empty where no rule was judged. */
  Map<String, Double> masses() {
    Map<String, Double> named = new LinkedHashMap<>();
    masses.forEach((rule, mass) -> named.put(rule.toString(), mass));
    return named;
  }

  /** The step at which a rule was found. */
  OptionalInt of(Rule rule) {
    return clock.discovery(rule);
  }
}
