package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Least squares at full rank by Householder's QR (Golub and Van Loan, Matrix Computations, 5.2 and
 * 5.6).
 *
 * <p>With m ≥ n, A = Q·R and X = R⁻¹·Qᵀ·B. With m &lt; n, Aᵀ = Q·R and X = Q·R⁻ᵀ·B, the solution of
 * least norm.
 */
public final class FloatLeastSquares {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);

  private FloatLeastSquares() {}

  /**
   * Solves one system of row-major matrices.
   *
   * @param m rows of A and B
   * @param n columns of A, rows of X
   * @param r columns of B and X
   * @throws ArithmeticException if A has no full rank, within max(m, n)·ε of its largest diagonal
   *     element of R, or holds a number that is not finite
   */
  public static void solve(
      Kernels kernels,
      int m,
      int n,
      int r,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] x,
      int xOffset) {
    int exponent = FloatScale.exponent("lstsq", m, n, a, aOffset);
    if (m >= n) {
      tall(kernels, exponent, m, n, r, a, aOffset, b, bOffset, x, xOffset);
    } else {
      wide(kernels, exponent, m, n, r, a, aOffset, b, bOffset, x, xOffset);
    }
    FloatScale.scale(-exponent, n * r, x, xOffset);
  }

  /** Rows of [A | B], so that reflections meet both at once. */
  private static void tall(
      Kernels kernels,
      int exponent,
      int m,
      int n,
      int r,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] x,
      int xOffset) {
    int row = n + r;
    float[] both = new float[m * row];
    for (int i = 0; i < m; i++) {
      System.arraycopy(a, aOffset + i * n, both, i * row, n);
      FloatScale.scale(-exponent, n, both, i * row);
      System.arraycopy(b, bOffset + i * r, both, i * row + n, r);
    }
    FloatQr.factor(kernels, m, n, r, both, 0, new float[n]);
    checkRank(m, n, n, both, row);
    for (int i = 0; i < n; i++) {
      System.arraycopy(both, i * row + n, x, xOffset + i * r, r);
    }
    FloatTriangular.solve(kernels, Triangle.UPPER, false, n, r, both, 0, row, x, xOffset, r);
  }

  private static void wide(
      Kernels kernels,
      int exponent,
      int m,
      int n,
      int r,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] x,
      int xOffset) {
    float[] qr = new float[n * m];
    kernels.transpose(m, n, a, aOffset, n, qr, 0, m);
    FloatScale.scale(-exponent, n * m, qr, 0);
    float[] tau = new float[m];
    FloatQr.factor(kernels, n, m, qr, 0, tau);
    checkRank(m, n, m, qr, m);
    System.arraycopy(b, bOffset, x, xOffset, m * r);
    FloatTriangular.solve(kernels, Triangle.UPPER, true, m, r, qr, 0, m, x, xOffset, r);
    for (int i = m * r; i < n * r; i++) {
      x[xOffset + i] = 0;
    }
    FloatQr.multiply(kernels, false, n, m, qr, 0, tau, r, x, xOffset, r);
  }

  private static void checkRank(int m, int n, int full, float[] r, int row) {
    float largest = 0;
    for (int i = 0; i < full; i++) {
      largest = Math.max(largest, Math.abs(r[i * row + i]));
    }
    int rank = 0;
    for (int i = 0; i < full; i++) {
      rank += Math.abs(r[i * row + i]) > Math.max(m, n) * EPSILON * largest ? 1 : 0;
    }
    if (rank < full) {
      throw new ArithmeticException(
          "lstsq: matrix [" + m + ", " + n + "] has rank " + rank + ", expected full rank " + full);
    }
  }
}
