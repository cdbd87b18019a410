package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * How errors of many rules, site by site, become one number that the encoder is punished by.
 *
 * <p>The rules of one set of coordinates are judged together. With r the residuals, e = r/(r + τ²)
 * and ē the error mass of a rule, its mean.
 */
public sealed interface Concentration
    permits PlainMean, BestRule, BoundedMass, LogMass, HarmonicBits, Gated, Overwhelming, Blend {

  /** Its short name, such as F1. */
  String name();

  /** Weight beside a reconstruction error over variance that suits it. */
  double weight();

  /**
   * Whether each half of a batch judges what the other was fitted to; else the second the first.
   */
  default boolean crossFitted() {
    return false;
  }

  /** How the best rule is chosen, which for some losses pulls and which foretells. */
  default Choice choice() {
    return Choice.DIFFERENCE;
  }

  /** Weight of the decoder's error on what the best rules foretell; 0 for none. */
  default double decoding() {
    return 0;
  }

  /**
   * The loss.
   *
   * @return a scalar; gradients pass into {@link Sites#residuals}
   */
  Tensor apply(Sites sites);
}
