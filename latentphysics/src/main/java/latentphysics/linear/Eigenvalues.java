package latentphysics.linear;

/**
 * Eigenvalues of a small real matrix, by the shifted QR iteration on its Hessenberg form in complex
 * arithmetic (Golub and Van Loan, Matrix Computations, 7.5). Errors are relative to the largest
 * element; rows and columns of very different size are not balanced.
 */
final class Eigenvalues {
  private static final int SWEEPS = 60;

  private Eigenvalues() {}

  /**
   * All eigenvalues, conjugate pairs made exactly conjugate.
   *
   * @param matrix square
   * @return {@code [n][2]}, real and imaginary parts
   * @throws ArithmeticException if an element is not finite or the iteration does not converge
   */
  static double[][] of(double[][] matrix) {
    int n = matrix.length;
    int exponent = exponent(matrix);
    double[][] scaled = scaled(matrix, -exponent);
    Complex[][] h = new Complex[n][n];
    double size = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        h[i][j] = new Complex(scaled[i][j], 0);
        size = Math.max(size, Math.abs(scaled[i][j]));
      }
    }
    reduceToHessenberg(h);
    double[][] values = new double[n][];
    int sweeps = 0;
    for (int end = n - 1; end >= 0; ) {
      if (end == 0 || h[end][end - 1].abs() <= Math.ulp(1.0) * neighbours(h, end, size)) {
        values[end] = new double[] {h[end][end].re(), h[end][end].im()};
        end--;
        sweeps = 0;
      } else {
        if (++sweeps > SWEEPS) {
          throw new ArithmeticException(
              "eig: no convergence of eigenvalue "
                  + end
                  + " of "
                  + n
                  + " after "
                  + SWEEPS
                  + " sweeps");
        }
        sweep(h, end, sweeps % 10 == 0);
      }
    }
    pairUp(values);
    return scaled(values, exponent);
  }

  /**
   * The exponent of the largest element, 0 for a matrix of zeros.
   *
   * @throws ArithmeticException if an element is not finite
   */
  static int exponent(double[][] matrix) {
    double size = 0;
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        if (!Double.isFinite(matrix[i][j])) {
          throw new ArithmeticException(
              "eig: element (" + i + ", " + j + ") is " + matrix[i][j] + ", expected finite");
        }
        size = Math.max(size, Math.abs(matrix[i][j]));
      }
    }
    return size == 0 ? 0 : Math.getExponent(size);
  }

  /** A copy times a power of two, which keeps squares in range and rounds nothing. */
  static double[][] scaled(double[][] matrix, int exponent) {
    double[][] scaled = new double[matrix.length][];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = matrix[i].clone();
      for (int j = 0; j < scaled[i].length; j++) {
        scaled[i][j] = Math.scalb(scaled[i][j], exponent);
      }
    }
    return scaled;
  }

  private static double neighbours(Complex[][] h, int end, double size) {
    double sum = h[end][end].abs() + h[end - 1][end - 1].abs();
    return sum == 0 ? size : sum;
  }

  /** Gaussian similarity transformations with pivoting. */
  private static void reduceToHessenberg(Complex[][] h) {
    int n = h.length;
    for (int k = 0; k + 2 < n; k++) {
      int pivot = k + 1;
      for (int i = k + 2; i < n; i++) {
        pivot = h[i][k].abs() > h[pivot][k].abs() ? i : pivot;
      }
      if (h[pivot][k].abs() == 0) {
        continue;
      }
      Complex[] row = h[pivot];
      h[pivot] = h[k + 1];
      h[k + 1] = row;
      for (Complex[] r : h) {
        Complex column = r[pivot];
        r[pivot] = r[k + 1];
        r[k + 1] = column;
      }
      for (int i = k + 2; i < n; i++) {
        Complex factor = h[i][k].over(h[k + 1][k]);
        for (int j = k; j < n; j++) {
          h[i][j] = h[i][j].minus(factor.times(h[k + 1][j]));
        }
        for (Complex[] r : h) {
          r[k + 1] = r[k + 1].plus(factor.times(r[i]));
        }
      }
    }
  }

  /**
   * One QR step on rows 0 … end, shifted by the eigenvalue of the last 2×2 block nearest the end.
   */
  private static void sweep(Complex[][] h, int end, boolean exceptional) {
    Complex shift = exceptional ? new Complex(h[end][end - 1].abs(), 0) : wilkinson(h, end);
    for (int i = 0; i <= end; i++) {
      h[i][i] = h[i][i].minus(shift);
    }
    Complex[] cosines = new Complex[end];
    Complex[] sines = new Complex[end];
    for (int k = 0; k < end; k++) {
      Complex a = h[k][k];
      Complex b = h[k + 1][k];
      double norm = Math.hypot(a.abs(), b.abs());
      Complex c = norm == 0 ? new Complex(1, 0) : a.conjugate().scaled(1 / norm);
      Complex s = norm == 0 ? new Complex(0, 0) : b.conjugate().scaled(1 / norm);
      cosines[k] = c;
      sines[k] = s;
      for (int j = k; j <= end; j++) {
        Complex upper = h[k][j];
        Complex lower = h[k + 1][j];
        h[k][j] = c.times(upper).plus(s.times(lower));
        h[k + 1][j] = c.conjugate().times(lower).minus(s.conjugate().times(upper));
      }
    }
    for (int k = 0; k < end; k++) {
      for (int i = 0; i <= Math.min(end, k + 1); i++) {
        Complex left = h[i][k];
        Complex right = h[i][k + 1];
        h[i][k] = left.times(cosines[k].conjugate()).plus(right.times(sines[k].conjugate()));
        h[i][k + 1] = right.times(cosines[k]).minus(left.times(sines[k]));
      }
    }
    for (int i = 0; i <= end; i++) {
      h[i][i] = h[i][i].plus(shift);
    }
  }

  private static Complex wilkinson(Complex[][] h, int end) {
    Complex a = h[end - 1][end - 1];
    Complex d = h[end][end];
    Complex half = a.minus(d).scaled(0.5);
    Complex root = half.times(half).plus(h[end - 1][end].times(h[end][end - 1])).squareRoot();
    Complex near = half.minus(root);
    Complex other = half.plus(root);
    return d.plus(near.abs() < other.abs() ? near : other);
  }

  /** A real matrix has conjugate pairs: rounding is taken out of them and of real eigenvalues. */
  private static void pairUp(double[][] values) {
    boolean[] done = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      if (done[i]) {
        continue;
      }
      int partner = i;
      double best = Math.abs(2 * values[i][1]);
      for (int j = i + 1; j < values.length; j++) {
        double distance = Math.hypot(values[i][0] - values[j][0], values[i][1] + values[j][1]);
        if (!done[j] && distance < best) {
          partner = j;
          best = distance;
        }
      }
      done[i] = true;
      done[partner] = true;
      if (partner == i) {
        values[i][1] = 0;
      } else {
        double re = (values[i][0] + values[partner][0]) / 2;
        double im = (values[i][1] - values[partner][1]) / 2;
        values[i] = new double[] {re, im};
        values[partner] = new double[] {re, -im};
      }
    }
  }
}
