package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eigenvalues and eigenvectors of symmetric matrices, in both types. */
class EighTest {
  private static final int[] SIZES = {1, 2, 3, 5, 16, 33, 64, 100};

  /** In units of n·ε·‖A‖. */
  private static final double BOUND = 10;

  private static final Kernels KERNELS = new ScalarKernels();

  /** Values and vectors as double. */
  record Result(double[] values, double[] vectors) {}

  private static double condition(Precision precision) {
    return precision == Precision.SINGLE ? 1e6 : 1e15;
  }

  /** Decomposes inside larger arrays and sees to it that nothing else changes. */
  private static Result solve(Precision precision, int n, double[] matrix) {
    Object a = precision.array(matrix, 3);
    Object w = precision.array(new double[n], 1);
    Object v = precision.array(new double[n * n], 2);
    Object alone = precision.array(new double[n], 1);
    if (a instanceof double[] doubles) {
      DoubleEigh.solve(KERNELS, n, doubles, 3, (double[]) w, 1, (double[]) v, 2);
      DoubleEigh.values(KERNELS, n, doubles, 3, (double[]) alone, 1);
    } else {
      FloatEigh.solve(KERNELS, n, (float[]) a, 3, (float[]) w, 1, (float[]) v, 2);
      FloatEigh.values(KERNELS, n, (float[]) a, 3, (float[]) alone, 1);
    }
    int all = matrix.length + 6;
    assertArrayEquals(
        Precision.part(precision.array(matrix, 3), 0, all), Precision.part(a, 0, all), "operand");
    double[] values = precision.result(w, 1, n);
    assertArrayEquals(values, precision.result(alone, 1, n), "values alone");
    return new Result(values, precision.result(v, 2, n * n));
  }

  private static double[] randomSymmetric(Precision precision, int n) {
    return precision.round(
        PlainMatrices.symmetricPart(n, PlainMatrices.normal(new Random(n), n * n)));
  }

