package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * How errors of many rules, site by site, become one number that the encoder is punished by.
 *
 * <p>The rules of one set of coordinates are judged together. With r the residuals, e = r/(r + τ²)
 * and ē the error mass of a rule, its mean.
 */
public sealed interface Concentration
    permits PlainMean, BestRule, BoundedMass, LogMass, HarmonicBits, Gated, Blend {

  /** Its short name, such as F1. */
  String name();

  /** Weight beside a reconstruction error over variance that suits it. */
  double weight();

  /**
   * The loss.
   *
   * @return a scalar; gradients pass into {@link Sites#residuals}
   */
  Tensor apply(Sites sites);
}
