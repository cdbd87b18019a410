package latentphysics.tensor;

/**
 * Elementary functions, element by element: within 2 units in the last place, with IEEE 754's
 * results for infinities, NaN, denormals and signed zeros. int32 is taken as float64, bool refused.
 */
public sealed interface ElementaryFunctions permits Tensor {

  /** Square root, NaN below 0; infinite derivative at 0. */
  default Tensor sqrt() {
    return Tensor.map(Functions.SQRT, self());
  }

  /** Exponential. */
  default Tensor exp() {
    return Tensor.map(Functions.EXP, self());
  }

  /** Natural logarithm; −∞ at 0, NaN below. */
  default Tensor log() {
    return Tensor.map(Functions.LOG, self());
  }

  /** Sine of radians of any size; NaN at infinities. */
  default Tensor sin() {
    return Tensor.map(Functions.SIN, self());
  }

  /** Cosine of radians; range as {@link #sin}. */
  default Tensor cos() {
    return Tensor.map(Functions.COS, self());
  }

  /** Hyperbolic tangent. */
  default Tensor tanh() {
    return Tensor.map(Functions.TANH, self());
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
