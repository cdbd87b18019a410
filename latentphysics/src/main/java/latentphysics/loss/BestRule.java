package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * F0b, the baseline: the plain mean of r of the best rule, chosen softly, L = Σₖ sₖ·r̄ₖ with s =
 * softmax(ln wₖ − r̄ₖ/T) detached, wₖ ∝ exp(−constants/10).
 *
 * @param weight beside the reconstruction; larger ones suit stubborn errors
 */
public record BestRule(double weight) implements Concentration {
  private static final double TEMPERATURE = 0.05;
  private static final double PRICE = 0.1;

  @Override
  public String name() {
    return "F0b";
  }

  @Override
  public Tensor apply(Sites sites) {
    return mean(sites);
  }

  /** Σₖ sₖ·r̄ₖ. */
  static Tensor mean(Sites sites) {
    return sites.residuals().keepDims().mean(1).mul(choice(sites)).sum();
  }

  /** s, detached, {@code [rules, 1]}. */
  static Tensor choice(Sites sites) {
    Tensor mean = sites.residuals().stopGradient().keepDims().mean(1);
    return mean.div(-TEMPERATURE).sub(sites.constants().mul(PRICE)).softmax(0);
  }
}
