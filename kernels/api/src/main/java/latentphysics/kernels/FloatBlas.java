package latentphysics.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Operations on vectors and on matrices in rows of which factorizations of {@code float} matrices
 * consist, under the names that the BLAS gave them; those for double precision are made from it.
 *
 * <p>All elements of a row are neighbours. Where a sum runs along rows its terms are spread over
 * {@link Kernels#SUM_LANES} partial sums; where it runs across rows it is one chain for each
 * column. Every product is fused with the addition that follows it. So a loop over one matrix and a
 * loop over many, one in each lane, give the same bits.
 */
public interface FloatBlas {

  /**
   * The sum of {@code x[xOffset + i]·y[yOffset + i]} over i &lt; n.
   *
   * <p>Term i is added to partial sum i mod {@link Kernels#SUM_LANES} by a fused multiply-add, in
   * order and beginning with zero; then the upper half of the partial sums is added to the lower
   * half until one is left. The sum of nothing is 0.
   */
  float dot(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** y becomes fma(alpha, x, y), for n elements. */
  void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset);

  /** x becomes alpha·x, for n elements. */
  void scal(int n, float alpha, float[] x, int xOffset);

  /**
   * Turns n pairs: x becomes fma(c, x, s·y) and y becomes fma(c, y, −(s·x)). The vectors may not
   * overlap.
   */
  void rot(int n, float[] x, int xOffset, float[] y, int yOffset, float c, float s);

  /**
   * Turns each row of a matrix with the next, one pair after the other (LAPACK's lasr): for i = 0,
   * 1, … the two that begin at {@code aOffset + i·aStep} and {@code aOffset + (i + 1)·aStep}, as
   * {@link #rot} does with {@code c[offset + i]} and {@code s[offset + i]}.
   *
   * @param count of rotations, one less than rows; 0 for none at all
   * @param n elements of a row
   * @param aStep from row to row, which may be negative; rows may not overlap
   */
  void lasr(int count, int n, float[] c, float[] s, int offset, float[] a, int aOffset, int aStep);

  /**
   * y = Aᵀ·v: element {@code y[yOffset + j]}, j &lt; n, becomes the chain of fused multiply-adds of
   * {@code v[vOffset + i·vStep]·a[aOffset + i·aRow + j]} over i &lt; rows, beginning with zero. y
   * shares no memory with A or v.
   */
  void gemv(
      int rows,
      int n,
      float[] v,
      int vOffset,
      int vStep,
      float[] a,
      int aOffset,
      int aRow,
      float[] y,
      int yOffset);

  /**
   * A + v·wᵀ: element {@code a[aOffset + i·aRow + j]}, i &lt; rows and j &lt; n, becomes fma({@code
   * v[vOffset + i·vStep]}, {@code w[wOffset + j]}, itself). v and w share no elements with what is
   * written.
   */
  void ger(
      int rows,
      int n,
      float[] v,
      int vOffset,
      int vStep,
      float[] w,
      int wOffset,
      float[] a,
      int aOffset,
      int aRow);

  /**
   * A + x·wᵀ + w·xᵀ, all of it: element {@code a[aOffset + i·aRow + j]}, i and j &lt; n, becomes
   * fma({@code w[wOffset + i]}, {@code x[xOffset + j]}, fma({@code x[xOffset + i]}, {@code
   * w[wOffset + j]}, itself)). x and w share no elements with what is written.
   */
  void syr2(
      int n, float[] x, int xOffset, float[] w, int wOffset, float[] a, int aOffset, int aRow);

  /**
   * Kernels for groups of matrices, one in each lane of a vector.
   *
   * @param multiplyAdds work that is about to be done one matrix after the other if there are none;
   *     a provider may count it before it offers any
   * @return null if there are none, or not yet
   */
  default @Nullable FloatLanes floatLanes(double multiplyAdds) {
    return null;
  }
}
