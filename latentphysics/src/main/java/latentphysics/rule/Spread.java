package latentphysics.rule;

import latentphysics.tensor.Tensor;

/** The sum of squares that a fit divides by. */
final class Spread {
  private Spread() {}

  /**
   * Σ a², refused where it is nothing.
   *
   * @param centred latents less their mean
   * @throws ArithmeticException if they do not differ
   */
  static Tensor of(String rule, Tensor centred) {
    Tensor sum = centred.square().sum();
    if (!(sum.stopGradient().item() > 0)) {
      throw new ArithmeticException(rule + ": all latents are at one place");
    }
    return sum;
  }
}
