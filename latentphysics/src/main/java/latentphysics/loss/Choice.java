package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * How the best of several rules is chosen: shares sₖ that sum to 1, detached. With r̄ₖ the mean of
 * r and wₖ ∝ exp(−constants/10).
 */
public enum Choice {
  /** s = softmax(ln wₖ − r̄ₖ/T), T = 0.05: rules whose r̄ differ by less than T share the pull. */
  DIFFERENCE,

  /**
   * s ∝ wₖ/r̄ₖ², the weights of a harmonic mean of r̄: a rule that errs ten times as much has a
   * hundredth of the share, however small both errors are. It is for laws of second order seen in
   * short steps: what an acceleration adds to a displacement is small, so that inertia and other
   * false friends are within any fixed T of the law.
   */
  RATIO;

  private static final double TEMPERATURE = 0.05;
  private static final double PRICE = 0.1;
  private static final double SMALLEST = 1e-12;

  /** s, {@code [rules, 1]}. */
  Tensor of(Sites sites) {
    Tensor mean = sites.residuals().stopGradient().keepDims().mean(1);
    Tensor error =
        switch (this) {
          case DIFFERENCE -> mean.div(TEMPERATURE);
          case RATIO -> mean.add(SMALLEST).log().mul(2);
        };
    return error.neg().sub(sites.constants().mul(PRICE)).softmax(0);
  }

  /** Σₖ sₖ·r̄ₖ, a scalar. */
  Tensor mean(Sites sites) {
    return sites.residuals().keepDims().mean(1).mul(of(sites)).sum();
  }
}
