package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Protects what a tensor prints as. */
final class TensorTextTest {
  private static Tensor counted(int... dims) {
    double[] values = IntStream.range(0, Shape.of(dims).size()).asDoubleStream().toArray();
    return Tensor.of(values).reshape(dims);
  }

  @Test
  void typeShapeAndValues() {
    assertEquals(
        "float32[2, 2] [[1.0000, 2.5000], [-3.0000, 0.0000]]",
        Tensor.of(new float[] {1, 2.5f, -3, 0}, 2, 2).toString());
    assertEquals(
        "float64[2] [1.2346e+08, 1.0000e-10]",
        Tensor.of(new double[] {123456789, 1e-10}).toString());
  }

  @Test
  void rankZeroHasNoBrackets() {
    assertEquals("float64[] 0.50000", Tensor.scalar(DType.FLOAT64, 0.5).toString());
  }

  @Test
  void emptyAxes() {
    assertEquals("float32[0] []", Tensor.zeros(DType.FLOAT32, 0).toString());
    assertEquals("float32[2, 0] [[], []]", Tensor.zeros(DType.FLOAT32, 2, 0).toString());
    assertEquals("float32[0, 2] []", Tensor.zeros(DType.FLOAT32, 0, 2).toString());
  }

  @Test
  void specialValues() {
    assertEquals(
        "float64[4] [NaN, Infinity, -Infinity, -0.0000]",
        Tensor.of(
                new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0})
            .toString());
  }

  @Test
  void longAxesAreShortenedInTheMiddle() {
    assertEquals(
        "float64[6] [0.0000, 1.0000, 2.0000, 3.0000, 4.0000, 5.0000]", counted(6).toString());
    assertEquals(
        "float64[7] [0.0000, 1.0000, 2.0000, …, 4.0000, 5.0000, 6.0000]", counted(7).toString());
    assertEquals(
        "float64[1000] [0.0000, 1.0000, 2.0000, …, 997.00, 998.00, 999.00]",
        counted(1000).toString());
    assertEquals(
        "float64[9, 1] [[0.0000], [1.0000], [2.0000], …, [6.0000], [7.0000], [8.0000]]",
        counted(9, 1).toString());
    assertEquals(
        "float64[1, 8] [[0.0000, 1.0000, 2.0000, …, 5.0000, 6.0000, 7.0000]]",
        counted(1, 8).toString());
  }

  @Test
  void whatDoesNotFitALineHasOneForEachRow() {
    assertEquals(
        """
        float64[3, 7]
        [[0.0000, 1.0000, 2.0000, …, 4.0000, 5.0000, 6.0000],
         [7.0000, 8.0000, 9.0000, …, 11.000, 12.000, 13.000],
         [14.000, 15.000, 16.000, …, 18.000, 19.000, 20.000]]\
        """,
        counted(3, 7).toString());
    assertEquals(
        """
        float64[2, 2, 4]
        [[[0.0000, 1.0000, 2.0000, 3.0000],
          [4.0000, 5.0000, 6.0000, 7.0000]],
         [[8.0000, 9.0000, 10.000, 11.000],
          [12.000, 13.000, 14.000, 15.000]]]\
        """,
        counted(2, 2, 4).toString());
  }

  @Test
  void manyAxesStayAPage() {
    assertTrue(counted(4, 4, 4, 4, 4, 4, 4, 4).toString().length() < 5000);
  }

  @Test
  void integersAndTruthValues() {
    assertEquals(
        "int32[3] [-1, 0, 2147483647]", Tensor.of(new int[] {-1, 0, Integer.MAX_VALUE}).toString());
    assertEquals("bool[2] [true, false]", Tensor.of(new boolean[] {true, false}).toString());
  }

  @Test
  void viewsPrintTheirOwnElements() {
    assertEquals(
        "float64[2, 2] [[1.0000, 4.0000], [2.0000, 5.0000]]",
        counted(2, 3).transpose().slice(0, 1, 3).toString());
    assertEquals(
        "float64[3] [1.0000, 1.0000, 1.0000]", Tensor.full(DType.FLOAT64, 1, 3).toString());
  }

  @Test
  void theLocaleDoesNotMatter() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    try {
      Locale.setDefault(Locale.Category.FORMAT, Locale.GERMANY);
      assertEquals("float64[] 0.50000", Tensor.scalar(DType.FLOAT64, 0.5).toString());
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }
}
