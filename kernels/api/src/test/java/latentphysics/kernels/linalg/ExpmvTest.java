package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.linalg.MatrixFamilies.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * e^(t·A)·B against a series of 256 bits and more: errors within 20·n·ε times ‖e^(t·A)‖·‖B‖ and the
 * condition number of the exponential.
 */
class ExpmvTest {
  private static final double BOUND = 20;
  private static final long SEED = 70;

  @ParameterizedTest
  @EnumSource
  void familiesOfMatrices(Precision precision) {
    for (int n : new int[] {1, 2, 3, 5, 10}) {
      check("normal", precision, 1, ExponentialFamilies.normal(n, precision));
      check("stable", precision, 3, ExponentialFamilies.stable(n));
      check("skew", precision, 2, ExponentialFamilies.skew(n));
      check("triangular", precision, 1, ExponentialFamilies.triangular(n));
      check("shifted", precision, 4, ExponentialFamilies.shifted(n));
    }
    List<Sample> large = ExponentialFamilies.normal(33, precision);
    check("normal", precision, 1, large.subList(large.size() - 1, large.size()));
    check("normal", precision, 7, large.subList(large.size() - 1, large.size()));
    check("nilpotent", precision, 1, ExponentialFamilies.nilpotent());
    List<Sample> scaled = new ArrayList<>(ExponentialFamilies.badlyScaled());
    check("badly scaled", precision, 1, scaled);
    check("badly scaled", precision, 5, scaled);
  }

  private static void check(String family, Precision precision, int r, List<Sample> samples) {
    for (Sample sample : samples) {
      int n = sample.rows();
      double[] a = precision.round(sample.elements());
      double[] b = precision.round(PlainMatrices.normal(new Random(SEED + r), n * r));
      double[] y = Exponentials.expmv(precision, n, r, 1, a, b);
      BigMatrix exponential = BigMatrix.of(n, a).exp();
      double[] difference = exponential.timesColumns(r, b);
      double whole = Exponentials.norm(exponential.toDoubles()) * Exponentials.norm(b);
      for (int i = 0; i < y.length; i++) {
        difference[i] -= y[i];
      }
      double unit = n * precision.epsilon * Exponentials.condition(n, a);
      double ratio = Exponentials.norm(difference) / whole / unit;
      assertTrue(
          ratio <= BOUND,
          family + ", " + sample.name() + ", " + precision + ": " + ratio + "·n·ε·cond");
    }
  }

  /** Relative to the norm of the exponential's derivative and to its condition number. */
  @ParameterizedTest
  @EnumSource
  void derivativesByTheMatrix(Precision precision) {
    for (int n : new int[] {1, 2, 3, 20}) {
      derivatives("normal", precision, 1, ExponentialFamilies.normal(n, precision));
      derivatives("stable", precision, 3, ExponentialFamilies.stable(n));
      derivatives("skew", precision, 2, ExponentialFamilies.skew(n));
      derivatives("triangular", precision, 1, ExponentialFamilies.triangular(n));
      derivatives("shifted", precision, 4, ExponentialFamilies.shifted(n));
    }
    List<Sample> nilpotent = new ArrayList<>(ExponentialFamilies.nilpotent());
    nilpotent.removeIf(sample -> sample.rows() > 5);
    derivatives("nilpotent", precision, 1, nilpotent);
    derivatives("badly scaled", precision, 2, ExponentialFamilies.badlyScaled());
  }

  private static void derivatives(String family, Precision precision, int r, List<Sample> samples) {
    for (Sample sample : samples) {
      int n = sample.rows();
      double[] a = precision.round(sample.elements());
      double[] b = precision.round(PlainMatrices.normal(new Random(SEED + r), n * r));
      double[] c = precision.round(PlainMatrices.normal(new Random(SEED - r), n * r));
      double[] outer = new double[n * n];
      for (int i = 0; i < n * n; i++) {
        for (int k = 0; k < r; k++) {
          outer[i] += c[i / n * r + k] * b[i % n * r + k];
        }
      }
      double[] difference = adjointOfExp(n, a, outer);
      if (precision == Precision.SINGLE && Exponentials.norm(difference) > Float.MAX_VALUE / 8) {
        continue; // out of range
      }
      double[] g = Exponentials.expmvAdjoint(precision, n, r, a, b, c);
      for (int i = 0; i < g.length; i++) {
        difference[i] -= g[i];
      }
      double whole =
          Exponentials.normOfDerivative(n, a) * Exponentials.norm(b) * Exponentials.norm(c);
      double unit = n * precision.epsilon * Exponentials.condition(n, a);
      double ratio = Exponentials.norm(difference) / whole / unit;
      assertTrue(
          ratio <= BOUND,
          family + ", " + sample.name() + ", " + precision + ": " + ratio + "·n·ε·cond");
    }
  }

