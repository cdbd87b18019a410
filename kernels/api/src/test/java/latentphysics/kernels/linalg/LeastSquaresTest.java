package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeastSquaresTest {
  private static final int[][] SHAPES = {
    {1, 1}, {2, 1}, {1, 2}, {2, 2}, {3, 3}, {5, 2}, {2, 5}, {8, 8}, {40, 7}, {7, 40}, {64, 64},
    {200, 20}, {20, 200}
  };
  private static final int RIGHT_HAND_SIDES = 3;

  /** Both types, with matrices as double for the comparison. */
  enum Precision {
    SINGLE(ElementType.FLOAT32, Math.ulp(1f), 1e18),
    DOUBLE(ElementType.FLOAT64, Math.ulp(1.0), 1e150);

    final ElementType type;

    final double epsilon;
    final double large;

    Precision(ElementType type, double epsilon, double large) {
      this.type = type;
      this.epsilon = epsilon;
      this.large = large;
    }

    double round(double x) {
      return this == SINGLE ? (float) x : x;
    }

    /** X of n rows; offsets are tried with it. */
    double[] solve(int m, int n, int r, double[] a, double[] b) {
      boolean wide = m < n;
      double[] tall = wide ? transpose(m, n, a) : a;
      int rows = Math.max(m, n);
      int columns = Math.min(m, n);
      Matrices matrices = Matrices.of(type, new ScalarKernels());
      Object factors = type.newArray(FloatLeastSquares.size(rows, columns) + 2);
      Object x = type.newArray(n * r + 4);
      matrices.qrFactors(1, rows, columns, array(tall, 3), 3, factors, 2);
      assertEquals(columns, matrices.qrRank(rows, columns, factors, 2), "rank");
      matrices.qrSolve(wide, 1, rows, columns, r, factors, 2, array(b, 2), 2, x, 1);
      double[] result = new double[n * r];
      for (int i = 0; i < result.length; i++) {
        result[i] = x instanceof float[] f ? f[1 + i] : ((double[]) x)[1 + i];
      }
      return result;
    }

    private Object array(double[] values, int offset) {
      double[] shifted = shift(values, offset);
      return this == DOUBLE ? shifted : floats(shifted);
    }

    private static double[] shift(double[] x, int by) {
      double[] shifted = new double[x.length + by];
      System.arraycopy(x, 0, shifted, by, x.length);
      return shifted;
    }

    private static float[] floats(double[] x) {
      float[] floats = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        floats[i] = (float) x[i];
      }
      return floats;
    }

    double[] random(Random random, int size) {
      double[] x = new double[size];
      for (int i = 0; i < size; i++) {
        x[i] = round(random.nextGaussian());
      }
      return x;
    }
  }

  /** A·X for row-major matrices m×n and n×r. */
  private static double[] product(int m, int n, int r, double[] a, double[] x) {
    double[] c = new double[m * r];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < r; j++) {
        for (int p = 0; p < n; p++) {
          c[i * r + j] = Math.fma(a[i * n + p], x[p * r + j], c[i * r + j]);
        }
      }
    }
    return c;
  }

  private static double[] transpose(int m, int n, double[] a) {
    double[] t = new double[a.length];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        t[j * m + i] = a[i * n + j];
      }
    }
    return t;
  }

  private static double norm(double[] x) {
    double square = 0;
    for (double v : x) {
      square += v * v;
    }
    return Math.sqrt(square);
  }

  private static double[] difference(double[] a, double[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = a[i] - b[i];
    }
    return d;
  }

  /**
   * Backward stability: for m ≥ n the residual is orthogonal to the columns of A, for m ≤ n it is
   * zero, both against ε·‖A‖·(‖A‖·‖X‖ + ‖B‖).
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void residualAndItsOrthogonality(Precision precision) {
    for (int[] shape : SHAPES) {
      int m = shape[0];
      int n = shape[1];
      int r = RIGHT_HAND_SIDES;
      long seed = 1000L * m + n;
      Random random = new Random(seed);
      double[] a = precision.random(random, m * n);
      double[] b = precision.random(random, m * r);
      double[] x = precision.solve(m, n, r, a, b);
      String where = precision + ", " + m + "x" + n + ", seed " + seed;
      double[] residual = difference(product(m, n, r, a, x), b);
      double scale = norm(a) * norm(x) + norm(b);
      if (m <= n) {
        assertTrue(norm(residual) <= 10 * precision.epsilon * scale, where + ": residual");
      }
      if (m >= n) {
        double[] normal = product(n, m, r, transpose(m, n, a), residual);
        assertTrue(
            norm(normal) <= 10 * precision.epsilon * norm(a) * scale, where + ": orthogonality");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void exactSolutionsAreFound(Precision precision) {
    Random random = new Random(3);
    double[] a = precision.random(random, 30 * 5);
    double[] truth = {1, -2, 3, 0.5, 0};
    double[] b = product(30, 5, 1, a, truth);
    for (int i = 0; i < b.length; i++) {
      b[i] = precision.round(b[i]);
    }
    assertArrayEquals(truth, precision.solve(30, 5, 1, a, b), 20 * precision.epsilon);
  }

  /** The solution of least norm has no part in the null space, which projecting vectors shows. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void wideMatricesGiveTheLeastNorm(Precision precision) {
    int m = 4;
    int n = 9;
    Random random = new Random(4);
    double[] a = precision.random(random, m * n);
    double[] x = precision.solve(m, n, 1, a, precision.random(random, m));
    double[] at = transpose(m, n, a);
    for (int trial = 0; trial < 20; trial++) {
      double[] v = Precision.DOUBLE.random(random, n);
      // v − Aᵀ·(A·Aᵀ)⁻¹·A·v lies in the null space of A.
      double[] part =
          product(
              n,
              m,
              1,
              at,
              Precision.DOUBLE.solve(m, m, 1, product(m, n, m, a, at), product(m, n, 1, a, v)));
      double[] inNullSpace = difference(v, part);
      double[] dot = product(1, n, 1, x, inNullSpace);
      assertEquals(0, dot[0], 20 * precision.epsilon * norm(x) * norm(v), "trial " + trial);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void sizesZeroAndOne(Precision precision) {
    double[] none = {};
    assertArrayEquals(none, precision.solve(0, 0, 2, none, none));
    assertArrayEquals(none, precision.solve(3, 0, 2, none, new double[6]));
    assertArrayEquals(none, precision.solve(2, 2, 0, new double[] {1, 0, 0, 1}, none));
    assertArrayEquals(new double[4], precision.solve(0, 2, 2, none, none));
    assertArrayEquals(
        new double[] {-2}, precision.solve(1, 1, 1, new double[] {-3}, new double[] {6}));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void largeAndSmallMatrices(Precision precision) {
    for (int[] shape : new int[][] {{6, 3}, {3, 6}, {4, 4}}) {
      int m = shape[0];
      int n = shape[1];
      Random random = new Random(5);
      double[] a = precision.random(random, m * n);
      double[] b = precision.random(random, m);
      double[] expected = precision.solve(m, n, 1, a, b);
      int exponent = Math.getExponent(precision.large);
      for (int e : new int[] {exponent, -exponent}) {
        // Powers of two change no digit.
        double factor = Math.scalb(1.0, e);
        double[] actual = precision.solve(m, n, 1, times(precision, a, factor), b);
        assertArrayEquals(times(precision, expected, 1 / factor), actual, precision + ", 2^" + e);
        double[] both =
            precision.solve(m, n, 1, times(precision, a, factor), times(precision, b, factor));
        assertArrayEquals(expected, both, precision + ", both 2^" + e);
      }
      for (double factor : new double[] {precision.large, 1 / precision.large}) {
        double[] actual =
            precision.solve(m, n, 1, times(precision, a, factor), times(precision, b, factor));
        double error = norm(difference(actual, expected));
        assertTrue(
            error <= 200 * precision.epsilon * norm(expected), precision + ", factor " + factor);
      }
    }
  }

  private static double[] times(Precision precision, double[] x, double factor) {
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = precision.round(x[i] * factor);
    }
    return result;
  }

  /** Columns of sizes 1, 1/16, 1/256 …: Householder's method solves them as if they were equal. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void gradedColumns(Precision precision) {
    int m = 12;
    int n = 4;
    Random random = new Random(6);
    double[] even = precision.random(random, m * n);
    double[] b = precision.random(random, m);
    double[] expected = precision.solve(m, n, 1, even, b);
    double[] graded = even.clone();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        graded[i * n + j] = Math.scalb(even[i * n + j], -4 * j);
      }
    }
    double[] actual = precision.solve(m, n, 1, graded, b);
    for (int j = 0; j < n; j++) {
      double x = Math.scalb(actual[j], -4 * j);
      assertEquals(expected[j], x, 50 * precision.epsilon * norm(expected), "column " + j);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void rankIsSeen(Precision precision) {
    assertRank(precision, 3, 2, new double[6], 0);
    assertRank(precision, 3, 2, new double[] {1, 2, 2, 4, 3, 6}, 1);
    assertRank(precision, 2, 2, new double[] {0, 1, 0, 1}, 1);
    assertRank(precision, 2, 2, new double[] {0, 1, 1, 1}, 2);
    double third = precision.round(1.0 / 3);
    assertRank(precision, 3, 3, new double[] {third, 1, 2, third, 1, 5, third, 1, 7}, 2);
  }

  private static void assertRank(Precision precision, int m, int n, double[] a, int rank) {
    Matrices matrices = Matrices.of(precision.type, new ScalarKernels());
    Object factors = precision.type.newArray(FloatLeastSquares.size(m, n));
    matrices.qrFactors(1, m, n, precision.array(a, 0), 0, factors, 0);
    assertEquals(rank, matrices.qrRank(m, n, factors, 0), Arrays.toString(a));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      ArithmeticException error =
          assertThrows(
              ArithmeticException.class,
              () -> precision.solve(2, 1, 1, new double[] {1, bad}, new double[2]));
      assertEquals(
          "lstsq: element [1, 0] of a matrix [2, 1] is " + bad + ", expected finite numbers",
          error.getMessage());
    }
  }

  @Test
  void aRightHandSideThatIsNotFiniteSpoilsItsOwnColumnOnly() {
    double[] a = {1, 0, 0, 1, 1, 1};
    double[] b = {Double.NaN, 1, 2, 2, 3, 3};
    double[] x = Precision.DOUBLE.solve(3, 2, 2, a, b);
    assertTrue(Double.isNaN(x[0]) && Double.isNaN(x[2]));
    assertEquals(1, x[1], 1e-15);
    assertEquals(2, x[3], 1e-15);
  }
}
