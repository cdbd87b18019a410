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

/** The derivative of the exponential, against exact differences and the exponential of a block. */
class ExpmFrechetTest {
  private static final double BOUND = 20;
  private static final long SEED = 60;

  private static List<Sample> samples(int n, Precision precision) {
    List<Sample> all = new ArrayList<>();
    all.addAll(ExponentialFamilies.normal(n, precision));
    all.addAll(ExponentialFamilies.stable(n));
    all.addAll(ExponentialFamilies.skew(n));
    all.addAll(ExponentialFamilies.triangular(n));
    all.addAll(ExponentialFamilies.shifted(n));
    return all;
  }

  /** Relative to the norm of the derivative and the condition number of the exponential. */
  @ParameterizedTest
  @EnumSource
  void differencesInManyDigits(Precision precision) {
    for (int n : new int[] {1, 2, 3, 5}) {
      differences("small", precision, samples(n, precision));
    }
    differences("small", precision, ExponentialFamilies.normal(10, precision).subList(0, 6));
    List<Sample> nilpotent = new ArrayList<>(ExponentialFamilies.nilpotent());
    nilpotent.removeIf(sample -> sample.rows() > 5);
    differences("nilpotent", precision, nilpotent);
    differences("badly scaled", precision, ExponentialFamilies.badlyScaled());
    differences("normal", precision, ExponentialFamilies.normal(16, precision).subList(3, 5));
  }

  private static void differences(String family, Precision precision, List<Sample> samples) {
    for (Sample sample : samples) {
      int n = sample.rows();
      double[] a = precision.round(sample.elements());
      double[] e = precision.round(PlainMatrices.normal(new Random(SEED + n), n * n));
      double[][] both = Exponentials.frechet(precision, n, a, e);
      double condition = Exponentials.condition(n, a);
      double value = BigMatrix.of(n, a).exp().relativeError(both[0]);
      check("value, " + family, precision, value / condition, sample);
      BigMatrix expected = BigMatrix.derivativeOfExp(n, a, e);
      double part =
          Exponentials.norm(expected.toDoubles())
              / (Exponentials.normOfDerivative(n, a) * Exponentials.norm(e));
      double error = expected.relativeError(both[1]);
      check("derivative, " + family, precision, error * part / condition, sample);
    }
  }

  private static void check(String what, Precision precision, double error, Sample sample) {
    double ratio = error / (sample.rows() * precision.epsilon);
    assertTrue(
        ratio <= BOUND, what + ", " + precision + ", " + sample.name() + ": " + ratio + "·n·ε");
  }

