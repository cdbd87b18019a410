package latentphysics.rule;

import latentphysics.tensor.Tensor;

/** The sum of squares that a fit divides by. */
final class Spread {
  private Spread() {}

  /**
   * Σ a², refused where it is nothing.
   *
   * @param centred latents less their mean
   * @throws ArithmeticException if they do not differ, or are not finite
   */
  static Tensor of(String rule, Tensor centred) {
    Tensor sum = centred.square().sum();
    double value = sum.stopGradient().item();
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(rule + ": latents are not finite");
    }
    if (value == 0) {
      throw new ArithmeticException(rule + ": all latents are at one place");
    }
    return sum;
  }
}
