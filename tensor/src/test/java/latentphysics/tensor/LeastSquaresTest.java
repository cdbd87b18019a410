package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects least squares by what defines the solution: a residual at right angles to the columns,
 * the least norm where many solutions exist, and a sentence where there is no answer.
 */
final class LeastSquaresTest {
  private static double tolerance(DType dtype) {
    return 2000 * dtype.epsilon();
  }

  /** Random, with a dominant diagonal so that the condition number stays small. */
  private static Tensor matrix(DType dtype, long seed, int m, int n) {
    Tensor random = Samples.random(dtype, seed, m, n);
    int least = Math.min(m, n);
    Tensor eye = Tensor.eye(dtype, Math.max(m, n)).slice(0, 0, m).slice(1, 0, n);
    return random.add(eye.mul(4 * Math.sqrt(least)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void theResidualIsOrthogonalToTheColumns(DType dtype) {
    for (int[] size : new int[][] {{1, 1, 1}, {3, 3, 2}, {7, 3, 1}, {40, 6, 5}, {5, 1, 2}}) {
      Tensor a = matrix(dtype, 1000, size[0], size[1]);
      Tensor b = Samples.random(dtype, 1001, size[0], size[2]);
      Tensor x = a.lstsq(b);
      assertEquals(Shape.of(size[1], size[2]), x.shape());
      Tensor gradient = a.transpose().matmul(a.matmul(x).sub(b));
      double[] zeros = new double[gradient.shape().size()];
      Check.within(zeros, gradient, tolerance(dtype), "size " + size[0] + ", seed 1000");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aSquareSystemIsSolved(DType dtype) {
    Tensor a = matrix(dtype, 1010, 6, 6);
    Tensor x = Samples.random(dtype, 1011, 6, 4);
    Check.within(x.toDoubles(), a.lstsq(a.matmul(x)), tolerance(dtype), "seed 1010");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void ofManySolutionsTheShortest(DType dtype) {
    Tensor a = matrix(dtype, 1020, 3, 8);
    Tensor b = Samples.random(dtype, 1021, 3, 2);
    Tensor x = a.lstsq(b);
    Check.within(b.toDoubles(), a.matmul(x), tolerance(dtype), "seed 1020");
    // The shortest solution is a combination of the rows: x = Aᵀ·y with A·Aᵀ·y = b.
    Tensor shortest = a.transpose().matmul(a.matmul(a.transpose()).lstsq(b));
    Check.within(shortest.toDoubles(), x, tolerance(dtype), "seed 1020");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void stacksBroadcastInAnyLayout(DType dtype) {
    Tensor a =
        Tensor.concatenate(0, matrix(dtype, 1030, 5, 3), matrix(dtype, 1031, 5, 3))
            .reshape(2, 1, 5, 3);
    Tensor b = Samples.random(dtype, 1032, 4, 5, 2);
    Tensor x = Check.onAnyThreads(() -> a.lstsq(b), "seed 1030");
    assertEquals(Shape.of(2, 4, 3, 2), x.shape());
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 4; j++) {
        Tensor one = a.slice(0, i, i + 1).reshape(5, 3).lstsq(b.slice(0, j, j + 1).reshape(5, 2));
        Tensor part = x.slice(0, i, i + 1).slice(1, j, j + 1).reshape(3, 2);
        Check.sameBits(one, part, i + ", " + j);
      }
    }
    for (Samples.Layout left : Samples.layouts(a)) {
      for (Samples.Layout right : Samples.layouts(b)) {
        Check.sameBits(x, left.tensor().lstsq(right.tensor()), left + " and " + right);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void verySmallAndVeryLargeNumbers(DType dtype) {
    Tensor a = matrix(dtype, 1040, 6, 3);
    Tensor b = Samples.random(dtype, 1041, 6, 1);
    double[] expected = a.lstsq(b).toDoubles();
    for (double factor : new double[] {0x1p-100, 0x1p100}) {
      Tensor scaled = a.mul(factor).lstsq(b.mul(factor));
      Check.within(expected, scaled, tolerance(dtype), "factor " + factor);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void lengthsOfZero(DType dtype) {
    assertEquals(
        Shape.of(0, 2), Tensor.zeros(dtype, 3, 0).lstsq(Tensor.zeros(dtype, 3, 2)).shape());
    assertEquals(Shape.of(2, 0), Tensor.eye(dtype, 2).lstsq(Tensor.zeros(dtype, 2, 0)).shape());
    assertEquals(
        Shape.of(0, 2, 1), Tensor.zeros(dtype, 0, 3, 2).lstsq(Tensor.zeros(dtype, 3, 1)).shape());
    // Without equations every X fits, and zero is the shortest.
    Check.sameBits(
        Tensor.zeros(dtype, 3, 2),
        Tensor.zeros(dtype, 0, 3).lstsq(Tensor.zeros(dtype, 0, 2)),
        "no equations");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aDeficientMatrixIsNamed(DType dtype) {
    Tensor a = Tensor.of(dtype, new double[] {1, 2, 2, 4, 3, 6}, 3, 2);
    Tensor b = Tensor.of(dtype, new double[] {1, 2, 3}, 3, 1);
    assertFails("lstsq: matrix [3, 2] has rank 1, expected full rank 2", a, b);
    assertFails(
        "lstsq: matrix [2, 3] has rank 1, expected full rank 2",
        a.transpose(),
        Tensor.zeros(dtype, 2, 1));
    assertFails(
        "lstsq: matrix [3, 2] has rank 0, expected full rank 2", Tensor.zeros(dtype, 3, 2), b);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void numbersThatAreNotFiniteAreNamed(DType dtype) {
    Tensor b = Tensor.zeros(dtype, 2, 1);
    assertFails(
        "lstsq: element [1, 0] of a matrix [2, 2] is NaN, expected finite numbers",
        Tensor.of(dtype, new double[] {1, 2, Double.NaN, 4}, 2, 2),
        b);
    assertFails(
        "lstsq: element [0, 1] of a matrix [2, 2] is -Infinity, expected finite numbers",
        Tensor.of(dtype, new double[] {1, Double.NEGATIVE_INFINITY, 3, 4}, 2, 2),
        b);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void failuresKeepTheirSentenceOnAnyThread(DType dtype) {
    // Two matrices that take equally long, of which one is deficient: in some of the repetitions
    // it falls to the calling thread, in others to a worker.
    Tensor good = matrix(dtype, 1050, 80, 60).reshape(1, 80, 60);
    Tensor bad = Tensor.full(dtype, 1, 1, 80, 60);
    Tensor b = Tensor.zeros(dtype, 80, 1);
    for (int threads : new int[] {1, 2, 5}) {
      for (int repetition = 0; repetition < 20; repetition++) {
        Tensor a =
            repetition % 2 == 0
                ? Tensor.concatenate(0, good, bad)
                : Tensor.concatenate(0, bad, good);
        Check.onThreads(
            threads,
            () -> {
              assertFails("lstsq: matrix [80, 60] has rank 1, expected full rank 60", a, b);
              return true;
            });
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aFailureOfOneMatrixAmongManyIsSeen(DType dtype) {
    double[] values = new double[500 * 9];
    for (int i = 0; i < 500; i++) {
      System.arraycopy(new double[] {3, 1, 0, 1, 3, 1, 0, 1, 3}, 0, values, 9 * i, 9);
    }
    values[9 * 499] = Double.NaN;
    Tensor a = Tensor.of(dtype, values, 500, 3, 3);
    Tensor b = Tensor.zeros(dtype, 3, 2);
    for (int threads : new int[] {1, 2, 5}) {
      Check.onThreads(
          threads,
          () -> {
            assertFails(
                "lstsq: element [0, 0] of a matrix [3, 3] is NaN, expected finite numbers", a, b);
            return true;
          });
    }
  }

  @Test
  void operandsThatDoNotFitAreRefused() {
    DType dtype = DType.FLOAT64;
    Check.rejects(
        "lstsq: numbers of rows differ: [4, 2] and [3, 1]",
        () -> Tensor.zeros(dtype, 4, 2).lstsq(Tensor.zeros(dtype, 3, 1)));
    Check.rejects(
        "lstsq: [4, 2] and [4], expected at least 2 axes each",
        () -> Tensor.zeros(dtype, 4, 2).lstsq(Tensor.zeros(dtype, 4)));
    Check.rejects(
        "lstsq: operands of different types: float64, float32; convert one with astype",
        () -> Tensor.zeros(dtype, 4, 2).lstsq(Tensor.zeros(DType.FLOAT32, 4, 1)));
  }

  private static void assertFails(String sentence, Tensor a, Tensor b) {
    assertEquals(sentence, assertThrows(ArithmeticException.class, () -> a.lstsq(b)).getMessage());
  }
}