  /** e^[[A, E], [0, A]] = [[e^A, L(A, E)], [0, e^A]]. */
  @ParameterizedTest
  @EnumSource
  void exponentialOfABlockMatrix(Precision precision) {
    for (int n : new int[] {0, 1, 2, 3, 5, 16, 33}) {
      for (Sample sample : n == 0 ? List.<Sample>of() : samples(n, precision)) {
        double[] a = precision.round(sample.elements());
        double[] e = PlainMatrices.normal(new Random(SEED + n), n * n);
        // As large as A, so that neither drowns the other's rounding errors.
        e = precision.round(Exponentials.times(Precision.scale(a), e));
        double[] block = new double[4 * n * n];
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            block[2 * i * n + j] = a[i * n + j];
            block[2 * (n + i) * n + n + j] = a[i * n + j];
            block[2 * i * n + n + j] = e[i * n + j];
          }
        }
        double[] large = new double[4 * n * n];
        DoubleExpm.solve(Exponentials.KERNELS, 2 * n, block, 0, large, 0);
        double[] l = Exponentials.frechet(precision, n, a, e)[1];
        double[] difference = new double[n * n];
        for (int i = 0; i < n * n; i++) {
          difference[i] = l[i] - large[2 * (i / n) * n + n + i % n];
        }
        double whole = Exponentials.normOfDerivative(n, a) * Exponentials.norm(e);
        double error = Exponentials.norm(difference) / whole;
        check("block", precision, error / Exponentials.condition(n, a), sample);
      }
    }
  }

  /** ⟨L(A, E), F⟩ = ⟨E, L(Aᵀ, F)⟩, and the adjoint of the kept form is the latter. */
  @ParameterizedTest
  @EnumSource
  void adjoint(Precision precision) {
    for (int n : new int[] {1, 2, 3, 5, 16, 33}) {
      for (Sample sample : samples(n, precision)) {
        double[] a = precision.round(sample.elements());
        double[] e = precision.round(PlainMatrices.normal(new Random(SEED), n * n));
        double[] f = precision.round(PlainMatrices.normal(new Random(SEED + 1), n * n));
        double[] l = Exponentials.frechet(precision, n, a, e)[1];
        double[] m = Exponentials.frechet(precision, n, Exponentials.transpose(n, a), f)[1];
        double[] kept = adjoint(precision, n, a, f);
        double whole =
            Exponentials.normOfDerivative(n, a) * Exponentials.norm(e) * Exponentials.norm(f);
        double condition = Exponentials.condition(n, a);
        double error = 0;
        double keptError = 0;
        for (int i = 0; i < n * n; i++) {
          error += l[i] / whole * f[i] - m[i] / whole * e[i];
          keptError += l[i] / whole * f[i] - kept[i] / whole * e[i];
        }
        check("adjoint", precision, Math.abs(error) / condition, sample);
        check("adjoint, kept", precision, Math.abs(keptError) / condition, sample);
      }
    }
  }

  private static double[] adjoint(Precision precision, int n, double[] a, double[] g) {
    Object x = precision.array(a, 2);
    Object y = precision.array(g, 1);
    if (x instanceof double[] doubles) {
      DoubleExpmFrechet exponential = new DoubleExpmFrechet(Exponentials.KERNELS, n, doubles, 2);
      exponential.adjoint((double[]) y, 1, (double[]) y, 1);
    } else {
      FloatExpmFrechet exponential = new FloatExpmFrechet(Exponentials.KERNELS, n, (float[]) x, 2);
      exponential.adjoint((float[]) y, 1, (float[]) y, 1);
    }
    return Precision.part(y, 1, n * n);
  }

  /** In directions that commute with A the derivative is E·e^A. */
  @ParameterizedTest
  @EnumSource
  void commutingDirections(Precision precision) {
    for (Sample sample : ExponentialFamilies.normal(5, precision).subList(0, 6)) {
      double[] a = precision.round(sample.elements());
      double[] identity = {
        1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1
      };
      double[][] both = Exponentials.frechet(precision, 5, a, identity);
      double size = Precision.scale(both[0]) * Math.max(1, Exponentials.norm(a));
      assertArrayEquals(both[0], both[1], BOUND * 5 * precision.epsilon * size, sample.name());
    }
  }

  /** The size of E is that of the derivative; nothing else depends on it. */
  @ParameterizedTest
  @EnumSource
  void sizeOfTheDirection(Precision precision) {
    double[] a = precision.round(PlainMatrices.normal(new Random(SEED), 9));
    double[] e = precision.round(PlainMatrices.normal(new Random(SEED + 1), 9));
    double[] expected = Exponentials.frechet(precision, 3, a, e)[1];
    int exponent = (int) (precision.range * 3);
    for (int k : new int[] {-exponent, exponent}) {
      double factor = Math.scalb(1.0, k);
      double[] l = Exponentials.frechet(precision, 3, a, Exponentials.times(factor, e))[1];
      assertArrayEquals(expected, Exponentials.times(1 / factor, l), precision + ", 2^" + k);
    }
    double[] zero = Exponentials.frechet(precision, 3, a, new double[9])[1];
    assertArrayEquals(new double[9], zero, Double.MIN_VALUE);
  }

  @Test
  void overflowAndNumbersThatAreNotFinite() {
    double[] large = {2000, 1, 1, 0, 1, 2000, 0, 1, 2000};
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () -> Exponentials.frechet(Precision.DOUBLE, 3, large, new double[9]));
    assertEquals(
        "expm: the exponential of a matrix [3, 3] of 1-norm 4001.0 overflows", error.getMessage());
    double[] bad = {1, 0, 0, Double.NaN};
    assertThrows(
        ArithmeticException.class,
        () -> Exponentials.frechet(Precision.DOUBLE, 2, new double[4], bad));
    assertThrows(
        ArithmeticException.class,
        () -> Exponentials.frechet(Precision.SINGLE, 2, bad, new double[4]));
  }
}
