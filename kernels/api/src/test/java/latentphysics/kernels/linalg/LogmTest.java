package latentphysics.kernels.linalg;

import static latentphysics.kernels.linalg.PlainMatrices.assertUnits;
import static latentphysics.kernels.linalg.PlainMatrices.norm;
import static latentphysics.kernels.linalg.Precision.doubles;
import static latentphysics.kernels.linalg.Precision.floats;
import static latentphysics.kernels.linalg.Precision.shift;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.linalg.MatrixFamilies.Named;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogmTest {
  private static final Kernels KERNELS = new ScalarKernels();
  private static final MathContext DIGITS = new MathContext(30);

  private static double[] logm(Precision precision, int n, double[] a) {
    if (precision == Precision.DOUBLE) {
      double[] x = new double[n * n + 2];
      DoubleLogm.solve(KERNELS, n, shift(a, 3), 3, x, 2);
      return doubles(x, 2);
    }
    float[] x = new float[n * n + 2];
    FloatLogm.solve(KERNELS, n, floats(a, 3), 3, x, 2);
    return doubles(x, 2);
  }

  /** e^X by Taylor's series of X/2ᵏ and k squarings, with 30 digits. */
  private static double[] expm(int n, double[] x) {
    int squarings = Math.max(0, Math.getExponent(norm(x)) + 4);
    BigDecimal[] small = new BigDecimal[n * n];
    BigDecimal scale = BigDecimal.TWO.pow(squarings);
    for (int i = 0; i < small.length; i++) {
      small[i] = new BigDecimal(x[i]).divide(scale, DIGITS);
    }
    BigDecimal[] sum = new BigDecimal[n * n];
    Arrays.fill(sum, BigDecimal.ZERO);
    for (int i = 0; i < n; i++) {
      sum[i * n + i] = BigDecimal.ONE;
    }
    BigDecimal[] term = sum.clone();
    for (int k = 1; k <= 14; k++) {
      term = multiply(n, term, small);
      for (int i = 0; i < sum.length; i++) {
        term[i] = term[i].divide(BigDecimal.valueOf(k), DIGITS);
        sum[i] = sum[i].add(term[i], DIGITS);
      }
    }
    for (int k = 0; k < squarings; k++) {
      sum = multiply(n, sum, sum);
    }
    return Arrays.stream(sum).mapToDouble(BigDecimal::doubleValue).toArray();
  }

  private static BigDecimal[] multiply(int n, BigDecimal[] a, BigDecimal[] b) {
    BigDecimal[] c = new BigDecimal[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int p = 0; p < n; p++) {
          sum = sum.add(a[i * n + p].multiply(b[p * n + j], DIGITS), DIGITS);
        }
        c[i * n + j] = sum;
      }
    }
    return c;
  }

  /** e^(log A) = A for the families moved into the right half plane. */
  @ParameterizedTest
  @EnumSource
  void exponentialGivesTheMatrixBack(Precision precision) {
    for (Named matrix : MatrixFamilies.general(precision)) {
      int n = matrix.n();
      double norm = norm(matrix.a());
      if (n > 16 || norm == 0) { // more would take minutes
        continue;
      }
      double[] moved =
          PlainMatrices.of(n, (i, j) -> matrix.a()[i * n + j] / norm + (i == j ? 1.1 : 0));
      double[] a = precision.round(moved);
      double[] x = logm(precision, n, a);
      double error = norm(PlainMatrices.minus(expm(n, x), a));
      assertUnits(10, error, norm(a) * Math.max(1, norm(x)), "moved", matrix);
    }
  }

  /** Symmetric matrices Q·e^D·Qᵀ, whose logarithm is Q·D·Qᵀ. */
  @ParameterizedTest
  @EnumSource
  void logarithmOfSymmetricMatrices(Precision precision) {
    for (int n : MatrixFamilies.SIZES) {
      Random random = new Random(51 + n);
      double[] q = PlainMatrices.orthogonal(random, n);
      double[] d = new Random(52 + n).doubles(n, -1, 1).toArray();
      double[] a = PlainMatrices.similar(n, q, PlainMatrices.diagonal(n, i -> Math.exp(d[i])));
      double[] expected = PlainMatrices.similar(n, q, PlainMatrices.diagonal(n, i -> d[i]));
      Named matrix = new Named(precision, "symmetric", "symmetric " + n, n, precision.round(a));
      double error = norm(PlainMatrices.minus(logm(precision, n, matrix.a()), expected));
      // The condition is the largest 1/λ.
      assertUnits(10, error, Math.E * norm(a), "logarithm", matrix);
    }
  }

  /** Rotations by angles up to 3, whose logarithm is skew-symmetric. */
  @ParameterizedTest
  @EnumSource
  void logarithmOfRotations(Precision precision) {
    for (int n : MatrixFamilies.SIZES) {
      double[] q = PlainMatrices.orthogonal(new Random(53 + n), n);
      double[] log = new double[n * n];
      double[] turn = PlainMatrices.diagonal(n, i -> 1);
      for (int k = 0; k + 1 < n; k += 2) {
        double angle = 3.0 * (k + 1) / n;
        log[k * n + k + 1] = -angle;
        log[(k + 1) * n + k] = angle;
        turn[k * n + k] = Math.cos(angle);
        turn[k * n + k + 1] = -Math.sin(angle);
        turn[(k + 1) * n + k] = Math.sin(angle);
        turn[(k + 1) * n + k + 1] = Math.cos(angle);
      }
      double[] a = precision.round(PlainMatrices.similar(n, q, turn));
      Named matrix = new Named(precision, "rotation", "rotation " + n, n, a);
      double[] expected = PlainMatrices.similar(n, q, log);
      double error = norm(PlainMatrices.minus(logm(precision, n, a), expected));
      // Between angles of ±3 the divided differences of the logarithm reach 3/sin 3.
      assertUnits(10, error, 3 / Math.sin(3) * norm(a), "logarithm", matrix);
    }
  }

  /** log(I + N) = N − N²/2 + N³/3 for a nilpotent N. */
  @ParameterizedTest
  @EnumSource
  void logarithmOfAUnitTriangle(Precision precision) {
    double[] a = {1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1};
    double third = 1.0 / 3;
    double[] expected = {0, 1, -0.5, third, 0, 0, 1, -0.5, 0, 0, 0, 1, 0, 0, 0, 0};
    assertArrayEquals(expected, logm(precision, 4, a), 8 * precision.epsilon);
  }

  /** Next to the identity the logarithm keeps its digits. */
  @ParameterizedTest
  @EnumSource
  void matricesNearTheIdentity(Precision precision) {
    double h = Math.scalb(1.0, -11);
    double[] a = {1 + h, 2 * h, 0, 1 - h};
    double[] expected = {
      Math.log1p(h), 2 * h * (Math.log1p(h) - Math.log1p(-h)) / (2 * h), 0, Math.log1p(-h)
    };
    assertArrayEquals(expected, logm(precision, 2, a), 8 * precision.epsilon * h);
    double[] turn = {1, -h, h, 1};
    double re = Math.log1p(h * h) / 2;
    double[] log = logm(precision, 2, turn);
    assertEquals(re, log[0], 8 * precision.epsilon * re);
    assertArrayEquals(
        new double[] {re, -Math.atan(h), Math.atan(h), re}, log, 8 * precision.epsilon * h);
  }

  /** log(c·A) = log A + log c. */
  @ParameterizedTest
  @EnumSource
  void largeAndSmallMatrices(Precision precision) {
    int n = 5;
    double[] g = precision.random(new Random(54), n * n);
    double[] a = precision.round(PlainMatrices.of(n, (i, j) -> g[i * n + j] + (i == j ? 6 : 0)));
    double[] log = logm(precision, n, a);
    for (int sign : new int[] {-1, 1}) {
      int e = sign * Math.getExponent(precision.large);
      double[] expected =
          PlainMatrices.of(n, (i, j) -> log[i * n + j] + (i == j ? e * Math.log(2) : 0));
      double[] actual = logm(precision, n, PlainMatrices.times(a, Math.scalb(1.0, e)));
      double error = norm(PlainMatrices.minus(actual, expected));
      assertTrue(error <= 10 * precision.epsilon * norm(expected), "2^" + e + ": " + error);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sizesZeroAndOne(Precision precision) {
    assertArrayEquals(new double[0], logm(precision, 0, new double[0]));
    assertArrayEquals(
        new double[] {Math.log(3)}, logm(precision, 1, new double[] {3}), precision.epsilon);
  }

  @ParameterizedTest
  @EnumSource
  void eigenvaluesOnTheNegativeAxisAreNamed(Precision precision) {
    String expected = " is not positive, expected none on the closed negative real axis";
    assertMessage(precision, new double[] {1, 5, 0, -12}, "logm: eigenvalue -12.0" + expected);
    assertMessage(precision, new double[] {1, 5, 0, 0}, "logm: eigenvalue 0.0" + expected);
    assertMessage(precision, new double[4], "logm: eigenvalue 0.0" + expected);
  }

  private static void assertMessage(Precision precision, double[] a, String message) {
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> logm(precision, 2, a));
    assertEquals(message, error.getMessage());
  }
}
