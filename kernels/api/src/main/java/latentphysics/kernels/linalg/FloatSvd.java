package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;

/**
 * The reduced singular value decomposition A = U·Σ·Vᵀ.
 *
 * <p>Both ways to it end in one-sided Jacobi. Where the eigenvectors of the Gram matrix are worth
 * something, Jacobi begins from them ({@link FloatGramSvd}); where A is singular or uneven, from
 * Householder's QR with pivoting ({@link FloatJacobiSvd}). Singular values are right within a small
 * multiple of n·ε·‖A‖₂. In the second way small ones have digits of their own: where the columns of
 * a tall matrix (the rows of a wide one) differ much in size, but would be well conditioned if they
 * did not, all singular values are right to nearly all digits.
 */
public final class FloatSvd {
  private static final float ONE = 1;

  /** Elements are brought to this exponent: far above what loses digits, with room for squares. */
  static final int EXPONENT = Float.MAX_EXPONENT / 2 - 15;

  private final Kernels kernels;

  /** Columns of A, or rows if they are more. */
  private final int length;

  /** Rows of A, or columns if they are fewer: number of singular values. */
  private final int count;

  /** What A was multiplied by, as an exponent of two. */
  private final int exponent;

  /** Scaled A, or Aᵀ if it is wide then: count×length. */
  private final float[] b;

  private FloatSvd(Kernels kernels, int m, int n, float[] a, int offset) {
    this.kernels = kernels;
    length = Math.max(m, n);
    count = Math.min(m, n);
    exponent = EXPONENT - FloatScale.exponent("svd", m, n, a, offset);
    b = new float[m * n];
    if (m > n) {
      kernels.transpose(m, n, a, offset, n, b, 0, m);
    } else {
      System.arraycopy(a, offset, b, 0, m * n);
    }
    // In two steps: one power of two may be out of range.
    kernels.scal(m * n, Math.scalb(ONE, exponent / 2), b, 0);
    kernels.scal(m * n, Math.scalb(ONE, exponent - exponent / 2), b, 0);
  }

  /**
   * Singular values and vectors of one matrix, k = min(m, n).
   *
   * @param m rows
   * @param n columns
   * @param a row-major m×n; not changed
   * @param u becomes the left vectors, the columns of a row-major m×k matrix; in each the element
   *     of largest magnitude, the first of these, is positive
   * @param s becomes the k singular values, descending
   * @param vt becomes the right vectors, the rows of a k×n matrix
   * @throws ArithmeticException if an element is not finite, or the iteration does not converge
   */
  public static void solve(
      Kernels kernels,
      int m,
      int n,
      float[] a,
      int aOffset,
      float[] u,
      int uOffset,
      float[] s,
      int sOffset,
      float[] vt,
      int vtOffset) {
    FloatSvd svd = new FloatSvd(kernels, m, n, a, aOffset);
    int k = svd.count;
    if (k == 0) {
      return;
    }
    float[] along = new float[k * svd.length];
    float[] across = new float[k * k];
    svd.decompose(true, s, sOffset, along, across);
    leave(kernels, m, n, along, across, u, uOffset, vt, vtOffset);
  }

  /**
   * {@link #solve} for matrices one after the other, of which those of the usual kind are
   * decomposed side by side.
   *
   * @param matrices from 1 to the number of lanes
   */
  static void solve(
      Kernels kernels,
      FloatLanes lanes,
      int matrices,
      int m,
      int n,
      float[] a,
      int aOffset,
      float[] u,
      int uOffset,
      float[] s,
      int sOffset,
      float[] vt,
      int vtOffset) {
    int k = Math.min(m, n);
    FloatSvd[] svds = new FloatSvd[matrices];
    float[] scaled = new float[matrices * m * n];
    for (int l = 0; l < matrices; l++) {
      svds[l] = new FloatSvd(kernels, m, n, a, aOffset + l * m * n);
      System.arraycopy(svds[l].b, 0, scaled, l * m * n, m * n);
    }
    int length = Math.max(m, n);
    FloatGramSvd group = FloatGramSvd.of(kernels, lanes, matrices, k, length, scaled);
    float[] values = new float[k];
    float[] along = new float[k * length];
    float[] across = new float[k * k];
    for (int l = 0; l < matrices; l++) {
      if (FloatGroup.has(group.done(), l)) {
        group.get(l, values, along, across);
        svds[l].unscale(values, s, sOffset + l * k);
      } else {
        svds[l].decompose(FloatGroup.has(group.open(), l), s, sOffset + l * k, along, across);
      }
      leave(kernels, m, n, along, across, u, uOffset + l * m * k, vt, vtOffset + l * k * n);
    }
  }

  /** The vectors with the signs that are agreed on. */
  private static void leave(
      Kernels kernels,
      int m,
      int n,
      float[] along,
      float[] across,
      float[] u,
      int uOffset,
      float[] vt,
      int vtOffset) {
    int k = Math.min(m, n);
    float[] left = m > n ? along : across;
    float[] right = m > n ? across : along;
    float[] signs = FloatSigns.ofRows(kernels, k, m, left);
    for (int i = 0; i < k; i++) {
      if (signs[i] < 0) {
        kernels.scal(m, -1, left, i * m);
        kernels.scal(n, -1, right, i * n);
      }
    }
    kernels.transpose(k, m, left, 0, m, u, uOffset, k);
    System.arraycopy(right, 0, vt, vtOffset, k * n);
  }

  /**
   * The singular values alone, with the bits of {@link #solve}.
   *
   * @param m rows
   * @param n columns
   * @param a row-major m×n; not changed
   * @param s becomes the min(m, n) singular values, descending
   * @throws ArithmeticException if an element is not finite, or the iteration does not converge
   */
  public static void values(
      Kernels kernels, int m, int n, float[] a, int aOffset, float[] s, int sOffset) {
    FloatSvd svd = new FloatSvd(kernels, m, n, a, aOffset);
    if (svd.count > 0) {
      svd.decompose(true, s, sOffset, new float[0], new float[0]);
    }
  }

  /**
   * Singular values, and the vectors of B = Acrossᵀ·Σ·Along if there is room for them.
   *
   * @param byGram false if it is known that the Gram matrix is of no use
   * @param along becomes count×length
   * @param across becomes count×count
   */
  private void decompose(boolean byGram, float[] s, int sOffset, float[] along, float[] across) {
    float[] values = new float[count];
    if (!byGram || !FloatGramSvd.solve(kernels, count, length, b, values, along, across)) {
      FloatJacobiSvd.solve(kernels, count, length, b, values, along, across);
    }
    unscale(values, s, sOffset);
  }

  private void unscale(float[] values, float[] s, int sOffset) {
    for (int i = 0; i < count; i++) {
      s[sOffset + i] = Math.scalb(values[i], -exponent);
    }
  }
}
