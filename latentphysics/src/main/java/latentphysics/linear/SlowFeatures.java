package latentphysics.linear;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Spectra;

/**
 * The linear features that change least from one observation to the next for their size (Wiskott
 * and Sejnowski, Slow feature analysis, Neural Computation 14, 2002):
 *
 * <pre>
 *   D·u = λ·C·u        D second moments of x′ − x, C covariance of x
 * </pre>
 *
 * Of something that moves along a line the slowest function is monotonic, so it tells all places
 * apart, which the feature of most variance need not.
 */
public final class SlowFeatures {
  /** Columns are told apart from white noise of this variance, relative to their mean variance. */
  private static final double NOISE = 1e-4;

  private SlowFeatures() {}

  /**
   * Directions u, the slowest first, scaled so that x·u has variance 1.
   *
   * @param before centred float64 rows, {@code [n, columns]}
   * @param after the rows one observation later, same shape
   * @param count how many, at most the number of columns
   * @return {@code [columns, count]}
   */
  public static Tensor of(Tensor before, Tensor after, int count) {
    int n = before.dim(0);
    int columns = before.dim(1);
    if (count < 1 || count > columns) {
      throw new IllegalArgumentException(
          "slow features: %d of %d columns, expected 1 to all".formatted(count, columns));
    }
    Tensor change = after.sub(before);
    Tensor noise = Tensor.eye(DType.FLOAT64, columns).mul(NOISE * before.square().mean().item());
    // Independent noise of two observations has twice the variance in their difference.
    Tensor moments = change.transpose().matmul(change).div(n).add(noise.mul(2));
    Tensor covariance = before.transpose().matmul(before).div(n).add(noise);
    return Spectra.eigh(moments, covariance).vectors().slice(1, 0, count);
  }
}
