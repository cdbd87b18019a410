package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects making tensors from numbers, reading numbers back and converting between types. */
final class CreationTest {
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void ofKeepsRowMajorOrder(DType dtype) {
    Tensor tensor = Tensor.of(dtype, new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertEquals(dtype, tensor.dtype());
    assertEquals(Shape.of(2, 3), tensor.shape());
    assertEquals(3, tensor.dim(-1));
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, tensor.toDoubles());
  }

  @Test
  void withoutLengthsTheResultHasRankOne() {
    assertEquals(Shape.of(3), Tensor.of(new float[] {1, 2, 3}).shape());
    assertEquals(Shape.of(3), Tensor.of(new double[] {1, 2, 3}).shape());
    assertEquals(Shape.of(0), Tensor.of(new double[0]).shape());
  }

  @Test
  void theNumberOfValuesMustFillTheShape() {
    Check.rejects(
        "tensor: 5 values for shape [2, 3], expected 6", () -> Tensor.of(new double[5], 2, 3));
    Check.rejects(
        "tensor: 1 values for shape [0, 7], expected 0", () -> Tensor.of(new float[1], 0, 7));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void repeatedValuesFillAnyShape(DType dtype) {
    assertArrayEquals(new double[] {7, 7, 7, 7}, Tensor.full(dtype, 7, 2, 2).toDoubles());
    assertArrayEquals(new double[3], Tensor.zeros(dtype, 3).toDoubles());
    assertEquals(Shape.of(), Tensor.zeros(dtype).shape());
    assertEquals(0, Tensor.full(dtype, 7, 2, 0, 3).toDoubles().length);
    assertEquals(
        Shape.of(1, 1, 1, 1, 1, 1, 1, 2), Tensor.zeros(dtype, 1, 1, 1, 1, 1, 1, 1, 2).shape());
  }

  @Test
  void scalarsAreRoundedToTheirType() {
    assertEquals(Shape.of(), Tensor.scalar(DType.FLOAT32, 0.1).shape());
    assertEquals(0.1f, Tensor.scalar(DType.FLOAT32, 0.1).item());
    assertEquals(0.1, Tensor.scalar(DType.FLOAT64, 0.1).item());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void identityMatrices(DType dtype) {
    assertArrayEquals(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, Tensor.eye(dtype, 3).toDoubles());
    assertArrayEquals(new double[] {1}, Tensor.eye(dtype, 1).toDoubles());
    assertEquals(Shape.of(0, 0), Tensor.eye(dtype, 0).shape());
  }

  @Test
  void identityMatricesOfImpossibleSizeAreRefused() {
    Check.rejects(
        "shape: negative length in [-1], expected at least 0", () -> Tensor.eye(DType.FLOAT32, -1));
    Check.rejects(
        "shape: [65536, 65536] has more than 2147483647 elements",
        () -> Tensor.eye(DType.FLOAT32, 65536));
    Check.rejects(
        "shape: [46341, 46341] has more than 2147483647 elements",
        () -> Tensor.eye(DType.FLOAT32, 46341));
  }

  @Test
  void itemNeedsASingleElement() {
    assertEquals(5, Tensor.of(new double[] {4, 5}).slice(0, 1, 2).item());
    assertEquals(3, Tensor.of(new float[] {3}, 1, 1, 1).item());
    Check.rejects(
        "item: shape [2], expected a single element", () -> Tensor.of(new double[2]).item());
    Check.rejects(
        "item: shape [0, 3], expected a single element",
        () -> Tensor.zeros(DType.FLOAT32, 0, 3).item());
  }

  @Test
  void isFiniteSeesOnlyTheElementsOfTheTensor() {
    Tensor tensor = Tensor.of(new double[] {Double.NaN, 1, 2, Double.NEGATIVE_INFINITY});
    assertFalse(tensor.isFinite());
    assertFalse(tensor.slice(0, 1, 4).isFinite());
    assertTrue(tensor.slice(0, 1, 3).isFinite());
    assertTrue(tensor.slice(0, 0, 0).isFinite());
    assertFalse(Tensor.full(DType.FLOAT32, 1e39, 2).isFinite());
  }

  @Test
  void astypeRoundsToNearestAndKeepsSpecialValues() {
    double[] values = {0.1, -0.0, 1e39, -1e39, 1e-46, Double.NaN, 16777217, 16777219};
    double[] rounded = {
      0.1f,
      -0.0,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0,
      Double.NaN,
      16777216,
      16777220
    };
    Tensor narrow = Tensor.of(values).astype(DType.FLOAT32);
    assertEquals(DType.FLOAT32, narrow.dtype());
    assertArrayEquals(rounded, narrow.toDoubles());
    Tensor wide = narrow.astype(DType.FLOAT64);
    assertEquals(DType.FLOAT64, wide.dtype());
    assertArrayEquals(rounded, wide.toDoubles());
    assertSame(wide, wide.astype(DType.FLOAT64));
  }

  @Test
  void astypeReadsViews() {
    Tensor view = Samples.random(DType.FLOAT64, 1, 3, 4).transpose();
    assertArrayEquals(view.toDoubles(), view.astype(DType.FLOAT32).toDoubles());
    assertEquals(Shape.of(4, 3), view.astype(DType.FLOAT32).shape());
  }

  @Test
  void typesKnowTheirNameAndPrecision() {
    assertEquals("float32", DType.FLOAT32.toString());
    assertEquals("float64", DType.FLOAT64.toString());
    assertEquals(Math.ulp(1f), DType.FLOAT32.epsilon());
    assertEquals(Math.ulp(1.0), DType.FLOAT64.epsilon());
  }

  @Test
  void stopGradientOfAPlainTensorIsThatTensor() {
    Tensor tensor = Samples.random(DType.FLOAT32, 2, 3);
    Check.sameBits(tensor, tensor.stopGradient(), "seed 2");
  }
}
