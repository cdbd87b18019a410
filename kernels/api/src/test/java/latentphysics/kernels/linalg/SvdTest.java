package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Singular values and vectors, in both types. */
class SvdTest {
  private static final int[] SIZES = {1, 2, 3, 5, 16, 33, 64, 100};
  private static final int[][] SHAPES = {
    {1, 4}, {4, 1}, {2, 3}, {3, 2}, {16, 5}, {5, 16}, {33, 32}, {32, 33}, {100, 7}, {7, 100}
  };

  /** In units of max(m, n)·ε·‖A‖. */
  private static final double BOUND = 10;

  private static final Kernels KERNELS = new ScalarKernels();

  /** All as double. */
  record Result(double[] u, double[] s, double[] vt) {}

  private static double condition(Precision precision) {
    return precision == Precision.SINGLE ? 1e6 : 1e15;
  }

  /** Decomposes inside larger arrays and sees to it that nothing else changes. */
  private static Result solve(Precision precision, int m, int n, double[] matrix) {
    int k = Math.min(m, n);
    Object a = precision.array(matrix, 3);
    Object u = precision.array(new double[m * k], 2);
    Object s = precision.array(new double[k], 1);
    Object vt = precision.array(new double[k * n], 4);
    Object alone = precision.array(new double[k], 1);
    if (a instanceof double[] doubles) {
      DoubleSvd.solve(
          KERNELS, m, n, doubles, 3, (double[]) u, 2, (double[]) s, 1, (double[]) vt, 4);
      DoubleSvd.values(KERNELS, m, n, doubles, 3, (double[]) alone, 1);
    } else {
      FloatSvd.solve(
          KERNELS, m, n, (float[]) a, 3, (float[]) u, 2, (float[]) s, 1, (float[]) vt, 4);
      FloatSvd.values(KERNELS, m, n, (float[]) a, 3, (float[]) alone, 1);
    }
    int all = matrix.length + 6;
    assertArrayEquals(
        Precision.part(precision.array(matrix, 3), 0, all), Precision.part(a, 0, all), "operand");
    double[] values = precision.result(s, 1, k);
    assertArrayEquals(values, precision.result(alone, 1, k), "values alone");
    return new Result(precision.result(u, 2, m * k), values, precision.result(vt, 4, k * n));
  }

