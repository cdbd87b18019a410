package latentphysics.tensor.random;

/**
 * Orthogonal matrices, uniformly distributed (Haar measure): the factor Q of a matrix of normal
 * numbers, with the signs that make the diagonal of R positive (Stewart 1980; Mezzadri 2007, How to
 * generate random matrices from the classical compact groups). Without that choice of signs the
 * distribution depends on the algorithm.
 */
final class HaarMatrix {
  private HaarMatrix() {}

  /**
   * Replaces a row-major matrix of normal numbers by its factor Q, by Householder's reflections.
   *
   * @param a m×n, m ≥ n, at {@code offset}; on return its columns are orthonormal
   */
  static void orthonormalize(double[] a, int offset, int m, int n) {
    double[] scales =
        new double[n]; // H = I − scale·v·vᵀ, with v in the column, from the diagonal down
    double[] signs = new double[n];
    double[] products = new double[n];
    for (int j = 0; j < n; j++) {
      double square = 0;
      for (int i = j; i < m; i++) {
        double value = a[offset + i * n + j];
        square += value * value;
      }
      int pivot = offset + j * n + j;
      double signed = Math.copySign(Math.sqrt(square), a[pivot]);
      // v = x + sign(x₀)·‖x‖·e₀ reflects x to −sign(x₀)·‖x‖·e₀, which is the diagonal of R.
      signs[j] = -Math.copySign(1, signed);
      a[pivot] += signed;
      scales[j] = square == 0 ? 0 : 1 / (signed * a[pivot]);
      reflect(a, offset, m, n, j, j + 1, scales[j], products);
    }
    // Q = H₀·H₁⋯ applied to the first n columns of the identity, in place from the last column on.
    for (int j = n - 1; j >= 0; j--) {
      reflect(a, offset, m, n, j, j + 1, scales[j], products);
      int pivot = offset + j * n + j;
      double head = a[pivot];
      for (int i = j + 1; i < m; i++) {
        a[offset + i * n + j] *= -scales[j] * head;
      }
      a[pivot] = 1 - scales[j] * head * head;
      for (int i = 0; i < j; i++) {
        a[offset + i * n + j] = 0;
      }
    }
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        a[offset + i * n + j] *= signs[j];
      }
    }
  }

  /** Applies the reflector in column j to columns {@code from … n−1} of rows j … m−1. */
  private static void reflect(
      double[] a, int offset, int m, int n, int j, int from, double scale, double[] products) {
    for (int c = from; c < n; c++) {
      products[c] = 0;
    }
    for (int i = j; i < m; i++) {
      int row = offset + i * n;
      double v = a[row + j];
      for (int c = from; c < n; c++) {
        products[c] += v * a[row + c];
      }
    }
    for (int i = j; i < m; i++) {
      int row = offset + i * n;
      double factor = -scale * a[row + j];
      for (int c = from; c < n; c++) {
        a[row + c] += factor * products[c];
      }
    }
  }
}
