package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;

/**
 * Gaussian elimination with partial pivoting (Golub and Van Loan, Matrix Computations, 3.4): P·A =
 * L·U.
 */
public final class FloatLu {
  private FloatLu() {}

  /**
   * Factors an m×n matrix in place: U on and above the diagonal, L, whose diagonal is 1, below it.
   * Of equal pivots the first is taken. A zero pivot is left: U is singular then.
   *
   * @param a the matrix, in rows without gaps
   * @param order becomes the order of the rows, m numbers: row i of P·A is row {@code
   *     order[orderOffset + i]} of A
   * @return the sign of the permutation, 1 or −1
   * @throws ArithmeticException if an element is NaN or infinite
   */
  public static int factor(
      Kernels kernels, int m, int n, float[] a, int offset, int[] order, int orderOffset) {
    int _ = FloatScale.exponent("lu", m, n, a, offset);
    float[] row = new float[n];
    for (int i = 0; i < m; i++) {
      order[orderOffset + i] = i;
    }
    int sign = 1;
    for (int k = 0; k < Math.min(m, n); k++) {
      int pivot = pivot(m, n, a, offset, k);
      if (pivot != k) {
        swap(n, a, offset + k * n, offset + pivot * n);
        int other = order[orderOffset + k];
        order[orderOffset + k] = order[orderOffset + pivot];
        order[orderOffset + pivot] = other;
        sign = -sign;
      }
      eliminate(kernels, m, n, a, offset, k, row);
    }
    return sign;
  }

  /**
   * {@link #factor} for matrices one after the other, of which those without a pivot of 0 are
   * factored side by side.
   *
   * @param count from 1 to the number of lanes
   * @param signs become the signs of the permutations
   */
  static void factor(
      Kernels kernels,
      FloatLanes lanes,
      int count,
      int m,
      int n,
      float[] a,
      int offset,
      int[] order,
      int orderOffset,
      double[] signs,
      int signsOffset) {
    for (int l = 0; l < count; l++) {
      int _ = FloatScale.exponent("lu", m, n, a, offset + l * m * n);
    }
    int width = lanes.count();
    float[] group = FloatGroup.of(kernels, lanes, count, m * n, a, offset);
    int[] orders = new int[m * width];
    long done = lanes.lu(m, n, group, orders);
    float[] factors = new float[count * m * n];
    FloatGroup.separate(kernels, lanes, count, m * n, group, factors, 0);
    for (int l = 0; l < count; l++) {
      int own = orderOffset + l * m;
      if (FloatGroup.has(done, l)) {
        System.arraycopy(factors, l * m * n, a, offset + l * m * n, m * n);
        for (int i = 0; i < m; i++) {
          order[own + i] = orders[i * width + l];
        }
        signs[signsOffset + l] = sign(m, order, own);
      } else {
        signs[signsOffset + l] = factor(kernels, m, n, a, offset + l * m * n, order, own);
      }
    }
  }

  /** 1 for an even permutation, −1 for an odd one: a cycle of c places is c − 1 exchanges. */
  private static int sign(int m, int[] order, int offset) {
    boolean[] seen = new boolean[m];
    int sign = 1;
    for (int i = 0; i < m; i++) {
      for (int j = order[offset + i]; j != i && !seen[i]; j = order[offset + j]) {
        seen[j] = true;
        sign = -sign;
      }
    }
    return sign;
  }

  private static int pivot(int m, int n, float[] a, int offset, int k) {
    int pivot = k;
    float largest = 0;
    for (int i = k; i < m; i++) {
      float size = Math.abs(a[offset + i * n + k]);
      if (size > largest) {
        largest = size;
        pivot = i;
      }
    }
    return pivot;
  }

  private static void swap(int n, float[] a, int first, int second) {
    for (int j = 0; j < n; j++) {
      float value = a[first + j];
      a[first + j] = a[second + j];
      a[second + j] = value;
    }
  }

  /** lᵢ = aᵢₖ/uₖₖ, then aᵢⱼ − lᵢ·uₖⱼ for i, j &gt; k. */
  private static void eliminate(
      Kernels kernels, int m, int n, float[] a, int offset, int k, float[] row) {
    int diagonal = offset + k * n + k;
    float pivot = a[diagonal];
    if (pivot == 0) {
      return;
    }
    int below = m - k - 1;
    int right = n - k - 1;
    for (int i = 1; i <= below; i++) {
      a[diagonal + i * n] /= pivot;
    }
    for (int j = 0; j < right; j++) {
      row[j] = -a[diagonal + 1 + j];
    }
    kernels.ger(below, right, a, diagonal + n, n, row, 0, a, diagonal + n + 1, n);
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
      int n,
      int r,
      float[] lu,
      int luOffset,
      int[] order,
      int orderOffset,
      float[] b,
      int bOffset,
      float[] x,
      int xOffset) {
    float[] work = new float[count * n * r];
    for (int i = 0; i < count * n; i++) {
      // Rows of P·B; the other way P comes last.
      int row = transposed ? i : i / n * n + order[orderOffset + i];
      System.arraycopy(b, bOffset + row * r, work, i * r, r);
    }
    float[] factors = FloatGroup.of(kernels, lanes, count, n * n, lu, luOffset);
    float[] right = FloatGroup.of(kernels, lanes, count, n * r, work, 0);
    lanes.triangularSolve(!transposed, !transposed, transposed, n, r, factors, right);
    lanes.triangularSolve(transposed, transposed, transposed, n, r, factors, right);
    FloatGroup.separate(kernels, lanes, count, n * r, right, work, 0);
    for (int i = 0; i < count * n; i++) {
      int row = transposed ? i / n * n + order[orderOffset + i] : i;
      System.arraycopy(work, i * r, x, xOffset + row * r, r);
    }
  }

  /**
   * Solves A·X = B, or Aᵀ·X = B, for r right-hand sides by a factored n×n matrix.
   *
   * @param lu from {@link #factor}, with no zero on its diagonal
   * @param order from there
   * @param b in rows without gaps; may be the array of x if it is the same place
   * @param x n×r, in rows without gaps
   */
  public static void solve(
      Kernels kernels,
      boolean transposed,
      int n,
      int r,
      float[] lu,
      int luOffset,
      int[] order,
      int orderOffset,
      float[] b,
      int bOffset,
      float[] x,
      int xOffset) {
    float[] work = new float[n * r];
    if (!transposed) {
      // L·U·x = P·b
      for (int i = 0; i < n; i++) {
        System.arraycopy(b, bOffset + order[orderOffset + i] * r, work, i * r, r);
      }
      FloatTriangular.solve(kernels, Triangle.UNIT_LOWER, false, n, r, lu, luOffset, n, work, 0, r);
      FloatTriangular.solve(kernels, Triangle.UPPER, false, n, r, lu, luOffset, n, work, 0, r);
      System.arraycopy(work, 0, x, xOffset, n * r);
    } else {
      // Uᵀ·Lᵀ·(P·x) = b
      System.arraycopy(b, bOffset, work, 0, n * r);
      FloatTriangular.solve(kernels, Triangle.UPPER, true, n, r, lu, luOffset, n, work, 0, r);
      FloatTriangular.solve(kernels, Triangle.UNIT_LOWER, true, n, r, lu, luOffset, n, work, 0, r);
      for (int i = 0; i < n; i++) {
        System.arraycopy(work, i * r, x, xOffset + order[orderOffset + i] * r, r);
      }
    }
  }
}
