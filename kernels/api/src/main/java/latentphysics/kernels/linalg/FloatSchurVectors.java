package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Eigenvectors of a quasi upper triangular matrix by back substitution: (T − λ·I)·x = 0 with x
 * chosen on the block of λ and zero below it (Golub and Van Loan, Matrix Computations, 7.6.4).
 *
 * <p>Where an eigenvalue above equals λ the pivot becomes ε·|λ|, as in LAPACK's trevc: the vector
 * is then that of a matrix nearby. What grows beyond the range is scaled down as it arises.
 */
final class FloatSchurVectors {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);
  private static final float LEAST_PIVOT = Math.scalb(ONE, Float.MIN_EXPONENT / 2);
  private static final float LARGE = Math.scalb(ONE, Float.MAX_EXPONENT / 4);

  private final Kernels kernels;
  private final int n;
  private final float[] t;
  private final float[] xt;
  private final FloatSmallSystem small = new FloatSmallSystem();

  private FloatSchurVectors(Kernels kernels, int n, float[] t, float[] xt) {
    this.kernels = kernels;
    this.n = n;
    this.t = t;
    this.xt = xt;
  }

  /**
   * Rows of the result are eigenvectors with largest element near 1; of a pair, whose eigenvalue
   * with positive imaginary part is meant, the first row holds the real part and the second the
   * imaginary one.
   *
   * @param t from index 0 on, its largest element near 1
   */
  static float[] solve(Kernels kernels, int n, float[] t) {
    FloatSchurVectors vectors = new FloatSchurVectors(kernels, n, t, new float[n * n]);
    int k = 0;
    while (k < n) {
      int size = FloatSchur.blockSize(n, t, 0, k);
      vectors.solve(k, size);
      k += size;
    }
    return vectors.xt;
  }

  private void solve(int k, int size) {
    int re = k * n;
    int im = re + n;
    float alpha = t[k * n + k];
    float mu = 0;
    if (size == 1) {
      xt[re + k] = 1;
    } else {
      // −i·μ·x₀ + β·x₁ = 0 = γ·x₀ − i·μ·x₁, of which the larger factor divides.
      mu = FloatSchur.imaginary(n, t, 0, k);
      float beta = t[k * n + k + 1];
      float gamma = t[(k + 1) * n + k];
      if (Math.abs(beta) >= Math.abs(gamma)) {
        xt[re + k] = 1;
        xt[im + k + 1] = mu / beta;
      } else {
        xt[re + k] = -mu / gamma;
        xt[im + k + 1] = 1;
      }
    }
    float least = Math.max(EPSILON * (Math.abs(alpha) + mu), LEAST_PIVOT);
    int end = k + size;
    int j = k;
    while (j > 0) {
      int rows = FloatSchur.sizeOfLast(n, t, 0, j);
      int below = j;
      j -= rows;
      equations(j, rows, alpha, mu, size);
      for (int i = 0; i < rows; i++) {
        int row = (j + i) * n + below;
        small.x[i] = -kernels.dot(end - below, t, row, xt, re + below);
        if (size == 2) {
          small.x[rows + i] = -kernels.dot(end - below, t, row, xt, im + below);
        }
      }
      small.solve(rows * size, least);
      float largest = 0;
      for (int i = 0; i < rows * size; i++) {
        xt[re + i / rows * n + j + i % rows] = small.x[i];
        largest = Math.max(largest, Math.abs(small.x[i]));
      }
      if (largest > LARGE) {
        reduce(k, size, j, largest);
      }
    }
    float largest = 0;
    for (int p = re; p < re + size * n; p++) {
      largest = Math.max(largest, Math.abs(xt[p]));
    }
    reduce(k, size, 0, largest);
  }

  /**
   * The matrix for rows j to j + rows: T − λ·I, or for the real and imaginary parts
   *
   * <pre>
   *   [T − α·I    μ·I  ]
   *   [ −μ·I    T − α·I]
   * </pre>
   */
  private void equations(int j, int rows, float alpha, float mu, int size) {
    for (int part = 0; part < size; part++) {
      for (int i = 0; i < rows; i++) {
        int row = 4 * (part * rows + i);
        for (int l = 0; l < rows; l++) {
          float element = t[(j + i) * n + j + l];
          small.matrix[row + part * rows + l] = i == l ? element - alpha : element;
          if (size == 2) {
            float coupling = i == l ? mu : 0;
            small.matrix[row + (1 - part) * rows + l] = part == 0 ? coupling : -coupling;
          }
        }
      }
    }
  }

  /** Divides the elements from j on by a power of two, so that the largest comes near 1. */
  private void reduce(int k, int size, int j, float largest) {
    float factor = Math.scalb(ONE, -Math.getExponent(largest));
    for (int part = 0; part < size; part++) {
      kernels.scal(k + size - j, factor, xt, (k + part) * n + j);
    }
  }
}
