package latentphysics.physics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * The bounded error mass of many rules: rules that fail everywhere hardly pull, a nearly perfect
 * one pulls on the sites that it still misses.
 *
 * <p>For rule k with squared miss u² and mean squared displacement D² of its coordinates, both over
 * the judged half of a batch,
 *
 * <pre>
 *   r = u²/D²      e = r/(r + τ²)      L = Σₖ wₖ·mean(e)
 * </pre>
 *
 * The pull ∂e/∂r = τ²/(r + τ²)² vanishes for r ≫ τ². D² is differentiated too, so that shrinking
 * the latents gains nothing, and the rule "rest" has r = 1 on average whatever the latents do.
 * Weights wₖ ∝ exp(−constants/10) sum to 1 within the rules of one subspace. τ² does not fall below
 * the median error of a subspace's best rule: there is noise that no encoder can take out.
 */
public final class ConcentratedLoss {
  private static final double SMALLEST_DISPLACEMENT = 1e-12;

  private final List<List<Rule>> groups;

  /**
   * The loss of given rules.
   *
   * @param groups rules on the same coordinates, for each subspace
   */
  public ConcentratedLoss(List<List<Rule>> groups) {
    this.groups = groups;
  }

  /**
   * The loss of a batch in random order; constants are fitted on its first half, without gradient,
   * and judged on the second.
   *
   * @param previous latents one observation earlier, {@code [n, latent]}, n at least 4
   * @param before latents, same shape
   * @param after latents one observation later, same shape
   * @param previousSteps time from previous to before in nominal steps, {@code [n, 1]}
   * @param steps time from before to after, likewise
   * @param tau tolerance τ, the miss that counts half, as a share of the displacement
   * @return a scalar in [0, 1)
   */
  public Tensor apply(
      Tensor previous,
      Tensor before,
      Tensor after,
      Tensor previousSteps,
      Tensor steps,
      double tau) {
    int n = before.dim(0);
    int half = n / 2;
    Transitions fitting =
        new Transitions(
            rows(previous, half),
            rows(before, half),
            rows(after, half),
            Arrays.copyOf(previousSteps.toDoubles(), half),
            Arrays.copyOf(steps.toDoubles(), half));
    Tensor p = previous.slice(0, half, n);
    Tensor b = before.slice(0, half, n);
    Tensor a = after.slice(0, half, n);
    Tensor ps = previousSteps.slice(0, half, n);
    Tensor s = steps.slice(0, half, n);
    Tensor loss = Tensor.scalar(before.dtype(), 0);
    for (List<Rule> group : groups) {
      List<Tensor> errors = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      double total = group.stream().mapToDouble(ConcentratedLoss::weight).sum();
      for (Rule rule : group) {
        Rule.Fitted fitted;
        try {
          fitted = rule.fit(fitting);
        } catch (ArithmeticException undetermined) {
          continue; // no constants, no sites to be right about
        }
        errors.add(residuals(rule, fitted, p, b, a, ps, s));
        weights.add(weight(rule) / total / groups.size());
      }
      // Below the best rule's own noise no site is right and none would pull.
      double noise = errors.stream().mapToDouble(ConcentratedLoss::median).min().orElse(0);
      double tolerance = Math.max(tau * tau, noise);
      for (int k = 0; k < errors.size(); k++) {
        Tensor mass = errors.get(k).div(errors.get(k).add(tolerance)).mean();
        loss = loss.add(mass.mul(weights.get(k)));
      }
    }
    return loss;
  }

  private static double median(Tensor errors) {
    double[] sorted = errors.stopGradient().toDoubles();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * Squared misses over the mean squared displacement, {@code [n]}.
   *
   * @param previous latents, {@code [n, latent]}; the others likewise
   */
  public static Tensor residuals(
      Rule rule,
      Rule.Fitted fitted,
      Tensor previous,
      Tensor before,
      Tensor after,
      Tensor previousSteps,
      Tensor steps) {
    Tensor from = rule.of(before);
    Tensor to = rule.of(after);
    Tensor predicted = fitted.predict(rule.of(previous), from, previousSteps, steps);
    Tensor displacement = to.sub(from).square().sum(1).mean().add(SMALLEST_DISPLACEMENT);
    return to.sub(predicted).square().sum(1).div(displacement);
  }

  private static double weight(Rule rule) {
    return Math.exp(-0.1 * rule.constants());
  }

  private static double[][] rows(Tensor latents, int count) {
    int width = latents.dim(1);
    double[] values = latents.stopGradient().slice(0, 0, count).astype(DType.FLOAT64).toDoubles();
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    return rows;
  }
}
