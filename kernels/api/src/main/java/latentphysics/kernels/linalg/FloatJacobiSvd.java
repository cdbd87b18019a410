package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.line.FloatLine;

/**
 * Singular values of any matrix: Householder's QR with column pivoting, then one-sided Jacobi on
 * the rows of R (Drmač and Veselić, New fast and accurate Jacobi SVD algorithm I, SIAM J. Matrix
 * Anal. Appl. 29, 2008).
 *
 * <p>The second QR of that paper, of Rᵀ, is left out: it saved a tenth of the rotations of random
 * matrices of 16 to 256 rows and no sweep, which is less than it costs.
 */
final class FloatJacobiSvd {
  /** Rows smaller than this part of the first count as zero: sines with them would underflow. */
  private static final float LEAST_RATIO =
      Float.MIN_NORMAL / (FloatPrecision.UNIT * FloatPrecision.UNIT);

  private FloatJacobiSvd() {}

  /**
   * B = Acrossᵀ·Σ·Along.
   *
   * @param count rows of B, at least 1
   * @param length columns of B, at least as many
   * @param b row-major; used up
   * @param values becomes the singular values, descending
   * @param along becomes count×length; empty if only values are wanted, like {@code across}
   * @param across becomes count×count
   */
  static void solve(
      Kernels kernels,
      int count,
      int length,
      float[] b,
      float[] values,
      float[] along,
      float[] across) {
    // Bᵀ·P = Q·R.
    float[] qr = new float[count * length];
    kernels.transpose(count, length, b, 0, length, qr, 0, count);
    float[] tau = new float[count];
    int[] columns = new int[count];
    FloatQr.factorPivoted(kernels, length, count, qr, 0, tau, columns);
    // W·R = Σ·Z, as rows of [R | 1] become those of [Σ·Z | W].
    boolean vectors = along.length > 0;
    int step = vectors ? 2 * count : count;
    float[] rows = new float[count * step];
    float least = LEAST_RATIO * Math.abs(qr[0]);
    for (int i = 0; i < count; i++) {
      if (Math.abs(qr[i * count + i]) > least) {
        System.arraycopy(qr, i * count + i, rows, i * step + i, count - i);
      }
      if (vectors) {
        rows[i * step + count + i] = 1;
      }
    }
    float[] squares = new float[count];
    FloatOneSidedJacobi.solve(kernels, count, count, rows, step, squares);
    int[] order = new int[count];
    FloatLine.argSort(true, squares, 0, count, new long[count], order, 0);
    int rank = 0;
    for (int i = 0; i < count; i++) {
      float square = squares[order[i]];
      boolean zero = square < FloatPrecision.LEAST_SQUARE;
      values[i] = zero ? 0 : (float) Math.sqrt(square);
      rank += zero ? 0 : 1;
    }
    if (!vectors) {
      return;
    }
    float[] z = new float[count * count];
    float[] w = new float[count * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows, order[i] * step + count, w, i * count, count);
      if (i < rank) {
        System.arraycopy(rows, order[i] * step, z, i * count, count);
        kernels.scal(count, 1 / values[i], z, i * count);
      }
    }
    complete(kernels, rank, count, z);
    // Bᵀ = (Q·Wᵀ)·Σ·(Z·Pᵀ).
    kernels.transpose(count, count, w, 0, count, b, 0, count);
    Arrays.fill(b, count * count, count * length, 0);
    FloatQr.multiply(kernels, false, length, count, qr, 0, tau, count, b, 0, count);
    kernels.transpose(length, count, b, 0, count, along, 0, length);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        across[i * count + columns[j]] = z[i * count + j];
      }
    }
  }

  /**
   * Adds rows to orthonormal ones: the last columns of Q in the QR factorization of their
   * transpose.
   */
  private static void complete(Kernels kernels, int rank, int n, float[] rows) {
    if (rank < n) {
      float[] qr = new float[n * rank];
      kernels.transpose(rank, n, rows, 0, n, qr, 0, rank);
      float[] tau = new float[rank];
      FloatQr.factor(kernels, n, rank, qr, 0, tau);
      float[] q = new float[n * n];
      FloatQr.formQ(kernels, n, rank, n, qr, 0, tau, q, 0);
      kernels.transpose(n, n - rank, q, rank, n, rows, rank * n, n);
    }
  }
}
