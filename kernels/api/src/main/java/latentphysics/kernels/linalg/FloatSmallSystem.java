package latentphysics.kernels.linalg;

/**
 * Linear systems of at most four unknowns by Gaussian elimination with complete pivoting, in place
 * and without memory of their own: what the blocks of quasi-triangular matrices lead to.
 */
final class FloatSmallSystem {
  private static final int MOST = 4;

  /** The matrix, row i from index 4·i on; the caller fills it before each solution. */
  final float[] matrix = new float[MOST * MOST];

  /** The right-hand side, which becomes the solution. */
  final float[] x = new float[MOST];

  private final int[] order = new int[MOST];
  private final float[] sorted = new float[MOST];

  /**
   * Solves the system of n unknowns.
   *
   * @param least pivots smaller than it are replaced by it
   */
  void solve(int n, float least) {
    for (int j = 0; j < n; j++) {
      order[j] = j;
    }
    for (int k = 0; k < n; k++) {
      pivot(n, k);
      int diagonal = k * MOST + k;
      if (Math.abs(matrix[diagonal]) < least) {
        matrix[diagonal] = Math.copySign(least, matrix[diagonal]);
      }
      for (int i = k + 1; i < n; i++) {
        float factor = -matrix[i * MOST + k] / matrix[diagonal];
        for (int j = k + 1; j < n; j++) {
          int p = i * MOST + j;
          matrix[p] = Math.fma(factor, matrix[k * MOST + j], matrix[p]);
        }
        x[i] = Math.fma(factor, x[k], x[i]);
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      float sum = x[k];
      for (int j = k + 1; j < n; j++) {
        sum = Math.fma(-matrix[k * MOST + j], sorted[j], sum);
      }
      sorted[k] = sum / matrix[k * MOST + k];
    }
    for (int k = 0; k < n; k++) {
      x[order[k]] = sorted[k];
    }
  }

  /** Brings the largest element that is left to place k of the diagonal. */
  private void pivot(int n, int k) {
    int row = k;
    int column = k;
    float largest = 0;
    for (int i = k; i < n; i++) {
      for (int j = k; j < n; j++) {
        float size = Math.abs(matrix[i * MOST + j]);
        if (size > largest) {
          largest = size;
          row = i;
          column = j;
        }
      }
    }
    if (row != k) {
      for (int j = 0; j < n; j++) {
        swap(matrix, k * MOST + j, row * MOST + j);
      }
      swap(x, k, row);
    }
    if (column != k) {
      for (int i = 0; i < n; i++) {
        swap(matrix, i * MOST + k, i * MOST + column);
      }
      int first = order[k];
      order[k] = order[column];
      order[column] = first;
    }
  }

  private static void swap(float[] a, int i, int j) {
    float first = a[i];
    a[i] = a[j];
    a[j] = first;
  }
}
