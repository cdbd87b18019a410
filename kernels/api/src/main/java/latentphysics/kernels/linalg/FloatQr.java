package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * Householder's orthogonal factorization A = Q·R, or A·P = Q·R with column pivoting (Golub and Van
 * Loan, Matrix Computations, 5.2 and 5.4).
 *
 * <p>Reflector j is H = 1 − τ·v·vᵀ with v zero above row j and 1 in it, as LAPACK has them; Q =
 * H₀·H₁·…. The elements below lie in column j, below the diagonal.
 */
public final class FloatQr {

  /** Squares of numbers above this exponent keep their digits. */
  private static final int LEAST_EXPONENT = Math.getExponent(FloatPrecision.LEAST_SQUARE) / 2;

  private FloatQr() {}

  /**
   * Factors an m×n matrix in place: R on and above the diagonal, reflectors below.
   *
   * @param a the matrix, in rows without gaps; its elements best at most 2 (see {@link FloatScale})
   * @param tau becomes the τ of min(m, n) reflectors
   */
  public static void factor(Kernels kernels, int m, int n, float[] a, int offset, float[] tau) {
    float[] row = new float[n];
    for (int j = 0; j < Math.min(m, n); j++) {
      int at = offset + j * n + j;
      tau[j] = reflector(m - j, a, at, n);
      reflect(kernels, m - j, n - j - 1, a, at, n, tau[j], a, at + 1, n, row);
    }
  }

  /**
   * The same with the remaining column of largest norm next, so that the diagonal of R falls in
   * magnitude. Of equal columns the first is taken.
   *
   * @param order becomes the order of the columns, n numbers: column j of A·P is column {@code
   *     order[j]} of A
   */
  public static void factorPivoted(
      Kernels kernels, int m, int n, float[] a, int offset, float[] tau, int[] order) {
    float[] row = new float[n];
    // Squared norms of what is left of the columns, and their values when last computed in full.
    float[] left = new float[n];
    float[] full = new float[n];
    for (int j = 0; j < n; j++) {
      order[j] = j;
      left[j] = squaredNorm(m, a, offset + j, n);
      full[j] = left[j];
    }
    for (int j = 0; j < Math.min(m, n); j++) {
      int pivot = j;
      for (int c = j + 1; c < n; c++) {
        if (left[c] > left[pivot]) {
          pivot = c;
        }
      }
      if (pivot != j) {
        swapColumns(m, a, offset + j, offset + pivot, n);
        int other = order[j];
        order[j] = order[pivot];
        order[pivot] = other;
        left[pivot] = left[j];
        full[pivot] = full[j];
      }
      tau[j] = reflector(m - j, a, offset + j * n + j, n);
      reflect(
          kernels,
          m - j,
          n - j - 1,
          a,
          offset + j * n + j,
          n,
          tau[j],
          a,
          offset + j * n + j + 1,
          n,
          row);
      for (int c = j + 1; c < n; c++) {
        float gone = a[offset + j * n + c];
        left[c] = Math.max(0, left[c] - gone * gone);
        // Half of the digits are gone: what is left is computed anew (LAPACK working note 176).
        if (left[c] <= full[c] * Math.sqrt(2 * FloatPrecision.UNIT)) {
          left[c] = squaredNorm(m - j - 1, a, offset + (j + 1) * n + c, n);
          full[c] = left[c];
        }
      }
    }
  }

  private static void swapColumns(int m, float[] a, int first, int second, int step) {
    for (int i = 0; i < m; i++) {
      float value = a[first + i * step];
      a[first + i * step] = a[second + i * step];
      a[second + i * step] = value;
    }
  }

