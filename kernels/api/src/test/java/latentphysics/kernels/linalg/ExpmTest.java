package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.linalg.MatrixFamilies.Sample;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The exponential against its Taylor series in fixed-point numbers of 256 bits and more: relative
 * errors within 20·n·ε times the condition number.
 */
class ExpmTest {
  private static final double BOUND = 20;
  private static final long SEED = 50;

  @ParameterizedTest
  @EnumSource
  void normsFromSmallToLarge(Precision precision) {
    for (int n : ExponentialFamilies.SIZES) {
      check("normal", precision, ExponentialFamilies.normal(n, precision));
      check("stable", precision, ExponentialFamilies.stable(n));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nilpotentMatrices(Precision precision) {
    check("nilpotent", precision, ExponentialFamilies.nilpotent());
  }

  @ParameterizedTest
  @EnumSource
  void skewMatrices(Precision precision) {
    for (int n : ExponentialFamilies.SIZES) {
      check("skew", precision, ExponentialFamilies.skew(n));
    }
  }

  @ParameterizedTest
  @EnumSource
  void badlyScaledMatrices(Precision precision) {
    check("badly scaled", precision, ExponentialFamilies.badlyScaled());
  }

  /** Balanced, D·A·D⁻¹ is no harder than A, whatever the condition number says. */
  @ParameterizedTest
  @EnumSource
  void gradedMatricesLikeEvenOnes(Precision precision) {
    for (double b : new double[] {1e3, 1e6}) {
      Sample sample = ExponentialFamilies.graded(5, b);
      double[] a = precision.round(sample.elements());
      double[] y = Exponentials.expm(precision, 5, a);
      double error = BigMatrix.of(5, a).exp().relativeError(y);
      assertTrue(
          error <= BOUND * 5 * precision.epsilon,
          sample.name() + ", " + precision + ": " + error / precision.epsilon + "·ε");
    }
  }

  @ParameterizedTest
  @EnumSource
  void triangularMatrices(Precision precision) {
    for (int n : new int[] {1, 2, 3, 5, 10, 16}) {
      check("triangular", precision, ExponentialFamilies.triangular(n));
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeMeanOfTheDiagonal(Precision precision) {
    for (int n : new int[] {1, 2, 3, 5, 10, 16}) {
      check("shifted", precision, ExponentialFamilies.shifted(n));
    }
  }

  /** Exact: no sum has more than one rounding. */
  @ParameterizedTest
  @EnumSource
  void seriesThatEnd(Precision precision) {
    for (int n : new int[] {3, 5, 8}) {
      double[] jordan = MatrixFamilies.of("", n, n, (i, j) -> j == i + 1 ? 1 : 0).elements();
      double[] y = Exponentials.expm(precision, n, jordan);
      double factorial = 1;
      for (int k = 0; k < n; k++) {
        factorial *= Math.max(1, k);
        for (int i = 0; i < n; i++) {
          assertEquals(
              i + k < n ? 1 / factorial : 0,
              i + k < n ? y[i * n + i + k] : 0,
              4 * precision.epsilon / factorial,
              precision + ": element " + k + " right of the diagonal");
        }
      }
    }
  }

  /**
   * QᵀQ = I for Q = e^A with skew A; squaring doubles the error, so large norms are allowed more.
   */
  @ParameterizedTest
  @EnumSource
  void skewMatricesGiveOrthogonalOnes(Precision precision) {
    for (int n : new int[] {2, 3, 5, 10, 16, 33, 64}) {
      for (Sample sample : ExponentialFamilies.skew(n)) {
        double[] q = Exponentials.expm(precision, n, sample.elements());
        double worst = 0;
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            double dot = i == j ? -1 : 0;
            for (int k = 0; k < n; k++) {
              dot = Math.fma(q[k * n + i], q[k * n + j], dot);
            }
            worst = Math.max(worst, Math.abs(dot));
          }
        }
        double norm = DoublePadeScaling.norm(n, sample.elements());
        double unit = n * precision.epsilon * Math.max(1, norm / 4);
        assertTrue(worst <= 10 * unit, precision + ", " + sample.name() + ": " + worst / unit);
      }
    }
  }

  /** The diagonal of a triangular result is exact to rounding, whatever stands above it. */
  @ParameterizedTest
  @EnumSource
  void diagonalsOfTriangularMatrices(Precision precision) {
    for (int n : new int[] {1, 2, 3, 5, 10, 33}) {
      List<Sample> samples = new ArrayList<>(ExponentialFamilies.triangular(n));
      // Some elements overflow in between.
      samples.add(ExponentialFamilies.upper(n, 1000));
      for (Sample sample : samples) {
        double[] a = precision.round(sample.elements());
        double[] y = Exponentials.expm(precision, n, a);
        double[] below = Exponentials.expm(precision, n, Exponentials.transpose(n, a));
        assertArrayEquals(Exponentials.transpose(n, y), below, sample.name() + ": transposed");
        for (int i = 0; i < n; i++) {
          double expected = Math.exp(a[i * n + i]);
          assertEquals(expected, y[i * n + i], precision.epsilon * expected, sample.name());
        }
      }
    }
  }

  /** e^A = I + A to rounding when A is tiny, with all digits of A. */
  @ParameterizedTest
  @EnumSource
  void tinyMatrices(Precision precision) {
    for (int n : new int[] {1, 2, 3, 10}) {
      double size = Math.pow(10, -precision.range);
      double[] a =
          precision.round(Exponentials.times(size, PlainMatrices.normal(new Random(SEED), n * n)));
      double[] y = Exponentials.expm(precision, n, a);
      for (int i = 0; i < n * n; i++) {
        double expected = i % (n + 1) == 0 ? 1 : a[i];
        assertEquals(
            expected, y[i], 8 * precision.epsilon * Math.abs(expected), n + ", seed " + SEED);
      }
    }
  }

  /** Huge matrices have a result, with infinities or not, or are refused, but never give NaN. */
  @ParameterizedTest
  @EnumSource
  void hugeMatrices(Precision precision) {
    int refused = 0;
    for (int n : new int[] {1, 2, 3, 5}) {
      for (double size : new double[] {1e3, 1e10, Math.pow(10, precision.range), 1e30}) {
        double[] a = PlainMatrices.normal(new Random(SEED + n), n * n);
        for (int sign = -1; sign <= 1; sign += 2) {
          double[] scaled = precision.round(Exponentials.times(sign * size, a));
          try {
            double[] y = Exponentials.expm(precision, n, scaled);
            for (double value : y) {
              assertFalse(Double.isNaN(value), precision + ", " + n + ", " + size);
            }
          } catch (ArithmeticException e) {
            refused++;
            assertTrue(e.toString().contains("1-norm"), e.toString());
          }
        }
      }
    }
    assertTrue(refused < 8, refused + " of 32 matrices refused");
  }

  @ParameterizedTest
  @EnumSource
  void elementsOutOfRangeAreInfinite(Precision precision) {
    double inf = Double.POSITIVE_INFINITY;
    double[] diagonal = {1000, 0, 0, 0, 0, 0, 0, 0, -2000};
    assertArrayEquals(
        new double[] {inf, 0, 0, 0, 1, 0, 0, 0, 0}, Exponentials.expm(precision, 3, diagonal));
    double[] block = {1000, 1, 0, 1, 1000, 0, 0, 0, 900};
    assertArrayEquals(
        new double[] {inf, inf, 0, inf, inf, 0, 0, 0, inf}, Exponentials.expm(precision, 3, block));
    double[] negative = {2000, -3000, 0, -3000, 2000, 0, 0, 0, 4990};
    assertArrayEquals(
        new double[] {inf, -inf, 0, -inf, inf, 0, 0, 0, inf},
        Exponentials.expm(precision, 3, negative));
    // The element above the diagonal is in range though its neighbour is not.
    double small = Math.pow(10, -0.9 * (precision == Precision.SINGLE ? 38 : 308));
    double large = precision == Precision.SINGLE ? 90 : 720;
    double[] y = Exponentials.expm(precision, 2, new double[] {large, small, 0, 0});
    assertEquals(inf, y[0]);
    assertEquals(1, y[3]);
    double expected = precision.round(new double[] {small})[0] * Math.exp(large / 2) / large;
    assertEquals(1, y[1] / expected / Math.exp(large / 2), 1e3 * precision.epsilon);
    double[] stable = {-1000, 1, 0, 1, -1000, 0, 0, 0, -900};
    assertArrayEquals(new double[9], Exponentials.expm(precision, 3, stable));
  }

  /** Eigenvalues near the end of the range, and a mean far from most of them. */
  @ParameterizedTest
  @EnumSource
  void stepsDoNotOverflowBeforeTheResult(Precision precision) {
    double most = precision == Precision.SINGLE ? 85 : 700;
    for (double first : new double[] {most, -most, -4 * most}) {
      double[] a = {first, 1, 2, 0.5, 1, -1, 1, 0.25, 0.5};
      check("near overflow", precision, List.of(new Sample("first " + first, 3, 3, a)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void sizesZeroAndOne(Precision precision) {
    assertArrayEquals(new double[0], Exponentials.expm(precision, 0, new double[0]));
    assertArrayEquals(new double[] {1}, Exponentials.expm(precision, 1, new double[1]));
    double[] e = Exponentials.expm(precision, 1, new double[] {1});
    assertEquals(Math.E, e[0], precision.epsilon * Math.E);
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      for (int n : new int[] {1, 2, 3}) {
        double[] a = new double[n * n];
        a[n * n - 1] = bad;
        ArithmeticException error =
            assertThrows(ArithmeticException.class, () -> Exponentials.expm(precision, n, a));
        int last = n - 1;
        assertEquals(
            "expm: element ["
                + last
                + ", "
                + last
                + "] of a matrix ["
                + n
                + ", "
                + n
                + "] is "
                + bad
                + ", expected finite numbers",
            error.getMessage());
      }
    }
  }

  /** Input and result may be the same place. */
  @ParameterizedTest
  @EnumSource
  void inPlace(Precision precision) {
    for (int n : new int[] {1, 2, 3, 5}) {
      double[] a = precision.round(PlainMatrices.normal(new Random(SEED), n * n));
      double[] expected = Exponentials.expm(precision, n, a);
      Object array = precision.array(a, 1);
      if (array instanceof double[] doubles) {
        DoubleExpm.solve(Exponentials.KERNELS, n, doubles, 1, doubles, 1);
      } else {
        FloatExpm.solve(Exponentials.KERNELS, n, (float[]) array, 1, (float[]) array, 1);
      }
      assertArrayEquals(expected, Precision.part(array, 1, n * n));
    }
  }

  private static void check(String family, Precision precision, List<Sample> samples) {
    for (Sample sample : samples) {
      int n = sample.rows();
      double[] a = precision.round(sample.elements());
      double[] y = Exponentials.expm(precision, n, a);
      double error = BigMatrix.of(n, a).exp().relativeError(y);
      double ratio = error / (n * precision.epsilon * Exponentials.condition(n, a));
      assertTrue(
          ratio <= BOUND,
          family + ", " + sample.name() + ", " + precision + ": " + ratio + "·n·ε·cond");
    }
  }
}
