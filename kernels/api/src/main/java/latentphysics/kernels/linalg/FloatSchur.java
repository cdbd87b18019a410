package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The real Schur form A = Z·T·Zᵀ: Z is orthogonal and T quasi upper triangular (Golub and Van Loan,
 * Matrix Computations, 7.4 to 7.5).
 *
 * <p>The diagonal of T consists of 1×1 blocks, the real eigenvalues, and of 2×2 blocks [α β; γ α]
 * with β·γ &lt; 0, the conjugate pairs α ± i·√(−β·γ). All else below the diagonal is exactly zero.
 */
public final class FloatSchur {
  private FloatSchur() {}

  /**
   * Factors one n×n matrix, all matrices in rows without gaps.
   *
   * @param a not changed, unless t or z lies over it, which is allowed
   * @param t becomes T
   * @param z becomes Z
   * @throws ArithmeticException if A holds a number that is not finite, or if more than 30·n QR
   *     steps would be needed
   */
  public static void solve(
      Kernels kernels,
      int n,
      float[] a,
      int aOffset,
      float[] t,
      int tOffset,
      float[] z,
      int zOffset) {
    int exponent = FloatScale.exponent("schur", n, n, a, aOffset);
    float[] work = FloatScale.scaled(-exponent, n * n, a, aOffset);
    float[] zt = new float[n * n];
    factor(kernels, "schur", n, work, true, zt);
    FloatScale.scale(exponent, n * n, work, 0);
    System.arraycopy(work, 0, t, tOffset, n * n);
    kernels.transpose(n, n, zt, 0, n, z, zOffset, n);
  }

  /**
   * Replaces A by T.
   *
   * @param a from index 0 on, its largest element near 1
   * @param wanted whether more than the diagonal blocks of T is wanted
   * @param zt becomes Zᵀ, if wanted
   */
  static void factor(
      Kernels kernels, String operation, int n, float[] a, boolean wanted, float[] zt) {
    FloatHessenberg.reduce(kernels, n, a, wanted, zt);
    FloatFrancis.iterate(kernels, operation, n, a, wanted, zt);
  }

  /**
   * X = Z·F·Zᵀ: a function of A by that of T.
   *
   * @param x in rows without gaps
   */
  static void multiply(Kernels kernels, int n, float[] f, float[] zt, float[] x, int xOffset) {
    float[] work = new float[n * n];
    kernels.gemm(n, n, n, zt, 0, 1, n, f, 0, n, 1, work, 0, n);
    kernels.gemm(n, n, n, work, 0, n, 1, zt, 0, n, 1, x, xOffset, n);
  }

  /** Rows of the block of T that begins with row k, which is 1 or 2. */
  static int blockSize(int n, float[] t, int tOffset, int k) {
    return k + 1 < n && t[tOffset + (k + 1) * n + k] != 0 ? 2 : 1;
  }

  /** Rows of the block of T that ends before row {@code end}, which is 1 or 2. */
  static int sizeOfLast(int n, float[] t, int tOffset, int end) {
    return end > 1 && t[tOffset + (end - 1) * n + end - 2] != 0 ? 2 : 1;
  }

  /**
   * The imaginary part of the eigenvalues of the 2×2 block that begins with row k: √(−β·γ),
   * positive.
   */
  static float imaginary(int n, float[] t, int tOffset, int k) {
    int p = tOffset + k * n + k;
    return imaginary(t[p + 1], t[p + n]);
  }

  /** √(−β·γ), exact where the two are equal but for the sign. */
  static float imaginary(float beta, float gamma) {
    float larger = Math.max(Math.abs(beta), Math.abs(gamma));
    float smaller = Math.min(Math.abs(beta), Math.abs(gamma));
    return larger * (float) Math.sqrt(smaller / larger);
  }
}
