package latentphysics.kernels.linalg;

import static latentphysics.kernels.linalg.PlainMatrices.assertUnits;
import static latentphysics.kernels.linalg.PlainMatrices.multiply;
import static latentphysics.kernels.linalg.PlainMatrices.norm;
import static latentphysics.kernels.linalg.PlainMatrices.transpose;
import static latentphysics.kernels.linalg.Precision.doubles;
import static latentphysics.kernels.linalg.Precision.floats;
import static latentphysics.kernels.linalg.Precision.shift;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.linalg.MatrixFamilies.Named;
import latentphysics.kernels.linalg.SchurTest.Schur;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SylvesterTest {
  private static final Kernels KERNELS = new ScalarKernels();
  private static final boolean[] BOTH = {false, true};

  private static double[] solve(
      Precision precision, int m, int n, double[] a, double[] b, double[] c) {
    if (precision == Precision.DOUBLE) {
      double[] x = new double[m * n + 4];
      DoubleSylvester.solve(KERNELS, m, n, shift(a, 1), 1, shift(b, 2), 2, shift(c, 3), 3, x, 4);
      return doubles(x, 4);
    }
    float[] x = new float[m * n + 4];
    FloatSylvester.solve(KERNELS, m, n, floats(a, 1), 1, floats(b, 2), 2, floats(c, 3), 3, x, 4);
    return doubles(x, 4);
  }

  /** With factors given, and with the solution in place of the right-hand side. */
  private static double[] solve(
      Precision precision,
      int m,
      int n,
      boolean transposeA,
      boolean transposeB,
      Schur a,
      Schur b,
      double[] c) {
    if (precision == Precision.DOUBLE) {
      double[] x = shift(c, 5);
      DoubleSylvester.solve(
          KERNELS,
          m,
          n,
          transposeA,
          transposeB,
          shift(a.t(), 1),
          1,
          shift(a.z(), 2),
          2,
          shift(b.t(), 3),
          3,
          shift(b.z(), 4),
          4,
          x,
          5,
          x,
          5);
      return doubles(x, 5);
    }
    float[] x = floats(c, 5);
    FloatSylvester.solve(
        KERNELS,
        m,
        n,
        transposeA,
        transposeB,
        floats(a.t(), 1),
        1,
        floats(a.z(), 2),
        2,
        floats(b.t(), 3),
        3,
        floats(b.z(), 4),
        4,
        x,
        5,
        x,
        5);
    return doubles(x, 5);
  }

  /** ‖A·X + X·B − C‖ against (‖A‖ + ‖B‖)·‖X‖, for A and B and for their transposes. */
  @ParameterizedTest
  @EnumSource
  void residual(Precision precision) {
    int[] columns = {1, 2, 3, 5, 16, 33};
    int count = 0;
    for (Named matrix : MatrixFamilies.general(precision)) {
      int m = matrix.n();
      int n = columns[count++ % columns.length];
      if (precision == Precision.SINGLE && m == 100 && matrix.family().startsWith("Jordan")) {
        continue; // the solution grows beyond the range
      }
      Random random = new Random(31 + count);
      double[] b = precision.random(random, n * n);
      double[] c = precision.random(random, m * n);
      Schur schurA = SchurTest.schur(precision, m, matrix.a());
      Schur schurB = SchurTest.schur(precision, n, b);
      for (boolean transposeA : BOTH) {
        for (boolean transposeB : BOTH) {
          double[] x = solve(precision, m, n, transposeA, transposeB, schurA, schurB, c);
          double[] opA = transposeA ? transpose(m, m, matrix.a()) : matrix.a();
          double[] opB = transposeB ? transpose(n, n, b) : b;
          double[] left = multiply(m, n, m, opA, x);
          double[] right = multiply(m, n, n, x, opB);
          double[] residual = new double[m * n];
          for (int i = 0; i < residual.length; i++) {
            residual[i] = left[i] + right[i] - c[i];
          }
          double scale = (norm(matrix.a()) + norm(b)) * norm(x);
          Named larger = m >= n ? matrix : matrix.resized(n);
          String what = "transposed " + transposeA + ", " + transposeB + ", n = " + n;
          assertUnits(10, norm(residual), scale, what, larger);
        }
      }
    }
  }

  /** Lyapunov's equation A·X + X·Aᵀ = C with one factorization; X is symmetric if C is. */
  @ParameterizedTest
  @EnumSource
  void lyapunov(Precision precision) {
    int n = 9;
    Random random = new Random(32);
    double[] g = precision.random(random, n * n);
    double[] a = precision.round(PlainMatrices.of(n, (i, j) -> g[i * n + j] + (i == j ? 9 : 0)));
    double[] c = PlainMatrices.of(n, (i, j) -> g[i * n + j] + g[j * n + i]);
    Schur schur = SchurTest.schur(precision, n, a);
    double[] x = solve(precision, n, n, false, true, schur, schur, precision.round(c));
    double asymmetry = norm(PlainMatrices.minus(x, transpose(n, n, x)));
    assertTrue(asymmetry <= 20 * precision.epsilon * norm(x), "asymmetry " + asymmetry);
  }

  /** Small whole numbers: A and B triangular, so that no rotation rounds anything. */
  @ParameterizedTest
  @EnumSource
  void exactSolutionsAreFound(Precision precision) {
    double[] a = {1, 2, 0, 3};
    double[] b = {4, -1, 2, 0, 5, 1, 0, 0, 13};
    double[] x = {1, 2, 3, 4, 5, 6};
    double[] c = multiply(2, 3, 2, a, x);
    double[] right = multiply(2, 3, 3, x, b);
    for (int i = 0; i < c.length; i++) {
      c[i] += right[i];
    }
    assertArrayEquals(x, solve(precision, 2, 3, a, b, c), 10 * precision.epsilon);
  }

  @ParameterizedTest
  @EnumSource
  void sizesZeroAndOne(Precision precision) {
    double[] none = {};
    assertArrayEquals(none, solve(precision, 0, 0, none, none, none));
    assertArrayEquals(none, solve(precision, 0, 1, none, new double[] {3}, none));
    assertArrayEquals(none, solve(precision, 1, 0, new double[] {3}, none, none));
    double[] two = {2};
    double[] six = {6};
    assertArrayEquals(new double[] {1}, solve(precision, 1, 1, two, new double[] {4}, six));
  }

  @ParameterizedTest
  @EnumSource
  void largeAndSmallMatrices(Precision precision) {
    int n = 5;
    Random random = new Random(33);
    double[] a = precision.random(random, n * n);
    double[] b = precision.random(random, n * n);
    double[] c = precision.random(random, n * n);
    double[] expected = solve(precision, n, n, a, b, c);
    for (int sign : new int[] {-1, 1}) {
      double f = Math.scalb(1.0, sign * Math.getExponent(precision.large));
      double[] fa = PlainMatrices.times(a, f);
      double[] fb = PlainMatrices.times(b, f);
      double[] fc = PlainMatrices.times(c, f);
      assertArrayEquals(expected, solve(precision, n, n, fa, fb, fc), precision + ", " + f);
      double[] inverse = PlainMatrices.times(expected, 1 / f);
      assertArrayEquals(inverse, solve(precision, n, n, fa, fb, c), precision + ", 1/" + f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eigenvaluesThatCancelAreNamed(Precision precision) {
    double[] a = {1, 5, 0, 2};
    double[] b = {3, 5, 0, -2};
    assertCancel(precision, a, b, "2.0 of A and -2.0 of B");
    double[] turn = {0, -2, 2, 0};
    assertCancel(precision, turn, turn, "0.0 + 2.0i of A and 0.0 - 2.0i of B");
    assertCancel(precision, new double[4], new double[4], "0.0 of A and 0.0 of B");
    double factor = Math.scalb(1.0, 60);
    assertCancel(
        precision,
        PlainMatrices.times(a, factor),
        PlainMatrices.times(b, factor),
        precision.round(2 * factor) == 0x1p61 ? "of A and" : "");
  }

  private static void assertCancel(Precision precision, double[] a, double[] b, String names) {
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> solve(precision, 2, 2, a, b, new double[] {1, 1, 1, 1}));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("sylvester: the eigenvalues "), message);
    assertTrue(message.contains(names), message);
  }

  /** A and −A turned: their eigenvalues cancel but for rounding errors. */
  @ParameterizedTest
  @EnumSource
  void cancellationIsSeenThroughRounding(Precision precision) {
    for (int n : new int[] {3, 8, 33}) {
      Random random = new Random(34 + n);
      double[] d = PlainMatrices.diagonal(n, i -> i + 1);
      double[] a = PlainMatrices.similar(n, PlainMatrices.orthogonal(random, n), d);
      double[] b = PlainMatrices.similar(n, PlainMatrices.orthogonal(random, n), d);
      double[] minus = PlainMatrices.times(b, -1);
      assertThrows(
          ArithmeticException.class,
          () -> solve(precision, n, n, precision.round(a), precision.round(minus), a),
          "n = " + n);
    }
  }

  /** Each row of X is about 2²⁰ times the next. */
  @ParameterizedTest
  @EnumSource
  void solutionsOutOfRangeAreRefused(Precision precision) {
    int n = 20;
    double small = Math.scalb(1.0, -20);
    double[] a = PlainMatrices.of(n, (i, j) -> j == i ? small : j == i + 1 ? 1 : 0);
    double[] c = new double[n];
    Arrays.fill(c, precision == Precision.SINGLE ? 1 : 1e300);
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> solve(precision, n, 1, a, new double[1], c));
    assertEquals(
        "sylvester: the solution is out of range at element [0, 0] of a matrix [20, 1]",
        error.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    double[] one = {1};
    double[] bad = {Double.NaN};
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> solve(precision, 1, 1, one, one, bad));
    assertEquals(
        "sylvester: element [0, 0] of a matrix [1, 1] is NaN, expected finite numbers",
        error.getMessage());
  }
}
