package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * F0b, the baseline: the plain mean of r of the best rule, chosen softly, L = Σₖ sₖ·r̄ₖ with s =
 * softmax(ln wₖ − r̄ₖ/T) detached, wₖ ∝ exp(−constants/10).
 *
 * @param weight beside the reconstruction; larger ones suit stubborn errors
 */
public record BestRule(double weight) implements Concentration {
  @Override
  public String name() {
    return "F0b";
  }

  @Override
  public Tensor apply(Sites sites) {
    return choice().mean(sites);
  }
}