  private static void assertDecomposed(
      Precision precision, int n, double[] a, Result result, String where) {
    double[] w = result.values();
    double[] v = result.vectors();
    double norm = 0;
    for (int i = 0; i < n; i++) {
      assertTrue(i == 0 || w[i - 1] <= w[i], where + ": order");
      norm = Math.max(norm, Math.abs(w[i]));
      PlainMatrices.assertLargestIsPositive(n, n, v, i, where);
    }
    double unit = n * precision.epsilon;
    assertBound(PlainMatrices.lossOfOrthogonality(n, n, v) / unit, where + ": orthogonality");
    double[] scaled = v.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= w[i % n];
    }
    double residual = PlainMatrices.distance(PlainMatrices.multiply(n, n, n, a, v), scaled);
    assertBound(norm == 0 ? residual : residual / (unit * norm), where + ": residual");
  }

  private static void assertBound(double units, String where) {
    assertTrue(units <= BOUND, where + " of " + units);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void residualOrthogonalityOrderAndSigns(Precision precision) {
    for (int n : SIZES) {
      Map<String, double[]> cases = MatrixFamilies.spectra(n, condition(precision), true);
      cases.forEach((name, exact) -> {
        double[] a = precision.round(exact);
        String where = precision + ", " + name + ", n = seed = " + n;
        assertDecomposed(precision, n, a, solve(precision, n, a), where);
      });
    }
  }

  /** The squares of such numbers are out of range. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void largeAndSmallMatrices(Precision precision) {
    int n = 16;
    MatrixFamilies.spectra(n, condition(precision), true)
        .forEach((name, exact) -> {
          for (int sign : new int[] {1, -1}) {
            double factor = Math.pow(10, sign * precision.range);
            double[] a = precision.round(Arrays.stream(exact).map(x -> x * factor).toArray());
            Result result = solve(precision, n, a);
            // What is measured must stay in the range of double, too.
            double[] w = Arrays.stream(result.values()).map(x -> x / factor).toArray();
            double[] even = Arrays.stream(a).map(x -> x / factor).toArray();
            assertDecomposed(
                precision,
                n,
                even,
                new Result(w, result.vectors()),
                precision + ", " + name + ", n = seed = " + n + ", times " + factor);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void powersOfTwoChangeNoDigit(Precision precision) {
    int n = 9;
    double[] a = randomSymmetric(precision, n);
    Result expected = solve(precision, n, a);
    int least = precision == Precision.SINGLE ? -100 : -950;
    int most = precision == Precision.SINGLE ? 124 : 1020;
    for (int exponent : new int[] {least, -1, 1, most}) {
      double factor = Math.scalb(1.0, exponent);
      Result actual = solve(precision, n, Arrays.stream(a).map(x -> x * factor).toArray());
      assertArrayEquals(expected.vectors(), actual.vectors(), "vectors, 2^" + exponent);
      assertArrayEquals(
          Arrays.stream(expected.values()).map(x -> x * factor).toArray(),
          actual.values(),
          "values, 2^" + exponent);
    }
  }

  /** 2 − 2·cos(k·π/(n + 1)), k = 1 … n. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void eigenvaluesOfSecondDifferences(Precision precision) {
    for (int n : SIZES) {
      double[] w = solve(precision, n, PlainMatrices.secondDifferences(n)).values();
      for (int k = 1; k <= n; k++) {
        double expected = 2 - 2 * Math.cos(k * Math.PI / (n + 1));
        assertEquals(expected, w[k - 1], n * precision.epsilon * 4, precision + ", n = " + n);
      }
    }
  }

  /** Nothing is to be rounded here, wherever the numbers stand. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void diagonalMatrices(Precision precision) {
    double[] numbers = {3, -1, 0, 1e10, 2, 1e-10, -7};
    int n = numbers.length;
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      a[i * n + i] = numbers[i];
    }
    Result result = solve(precision, n, precision.round(a));
    double[] sorted = precision.round(numbers);
    Arrays.sort(sorted);
    assertArrayEquals(sorted, result.values());
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        boolean one = precision.round(numbers)[i] == sorted[j];
        assertEquals(one ? 1 : 0, result.vectors()[i * n + j], "element " + i + ", " + j);
      }
    }
  }

  /** Rows and columns in another order have the same eigenvalues, up to rounding. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void orderOfRowsAndColumns(Precision precision) {
    int n = 33;
    double[] a = randomSymmetric(precision, n);
    double[] permuted = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        permuted[i * n + j] = a[i * 5 % n * n + j * 5 % n];
      }
    }
    double[] expected = solve(precision, n, a).values();
    double[] actual = solve(precision, n, permuted).values();
    assertArrayEquals(expected, actual, 10 * n * precision.epsilon * Math.abs(expected[0]));
  }

  /** An antisymmetric part is not seen. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void theSymmetricPartIsDecomposed(Precision precision) {
    int n = 12;
    Random random = new Random(12);
    double[] a = new double[n * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextInt(-8, 9);
    }
    Result expected = solve(precision, n, PlainMatrices.symmetricPart(n, a));
    Result actual = solve(precision, n, a);
    double[] transposed = PlainMatrices.transpose(n, n, a);
    assertArrayEquals(actual.vectors(), solve(precision, n, transposed).vectors(), "transposed");
    double size = n * precision.epsilon * Math.abs(expected.values()[n - 1]);
    assertArrayEquals(expected.values(), actual.values(), 10 * size);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void sizesZeroAndOne(Precision precision) {
    assertEquals(0, solve(precision, 0, new double[0]).values().length);
    Result one = solve(precision, 1, new double[] {-3});
    assertArrayEquals(new double[] {-3}, one.values());
    assertArrayEquals(new double[] {1}, one.vectors());
  }

  /** Of two elements of the same magnitude the first is positive. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void signsOfTies(Precision precision) {
    double half = precision.round(new double[] {Math.sqrt(0.5)})[0];
    double[] v = solve(precision, 2, new double[] {1, 1, 1, 1}).vectors();
    assertArrayEquals(new double[] {half, half, -half, half}, v, precision.epsilon);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      ArithmeticException error =
          assertThrows(
              ArithmeticException.class, () -> solve(precision, 2, new double[] {1, 2, bad, 1}));
      assertEquals(
          "eigh: element [1, 0] of a matrix [2, 2] is " + bad + ", expected finite numbers",
          error.getMessage());
    }
  }
}