  private static void assertDecomposed(
      Precision precision, int m, int n, double[] a, Result result, String where) {
    int k = Math.min(m, n);
    double[] s = result.s();
    double unit = Math.max(m, n) * precision.epsilon;
    for (int i = 0; i < k; i++) {
      assertTrue(s[i] >= 0 && (i == 0 || s[i] <= s[i - 1]), where + ": order");
      PlainMatrices.assertLargestIsPositive(m, k, result.u(), i, where);
    }
    double left = PlainMatrices.lossOfOrthogonality(m, k, result.u());
    assertBound(left / unit, where + ": orthogonality of U");
    double[] v = PlainMatrices.transpose(k, n, result.vt());
    double right = PlainMatrices.lossOfOrthogonality(n, k, v);
    assertBound(right / unit, where + ": orthogonality of V");
    double[] scaled = result.u().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= s[i % k];
    }
    double residual =
        PlainMatrices.distance(PlainMatrices.multiply(m, n, k, scaled, result.vt()), a);
    assertBound(s[0] == 0 ? residual : residual / (unit * s[0]), where + ": residual");
  }

  private static void assertBound(double units, String where) {
    assertTrue(units <= BOUND, where + " of " + units);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void residualOrthogonalityOrderAndSigns(Precision precision) {
    for (int n : SIZES) {
      MatrixFamilies.spectra(n, condition(precision), false)
          .forEach((name, exact) -> {
            double[] a = precision.round(exact);
            String where = precision + ", " + name + ", n = seed = " + n;
            assertDecomposed(precision, n, n, a, solve(precision, n, n, a), where);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void wideAndTallMatrices(Precision precision) {
    for (int[] shape : SHAPES) {
      int m = shape[0];
      int n = shape[1];
      // Scales up to 10^±range come out of range when they are multiplied here.
      for (MatrixFamilies.Sample sample : MatrixFamilies.all(m, n, precision.range / 5)) {
        double[] a = precision.round(sample.elements());
        String where = precision + ", " + sample.name();
        assertDecomposed(precision, m, n, a, solve(precision, m, n, a), where);
      }
    }
  }

  /** The squares of such numbers are out of range. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void largeAndSmallMatrices(Precision precision) {
    int n = 16;
    MatrixFamilies.spectra(n, condition(precision), false)
        .forEach((name, exact) -> {
          for (int sign : new int[] {1, -1}) {
            double factor = Math.pow(10, sign * precision.range);
            double[] a = precision.round(Arrays.stream(exact).map(x -> x * factor).toArray());
            Result result = solve(precision, n, n, a);
            double[] s = Arrays.stream(result.s()).map(x -> x / factor).toArray();
            double[] even = Arrays.stream(a).map(x -> x / factor).toArray();
            assertDecomposed(
                precision,
                n,
                n,
                even,
                new Result(result.u(), s, result.vt()),
                precision + ", " + name + ", n = seed = " + n + ", times " + factor);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void powersOfTwoChangeNoDigit(Precision precision) {
    int least = precision == Precision.SINGLE ? -100 : -950;
    int most = precision == Precision.SINGLE ? 124 : 1020;
    for (int[] shape : new int[][] {{9, 9}, {4, 7}, {7, 4}}) {
      int m = shape[0];
      int n = shape[1];
      double[] a = precision.round(PlainMatrices.normal(new Random(9), m * n));
      Result expected = solve(precision, m, n, a);
      for (int exponent : new int[] {least, -1, 1, most}) {
        double factor = Math.scalb(1.0, exponent);
        Result actual = solve(precision, m, n, Arrays.stream(a).map(x -> x * factor).toArray());
        assertArrayEquals(expected.u(), actual.u(), "u, 2^" + exponent);
        assertArrayEquals(expected.vt(), actual.vt(), "vt, 2^" + exponent);
        assertArrayEquals(
            Arrays.stream(expected.s()).map(x -> x * factor).toArray(),
            actual.s(),
            "s, 2^" + exponent);
      }
    }
  }

  /** 2 − 2·cos(k·π/(n + 1)), k = n … 1. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void singularValuesOfSecondDifferences(Precision precision) {
    for (int n : SIZES) {
      double[] s = solve(precision, n, n, PlainMatrices.secondDifferences(n)).s();
      for (int i = 0; i < n; i++) {
        double expected = 2 - 2 * Math.cos((n - i) * Math.PI / (n + 1));
        assertEquals(expected, s[i], n * precision.epsilon * 4, precision + ", n = " + n);
      }
    }
  }

  /**
   * The least singular value of a Hilbert matrix is the inverse of the norm of its inverse, which
   * has integer elements.
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void leastSingularValueOfHilbert(Precision precision) {
    int n = precision == Precision.SINGLE ? 4 : 8;
    double[] a = new double[n * n];
    // Times a common multiple of the denominators, so that the elements are exact.
    double multiple = precision == Precision.SINGLE ? 420 : 360360;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = multiple / (i + j + 1);
      }
    }
    double expected = multiple / normOfInverseHilbert(n).doubleValue();
    double[] s = solve(precision, n, n, a).s();
    assertEquals(expected, s[n - 1], 4 * n * precision.epsilon * s[0], precision + ", n = " + n);
  }

  /** By the power method in 60 digits. */
  private static BigDecimal normOfInverseHilbert(int n) {
    MathContext digits = new MathContext(60);
    BigDecimal[] x = new BigDecimal[n];
    Arrays.fill(x, BigDecimal.ONE);
    BigDecimal norm = BigDecimal.ONE;
    for (int step = 0; step < 40; step++) {
      BigDecimal[] y = new BigDecimal[n];
      BigDecimal square = BigDecimal.ZERO;
      for (int i = 0; i < n; i++) {
        y[i] = BigDecimal.ZERO;
        for (int j = 0; j < n; j++) {
          y[i] = y[i].add(inverseHilbert(n, i + 1, j + 1).multiply(x[j]), digits);
        }
        square = square.add(y[i].multiply(y[i]), digits);
      }
      norm = square.sqrt(digits);
      for (int i = 0; i < n; i++) {
        x[i] = y[i].divide(norm, digits);
      }
    }
    return norm;
  }

  /** (−1)^(i+j)·(i + j − 1)·C(n+i−1, n−j)·C(n+j−1, n−i)·C(i+j−2, i−1)². */
  private static BigDecimal inverseHilbert(int n, int i, int j) {
    BigDecimal square = binomial(i + j - 2, i - 1).pow(2);
    BigDecimal product =
        binomial(n + i - 1, n - j).multiply(binomial(n + j - 1, n - i)).multiply(square);
    BigDecimal factor = BigDecimal.valueOf(i + j - 1);
    return product.multiply((i + j) % 2 == 0 ? factor : factor.negate());
  }

  private static BigDecimal binomial(int n, int k) {
    BigDecimal value = BigDecimal.ONE;
    for (int i = 1; i <= k; i++) {
      value = value.multiply(BigDecimal.valueOf(n - k + i)).divide(BigDecimal.valueOf(i));
    }
    return value;
  }

  /** Nothing is to be rounded here, wherever the numbers stand. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void diagonalMatricesInAnyOrder(Precision precision) {
    double[] numbers = precision.round(new double[] {3, -1, 0, 1e10, 2, 1e-10, -7});
    int n = numbers.length;
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      a[i * n + i * 3 % n] = numbers[i];
    }
    double[] sorted = Arrays.stream(numbers).map(x -> -Math.abs(x)).sorted().map(x -> -x).toArray();
    assertArrayEquals(sorted, solve(precision, n, n, a).s(), 0.0);
  }

  /**
   * Orthonormal columns, each times a power of two: one-sided Jacobi gives every singular value to
   * nearly all digits, where methods that begin with bidiagonal form have none of the small ones.
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void smallSingularValuesOfScaledColumns(Precision precision) {
    int n = 12;
    int step = precision == Precision.SINGLE ? 4 : 30;
    for (int m : new int[] {n, 20}) {
      double[] q = PlainMatrices.orthogonal(new Random(m), m);
      double[] a = new double[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          a[i * n + j] = Math.scalb(precision.round(new double[] {q[i * m + j]})[0], -step * j);
        }
      }
      assertRelative(precision, n, step, solve(precision, m, n, a).s(), "tall");
      double[] wide = PlainMatrices.transpose(m, n, a);
      assertRelative(precision, n, step, solve(precision, n, m, wide).s(), "wide");
    }
  }

  /**
   * L·Lᵀ of ones on and below the diagonal has determinant 1. With column j times 2^(−step·j) the
   * product of the singular values is known, and no error of a large one makes up for that of a
   * small one.
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void productOfSingularValuesOfScaledColumns(Precision precision) {
    int n = 8;
    int step = precision == Precision.SINGLE ? 5 : 40;
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double element = i == j ? (i == 0 ? 1 : 2) : Math.abs(i - j) == 1 ? 1 : 0;
        a[i * n + j] = Math.scalb(element, -step * j);
      }
    }
    double[] s = solve(precision, n, n, a).s();
    double product = 1;
    for (int j = 0; j < n; j++) {
      product *= Math.scalb(s[j], step * j);
    }
    assertEquals(1, product, 100 * n * precision.epsilon, precision.toString());
  }

  private static void assertRelative(
      Precision precision, int n, int step, double[] s, String where) {
    for (int j = 0; j < n; j++) {
      double expected = Math.scalb(1.0, -step * j);
      assertEquals(1, s[j] / expected, 4 * n * precision.epsilon, precision + ", " + where + j);
    }
  }

  /** Also where all are zero there are n orthonormal vectors on either side. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void exactlyDeficientRank(Precision precision) {
    double[] a = new double[6 * 4];
    a[0] = 3;
    a[9] = -4;
    for (int[] shape : new int[][] {{6, 4}, {4, 6}}) {
      Result result = solve(precision, shape[0], shape[1], a);
      assertEquals(0, result.s()[2]);
      assertEquals(0, result.s()[3]);
      assertDecomposed(precision, shape[0], shape[1], a, result, precision + ", two elements");
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void sizesZeroAndOne(Precision precision) {
    for (int[] shape : new int[][] {{0, 0}, {0, 3}, {3, 0}}) {
      Result none = solve(precision, shape[0], shape[1], new double[0]);
      assertEquals(0, none.u().length + none.s().length + none.vt().length);
    }
    Result one = solve(precision, 1, 1, new double[] {-3});
    assertArrayEquals(new double[] {3}, one.s());
    assertArrayEquals(new double[] {1}, one.u());
    assertArrayEquals(new double[] {-1}, one.vt());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      ArithmeticException error =
          assertThrows(
              ArithmeticException.class,
              () -> solve(precision, 2, 3, new double[] {1, 2, 3, 1, bad, 1}));
      assertEquals(
          "svd: element [1, 1] of a matrix [2, 3] is " + bad + ", expected finite numbers",
          error.getMessage());
    }
  }
}
