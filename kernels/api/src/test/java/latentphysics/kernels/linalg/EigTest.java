package latentphysics.kernels.linalg;

import static latentphysics.kernels.linalg.PlainMatrices.assertUnits;
import static latentphysics.kernels.linalg.PlainMatrices.multiply;
import static latentphysics.kernels.linalg.PlainMatrices.norm;
import static latentphysics.kernels.linalg.Precision.doubles;
import static latentphysics.kernels.linalg.Precision.floats;
import static latentphysics.kernels.linalg.Precision.shift;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.linalg.MatrixFamilies.Named;
import latentphysics.kernels.linalg.SharedMatrices.Eigenproblem;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EigTest {
  private static final Kernels KERNELS = new ScalarKernels();

  record Eig(double[] wr, double[] wi, double[] vr, double[] vi) {
    double distance(int k, double re, double im) {
      return Math.hypot(wr[k] - re, wi[k] - im);
    }

    /** From the nearest eigenvalue. */
    double distance(double re, double im) {
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < wr.length; k++) {
        least = Math.min(least, distance(k, re, im));
      }
      return least;
    }
  }

  /** All arrays with offsets; eigenvalues alone must have the same bits. */
  static Eig eig(Precision precision, int n, double[] a) {
    int size = n * n;
    if (precision == Precision.DOUBLE) {
      double[] input = shift(a, 3);
      double[] w = new double[2 * n + 1];
      double[] v = new double[2 * size + 2];
      DoubleEig.solve(KERNELS, n, input, 3, w, 1, w, n + 1, v, 2, v, size + 2);
      assertArrayEquals(a, doubles(input, 3));
      double[] alone = new double[2 * n + 1];
      DoubleEig.values(KERNELS, n, input, 3, alone, 1, alone, n + 1);
      assertArrayEquals(w, alone);
      return split(n, doubles(w, 1), doubles(v, 2));
    }
    float[] input = floats(a, 3);
    float[] w = new float[2 * n + 1];
    float[] v = new float[2 * size + 2];
    FloatEig.solve(KERNELS, n, input, 3, w, 1, w, n + 1, v, 2, v, size + 2);
    assertArrayEquals(a, doubles(input, 3));
    float[] alone = new float[2 * n + 1];
    FloatEig.values(KERNELS, n, input, 3, alone, 1, alone, n + 1);
    assertArrayEquals(w, alone);
    return split(n, doubles(w, 1), doubles(v, 2));
  }

  private static Eig split(int n, double[] w, double[] v) {
    double[] wr = new double[n];
    double[] wi = new double[n];
    double[] vr = new double[n * n];
    double[] vi = new double[n * n];
    System.arraycopy(w, 0, wr, 0, n);
    System.arraycopy(w, n, wi, 0, n);
    System.arraycopy(v, 0, vr, 0, n * n);
    System.arraycopy(v, n * n, vi, 0, n * n);
    return new Eig(wr, wi, vr, vi);
  }

  /** ‖A·v − λ·v‖ for each vector of norm 1. */
  @ParameterizedTest
  @EnumSource
  void residualOfEachVector(Precision precision) {
    for (Named matrix : MatrixFamilies.general(precision)) {
      int n = matrix.n();
      Eig eig = eig(precision, n, matrix.a());
      double[] re = multiply(n, matrix.a(), eig.vr());
      double[] im = multiply(n, matrix.a(), eig.vi());
      double worst = 0;
      for (int k = 0; k < n; k++) {
        double wr = eig.wr()[k];
        double wi = eig.wi()[k];
        double[] residual = new double[2 * n];
        for (int i = 0; i < n; i++) {
          double vr = eig.vr()[i * n + k];
          double vi = eig.vi()[i * n + k];
          residual[i] = re[i * n + k] - (wr * vr - wi * vi);
          residual[n + i] = im[i * n + k] - (wr * vi + wi * vr);
        }
        worst = Math.max(worst, norm(residual));
      }
      assertUnits(10, worst, norm(matrix.a()), "residual", matrix);
    }
  }

  @ParameterizedTest
  @EnumSource
  void vectorsHaveNormOneAndALargestElementThatIsPositive(Precision precision) {
    for (Named matrix : MatrixFamilies.general(precision)) {
      int n = matrix.n();
      Eig eig = eig(precision, n, matrix.a());
      double tolerance = (n + 10) * precision.epsilon;
      for (int k = 0; k < n; k++) {
        double[] magnitudes = new double[n];
        double largest = 0;
        double largestReal = 0;
        for (int i = 0; i < n; i++) {
          double vr = eig.vr()[i * n + k];
          double vi = eig.vi()[i * n + k];
          magnitudes[i] = Math.hypot(vr, vi);
          largest = Math.max(largest, magnitudes[i]);
          largestReal = vi == 0 ? Math.max(largestReal, vr) : largestReal;
        }
        assertEquals(1, norm(magnitudes), tolerance, matrix + ": norm of vector " + k);
        assertEquals(largest, largestReal, tolerance, matrix + ": sign of vector " + k);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void pairsAreNeighboursAndExactlyConjugate(Precision precision) {
    for (Named matrix : MatrixFamilies.general(precision)) {
      int n = matrix.n();
      Eig eig = eig(precision, n, matrix.a());
      for (int k = 0; k < n; k++) {
        if (eig.wi()[k] != 0) {
          assertTrue(eig.wi()[k] > 0, matrix + ": the first of a pair, eigenvalue " + k);
          assertEquals(eig.wr()[k], eig.wr()[k + 1], matrix + ": eigenvalue " + k);
          assertEquals(eig.wi()[k], -eig.wi()[k + 1], matrix + ": eigenvalue " + k);
          for (int p = k; p < n * n; p += n) {
            assertEquals(eig.vr()[p], eig.vr()[p + 1], matrix + ": vector " + k);
            assertEquals(eig.vi()[p], -eig.vi()[p + 1], matrix + ": vector " + k);
          }
          k++;
        }
      }
    }
  }

  /** Each given eigenvalue is near a computed one, and the given ones are near the computed. */
  @ParameterizedTest
  @EnumSource
  void eigenvaluesOfLapacksTests(Precision precision) {
    List<Eigenproblem> problems = SharedMatrices.eigenproblems();
    assertEquals(39, problems.size());
    // The given values were computed in single precision and are printed with five digits.
    double epsilon = Math.max(precision.epsilon, Math.ulp(1f) / 2);
    int sharp = 0;
    for (int p = 0; p < problems.size(); p++) {
      Eigenproblem problem = problems.get(p);
      int n = problem.n();
      double norm = norm(problem.a());
      Eig eig = eig(precision, n, precision.round(problem.a()));
      boolean[] taken = new boolean[n];
      for (double[] expected : problem.expected()) {
        int nearest = -1;
        for (int k = 0; k < n; k++) {
          double distance = eig.distance(k, expected[0], expected[1]);
          if (!taken[k]
              && (nearest < 0 || distance < eig.distance(nearest, expected[0], expected[1]))) {
            nearest = k;
          }
        }
        taken[nearest] = true;
        double printed = 5e-5 * Math.hypot(expected[0], expected[1]);
        double tolerance = printed + n * epsilon * norm / expected[2];
        sharp += tolerance <= 1e-4 * norm ? 1 : 0;
        double error = eig.distance(nearest, expected[0], expected[1]);
        String what = precision + ", matrix " + p + ", eigenvalue ";
        assertTrue(error <= tolerance, what + expected[0] + " " + expected[1] + ", error " + error);
      }
    }
    assertTrue(sharp >= 150, "only " + sharp + " eigenvalues are tested to four digits");
  }

  @ParameterizedTest
  @EnumSource
  void skewSymmetricMatrixOfMatrixMarket(Precision precision) {
    double[] a = SharedMatrices.market("matrix-market/skew_05_05.mtx").elements();
    Eig eig = eig(precision, 5, a);
    double tolerance = Math.max(5e-9, 50 * precision.epsilon * norm(a));
    assertEquals(0, eig.distance(0, 0), tolerance);
    for (double im : new double[] {21.31256176, 45.83420896}) {
      assertEquals(0, eig.distance(0, im), tolerance);
      assertEquals(0, eig.distance(0, -im), tolerance);
    }
  }

  /** D⁻¹·A·D with D = 1, 2ᵏ, 4ᵏ … has the eigenvalues of A, which without balancing drown. */
  @ParameterizedTest
  @EnumSource
  void badScalingOfRowsAndColumnsDoesNoHarm(Precision precision) {
    int n = 6;
    double[] a = precision.random(new Random(21), n * n);
    Eig expected = eig(precision, n, a);
    int step = precision == Precision.DOUBLE ? 25 : 10;
    double[] scaled = PlainMatrices.of(n, (i, j) -> Math.scalb(a[i * n + j], step * (j - i)));
    Eig actual = eig(precision, n, scaled);
    for (int k = 0; k < n; k++) {
      double error = actual.distance(expected.wr()[k], expected.wi()[k]);
      assertTrue(error <= 1000 * precision.epsilon * norm(a), "eigenvalue " + k + ": " + error);
    }
  }

  /**
   * A triangle with rounding errors below it: balancing by sums of magnitudes without the diagonal
   * blows the errors up to the size of the rest.
   */
  @ParameterizedTest
  @EnumSource
  void balancingLeavesNearlyTriangularMatricesAlone(Precision precision) {
    int n = 10;
    Random random = new Random(22);
    double[] a =
        PlainMatrices.of(
            n, (i, j) -> i == j ? i + 1 : (j > i ? 1 : precision.epsilon) * random.nextGaussian());
    Eig eig = eig(precision, n, precision.round(a));
    for (int k = 0; k < n; k++) {
      double error = eig.distance(k + 1, 0);
      assertTrue(error <= 1e5 * precision.epsilon, "eigenvalue " + (k + 1) + ": " + error);
    }
  }

  /** Every row and column but the diagonal can be moved, so the eigenvalues come without error. */
  @ParameterizedTest
  @EnumSource
  void permutedTrianglesAreSolvedExactly(Precision precision) {
    int n = 7;
    int[] order = {3, 0, 6, 1, 5, 2, 4};
    double[] values = precision.random(new Random(23), n * n);
    double[] a =
        PlainMatrices.of(n, (i, j) -> order[i] > order[j] ? 0 : values[order[i] * n + order[j]]);
    Eig eig = eig(precision, n, a);
    for (int k = 0; k < n; k++) {
      assertEquals(0, eig.distance(values[k * n + k], 0), "eigenvalue " + k);
    }
  }

  /** Every pivot of the back substitution is zero, and every step grows by what replaces it. */
  @ParameterizedTest
  @EnumSource
  void vectorsOfADefectiveMatrixStayInRange(Precision precision) {
    int n = 20;
    Eig eig = eig(precision, n, PlainMatrices.of(n, (i, j) -> j < i ? 0 : j == i ? 1 : 1.75));
    for (int k = 0; k < n; k++) {
      assertEquals(1, eig.wr()[k], "eigenvalue " + k);
      assertEquals(1, eig.vr()[k], 10 * precision.epsilon, "first element of vector " + k);
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    double[] a = {1, Double.NEGATIVE_INFINITY, 3, 4};
    ArithmeticException error = assertThrows(ArithmeticException.class, () -> eig(precision, 2, a));
    assertEquals(
        "eig: element [0, 1] of a matrix [2, 2] is -Infinity, expected finite numbers",
        error.getMessage());
  }
}
