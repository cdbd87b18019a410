package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects divided differences at gaps of any size: of 1/x, whose differences are (−1)ᵏ/(x₀·…·xₖ)
 * in closed form, over twelve decades of points.
 */
final class DividedDifferencesTest {
  private static Tensor reciprocal(Tensor x) {
    return Tensor.ones(x.dtype()).div(x);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void reciprocalsAtAllGaps(DType dtype) {
    double epsilon = dtype.epsilon();
    // What is lost where the gap is worst, as powers of ε that are left: 6/7, 5/7 and 4/7.
    for (int order = 1; order <= 3; order++) {
      double bound = 20 * Math.pow(epsilon, 1 - order / 7.0);
      for (double decade = -6; decade <= 6; decade += 3) {
        double largest = 0;
        for (double exponent = 0; exponent >= -17; exponent -= 0.25) {
          double start = Math.pow(10, decade);
          double gap = start * Math.pow(10, exponent);
          Tensor points =
              Tensor.of(dtype, new double[] {start, start + gap, start + 3 * gap, 7 * start}, 4);
          largest = Math.max(largest, worst(points, order));
        }
        assertTrue(
            largest <= bound,
            dtype + ", order " + order + ", 10^" + decade + ": " + largest + " above " + bound);
      }
    }
  }

  /** The largest relative error over all choices of points. */
  private static double worst(Tensor points, int order) {
    double[] x = points.toDoubles();
    double[] found =
        DividedDifferences.of(DividedDifferencesTest::reciprocal, points, order).toDoubles();
    double largest = 0;
    for (int p = 0; p < found.length; p++) {
      double exact = order % 2 == 0 ? 1 : -1;
      int rest = p;
      for (int j = 0; j <= order; j++) {
        exact /= x[rest % 4];
        rest /= 4;
      }
      double error = Math.abs(found[p] / exact - 1);
      largest = error <= largest ? largest : error;
    }
    return largest;
  }

  @Test
  void choicesOfEachMatrix() {
    Tensor points = Tensor.of(new double[] {1, 2, 5, 5}, 2, 2);
    Tensor first = DividedDifferences.of(Tensor::square, points, 1);
    assertArrayEquals(new int[] {2, 2, 2}, first.shape().dims());
    assertArrayEquals(new double[] {2, 3, 3, 4, 10, 10, 10, 10}, first.toDoubles(), 1e-13);
    Tensor second = DividedDifferences.of(Tensor::square, points, 2);
    assertArrayEquals(new int[] {2, 2, 2, 2}, second.shape().dims());
    for (double one : second.toDoubles()) {
      assertEquals(1, one, 1e-13);
    }
    Tensor none = DividedDifferences.of(Tensor::square, Tensor.zeros(DType.FLOAT64, 3, 0), 1);
    assertArrayEquals(new int[] {3, 0, 0}, none.shape().dims());
  }

  @Test
  void moreThanAnArrayHoldsIsRefused() {
    Tensor points = Tensor.zeros(DType.FLOAT64, 1291);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class, () -> DividedDifferences.of(Tensor::square, points, 2));
    assertEquals(
        "funmh: a derivative of order 2 takes 1291^3 divided differences, expected less than 2^31",
        e.getMessage());
  }

  @Test
  void whatIsNotFiniteIsNamed() {
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> DividedDifferences.of(Tensor::sqrt, Tensor.of(new double[] {0, 0, 4}), 1));
    assertEquals(
        "funmh: no derivative of order 1: the divided difference of the function at values from"
            + " 0.0 to 0.0 of matrix 0 is NaN",
        e.getMessage());
  }
}
