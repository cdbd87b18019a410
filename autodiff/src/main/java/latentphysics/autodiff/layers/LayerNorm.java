package latentphysics.autodiff.layers;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Normalization;

/**
 * Layer normalization over the last axes, (x − mean) ÷ √(variance + ε) · γ + β (Ba, Kiros and
 * Hinton, arXiv 1607.06450, eq. 4 with the ε of today's frameworks).
 *
 * @param gamma γ, {@code [features…]}, at least one axis
 * @param beta β, {@code [features…]}
 * @param epsilon ε, at least 0
 */
public record LayerNorm(Tensor gamma, Tensor beta, double epsilon) {

  /**
   * A layer with γ = 1, β = 0 and ε = 10⁻⁵.
   *
   * @param dtype float32 or float64
   * @param features lengths of the last axes, at least one
   * @throws IllegalArgumentException if there is none or one is negative, or the type is another
   */
  public static LayerNorm of(DType dtype, int... features) {
    Arguments.expectFloat("layerNorm", dtype);
    if (features.length == 0) {
      throw new IllegalArgumentException("layerNorm: no features, expected at least one axis");
    }
    return new LayerNorm(Tensor.ones(dtype, features), Tensor.zeros(dtype, features), 1e-5);
  }

  /**
   * The normalized numbers.
   *
   * @param x {@code [batch…, features…]}
   * @return of the same shape
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor apply(Tensor x) {
    Arguments.expectType("layerNorm", "x", x, gamma.dtype());
    return Normalization.layerNorm(x, gamma, beta, epsilon);
  }
}
