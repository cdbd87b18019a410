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

import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.linalg.MatrixFamilies.Named;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchurTest {
  private static final Kernels KERNELS = new ScalarKernels();

  record Schur(double[] t, double[] z) {}

  /** All three arrays with offsets; A must come back as it was. */
  static Schur schur(Precision precision, int n, double[] a) {
    int size = n * n;
    if (precision == Precision.DOUBLE) {
      double[] input = shift(a, 3);
      double[] t = new double[size + 1];
      double[] z = new double[size + 2];
      DoubleSchur.solve(KERNELS, n, input, 3, t, 1, z, 2);
      assertArrayEquals(a, doubles(input, 3));
      return new Schur(doubles(t, 1), doubles(z, 2));
    }
    float[] input = floats(a, 3);
    float[] t = new float[size + 1];
    float[] z = new float[size + 2];
    FloatSchur.solve(KERNELS, n, input, 3, t, 1, z, 2);
    assertArrayEquals(a, doubles(input, 3));
    return new Schur(doubles(t, 1), doubles(z, 2));
  }

  @ParameterizedTest
  @EnumSource
  void residualAndOrthogonality(Precision precision) {
    for (Named matrix : MatrixFamilies.general(precision)) {
      int n = matrix.n();
      Schur schur = schur(precision, n, matrix.a());
      double[] z = schur.z();
      double[] product = PlainMatrices.similar(n, z, schur.t());
      double residual = norm(PlainMatrices.minus(product, matrix.a()));
      assertUnits(10, residual, norm(matrix.a()), "residual", matrix);
      assertUnits(10, PlainMatrices.lossOfOrthogonality(n, n, z), 1, "orthogonality", matrix);
    }
  }

  /** Exact zeros below the blocks, equal diagonal elements and opposite signs within them. */
  @ParameterizedTest
  @EnumSource
  void blocksHaveTheStandardForm(Precision precision) {
    for (Named matrix : MatrixFamilies.general(precision)) {
      int n = matrix.n();
      double[] t = schur(precision, n, matrix.a()).t();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i - 1; j++) {
          assertEquals(0, t[i * n + j], matrix + ": below the subdiagonal");
        }
        if (i > 0 && t[i * n + i - 1] != 0) {
          String where = matrix + ": block that ends in row " + i;
          assertEquals(t[(i - 1) * n + i - 1], t[i * n + i], where);
          assertTrue(t[i * n + i - 1] * Math.signum(t[(i - 1) * n + i]) < 0, where);
          assertTrue(i == 1 || t[(i - 1) * n + i - 2] == 0, where + ": blocks overlap");
        }
      }
    }
  }

  /** A block whose squares vanish beside the rest is solved as exactly as it would be alone. */
  @ParameterizedTest
  @EnumSource
  void smallBlocksBesideLargeOnes(Precision precision) {
    int n = 7;
    double tiny = precision == Precision.SINGLE ? 1e-25 : 1e-200;
    double[] gauss = precision.random(new Random(12), n * n);
    double[] a =
        PlainMatrices.of(
            n,
            (i, j) -> i > 0 && j > 0 ? precision.round(tiny * gauss[i * n + j]) : i == j ? 1 : 0);
    Schur schur = schur(precision, n, a);
    double[] difference = PlainMatrices.minus(PlainMatrices.similar(n, schur.z(), schur.t()), a);
    double[] block = PlainMatrices.of(n - 1, (i, j) -> difference[(i + 1) * n + j + 1]);
    double[] expected = PlainMatrices.of(n - 1, (i, j) -> a[(i + 1) * n + j + 1]);
    Named matrix = new Named(precision, "small block", precision + ", seed 12", n - 1, expected);
    assertUnits(10, norm(block), norm(expected), "residual of the small block", matrix);
  }

  @ParameterizedTest
  @EnumSource
  void powersOfTwoChangeNoDigit(Precision precision) {
    int n = 12;
    double[] a = precision.random(new Random(11), n * n);
    Schur expected = schur(precision, n, a);
    for (int e : new int[] {40, -40}) {
      double factor = Math.scalb(1.0, e);
      Schur actual = schur(precision, n, PlainMatrices.times(a, factor));
      assertArrayEquals(PlainMatrices.times(expected.t(), factor), actual.t(), "T, 2^" + e);
      assertArrayEquals(expected.z(), actual.z(), "Z, 2^" + e);
    }
  }

  /**
   * Elements from 1e-83 to 1e88: exceptional shifts, which come from the tiny ones in the corner,
   * move nothing, and only the size of the whole matrix tells that they do not count.
   */
  @Test
  void matricesThatNoShiftMovesConverge() {
    double[] a = {
      -9.935638263331455e-41, 5.176032244556111e21, 1.3097783041375492e26, 5.5396456189622765e69,
      6.354622917387027e34, -2.3572105754720858e-14, 1.4345382133555597e-82, -9.481489916114845e8,
      -1.0574207315336133e13, -4.833521244935777e-81, -6.543236679128006e-35, -7.526945163690122e82,
      -7.2010713828575135e87, -3.918558489635661e22, 8.34914435956277e28, 1.3016070510151341e-75
    };
    Named matrix = new Named(Precision.DOUBLE, "stuck", "stuck", 4, a);
    Schur schur = schur(Precision.DOUBLE, 4, a);
    double[] product = PlainMatrices.similar(4, schur.z(), schur.t());
    assertUnits(10, norm(PlainMatrices.minus(product, a)), norm(a), "residual", matrix);
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] a = {1, 2, bad, 4};
      ArithmeticException error =
          assertThrows(ArithmeticException.class, () -> schur(precision, 2, a));
      assertEquals(
          "schur: element [1, 0] of a matrix [2, 2] is " + bad + ", expected finite numbers",
          error.getMessage());
    }
  }
}
