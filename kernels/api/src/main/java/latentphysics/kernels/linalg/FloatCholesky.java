package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The factor L with A = L·Lᵀ of a symmetric positive definite matrix (Golub and Van Loan, Matrix
 * Computations, 4.2.5).
 */
public final class FloatCholesky {
  private static final float HALF = (float) 0.5;

  private FloatCholesky() {}

  /**
   * Factors the n×n matrix (A + Aᵀ)/2.
   *
   * @param a the matrix, in rows without gaps; not changed
   * @param l becomes L, zeros above its diagonal, if A is positive definite
   * @return −1, or the order less one of the first leading part that is not positive definite
   * @throws ArithmeticException if an element is NaN or infinite
   */
  public static int factor(Kernels kernels, int n, float[] a, int aOffset, float[] l, int lOffset) {
    int _ = FloatScale.exponent("cholesky", n, n, a, aOffset);
    // U = Lᵀ, as its rows are what is subtracted.
    float[] u = new float[n * n];
    float[] row = new float[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        u[i * n + j] = HALF * a[aOffset + i * n + j] + HALF * a[aOffset + j * n + i];
      }
    }
    for (int k = 0; k < n; k++) {
      int diagonal = k * n + k;
      float pivot = u[diagonal];
      if (!(pivot > 0)) {
        return k;
      }
      float root = (float) Math.sqrt(pivot);
      u[diagonal] = root;
      int right = n - k - 1;
      for (int j = 0; j < right; j++) {
        u[diagonal + 1 + j] /= root;
        row[j] = -u[diagonal + 1 + j];
      }
      kernels.ger(right, right, row, 0, 1, u, diagonal + 1, u, diagonal + n + 1, n);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        l[lOffset + i * n + j] = j <= i ? u[j * n + i] : 0;
      }
    }
    return -1;
  }
}
