package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects gathering and scattering against plain loops, and their error messages. */
final class IndexingTest {
  private static Tensor counted(DType dtype, int... dims) {
    return Tensor.arange(Shape.of(dims).size()).reshape(dims).astype(dtype);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void takeReplacesTheAxis(DType dtype) {
    Tensor x = counted(dtype, 2, 3, 4);
    Tensor indices = Tensor.of(new int[] {2, 0, -1, 1, 0, 0}, 3, 2);
    Tensor taken = x.take(indices, 1);
    assertEquals(Shape.of(2, 3, 2, 4), taken.shape());
    int[] places = {2, 0, 2, 1, 0, 0};
    for (int i = 0; i < 6; i++) {
      Check.sameBits(
          x.slice(1, places[i], places[i] + 1).squeeze(1),
          taken.slice(1, i / 2, i / 2 + 1).slice(2, i % 2, i % 2 + 1).squeeze(1, 2),
          "index " + i);
    }
    assertEquals(Shape.of(2, 3), x.take(Tensor.scalar(DType.INT32, 3), -1).shape());
    assertEquals(Shape.of(0, 3, 4), x.take(Tensor.arange(0), 0).shape());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void gatherTakesOneElementForEachIndex(DType dtype) {
    SplittableRandom random = new SplittableRandom(41);
    int[] dims = {3, 4, 5};
    for (int axis = 0; axis < 3; axis++) {
      for (int length : new int[] {0, 1, 7}) {
        int[] shape = dims.clone();
        shape[axis] = length;
        int n = dims[axis];
        int[] places = random.ints(Shape.of(shape).size(), -n, n).toArray();
        Tensor indices = Tensor.of(places).reshape(shape);
        for (Samples.Layout layout : Samples.layouts(counted(dtype, dims))) {
          for (Samples.Layout where : Samples.layouts(indices.add(n))) {
            // Back to negative ones: the layouts frame integers by zeros only.
            Tensor found = layout.tensor().gather(where.tensor().sub(n), axis);
            Check.sameBits(
                reference(layout.tensor(), indices, axis), found, layout + " axis " + axis);
          }
        }
      }
    }
  }

  private static Tensor reference(Tensor x, Tensor indices, int axis) {
    double[] values = x.toDoubles();
    int[] places = indices.toInts();
    int[] dims = indices.shape().dims();
    double[] result = new double[places.length];
    for (int i = 0; i < result.length; i++) {
      int rest = i;
      int position = 0;
      int stride = 1;
      for (int a = dims.length - 1; a >= 0; a--) {
        int index = rest % dims[a];
        rest /= dims[a];
        int place = a == axis ? Math.floorMod(places[i], x.dim(a)) : index;
        position += place * stride;
        stride *= x.dim(a);
      }
      result[i] = values[position];
    }
    return Tensor.of(x.dtype(), result).reshape(dims);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32"})
  void scatterAddIsTheAdjointOfGather(DType dtype) {
    SplittableRandom random = new SplittableRandom(42);
    for (int axis = 0; axis < 3; axis++) {
      int[] dims = {3, 4, 5};
      int length = dims[axis];
      dims[axis] = 6;
      int[] places = random.ints(Shape.of(dims).size(), 0, length).toArray();
      Tensor indices = Tensor.of(places).reshape(dims);
      Tensor updates = counted(dtype, dims);
      int[] target = dims.clone();
      target[axis] = length;
      Tensor y = counted(dtype, target);
      Tensor sums = Tensor.zeros(dtype, target).scatterAdd(indices, updates, axis);
      // ⟨scatter(u), y⟩ = ⟨u, gather(y)⟩, all numbers integers
      assertEquals(
          updates.mul(y.gather(indices, axis)).sum().item(),
          sums.mul(y).sum().item(),
          "axis " + axis + ", seed 42");
    }
  }

  @Test
  void scatterAddAddsToWhatIsThere() {
    Tensor x = Tensor.of(new double[] {10, 20, 30});
    Tensor sums =
        x.scatterAdd(Tensor.of(new int[] {0, -1, 0}), Tensor.of(new double[] {1, 2, 3}), 0);
    Check.values(new double[] {14, 20, 32}, sums, "equal indices add up");
    Check.values(
        new double[] {10, 20, 30},
        x.scatterAdd(Tensor.arange(0), Tensor.zeros(DType.FLOAT64, 0), 0),
        "nothing to add");
  }

  @Test
  void rowsOfOneIndexMoveAtOnceWithTheSameResult() {
    Tensor x = Samples.random(DType.FLOAT32, 43, 50, 64);
    Tensor indices = Tensor.of(new SplittableRandom(44).ints(200, 0, 50).toArray());
    Tensor rows = x.take(indices, 0);
    Tensor elements = x.gather(indices.reshape(200, 1).broadcastTo(200, 64).add(0), 0);
    Check.sameBits(elements, rows, "seeds 43 and 44");
    Check.sameBits(
        Check.onAnyThreads(() -> x.take(indices, 0), "seeds 43 and 44"), rows, "threads");
  }

  @Test
  void oneHotRows() {
    Tensor rows = Tensor.of(new int[] {2, 0, 5, -1}).oneHot(3, DType.FLOAT32);
    Check.sameBits(
        Tensor.of(new float[] {0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}, 4, 3), rows, "one hot");
    assertEquals(Shape.of(2, 0, 3), Tensor.zeros(DType.INT32, 2, 0).oneHot(3, DType.BOOL).shape());
  }

  @Test
  void mistakesAreNamed() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 5, 3);
    assertEquals(
        "gather: index 7 on axis 0 of length 5, expected -5 to 4",
        assertThrows(IndexOutOfBoundsException.class, () -> x.take(Tensor.of(new int[] {0, 7}), 0))
            .getMessage());
    assertEquals(
        "scatterAdd: index -4 on axis 1 of length 3, expected -3 to 2",
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> x.scatterAdd(Tensor.full(DType.INT32, -4, 5, 1), x.slice(1, 0, 1), 1))
            .getMessage());
    Check.rejects(
        "gather: indices of type float32, expected int32", () -> x.gather(x.slice(0, 0, 1), 0));
    Check.rejects(
        "take: axis 2 of [5, 3], expected one of its 2", () -> x.take(Tensor.arange(1), 2));
    Check.rejects(
        "gather: shapes [5, 3] and [1], expected equal ranks", () -> x.gather(Tensor.arange(1), 0));
    Check.rejects(
        "scatterAdd: bool has no sum",
        () ->
            Tensor.zeros(DType.BOOL, 2)
                .scatterAdd(Tensor.arange(2), Tensor.zeros(DType.BOOL, 2), 0));
    Check.rejects(
        "oneHot: indices of type float32, expected int32", () -> x.oneHot(3, DType.FLOAT32));
  }
}
