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

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.linalg.EigTest.Eig;
import latentphysics.kernels.linalg.MatrixFamilies.Named;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqrtmTest {
  private static final Kernels KERNELS = new ScalarKernels();

  private static double[] sqrtm(Precision precision, int n, double[] a) {
    if (precision == Precision.DOUBLE) {
      double[] x = new double[n * n + 2];
      DoubleSqrtm.solve(KERNELS, n, shift(a, 3), 3, x, 2);
      return doubles(x, 2);
    }
    float[] x = new float[n * n + 2];
    FloatSqrtm.solve(KERNELS, n, floats(a, 3), 3, x, 2);
    return doubles(x, 2);
  }

  /** The families themselves, A·Aᵀ, and A moved into the right half plane. */
  private static List<Named> matrices(Precision precision) {
    List<Named> matrices = new ArrayList<>();
    for (Named matrix : MatrixFamilies.general(precision)) {
      int n = matrix.n();
      double norm = norm(matrix.a());
      double[] a = norm == 0 ? matrix.a() : PlainMatrices.times(matrix.a(), 1 / norm);
      matrices.add(matrix);
      matrices.add(variant(matrix, "Gram matrix of ", multiply(n, a, transpose(n, n, a))));
      double[] shifted = PlainMatrices.of(n, (i, j) -> a[i * n + j] + (i == j ? 1.1 : 0));
      matrices.add(variant(matrix, "shifted ", shifted));
    }
    return matrices;
  }

  private static Named variant(Named of, String what, double[] a) {
    return new Named(
        of.precision(), what + of.family(), what + of.name(), of.n(), of.precision().round(a));
  }

  /**
   * ‖X·X − A‖ against ‖X‖². Where an eigenvalue is clearly negative there must be an error, where
   * none is near the negative axis there must be none.
   */
  @ParameterizedTest
  @EnumSource
  void residual(Precision precision) {
    int roots = 0;
    for (Named matrix : matrices(precision)) {
      int n = matrix.n();
      Eig eig = EigTest.eig(precision, n, matrix.a());
      double rounding = 100 * n * precision.epsilon * norm(matrix.a());
      boolean negative = false;
      boolean doubtful = false;
      for (int k = 0; k < n; k++) {
        negative |= eig.wi()[k] == 0 && eig.wr()[k] < -rounding;
        doubtful |= eig.wr()[k] <= rounding && Math.abs(eig.wi()[k]) <= rounding;
      }
      double[] x;
      try {
        x = sqrtm(precision, n, matrix.a());
      } catch (ArithmeticException e) {
        assertTrue(negative || doubtful, matrix + ": " + e.getMessage());
        continue;
      }
      roots++;
      assertTrue(!negative, matrix + ": a root in spite of negative eigenvalues");
      double residual = norm(PlainMatrices.minus(multiply(n, x, x), matrix.a()));
      assertUnits(10, residual, norm(x) * norm(x), "residual", matrix);
      if (doubtful || n > 33) {
        continue;
      }
      // The principal root: no eigenvalue left of the imaginary axis.
      Eig root = EigTest.eig(precision, n, x);
      for (int k = 0; k < n; k++) {
        assertTrue(root.wr()[k] >= 0, matrix + ": eigenvalue " + root.wr()[k] + " of the root");
      }
    }
    assertTrue(roots >= 500, "only " + roots + " roots were tried");
  }

  @ParameterizedTest
  @EnumSource
  void knownRootIsFound(Precision precision) {
    int n = 8;
    double[] g = precision.random(new Random(41), n * n);
    double[] x = PlainMatrices.of(n, (i, j) -> g[i * n + j] / 8 + (i == j ? 2 : 0));
    double[] root = sqrtm(precision, n, precision.round(multiply(n, x, x)));
    double error = norm(PlainMatrices.minus(root, x));
    assertTrue(error <= 20 * precision.epsilon * norm(x), "error " + error);
  }

  /** Rotations are halved, which exercises a 2×2 block. */
  @ParameterizedTest
  @EnumSource
  void rootOfARotationIsHalfOfIt(Precision precision) {
    for (double angle : new double[] {0.1, 1, 2, 3, 3.14}) {
      double[] half = sqrtm(precision, 2, precision.round(rotation(angle)));
      // Near π the angle is known to ε only, and so is its half.
      assertArrayEquals(rotation(angle / 2), half, 4 * precision.epsilon, "angle " + angle);
    }
  }

  private static double[] rotation(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return new double[] {c, -s, s, c};
  }

  @ParameterizedTest
  @EnumSource
  void powersOfFourChangeNoDigit(Precision precision) {
    int n = 6;
    double[] g = precision.random(new Random(42), n * n);
    double[] a = precision.round(PlainMatrices.of(n, (i, j) -> g[i * n + j] + (i == j ? 9 : 0)));
    double[] expected = sqrtm(precision, n, a);
    for (int e : new int[] {-31, 31}) {
      double[] actual = sqrtm(precision, n, PlainMatrices.times(a, Math.scalb(1.0, 2 * e)));
      assertArrayEquals(PlainMatrices.times(expected, Math.scalb(1.0, e)), actual, "4^" + e);
    }
  }

  /** The zero eigenvalues of a projection are semisimple; those of a Jordan block are not. */
  @ParameterizedTest
  @EnumSource
  void zeroEigenvalues(Precision precision) {
    double[] projection = {0.5, 0, 0.5, 0, 0, 0, 0.5, 0, 0.5};
    assertArrayEquals(projection, sqrtm(precision, 3, projection), 4 * precision.epsilon);
    double[] jordan = {0, 0, 1, 0, 1, 0, 0, 0, 0};
    assertMessage(
        precision, jordan, "sqrtm: the eigenvalue 0 has fewer eigenvectors than its multiplicity");
  }

  @ParameterizedTest
  @EnumSource
  void negativeEigenvaluesAreNamed(Precision precision) {
    String expected = " is negative, expected none on the negative real axis";
    double[] a = {1, 7, 2, 0, -12, 1, 0, 0, 3};
    assertMessage(precision, a, "sqrtm: eigenvalue -12.0" + expected);
    double[] minus = {-1, 0, 0, 0, -1, 0, 0, 0, -1};
    assertMessage(precision, minus, "sqrtm: eigenvalue -1.0" + expected);
    // A pair that rounding cannot tell from a double eigenvalue.
    double e = precision.epsilon;
    double[] pair = {-1, -e, 0, e, -1, 0, 0, 0, 1};
    assertMessage(precision, pair, "sqrtm: eigenvalue -1.0" + expected);
  }

  private static void assertMessage(Precision precision, double[] a, String message) {
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> sqrtm(precision, 3, a));
    assertEquals(message, error.getMessage());
  }
}