  private static float squaredNorm(int count, float[] x, int offset, int step) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      float value = x[offset + i * step];
      sum = Math.fma(value, value, sum);
    }
    return sum;
  }

  /**
   * Makes the reflector that turns a vector x to β·e₀, β = −sign(x₀)·‖x‖: v = x/(x₀ − β) but for v₀
   * = 1, τ = (β − x₀)/β. β takes the place of x₀, v those of the others.
   *
   * @return τ; 0 where nothing is left to turn
   */
  private static float reflector(int count, float[] x, int offset, int step) {
    float rest = squaredNorm(count - 1, x, offset + step, step);
    if (rest < FloatPrecision.LEAST_SQUARE) {
      // Squares may have lost digits: the same with a vector of ordinary size.
      float largest = 0;
      for (int i = 1; i < count; i++) {
        largest = Math.max(largest, Math.abs(x[offset + i * step]));
      }
      if (largest == 0) {
        return 0;
      }
      int exponent = Math.getExponent(Math.max(largest, Math.abs(x[offset])));
      if (exponent < LEAST_EXPONENT) {
        scale(-exponent, count, x, offset, step);
        float tau = reflector(count, x, offset, step);
        x[offset] = Math.scalb(x[offset], exponent);
        return tau;
      }
    }
    float first = x[offset];
    float beta = -Math.copySign((float) Math.sqrt(Math.fma(first, first, rest)), first);
    float pivot = first - beta;
    for (int i = 1; i < count; i++) {
      x[offset + i * step] /= pivot;
    }
    x[offset] = beta;
    return (beta - first) / beta;
  }

  private static void scale(int exponent, int count, float[] x, int offset, int step) {
    for (int i = 0; i < count; i++) {
      x[offset + i * step] = Math.scalb(x[offset + i * step], exponent);
    }
  }

  /** B − τ·v·(vᵀ·B) for a block of rows; v₀ is 1, whatever lies there. */
  static void reflect(
      Kernels kernels,
      int rows,
      int columns,
      float[] v,
      int vOffset,
      int vStep,
      float tau,
      float[] b,
      int bOffset,
      int bRow,
      float[] row) {
    if (tau == 0 || columns == 0) {
      return;
    }
    if (columns == 1) {
      reflect(rows, v, vOffset, vStep, tau, b, bOffset, bRow);
      return;
    }
    float kept = v[vOffset];
    v[vOffset] = 1;
    kernels.gemv(rows, columns, v, vOffset, vStep, b, bOffset, bRow, row, 0);
    kernels.scal(columns, -tau, row, 0);
    kernels.ger(rows, columns, v, vOffset, vStep, row, 0, b, bOffset, bRow);
    v[vOffset] = kept;
  }

  /** The same for one column: nothing lies along rows, and calls would take longer. */
  private static void reflect(
      int rows, float[] v, int vOffset, int vStep, float tau, float[] b, int bOffset, int bRow) {
    float sum = b[bOffset];
    for (int i = 1; i < rows; i++) {
      sum = Math.fma(v[vOffset + i * vStep], b[bOffset + i * bRow], sum);
    }
    float factor = sum * -tau;
    b[bOffset] += factor;
    for (int i = 1; i < rows; i++) {
      int at = bOffset + i * bRow;
      b[at] = Math.fma(v[vOffset + i * vStep], factor, b[at]);
    }
  }

  /**
   * The reduced factors, k = min(m, n): Q m×k with orthonormal columns, R k×n with a diagonal that
   * is not negative, which makes them unique at full rank.
   *
   * @param a m×n, in rows without gaps; not changed
   * @param order becomes the order of the columns, n numbers; null for no pivoting
   * @throws ArithmeticException if an element is NaN or infinite
   */
  public static void solve(
      Kernels kernels,
      int m,
      int n,
      float[] a,
      int aOffset,
      float[] q,
      int qOffset,
      float[] r,
      int rOffset,
      int @Nullable [] order) {
    int k = Math.min(m, n);
    int exponent = FloatScale.exponent("qr", m, n, a, aOffset);
    float[] qr = FloatScale.scaled(-exponent, m * n, a, aOffset);
    float[] tau = new float[k];
    if (order == null) {
      factor(kernels, m, n, qr, 0, tau);
    } else {
      factorPivoted(kernels, m, n, qr, 0, tau, order);
    }
    formQ(kernels, m, n, k, qr, 0, tau, q, qOffset);
    for (int i = 0; i < k; i++) {
      float sign = qr[i * n + i] < 0 ? -1 : 1;
      for (int j = 0; j < n; j++) {
        r[rOffset + i * n + j] = j < i ? 0 : Math.scalb(sign * qr[i * n + j], exponent);
      }
      for (int row = 0; row < m && sign < 0; row++) {
        q[qOffset + row * k + i] = -q[qOffset + row * k + i];
      }
    }
  }

  /**
   * Q·B, or Qᵀ·B, in place.
   *
   * @param m rows of A and B
   * @param n columns of A
   * @param qr from a factorization; the same when this returns
   * @param r columns of B
   * @param bRow distance between rows of B
   */
  public static void multiply(
      Kernels kernels,
      boolean transposed,
      int m,
      int n,
      float[] qr,
      int qrOffset,
      float[] tau,
      int r,
      float[] b,
      int bOffset,
      int bRow) {
    float[] row = new float[r];
    int count = Math.min(m, n);
    for (int step = 0; step < count; step++) {
      int j = transposed ? step : count - 1 - step;
      reflect(
          kernels, m - j, r, qr, qrOffset + j * n + j, n, tau[j], b, bOffset + j * bRow, bRow, row);
    }
  }

  /**
   * The first k columns of Q, at most m: m×k, in rows without gaps.
   *
   * @param qr from a factorization; the same when this returns
   */
  public static void formQ(
      Kernels kernels,
      int m,
      int n,
      int k,
      float[] qr,
      int qrOffset,
      float[] tau,
      float[] q,
      int qOffset) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < k; j++) {
        q[qOffset + i * k + j] = i == j ? 1 : 0;
      }
    }
    float[] row = new float[k];
    for (int j = Math.min(Math.min(m, n), k) - 1; j >= 0; j--) {
      // Columns before j are those of the identity yet, and zero in these rows.
      int at = qOffset + j * k + j;
      reflect(kernels, m - j, k - j, qr, qrOffset + j * n + j, n, tau[j], q, at, k, row);
    }
  }
}
