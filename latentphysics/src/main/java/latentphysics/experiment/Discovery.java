package latentphysics.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import latentphysics.loss.ConcentratedLoss.Judged;
import latentphysics.rule.Rule;
import latentphysics.search.DiscoveryClock;
import latentphysics.tensor.Tensor;

/**
 * When each rule was found in a training, by the {@link DiscoveryClock}, from its error mass on
 * places of each batch that it was not fitted to; where both halves of a batch judge, on the worse.
 *
 * <p>The error mass is the mean of r/(r + ¼): a miss of half the usual displacement counts half,
 * whatever tolerance the loss has at that step.
 */
final class Discovery {
  static final double TOLERANCE = 0.25;

  private final DiscoveryClock clock = new DiscoveryClock();
  private Map<Rule, Double> masses = new LinkedHashMap<>();

  /** Sees the rules of a step, counted from 1. */
  void onStep(int step, List<Judged> judged) {
    masses = new LinkedHashMap<>();
    for (Judged group : judged) {
      Tensor r = group.sites().residuals().stopGradient();
      double[] mass = r.div(r.add(TOLERANCE)).mean(1).toDoubles();
      for (int k = 0; k < mass.length; k++) {
        masses.merge(group.equations().get(k).rule(), mass[k], Math::max);
      }
    }
    masses.forEach((rule, mass) -> clock.note(step, rule, mass, rule.bits()));
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
