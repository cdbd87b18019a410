package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects which element of its operand each element of a reshaped, cut or joined tensor is. */
final class ShapeOperationsTest {
  private static Tensor counted(DType dtype, int... dims) {
    double[] values = IntStream.range(0, Shape.of(dims).size()).asDoubleStream().toArray();
    return Tensor.of(dtype, values).reshape(dims);
  }

  private static void assertElements(IntUnaryOperator expected, Tensor actual, String context) {
    double[] values =
        IntStream.range(0, actual.shape().size()).map(expected).asDoubleStream().toArray();
    assertArrayEquals(values, actual.toDoubles(), context);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void reshapeKeepsRowMajorOrderOfAnyLayout(DType dtype) {
    for (Samples.Layout layout : Samples.layouts(counted(dtype, 4, 3, 5))) {
      Tensor x = layout.tensor();
      assertElements(i -> i, x.reshape(60), layout.name());
      assertElements(i -> i, x.reshape(2, 2, 15), layout.name());
      assertEquals(Shape.of(12, 5), x.reshape(-1, 5).shape());
      assertEquals(Shape.of(4, 3, 1, 5), x.reshape(4, 3, -1, 5).shape());
      assertElements(i -> i, x.reshape(4, -1), layout.name());
    }
    assertEquals(Shape.of(), Tensor.of(new float[1]).reshape().shape());
    assertEquals(Shape.of(0, 7), Tensor.zeros(dtype, 0).reshape(0, 7).shape());
    assertEquals(Shape.of(0, 3), Tensor.zeros(dtype, 0).reshape(-1, 3).shape());
    Tensor same = counted(dtype, 2, 3);
    assertSame(same, same.reshape(2, 3));
  }

  @Test
  void reshapeOfViewsIsReshapeOfTheirValues() {
    Tensor x = counted(DType.FLOAT64, 4, 6);
    List<Tensor> views =
        List.of(
            x,
            x.transpose(),
            x.slice(1, 0, 6, 2),
            x.slice(0, 1, 4, 2),
            x.flip(0),
            x.flip(),
            x.expandDims(1).transpose(),
            x.slice(1, 2, 3).broadcastTo(4, 6),
            x.slice(0, 2, 3).broadcastTo(4, 6),
            x.slice(0, 2, 3).slice(1, 1, 2).broadcastTo(4, 6),
            x.reshape(2, 2, 6).transpose(0, 1),
            x.reshape(2, 2, 2, 3).permute(2, 3, 0, 1));
    int[][] shapes = {
      {-1}, {2, -1}, {-1, 2}, {2, 2, -1}, {1, -1, 1}, {-1, 3}, {3, -1}, {2, 1, -1, 3}, {1, 3, 2, -1}
    };
    for (Tensor view : views) {
      Tensor copy = Tensor.of(view.toDoubles());
      for (int[] shape : shapes) {
        if (view.shape().size() % Math.abs(Arrays.stream(shape).reduce(1, (a, b) -> a * b)) == 0) {
          Check.sameBits(
              copy.reshape(shape), view.reshape(shape), view + " to " + Arrays.toString(shape));
        }
      }
    }
  }

  @Test
  void reshapeRefusesWhatDoesNotFit() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    Check.rejects("reshape: [2, 3] has 6 elements, [4] needs 4", () -> x.reshape(4));
    Check.rejects("reshape: [2, 3] has 6 elements, [] needs 1", () -> x.reshape());
    Check.rejects("reshape: [2, 3] to [-1, 4], the -1 cannot be resolved", () -> x.reshape(-1, 4));
    Check.rejects(
        "reshape: [2, 3] to [-1, -1], the -1 cannot be resolved", () -> x.reshape(-1, -1));
    Check.rejects("reshape: [2, 3] to [-1, 0], the -1 cannot be resolved", () -> x.reshape(-1, 0));
    Check.rejects(
        "reshape: [0] to [-1, 0], the -1 cannot be resolved",
        () -> Tensor.zeros(DType.FLOAT32, 0).reshape(-1, 0));
    Check.rejects(
        "reshape: [2, 3] to [-1, 65536, 65536], the -1 cannot be resolved",
        () -> x.reshape(-1, 65536, 65536));
    Check.rejects("shape: negative length in [-2, 3], expected at least 0", () -> x.reshape(-2, 3));
    Check.rejects(
        "shape: 9 axes [2, 3, 1, 1, 1, 1, 1, 1, 1], expected at most 8",
        () -> x.reshape(2, 3, 1, 1, 1, 1, 1, 1, 1));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void permuteMovesAxes(DType dtype) {
    for (Samples.Layout layout : Samples.layouts(counted(dtype, 2, 3, 4))) {
      Tensor permuted = layout.tensor().permute(2, 0, 1);
      assertEquals(Shape.of(4, 2, 3), permuted.shape());
      assertElements(i -> i % 6 / 3 * 12 + i % 3 * 4 + i / 6, permuted, layout.name());
      Check.sameBits(permuted, layout.tensor().permute(-1, 0, -2), layout.name());
    }
    assertEquals(5, Tensor.scalar(dtype, 5).permute().item());
    Tensor deep = counted(dtype, 2, 1, 3, 1, 2, 1, 1, 2);
    assertEquals(Shape.of(2, 1, 1, 2, 1, 3, 1, 2), deep.permute(7, 6, 5, 4, 3, 2, 1, 0).shape());
    Check.sameBits(
        deep,
        deep.permute(7, 6, 5, 4, 3, 2, 1, 0).permute(7, 6, 5, 4, 3, 2, 1, 0),
        "reversed twice");
  }

  @Test
  void permuteNeedsEachAxisOnce() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    Check.rejects(
        "permute: axes [0, 0] for [2, 3], expected each axis once", () -> x.permute(0, 0));
    Check.rejects(
        "permute: axes [1, 1] for [2, 3], expected each axis once", () -> x.permute(1, -1));
    Check.rejects("permute: axes [0] for [2, 3], expected each axis once", () -> x.permute(0));
    Check.rejects("permute: axis 2 of [2, 3], expected one of its 2", () -> x.permute(0, 2));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void transposeExchangesTheLastTwoAxes(DType dtype) {
    for (Samples.Layout layout : Samples.layouts(counted(dtype, 2, 3, 4))) {
      Tensor transposed = layout.tensor().transpose();
      assertEquals(Shape.of(2, 4, 3), transposed.shape());
      assertElements(i -> i / 12 * 12 + i % 3 * 4 + i % 12 / 3, transposed, layout.name());
    }
    Check.rejects(
        "transpose: axis -2 of [3], expected one of its 1",
        () -> Tensor.zeros(dtype, 3).transpose());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void broadcastRepeatsAxesOfLengthOne(DType dtype) {
    for (Samples.Layout layout : Samples.layouts(counted(dtype, 3, 1, 2))) {
      Tensor wide = layout.tensor().broadcastTo(4, 3, 5, 2);
      assertEquals(Shape.of(4, 3, 5, 2), wide.shape());
      assertElements(i -> i % 30 / 10 * 2 + i % 2, wide, layout.name());
      // Views of repeated elements are operands like any other.
      assertElements(i -> 2 * (i % 30 / 10 * 2 + i % 2), wide.add(wide), layout.name());
      assertElements(i -> i % 30 / 10 * 2 + i % 2, wide.reshape(20, 6), layout.name());
      Tensor part = wide.slice(2, 1, 3).permute(3, 2, 1, 0).slice(0, 1, 2);
      assertElements(i -> i / 4 % 3 * 2 + 1, part, layout.name());
    }
    assertEquals(Shape.of(2, 0), Tensor.zeros(dtype, 1, 1).broadcastTo(2, 0).shape());
    assertEquals(0, Tensor.zeros(dtype, 1).broadcastTo(0).toDoubles().length);
  }

  @Test
  void broadcastRefusesWhatDoesNotFill() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    Check.rejects("broadcast: [2, 3] does not fill [3]", () -> x.broadcastTo(3));
    Check.rejects("broadcast: [2, 3] does not fill [1, 3]", () -> x.broadcastTo(1, 3));
    Check.rejects(
        "broadcast: shapes do not broadcast: [2, 3] and [2, 4]", () -> x.broadcastTo(2, 4));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void sliceTakesARange(DType dtype) {
    for (Samples.Layout layout : Samples.layouts(counted(dtype, 4, 6))) {
      Tensor x = layout.tensor();
      assertElements(i -> i + 6, x.slice(0, 1, 3), layout.name());
      assertElements(i -> i / 2 * 6 + i % 2 + 3, x.slice(-1, 3, 5), layout.name());
      Tensor twice = x.slice(0, 1, 4).slice(1, 4, 6);
      assertElements(i -> (i / 2 + 1) * 6 + i % 2 + 4, twice, layout.name());
      assertEquals(Shape.of(0, 6), x.slice(0, 4, 4).shape());
      assertEquals(0, x.slice(1, 6, 6).add(1).toDoubles().length);
      Check.sameBits(x, x.slice(0, 0, 4), layout.name());
    }
  }

  @Test
  void sliceStaysWithinTheAxis() {
    Tensor x = Tensor.zeros(DType.FLOAT64, 4, 6);
    Check.rejects(
        "slice: [0, 7) of axis 1 of [4, 6], expected a range within it", () -> x.slice(1, 0, 7));
    Check.rejects(
        "slice: [-1, 2) of axis 0 of [4, 6], expected a range within it", () -> x.slice(0, -1, 2));
    Check.rejects(
        "slice: [3, 2) of axis 0 of [4, 6], expected a range within it", () -> x.slice(-2, 3, 2));
    Check.rejects("slice: axis 2 of [4, 6], expected one of its 2", () -> x.slice(2, 0, 1));
    Check.rejects(
        "slice: axis 0 of [], expected one of its 0",
        () -> Tensor.scalar(DType.FLOAT32, 1).slice(0, 0, 1));
    Check.rejects(
        "slice: starts [0], ends [1] and steps [1] for [4, 6], expected one of each per axis",
        () -> Primitive.apply(new Primitive.Slice(List.of(0), List.of(1), List.of(1)), List.of(x)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void concatenateJoinsPartsOfAnyLayout(DType dtype) {
    Tensor first = counted(dtype, 2, 3);
    Tensor second = counted(dtype, 2, 2).add(100);
    for (Samples.Layout a : Samples.layouts(first)) {
      for (Samples.Layout b : Samples.layouts(second)) {
        Tensor joined = Tensor.concatenate(1, a.tensor(), b.tensor());
        assertArrayEquals(
            new double[] {0, 1, 2, 100, 101, 3, 4, 5, 102, 103}, joined.toDoubles(), a + " " + b);
        Check.sameBits(joined, Tensor.concatenate(-1, a.tensor(), b.tensor()), a + " " + b);
      }
    }
    Tensor empty = Tensor.zeros(dtype, 0, 3);
    Check.sameBits(first, Tensor.concatenate(0, empty, first, empty), "empty parts");
    assertEquals(Shape.of(0, 3), Tensor.concatenate(0, empty, empty).shape());
    assertEquals(Shape.of(0, 6), Tensor.concatenate(1, empty, empty).shape());
    Check.sameBits(first, Tensor.concatenate(0, first), "single part");
  }

  @Test
  void concatenateRefusesPartsThatDoNotFit() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    Check.rejects("concatenate: no tensor, expected at least one", () -> Tensor.concatenate(0));
    Check.rejects(
        "concatenate: shapes differ beside axis 0: [2, 3], [2, 4]",
        () -> Tensor.concatenate(0, x, Tensor.zeros(DType.FLOAT32, 2, 4)));
    Check.rejects(
        "concatenate: shapes differ beside axis 1: [2, 3], [2]",
        () -> Tensor.concatenate(1, x, Tensor.zeros(DType.FLOAT32, 2)));
    Check.rejects(
        "concatenate: axis 2 of [2, 3], expected one of its 2", () -> Tensor.concatenate(2, x, x));
    Check.rejects(
        "concatenate: operands of different types: float32, float64; convert one with astype",
        () -> Tensor.concatenate(0, x, Tensor.zeros(DType.FLOAT64, 2, 3)));
    Check.rejects(
        "concatenate: axis 0 would be 2147483648 long, expected at most 2147483647",
        () -> {
          Tensor half = Tensor.zeros(DType.FLOAT32, 1 << 30, 1);
          Tensor.concatenate(0, half, half);
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void padSurroundsWithZeros(DType dtype) {
    for (Samples.Layout layout : Samples.layouts(counted(dtype, 2, 2).add(1))) {
      Tensor padded = pad(layout.tensor(), List.of(1, 0), List.of(0, 2));
      assertArrayEquals(
          new double[] {0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0}, padded.toDoubles(), layout.name());
    }
    assertArrayEquals(
        new double[3], pad(Tensor.zeros(dtype, 0), List.of(1), List.of(2)).toDoubles());
    assertEquals(3, pad(Tensor.scalar(dtype, 3), List.of(), List.of()).item());
  }

  @Test
  void padRefusesNegativeAndMissingWidths() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 2);
    Check.rejects(
        "pad: [0, -1] before, [0, 0] after and [0, 0] between, expected at least 0",
        () -> pad(x, List.of(0, -1), List.of(0, 0)));
    Check.rejects(
        "pad: axis 0 would be 2147483649 long, expected at most 2147483647",
        () -> pad(x, List.of(Integer.MAX_VALUE, 0), List.of(0, 0)));
    Check.rejects(
        "pad: [0] before, [0, 0] after and [0, 0] between for [2, 2], expected one of each per axis",
        () -> pad(x, List.of(0), List.of(0, 0)));
  }

  private static Tensor pad(Tensor x, List<Integer> before, List<Integer> after) {
    return Primitive.apply(
            new Primitive.Pad(before, after, Collections.nCopies(x.shape().rank(), 0)), List.of(x))
        .getFirst();
  }
}
