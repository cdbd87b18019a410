package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import latentphysics.kernels.linalg.MatrixFamilies.Named;

/**
 * Matrices of doubles, row by row, with the operations that results are checked by, as textbooks
 * write them.
 */
final class PlainMatrices {
  private PlainMatrices() {}

  /** An element by row and column. */
  interface Element {
    double at(int i, int j);
  }

  static double[] of(int m, int n, Element element) {
    double[] a = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = element.at(i, j);
      }
    }
    return a;
  }

  static double[] of(int n, Element element) {
    return of(n, n, element);
  }

  static double[] diagonal(int n, IntToDoubleFunction element) {
    return of(n, (i, j) -> i == j ? element.applyAsDouble(i) : 0);
  }

  static double[] normal(Random random, int size) {
    double[] x = new double[size];
    for (int i = 0; i < size; i++) {
      x[i] = random.nextGaussian();
    }
    return x;
  }

  /** Rows of random numbers, made orthonormal by Gram and Schmidt's method, twice. */
  static double[] orthogonal(Random random, int n) {
    double[] q = normal(random, n * n);
    for (int i = 0; i < n; i++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          double dot = 0;
          for (int k = 0; k < n; k++) {
            dot += q[i * n + k] * q[j * n + k];
          }
          for (int k = 0; k < n; k++) {
            q[i * n + k] -= dot * q[j * n + k];
          }
        }
        double square = 0;
        for (int k = 0; k < n; k++) {
          square += q[i * n + k] * q[i * n + k];
        }
        for (int k = 0; k < n; k++) {
          q[i * n + k] /= Math.sqrt(square);
        }
      }
    }
    return q;
  }

  /** 2 on the diagonal, −1 beside it. */
  static double[] secondDifferences(int n) {
    return of(n, (i, j) -> i == j ? 2 : Math.abs(i - j) == 1 ? -1 : 0);
  }

  /** Q·A·Qᵀ. */
  static double[] similar(int n, double[] q, double[] a) {
    return multiply(n, multiply(n, q, a), transpose(n, n, q));
  }

  static double[] multiply(int n, double[] a, double[] b) {
    return multiply(n, n, n, a, b);
  }

  /** A·B for matrices m×k and k×n. */
  static double[] multiply(int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        double factor = a[i * k + p];
        for (int j = 0; j < n; j++) {
          c[i * n + j] = Math.fma(factor, b[p * n + j], c[i * n + j]);
        }
      }
    }
    return c;
  }

  /** Aᵀ of an m×n matrix. */
  static double[] transpose(int m, int n, double[] a) {
    return of(n, m, (i, j) -> a[j * n + i]);
  }

  static double[] symmetricPart(int n, double[] a) {
    return of(n, (i, j) -> (a[i * n + j] + a[j * n + i]) / 2);
  }

  static double[] minus(double[] a, double[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = a[i] - b[i];
    }
    return d;
  }

  static double[] times(double[] a, double factor) {
    double[] b = new double[a.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = a[i] * factor;
    }
    return b;
  }

  /** Frobenius' norm, also of very large and very small matrices. */
  static double norm(double[] a) {
    double largest = 0;
    for (double x : a) {
      largest = Math.max(largest, Math.abs(x));
    }
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double square = 0;
    for (double x : a) {
      square += x / largest * (x / largest);
    }
    return largest * Math.sqrt(square);
  }

  /** ‖A − B‖. */
  static double distance(double[] a, double[] b) {
    return norm(minus(a, b));
  }

  /** ‖QᵀQ − I‖ for the columns of an m×n matrix. */
  static double lossOfOrthogonality(int m, int n, double[] q) {
    return distance(multiply(n, n, m, transpose(m, n, q), q), diagonal(n, i -> 1));
  }

  /** That an error is at most so many times n·ε·scale. */
  static void assertUnits(double bound, double error, double scale, String what, Named matrix) {
    double unit = matrix.n() * matrix.precision().epsilon * scale;
    assertTrue(
        error <= bound * unit, () -> matrix + ": " + what + " " + error / unit + "·n·ε·scale");
  }

  /** The sign rule: in a column the element of largest magnitude, the first of these. */
  static void assertLargestIsPositive(int m, int k, double[] u, int column, String where) {
    double largest = 0;
    for (int i = 0; i < m; i++) {
      if (Math.abs(u[i * k + column]) > Math.abs(largest)) {
        largest = u[i * k + column];
      }
    }
    assertTrue(largest > 0, where + ": sign of vector " + column);
  }
}
