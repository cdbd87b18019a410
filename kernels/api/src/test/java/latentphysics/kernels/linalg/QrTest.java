package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Residual and orthogonality in units of n·ε·‖A‖, uniqueness, rank by pivoting. */
class QrTest {
  private static final int[][] SHAPES = {
    {0, 0}, {0, 3}, {3, 0}, {1, 1}, {1, 4}, {4, 1}, {2, 2}, {3, 3}, {5, 2}, {2, 5}, {16, 16},
    {33, 17}, {17, 33}, {64, 64}, {100, 30}
  };
  private static final double BOUND = 10;
  private static final Kernels KERNELS = new ScalarKernels();

  /** Q, R and the order of the columns. */
  private record Factors(double[] q, double[] r, int[] order) {}

  private static Factors factors(Precision precision, MatrixFamilies.Sample a, boolean pivoted) {
    int m = a.rows();
    int n = a.columns();
    int k = Math.min(m, n);
    Object from = precision.array(a.elements(), 3);
    Object before = precision.array(a.elements(), 3);
    Object q = precision.array(new double[m * k], 1);
    Object r = precision.array(new double[k * n], 2);
    int[] order = new int[n];
    if (from instanceof double[] doubles) {
      DoubleQr.solve(
          KERNELS, m, n, doubles, 3, (double[]) q, 1, (double[]) r, 2, pivoted ? order : null);
      assertArrayEquals((double[]) before, doubles, "operand");
    } else {
      FloatQr.solve(
          KERNELS, m, n, (float[]) from, 3, (float[]) q, 1, (float[]) r, 2, pivoted ? order : null);
      assertArrayEquals((float[]) before, (float[]) from, "operand");
    }
    for (int j = 0; j < n && !pivoted; j++) {
      order[j] = j;
    }
    return new Factors(Precision.part(q, 1, m * k), Precision.part(r, 2, k * n), order);
  }

  @ParameterizedTest
  @EnumSource
  void factorsAreExactToRounding(Precision precision) {
    for (int[] shape : SHAPES) {
      for (MatrixFamilies.Sample a : MatrixFamilies.all(shape[0], shape[1], precision.range)) {
        for (boolean pivoted : new boolean[] {false, true}) {
          check(precision, a, pivoted);
        }
      }
    }
  }

  private static void check(Precision precision, MatrixFamilies.Sample a, boolean pivoted) {
    int m = a.rows();
    int n = a.columns();
    int k = Math.min(m, n);
    String where = a.name() + ", " + precision + (pivoted ? ", pivoted" : "");
    Factors found = factors(precision, a, pivoted);
    double unit = BOUND * Math.max(1, Math.max(m, n)) * precision.epsilon;
    double[] rounded = precision.round(a.elements());
    double[] ordered = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        ordered[i * n + j] = rounded[i * n + found.order[j]];
      }
    }
    double scale = Precision.scale(ordered);
    double residual = Precision.relativeResidual(m, n, k, found.q, found.r, ordered, scale);
    assertTrue(residual <= unit, where + ": residual " + residual);
    double[] qt = new double[k * m];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < k; j++) {
        qt[j * m + i] = found.q[i * k + j];
      }
    }
    double[] eye = new double[k * k];
    for (int i = 0; i < k; i++) {
      eye[i * k + i] = 1;
    }
    double loss = Precision.relativeResidual(k, k, m, qt, found.q, eye, 1);
    assertTrue(loss <= unit, where + ": QᵀQ − 1 " + loss);
    for (int i = 0; i < k; i++) {
      assertTrue(found.r[i * n + i] >= 0, where + ": diagonal " + found.r[i * n + i]);
      for (int j = 0; j < i; j++) {
        assertEquals(0, found.r[i * n + j], where + ": below the diagonal");
      }
      if (pivoted && i > 0) {
        double above = found.r[(i - 1) * n + i - 1];
        assertTrue(
            found.r[i * n + i] <= above * (1 + 100 * precision.epsilon),
            where + ": the diagonal grows");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void pivotingShowsTheRank(Precision precision) {
    Random random = new Random(5);
    int n = 24;
    int rank = 9;
    double[] left = PlainMatrices.normal(random, n * rank);
    double[] right = PlainMatrices.normal(random, rank * n);
    MatrixFamilies.Sample a =
        MatrixFamilies.of(
            "rank 9",
            n,
            n,
            (i, j) -> {
              double sum = 0;
              for (int l = 0; l < rank; l++) {
                sum += left[i * rank + l] * right[l * n + j];
              }
              return sum;
            });
    double[] r = factors(precision, a, true).r;
    assertTrue(r[(rank - 1) * n + rank - 1] > 0.1 * r[0] / n);
    assertTrue(r[rank * n + rank] <= 10 * n * precision.epsilon * r[0]);
  }

  /** The reflectors multiply by Q and by its transpose, on a block of a wider matrix. */
  @Test
  void reflectorsMultiply() {
    int m = 7;
    int n = 4;
    int r = 3;
    int gap = 5;
    double[] a = PlainMatrices.normal(new Random(6), m * n);
    double[] qr = a.clone();
    double[] tau = new double[n];
    DoubleQr.factor(KERNELS, m, n, qr, 0, tau);
    double[] q = new double[m * m];
    DoubleQr.formQ(KERNELS, m, n, m, qr, 0, tau, q, 0);
    double[] b = PlainMatrices.normal(new Random(7), m * gap + 2);
    for (boolean transposed : new boolean[] {false, true}) {
      double[] expected = b.clone();
      for (int i = 0; i < m; i++) {
        for (int c = 0; c < r; c++) {
          double sum = 0;
          for (int l = 0; l < m; l++) {
            sum += (transposed ? q[l * m + i] : q[i * m + l]) * b[2 + l * gap + c];
          }
          expected[2 + i * gap + c] = sum;
        }
      }
      double[] actual = b.clone();
      DoubleQr.multiply(KERNELS, transposed, m, n, qr, 0, tau, r, actual, 2, gap);
      assertArrayEquals(expected, actual, 1e-14);
    }
  }

  @Test
  void numbersThatAreNotFiniteAreNamed() {
    double[] a = {1, 2, 3, 4, Double.NaN, 6};
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> DoubleQr.solve(KERNELS, 2, 3, a, 0, new double[4], 0, new double[6], 0, null));
    assertEquals(
        "qr: element [1, 1] of a matrix [2, 3] is NaN, expected finite numbers", e.getMessage());
  }
}
