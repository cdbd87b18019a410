package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;

/**
 * Least squares at full rank by Householder's QR of a tall matrix (Golub and Van Loan, Matrix
 * Computations, 5.3.3 and 5.6.2).
 *
 * <p>With m ≥ n and A = Q·R, A⁺ = R⁻¹·Qᵀ and A⁺ᵀ = Q·R⁻ᵀ. For m &lt; n the matrix to be factored is
 * Aᵀ, and the two change places.
 */
public final class FloatLeastSquares {
  private FloatLeastSquares() {}

  /** Elements of the factors of an m×n matrix: its own and a row of the τ of the reflectors. */
  public static int size(int m, int n) {
    return (m + 1) * n;
  }

  /**
   * Factors a matrix as LAPACK's geqrf does.
   *
   * @param m rows, at least n
   * @param a m×n, in rows without gaps; not changed
   * @param qr becomes (m + 1)×n: R, below its diagonal the reflectors, and a row of their τ
   * @throws ArithmeticException if an element is NaN or infinite
   */
  public static void factor(
      Kernels kernels, int m, int n, float[] a, int aOffset, float[] qr, int qrOffset) {
    int exponent = FloatScale.exponent("lstsq", m, n, a, aOffset);
    System.arraycopy(a, aOffset, qr, qrOffset, m * n);
    FloatScale.scale(-exponent, m * n, qr, qrOffset);
    float[] tau = new float[n];
    FloatQr.factor(kernels, m, n, qr, qrOffset, tau);
    System.arraycopy(tau, 0, qr, qrOffset + m * n, n);
    unscale(n, exponent, qr, qrOffset);
  }

  /**
   * {@link #factor} for matrices one after the other, of which those that need nothing special are
   * factored side by side.
   *
   * @param count from 1 to the number of lanes
   */
  static void factor(
      Kernels kernels,
      FloatLanes lanes,
      int count,
      int m,
      int n,
      float[] a,
      int aOffset,
      float[] qr,
      int qrOffset) {
    int size = m * n;
    int width = lanes.count();
    int[] exponents = new int[count];
    float[] scaled = new float[count * size];
    System.arraycopy(a, aOffset, scaled, 0, count * size);
    for (int l = 0; l < count; l++) {
      exponents[l] = FloatScale.exponent("lstsq", m, n, scaled, l * size);
      FloatScale.scale(-exponents[l], size, scaled, l * size);
    }
    float[] matrices = FloatGroup.of(kernels, lanes, count, size, scaled, 0);
    float[] tau = new float[n * width];
    long done = lanes.qr(m, n, matrices, tau);
    float[] group = new float[size(m, n) * width];
    System.arraycopy(matrices, 0, group, 0, matrices.length);
    System.arraycopy(tau, 0, group, matrices.length, tau.length);
    FloatGroup.separate(kernels, lanes, count, size(m, n), group, qr, qrOffset);
    for (int l = 0; l < count; l++) {
      int own = qrOffset + l * size(m, n);
      if (FloatGroup.has(done, l)) {
        unscale(n, exponents[l], qr, own);
      } else {
        factor(kernels, m, n, a, aOffset + l * size, qr, own);
      }
    }
  }

  /** Undoes the scaling of R. */
  private static void unscale(int n, int exponent, float[] qr, int offset) {
    for (int i = 0; i < n; i++) {
      FloatScale.scale(exponent, n - i, qr, offset + i * n + i);
    }
  }

  /**
   * The rank that R shows: how many elements of its diagonal are above m·ε times the largest.
   *
   * @param qr from {@link #factor}
   */
  public static int rank(int m, int n, float[] qr, int offset) {
    float largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(qr[offset + i * n + i]));
    }
    float least = 2 * m * FloatPrecision.UNIT * largest;
    int rank = 0;
    for (int i = 0; i < n; i++) {
      rank += Math.abs(qr[offset + i * n + i]) > least ? 1 : 0;
    }
    return rank;
  }

  /**
   * X = A⁺·B for B m×r, or X = A⁺ᵀ·B for B n×r, if the rank is n.
   *
   * @param qr from {@link #factor}; its diagonal is written to, but the same when this returns
   * @param b in rows without gaps; not changed
   * @param x n×r, or m×r, in rows without gaps
   */
  public static void solve(
      Kernels kernels,
      boolean transposed,
      int m,
      int n,
      int r,
      float[] qr,
      int qrOffset,
      float[] b,
      int bOffset,
      float[] x,
      int xOffset) {
    float[] tau = new float[n];
    System.arraycopy(qr, qrOffset + m * n, tau, 0, n);
    float[] work = new float[m * r];
    System.arraycopy(b, bOffset, work, 0, (transposed ? n : m) * r);
    if (!transposed) {
      FloatQr.multiply(kernels, true, m, n, qr, qrOffset, tau, r, work, 0, r);
    }
    FloatTriangular.solve(kernels, Triangle.UPPER, transposed, n, r, qr, qrOffset, n, work, 0, r);
    if (transposed) {
      FloatQr.multiply(kernels, false, m, n, qr, qrOffset, tau, r, work, 0, r);
    }
    System.arraycopy(work, 0, x, xOffset, (transposed ? m : n) * r);
  }

  /**
   * {@link #solve} for systems one after the other, side by side.
   *
   * @param count from 1 to the number of lanes
   */
  static void solve(
      Kernels kernels,
      FloatLanes lanes,
      boolean transposed,
      int count,
      int m,
      int n,
      int r,
      float[] qr,
      int qrOffset,
      float[] b,
      int bOffset,
      float[] x,
      int xOffset) {
    int width = lanes.count();
    float[] factors = FloatGroup.of(kernels, lanes, count, size(m, n), qr, qrOffset);
    float[] tau = new float[n * width];
    System.arraycopy(factors, m * n * width, tau, 0, tau.length);
    int rows = transposed ? n : m;
    float[] given = FloatGroup.of(kernels, lanes, count, rows * r, b, bOffset);
    float[] work = transposed ? Arrays.copyOf(given, m * r * width) : given;
    if (!transposed) {
      lanes.multiplyQ(true, m, n, factors, tau, r, work);
    }
    lanes.triangularSolve(false, false, transposed, n, r, factors, work);
    if (transposed) {
      lanes.multiplyQ(false, m, n, factors, tau, r, work);
    }
    FloatGroup.separate(kernels, lanes, count, (transposed ? m : n) * r, work, x, xOffset);
  }
}
