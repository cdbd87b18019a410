package latentphysics.tensor;

/**
 * Elementary functions and the usual nonlinearities of networks, element by element.
 *
 * <p>Results lie within 2 units in the last place over the whole range, with IEEE 754's values for
 * infinities, NaN, denormals and signed zeros. int32 is taken as float64, bool refused.
 */
public sealed interface ElementaryFunctions permits Tensor {

  // Roots, exponentials, logarithms, powers

  /** Square root, NaN below 0; infinite derivative at 0. */
  default Tensor sqrt() {
    return Tensor.map(Functions.SQRT, self());
  }

  /** 1/√x; infinite at 0, NaN below. */
  default Tensor rsqrt() {
    return Tensor.map(Functions.RSQRT, self());
  }

  /** Exponential. */
  default Tensor exp() {
    return Tensor.map(Functions.EXP, self());
  }

  /** Exponential less 1, accurate near 0. */
  default Tensor expm1() {
    return Tensor.map(Functions.EXPM1, self());
  }

  /** Natural logarithm; −∞ at 0, NaN below. */
  default Tensor log() {
    return Tensor.map(Functions.LOG, self());
  }

  /** Logarithm of 1 + x, accurate near 0; −∞ at −1, NaN below. */
  default Tensor log1p() {
    return Tensor.map(Functions.LOG1P, self());
  }

  /**
   * Power, by the rules of IEEE 754: exponent 0 and base 1 always give 1, a negative base a number
   * only for integer exponents. The derivative by the exponent is NaN where the base is negative.
   */
  default Tensor pow(Tensor exponent) {
    return Tensor.map(Functions.POW, self(), exponent);
  }

  /** Power with a number as exponent. */
  default Tensor pow(double exponent) {
    Tensor number =
        Tensor.scalar(self().dtype().isFloat() ? self().dtype() : DType.FLOAT64, exponent);
    return pow(number);
  }

  // Angles

  /** Sine of radians, any number of them; NaN at infinities. */
  default Tensor sin() {
    return Tensor.map(Functions.SIN, self());
  }

  /** Cosine of radians, any number of them; NaN at infinities. */
  default Tensor cos() {
    return Tensor.map(Functions.COS, self());
  }

  /** Tangent of radians, any number of them; NaN at infinities. */
  default Tensor tan() {
    return Tensor.map(Functions.TAN, self());
  }

  /** Angle in [−π/2, π/2] whose sine is x; NaN outside of [−1, 1]. */
  default Tensor asin() {
    return Tensor.map(Functions.ASIN, self());
  }

  /** Angle in [0, π] whose cosine is x; NaN outside of [−1, 1]. */
  default Tensor acos() {
    return Tensor.map(Functions.ACOS, self());
  }

  /** Angle in [−π/2, π/2] whose tangent is x. */
  default Tensor atan() {
    return Tensor.map(Functions.ATAN, self());
  }

  /** Angle in [−π, π] of the point with this ordinate and the given abscissa. */
  default Tensor atan2(Tensor abscissa) {
    return Tensor.map(Functions.ATAN2, self(), abscissa);
  }

  // Hyperbolic functions

  /** Hyperbolic sine. */
  default Tensor sinh() {
    return Tensor.map(Functions.SINH, self());
  }

  /** Hyperbolic cosine. */
  default Tensor cosh() {
    return Tensor.map(Functions.COSH, self());
  }

  /** Hyperbolic tangent. */
  default Tensor tanh() {
    return Tensor.map(Functions.TANH, self());
  }

  // Steps: their derivative is 0

  /** −1, 0 or 1, as the sign is; 0 for both zeros, NaN for NaN. */
  default Tensor sign() {
    return Tensor.map(Functions.SIGN, self());
  }

  /** Largest integer not above x. */
  default Tensor floor() {
    return Tensor.map(Functions.FLOOR, self());
  }

  /** Smallest integer not below x. */
  default Tensor ceil() {
    return Tensor.map(Functions.CEIL, self());
  }

  /** Nearest integer, the even one halfway between two. */
  default Tensor round() {
    return Tensor.map(Functions.ROUND, self());
  }

  /** Integer part. */
  default Tensor trunc() {
    return Tensor.map(Functions.TRUNC, self());
  }

  // The error function and what is made of it

  /** Error function 2/√π·∫₀ˣ exp(−t²) dt. */
  default Tensor erf() {
    return Tensor.map(Functions.ERF, self());
  }

  /** Complementary error function 1 − erf(x), accurate where it is tiny. */
  default Tensor erfc() {
    return Tensor.map(Functions.ERFC, self());
  }

  /** Gaussian error linear unit x·Φ(x) (Hendrycks and Gimpel, arXiv 1606.08415), exact. */
  default Tensor gelu() {
    return Tensor.map(Functions.GELU, self());
  }

  /** Their approximation x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
  default Tensor geluTanh() {
    return Tensor.map(Functions.GELU_TANH, self());
  }

  // Other nonlinearities

  /** Logistic function 1/(1 + exp(−x)). */
  default Tensor sigmoid() {
    return Tensor.map(Functions.SIGMOID, self());
  }

  /** log(1 + exp(x)) without overflow. */
  default Tensor softplus() {
    return Tensor.map(Functions.SOFTPLUS, self());
  }

  /** x·sigmoid(x), also called swish (Elfwing, Uchibe and Doya, arXiv 1702.03118). */
  default Tensor silu() {
    return Tensor.map(Functions.SILU, self());
  }

  /** max(x, 0); derivative 0 at 0. */
  default Tensor relu() {
    return Tensor.map(Functions.RELU, self());
  }

  /** x above 0, {@code slope}·x below; at 0 the derivative is the slope. */
  default Tensor leakyRelu(double slope) {
    return Tensor.map(Functions.LEAKY_RELU, self(), Tensor.scalar(self().dtype(), slope));
  }

  /**
   * At least {@code low} and then at most {@code high}, as NumPy's clip; NaN stays. At a limit the
   * derivative is 1.
   *
   * @throws IllegalArgumentException if {@code low} is above {@code high}
   */
  default Tensor clamp(double low, double high) {
    if (low > high) {
      throw new IllegalArgumentException(
          "clamp: from " + low + " to " + high + ", expected the smaller first");
    }
    DType type = self().dtype();
    return Tensor.map(Functions.CLAMP, self(), Tensor.scalar(type, low), Tensor.scalar(type, high));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
