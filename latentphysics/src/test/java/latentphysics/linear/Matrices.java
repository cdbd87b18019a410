package latentphysics.linear;

import java.util.SplittableRandom;

/** Small dense matrices as arrays of rows, for checks that do not rely on the code they check. */
final class Matrices {
  private Matrices() {}

  static double[][] random(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return a;
  }

  static double[][] identity(int n) {
    return diagonal(new double[n], 1);
  }

  /** A matrix with {@code values + shift} on its diagonal. */
  static double[][] diagonal(double[] values, double shift) {
    double[][] a = new double[values.length][values.length];
    for (int i = 0; i < values.length; i++) {
      a[i][i] = values[i] + shift;
    }
    return a;
  }

  static double[][] times(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  static double[][] scaled(double[][] a, double factor) {
    double[][] b = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i].clone();
      for (int j = 0; j < b[i].length; j++) {
        b[i][j] *= factor;
      }
    }
    return b;
  }

  static double[][] transposed(double[][] a) {
    double[][] b = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        b[j][i] = a[i][j];
      }
    }
    return b;
  }

  /** Rows that are orthonormal, by Gram and Schmidt on random ones, twice. */
  static double[][] orthogonal(SplittableRandom random, int n) {
    double[][] q = random(random, n, n);
    for (int i = 0; i < n; i++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int l = 0; l < i; l++) {
          double dot = dot(q[i], q[l]);
          for (int j = 0; j < n; j++) {
            q[i][j] -= dot * q[l][j];
          }
        }
        double norm = Math.sqrt(dot(q[i], q[i]));
        for (int j = 0; j < n; j++) {
          q[i][j] /= norm;
        }
      }
    }
    return q;
  }

  /** The companion matrix of a monic polynomial, coefficients of 1, x, x² … below the leading 1. */
  static double[][] companion(double... coefficients) {
    int n = coefficients.length;
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        a[i][i - 1] = 1;
      }
      a[i][n - 1] = -coefficients[i];
    }
    return a;
  }

  /** Frobenius norm, without overflow. */
  static double norm(double[][] a) {
    double norm = 0;
    for (double[] row : a) {
      for (double x : row) {
        norm = Math.hypot(norm, x);
      }
    }
    return norm;
  }

  static double trace(double[][] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i][i];
    }
    return sum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
