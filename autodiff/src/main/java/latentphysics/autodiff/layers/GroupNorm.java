package latentphysics.autodiff.layers;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Normalization;

/**
 * Group normalization over the channels of a group and all axes behind them, (x − mean) ÷
 * √(variance + ε) · γ + β (Wu and He, ECCV 2018, eq. 1, 2 and 7). One group normalizes all channels
 * together, as many groups as channels each for itself.
 *
 * @param gamma γ, {@code [channels]}
 * @param beta β, {@code [channels]}
 * @param groups a divisor of the number of channels
 * @param epsilon ε, at least 0
 */
public record GroupNorm(Tensor gamma, Tensor beta, int groups, double epsilon) {

  /**
   * A layer with γ = 1, β = 0 and ε = 10⁻⁵.
   *
   * @param dtype float32 or float64
   * @throws IllegalArgumentException if the groups do not divide the channels, or the type is
   *     another
   */
  public static GroupNorm of(int groups, int channels, DType dtype) {
    Arguments.expectSizes("groupNorm", channels);
    Arguments.expectFloat("groupNorm", dtype);
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "groupNorm: " + groups + " groups of " + channels + " channels, expected a divisor");
    }
    return new GroupNorm(Tensor.ones(dtype, channels), Tensor.zeros(dtype, channels), groups, 1e-5);
  }

  /**
   * The normalized numbers.
   *
   * @param x {@code [batch, channels, space…]}
   * @return of the same shape
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor apply(Tensor x) {
    Arguments.expectType("groupNorm", "x", x, gamma.dtype());
    return Normalization.groupNorm(x, groups, gamma, beta, epsilon);
  }
}
