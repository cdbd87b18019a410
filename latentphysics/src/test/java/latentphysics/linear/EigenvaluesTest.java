package latentphysics.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Protects the spectrum of the latent operator. The sums of k-th powers of all eigenvalues are the
 * traces of the matrix's k-th powers; they fix the spectrum with its multiplicities, and no part of
 * the code under test takes part in them.
 */
final class EigenvaluesTest {
  private static final double EPS = Math.ulp(1.0);

  @Test
  void haveThePowerSumsOfRandomMatrices() {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 1 + seed % 12;
      // A spectral radius near 1 keeps powers of comparable size.
      double[][] a = Matrices.scaled(Matrices.random(random, n, n), 1 / Math.sqrt(n));
      assertPowerSums("seed " + seed, a, Eigenvalues.of(a));
    }
  }

  @Test
  void haveThePowerSumsOfOrthogonalMatricesAndModulusOne() {
    for (int seed = 0; seed < 20; seed++) {
      double[][] q = Matrices.orthogonal(new SplittableRandom(seed), 2 + seed % 7);
      double[][] values = Eigenvalues.of(q);
      assertPowerSums("seed " + seed, q, values);
      for (double[] value : values) {
        assertEquals(1, Math.hypot(value[0], value[1]), 50 * EPS, "seed " + seed);
      }
    }
  }

  @Test
  void comeInExactlyConjugatePairs() {
    for (int seed = 0; seed < 60; seed++) {
      double[][] a = Matrices.random(new SplittableRandom(100 + seed), 2 + seed % 9, 2 + seed % 9);
      assertConjugate("seed " + (100 + seed), Eigenvalues.of(a));
    }
  }

  @Test
  void areTheDiagonalOfATriangularMatrix() {
    double[][] a = {{3, 5, -7, 2}, {0, -1, 4, 9}, {0, 0, 0.5, 1}, {0, 0, 0, 2}};
    assertReal(Eigenvalues.of(a), 20, -1, 0.5, 2, 3);
    assertReal(Eigenvalues.of(Matrices.transposed(a)), 20, -1, 0.5, 2, 3);
  }

  @Test
  void areExactWhereNothingIsToBeDone() {
    assertReal(Eigenvalues.of(new double[3][3]), 0, 0, 0, 0);
    assertReal(Eigenvalues.of(Matrices.identity(4)), 0, 1, 1, 1, 1);
    assertReal(Eigenvalues.of(new double[][] {{-2.5}}), 0, -2.5);
    assertReal(Eigenvalues.of(new double[][] {{0}}), 0, 0);
    assertEquals(0, Eigenvalues.of(new double[0][0]).length);
  }

  @Test
  void areTheRootsOfACompanionMatrixsPolynomial() {
    assertReal(Eigenvalues.of(Matrices.companion(24, -50, 35, -10)), 5000, 1, 2, 3, 4);
    // x⁴ = 1: a shift of the ordinary kind never moves this matrix.
    double[][] unity = Eigenvalues.of(Matrices.companion(-1, 0, 0, 0));
    assertConjugate("x⁴ = 1", unity);
    assertPowerSums("x⁴ = 1", Matrices.companion(-1, 0, 0, 0), unity);
    double[][] sixth = Matrices.companion(-1, 0, 0, 0, 0, 0);
    assertPowerSums("x⁶ = 1", sixth, Eigenvalues.of(sixth));
    double[][] minus = Matrices.companion(1, 0, 0, 0, 0);
    assertPowerSums("x⁵ = −1", minus, Eigenvalues.of(minus));
  }

  @Test
  void ofADefectiveMatrixAreAsNearAsItsConditionAllows() {
    double[][] jordan = {{2, 1, 0}, {0, 2, 1}, {0, 0, 2}};
    assertReal(Eigenvalues.of(jordan), 0, 2, 2, 2);
    double[][] q = Matrices.orthogonal(new SplittableRandom(5), 3);
    double[][] turned = Matrices.times(Matrices.times(q, jordan), Matrices.transposed(q));
    double[][] values = Eigenvalues.of(turned);
    assertConjugate("turned Jordan block", values);
    for (double[] value : values) {
      // A triple eigenvalue moves by the cube root of what the elements are moved by.
      assertTrue(Math.hypot(value[0] - 2, value[1]) < Math.cbrt(50 * EPS), Arrays.toString(value));
    }
    double[][] nilpotent = {{0, 1, 0}, {0, 0, 1}, {0, 0, 0}};
    assertReal(Eigenvalues.of(nilpotent), 0, 0, 0, 0);
  }

  @Test
  void scaleWithTheMatrixFarBeyondTheRangeOfSquares() {
    double[][] a = Matrices.random(new SplittableRandom(9), 5, 5);
    double[][] expected = Eigenvalues.of(a);
    for (double factor : new double[] {0x1p-900, 0x1p-500, 0x1p500, 0x1p900}) {
      double[][] values = Eigenvalues.of(Matrices.scaled(a, factor));
      for (int i = 0; i < 5; i++) {
        assertArrayEquals(
            expected[i],
            new double[] {values[i][0] / factor, values[i][1] / factor},
            1e-13,
            "factor " + factor);
      }
    }
  }

  @Test
  void areFoundWhenElementsOfVeryDifferentSizeMeet() {
    // Rows and columns are not balanced: relative to the largest element the small one is nothing.
    assertReal(Eigenvalues.of(new double[][] {{1e150, 0}, {0, 1e-150}}), 1, 1e-150, 1e150);
    double[][] graded = {{1e150, 1}, {1, 1e-150}};
    double[][] values = Eigenvalues.of(graded);
    Arrays.sort(values, Comparator.comparingDouble(v -> v[0]));
    assertEquals(1e150, values[1][0], 1e135);
    assertEquals(0, values[0][0], 1e150 * 10 * EPS);
    // True are ±i, but beside an element of 1e150 the other one counts as zero.
    for (double[] value : Eigenvalues.of(new double[][] {{0, -1e150}, {1e-150, 0}})) {
      assertEquals(0, Math.hypot(value[0], value[1]), 1e150 * EPS);
    }
  }

  @Test
  void refuseNumbersThatAreNotFinite() {
    double[][] a = {{1, 2}, {Double.NaN, 3}};
    ArithmeticException e = assertThrows(ArithmeticException.class, () -> Eigenvalues.of(a));
    assertEquals("eig: element (1, 0) is NaN, expected finite", e.getMessage());
    a[1][0] = Double.POSITIVE_INFINITY;
    assertThrows(ArithmeticException.class, () -> Eigenvalues.of(a));
  }

  private static void assertPowerSums(String what, double[][] a, double[][] values) {
    int n = a.length;
    assertEquals(n, values.length);
    double[][] power = a;
    Complex[] powers = new Complex[n];
    Arrays.fill(powers, new Complex(1, 0));
    double size = 1;
    for (int k = 1; k <= n; k++) {
      Complex sum = new Complex(0, 0);
      for (int i = 0; i < n; i++) {
        powers[i] = powers[i].times(new Complex(values[i][0], values[i][1]));
        sum = sum.plus(powers[i]);
      }
      size *= Math.max(1, Matrices.norm(a));
      double bound = 20 * k * n * EPS * size;
      assertEquals(Matrices.trace(power), sum.re(), bound, what + ", power " + k);
      assertEquals(0, sum.im(), bound, what + ", power " + k);
      power = Matrices.times(power, a);
    }
  }

  private static void assertConjugate(String what, double[][] values) {
    for (double[] value : values) {
      long partners =
          Arrays.stream(values).filter(v -> v[0] == value[0] && v[1] == -value[1]).count();
      assertTrue(partners > 0, what + ": no conjugate of " + Arrays.toString(value));
    }
  }

  private static void assertReal(double[][] values, double ulps, double... expected) {
    Arrays.sort(values, Comparator.comparingDouble(v -> v[0]));
    assertEquals(expected.length, values.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i][0], ulps * EPS * Math.max(1, Math.abs(expected[i])));
      assertEquals(0, values[i][1], "imaginary part of " + expected[i]);
    }
  }
}