  /** L(Aᵀ, E), in many digits where that does not take long. */
  private static double[] adjointOfExp(int n, double[] a, double[] e) {
    double[] transpose = Exponentials.transpose(n, a);
    if (n <= 3) {
      return BigMatrix.derivativeOfExp(n, transpose, e).toDoubles();
    }
    double[] l = new double[n * n];
    new DoubleExpmFrechet(Exponentials.KERNELS, n, transpose, 0).derivative(e, 0, l, 0);
    return l;
  }

  /** t scales A, with any sign. */
  @ParameterizedTest
  @EnumSource
  void times(Precision precision) {
    int n = 5;
    double[] a = precision.round(PlainMatrices.normal(new Random(SEED), n * n));
    double[] b = precision.round(PlainMatrices.normal(new Random(SEED + 1), n * 2));
    for (double t : new double[] {0, 1, -1, 0.25, -3}) {
      double[] y = Exponentials.expmv(precision, n, 2, t, a, b);
      double[] at = precision.round(Exponentials.times(t, a));
      double[] expected = Exponentials.expmv(precision, n, 2, 1, at, b);
      assertArrayEquals(expected, y, precision + ", t = " + t);
    }
    assertArrayEquals(b, Exponentials.expmv(precision, n, 2, 0, a, b), "t = 0");
    double[] ahead = Exponentials.expmv(precision, n, 2, 0.5, a, b);
    double[] back = Exponentials.expmv(precision, n, 2, -0.5, a, ahead);
    assertArrayEquals(b, back, 1000 * precision.epsilon, "there and back");
  }

  /** Columns of B do not know of each other but for where the series ends. */
  @ParameterizedTest
  @EnumSource
  void sizesOfVectors(Precision precision) {
    double[] a = precision.round(PlainMatrices.normal(new Random(SEED), 9));
    double[] b = precision.round(PlainMatrices.normal(new Random(SEED + 1), 3));
    double[] expected = Exponentials.expmv(precision, 3, 1, 1, a, b);
    int exponent = (int) (precision.range * 3);
    for (int k : new int[] {-exponent, exponent}) {
      double factor = Math.scalb(1.0, k);
      double[] y = Exponentials.expmv(precision, 3, 1, 1, a, Exponentials.times(factor, b));
      assertArrayEquals(expected, Exponentials.times(1 / factor, y), precision + ", 2^" + k);
    }
    assertArrayEquals(new double[3], Exponentials.expmv(precision, 3, 1, 1, a, new double[3]));
    assertArrayEquals(new double[0], Exponentials.expmv(precision, 3, 0, 1, a, new double[0]));
    assertArrayEquals(
        new double[0], Exponentials.expmv(precision, 0, 2, 1, new double[0], new double[0]));
  }

  @Test
  void whatCannotBeGivenIsRefused() {
    double[] large = {0, 1e9, -1e9, 0};
    ArithmeticException stages =
        assertThrows(
            ArithmeticException.class,
            () -> Exponentials.expmv(Precision.DOUBLE, 2, 1, 1, large, new double[] {1, 1}));
    assertTrue(stages.toString().contains("stages, expected at most 1048576"), stages.toString());
    double[] growing = {1000, 1, 1, 0, 0, 1, 1, 0, -1000};
    ArithmeticException overflow =
        assertThrows(
            ArithmeticException.class,
            () -> Exponentials.expmv(Precision.DOUBLE, 3, 1, 2, growing, new double[] {1, 0, 0}));
    assertEquals(
        "expmv: the action of a matrix [3, 3] of 1-norm 2004.0 overflows", overflow.getMessage());
    ArithmeticException lost =
        assertThrows(
            ArithmeticException.class,
            () ->
                Exponentials.expmvAdjoint(
                    Precision.DOUBLE,
                    3,
                    1,
                    Exponentials.times(2, growing),
                    new double[] {1, 0, 0},
                    new double[] {1, 0, 0}));
    assertEquals(
        "expmv: the derivative of the action of a matrix [3, 3] of 1-norm 2004.0 overflows",
        lost.getMessage());
    double[] vectors = {1, Double.NaN};
    assertThrows(
        ArithmeticException.class,
        () ->
            Exponentials.expmvAdjoint(
                Precision.SINGLE, 2, 1, new double[4], new double[2], vectors));
    assertThrows(
        ArithmeticException.class,
        () -> Exponentials.expmv(Precision.SINGLE, 2, 1, 1, new double[4], vectors));
    assertThrows(
        ArithmeticException.class,
        () -> Exponentials.expmv(Precision.SINGLE, 1, 1, Double.NaN, new double[1], new double[1]));
    double[] infinite = {Double.POSITIVE_INFINITY};
    assertThrows(
        ArithmeticException.class,
        () -> Exponentials.expmv(Precision.DOUBLE, 1, 1, 1, infinite, new double[1]));
  }
}
