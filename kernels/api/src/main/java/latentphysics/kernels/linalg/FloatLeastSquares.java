package latentphysics.kernels.linalg;

/**
 * Least squares at full rank by Householder's QR (Golub and Van Loan, Matrix Computations, 5.2 and
 * 5.6).
 *
 * <p>With m ≥ n, A = Q·R and X = R⁻¹·Qᵀ·B. With m &lt; n, Aᵀ = Q·R and X = Q·R⁻ᵀ·B, the solution of
 * least norm.
 */
public final class FloatLeastSquares {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);

  private final int rows;
  private final int columns;
  private final float[] qr; // reflectors below the diagonal, R above, column-major
  private final float[] diagonal; // of R
  private final float scale; // a power of two that A was divided by

  /** Factors the rows×columns matrix, rows ≥ columns, given by its strides. */
  private FloatLeastSquares(
      int rows, int columns, float[] a, int offset, int rowStride, int columnStride, String shape) {
    this.rows = rows;
    this.columns = columns;
    qr = new float[rows * columns];
    diagonal = new float[columns];
    float largest = 0;
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        float value = a[offset + i * rowStride + j * columnStride];
        if (!Float.isFinite(value)) {
          throw new ArithmeticException(
              "lstsq: element of matrix " + shape + " is " + value + ", expected finite numbers");
        }
        qr[j * rows + i] = value;
        largest = Math.max(largest, Math.abs(value));
      }
    }
    // A power of two near the largest element keeps squares in range and rounds nothing.
    int exponent = largest == 0 ? 0 : Math.getExponent(largest);
    scale = Math.scalb(ONE, exponent);
    for (int i = 0; i < qr.length; i++) {
      qr[i] = Math.scalb(qr[i], -exponent);
    }
    factor();
    checkRank(shape);
  }

  private void factor() {
    for (int j = 0; j < columns; j++) {
      int pivot = j * rows + j;
      int end = (j + 1) * rows;
      double square = 0;
      for (int p = pivot; p < end; p++) {
        square += (double) qr[p] * qr[p];
      }
      double norm = Math.sqrt(square);
      if (norm == 0) {
        continue;
      }
      // v = x + sign(x₀)·‖x‖·e₀, scaled such that H = I − v·vᵀ/v₀.
      double signed = Math.copySign(norm, qr[pivot]);
      for (int p = pivot; p < end; p++) {
        qr[p] = (float) (qr[p] / signed);
      }
      qr[pivot] += 1;
      diagonal[j] = (float) -signed;
      for (int other = j + 1; other < columns; other++) {
        reflect(j, qr, other * rows, 1);
      }
    }
  }

  private void checkRank(String shape) {
    float largest = 0;
    for (float d : diagonal) {
      largest = Math.max(largest, Math.abs(d));
    }
    int rank = 0;
    for (float d : diagonal) {
      rank += Math.abs(d) > rows * EPSILON * largest ? 1 : 0;
    }
    if (rank < columns) {
      throw new ArithmeticException(
          "lstsq: matrix " + shape + " has rank " + rank + ", expected full rank " + columns);
    }
  }

  /** Applies reflector j to a vector of {@code rows} elements, {@code x[start + i·stride]}. */
  private void reflect(int j, float[] x, int start, int stride) {
    int pivot = j * rows + j;
    if (qr[pivot] == 0) {
      return;
    }
    double dot = 0;
    for (int i = j; i < rows; i++) {
      dot += (double) qr[j * rows + i] * x[start + i * stride];
    }
    double factor = -dot / qr[pivot];
    for (int i = j; i < rows; i++) {
      x[start + i * stride] = (float) (x[start + i * stride] + factor * qr[j * rows + i]);
    }
  }

  /**
   * Solves one system of row-major matrices.
   *
   * @param m rows of A and B
   * @param n columns of A, rows of X
   * @param r columns of B and X
   * @throws ArithmeticException if A has no full rank, within m·ε of its largest diagonal element
   *     of R, or holds a number that is not finite
   */
  public static void solve(
      int m, int n, int r, float[] a, int aOffset, float[] b, int bOffset, float[] x, int xOffset) {
    String shape = "[" + m + ", " + n + "]";
    if (m >= n) {
      FloatLeastSquares qr = new FloatLeastSquares(m, n, a, aOffset, n, 1, shape);
      float[] work = new float[m];
      for (int c = 0; c < r; c++) {
        for (int i = 0; i < m; i++) {
          work[i] = b[bOffset + i * r + c];
        }
        for (int j = 0; j < n; j++) {
          qr.reflect(j, work, 0, 1);
        }
        qr.backSubstitute(work);
        for (int j = 0; j < n; j++) {
          x[xOffset + j * r + c] = work[j];
        }
      }
    } else {
      FloatLeastSquares qr = new FloatLeastSquares(n, m, a, aOffset, 1, n, shape);
      for (int c = 0; c < r; c++) {
        float[] work = new float[n];
        for (int i = 0; i < m; i++) {
          work[i] = b[bOffset + i * r + c];
        }
        qr.forwardSubstitute(work);
        for (int j = m - 1; j >= 0; j--) {
          qr.reflect(j, work, 0, 1);
        }
        for (int j = 0; j < n; j++) {
          x[xOffset + j * r + c] = work[j];
        }
      }
    }
  }

  /** R·x = y. */
  private void backSubstitute(float[] y) {
    for (int j = columns - 1; j >= 0; j--) {
      double sum = (double) y[j] / scale;
      for (int l = j + 1; l < columns; l++) {
        sum -= (double) qr[l * rows + j] * y[l];
      }
      y[j] = (float) (sum / diagonal[j]);
    }
  }

  /** Rᵀ·x = y. */
  private void forwardSubstitute(float[] y) {
    for (int j = 0; j < columns; j++) {
      double sum = (double) y[j] / scale;
      for (int l = 0; l < j; l++) {
        sum -= (double) qr[j * rows + l] * y[l];
      }
      y[j] = (float) (sum / diagonal[j]);
    }
  }
}
