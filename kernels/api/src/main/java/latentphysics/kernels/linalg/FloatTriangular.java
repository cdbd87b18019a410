package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/** Substitution with triangular matrices (Golub and Van Loan, Matrix Computations, 3.1). */
public final class FloatTriangular {
  private FloatTriangular() {}

  /**
   * Solves T·X = B, or Tᵀ·X = B, in place for r right-hand sides. A zero on the diagonal gives
   * infinities or NaN: look before.
   *
   * @param triangle which part of the n×n array is T
   * @param tRow distance between rows of T
   * @param b n×r, becomes X
   * @param bRow distance between rows of B
   */
  public static void solve(
      Kernels kernels,
      Triangle triangle,
      boolean transposed,
      int n,
      int r,
      float[] t,
      int tOffset,
      int tRow,
      float[] b,
      int bOffset,
      int bRow) {
    boolean downwards = triangle.isLower() != transposed;
    if (r == 1 && bRow == 1) {
      vector(kernels, triangle, transposed, downwards, n, t, tOffset, tRow, b, bOffset);
      return;
    }
    for (int step = 0; step < n; step++) {
      int i = downwards ? step : n - 1 - step;
      int row = bOffset + i * bRow;
      if (!triangle.isUnit()) {
        float diagonal = t[tOffset + i * tRow + i];
        for (int c = 0; c < r; c++) {
          b[row + c] /= diagonal;
        }
      }
      // Known now: its multiples leave the rows still to come.
      int first = downwards ? i + 1 : 0;
      int count = downwards ? n - 1 - i : i;
      int element = transposed ? tOffset + i * tRow + first : tOffset + first * tRow + i;
      subtract(
          kernels,
          count,
          r,
          t,
          element,
          transposed ? 1 : tRow,
          b,
          row,
          bOffset + first * bRow,
          bRow);
    }
  }

  /** One right-hand side: along the rows of T, by dot products or by what leaves the others. */
  private static void vector(
      Kernels kernels,
      Triangle triangle,
      boolean transposed,
      boolean downwards,
      int n,
      float[] t,
      int tOffset,
      int tRow,
      float[] b,
      int bOffset) {
    for (int step = 0; step < n; step++) {
      int i = downwards ? step : n - 1 - step;
      int row = tOffset + i * tRow;
      int first = triangle.isLower() ? 0 : i + 1;
      int count = triangle.isLower() ? i : n - 1 - i;
      if (!transposed) {
        b[bOffset + i] -= kernels.dot(count, t, row + first, b, bOffset + first);
      }
      if (!triangle.isUnit()) {
        b[bOffset + i] /= t[row + i];
      }
      if (transposed) {
        kernels.axpy(count, -b[bOffset + i], t, row + first, b, bOffset + first);
      }
    }
  }

  /** Rows of B less multiples of one of them. */
  private static void subtract(
      Kernels kernels,
      int rows,
      int r,
      float[] t,
      int tOffset,
      int tStep,
      float[] b,
      int known,
      int bOffset,
      int bRow) {
    kernels.scal(r, -1, b, known);
    kernels.ger(rows, r, t, tOffset, tStep, b, known, b, bOffset, bRow);
    kernels.scal(r, -1, b, known);
  }

  /**
   * The place of the first zero on the diagonal.
   *
   * @return −1 if there is none
   */
  public static int zeroOnDiagonal(int n, float[] t, int offset, int row) {
    for (int i = 0; i < n; i++) {
      if (t[offset + i * row + i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
