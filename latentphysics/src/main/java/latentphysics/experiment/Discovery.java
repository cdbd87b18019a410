package latentphysics.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import latentphysics.loss.ConcentratedLoss.Judged;
import latentphysics.rule.Rule;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * When each rule was found: the first training step from which on its error mass, on the half of
 * each batch that it was not fitted to, stays below a twentieth for 200 steps.
 *
 * <p>The error mass is the mean of r/(r + ¼): a miss of half the usual displacement counts half,
 * whatever tolerance the loss has at that step.
 */
final class Discovery {
  static final double TOLERANCE = 0.25;
  private static final double MASS = 0.05;
  private static final int STAYS = 200;

  private final Map<Rule, Integer> since = new LinkedHashMap<>();
  private final Map<Rule, Integer> found = new LinkedHashMap<>();
  private Map<Rule, Double> masses = new LinkedHashMap<>();

  /** Sees the rules of a step, counted from 1. */
  void onStep(int step, List<Judged> judged) {
    masses = new LinkedHashMap<>();
    for (Judged group : judged) {
      Tensor r = group.sites().residuals().stopGradient();
      double[] mass = r.div(r.add(TOLERANCE)).mean(1).toDoubles();
      for (int k = 0; k < mass.length; k++) {
        Rule rule = group.equations().get(k).rule();
        masses.put(rule, mass[k]);
        if (!(mass[k] < MASS)) {
          since.remove(rule);
        } else if (step - since.computeIfAbsent(rule, r0 -> step) >= STAYS) {
          found.putIfAbsent(rule, since.getOrDefault(rule, step));
        }
      }
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
    @Nullable Integer step = found.get(rule);
    return Optional.ofNullable(step).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
