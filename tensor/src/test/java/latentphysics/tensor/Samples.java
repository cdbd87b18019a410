package latentphysics.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Inputs of tests: seeded numbers, and the same values laid out in memory in different ways. */
final class Samples {
  private Samples() {}

  /** A tensor together with how it lies in memory. */
  record Layout(String name, Tensor tensor) {
    @Override
    public String toString() {
      return name + " " + tensor.dtype() + tensor.shape();
    }
  }

  /** Numbers in [−2, 2) that a float32 holds exactly. */
  static Tensor random(DType dtype, long seed, int... dims) {
    return Tensor.of(dtype, numbers(seed, Shape.of(dims).size())).reshape(dims);
  }

  static double[] numbers(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (4 * random.nextDouble() - 2);
    }
    return values;
  }

  static double[] mapped(double[] values, DoubleUnaryOperator function) {
    return Arrays.stream(values).map(function).toArray();
  }

  /** The given row-major tensor and views of the same values with other strides and offsets. */
  static List<Layout> layouts(Tensor tensor) {
    int rank = tensor.shape().rank();
    List<Layout> layouts = new ArrayList<>();
    layouts.add(new Layout("row-major", tensor));
    if (rank == 0) {
      return layouts;
    }
    int[] reversed = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    layouts.add(new Layout("column-major", packed(tensor.permute(reversed)).permute(reversed)));
    if (rank >= 2) {
      layouts.add(new Layout("transposed", packed(tensor.transpose()).transpose()));
    }
    int[] rotated = IntStream.range(0, rank).map(axis -> (axis + 1) % rank).toArray();
    int[] back = IntStream.range(0, rank).map(axis -> (axis + rank - 1) % rank).toArray();
    layouts.add(new Layout("permuted", packed(tensor.permute(rotated)).permute(back)));
    layouts.add(new Layout("sliced", sliced(tensor)));
    layouts.add(
        new Layout("sliced column-major", sliced(tensor.permute(reversed)).permute(reversed)));
    return layouts;
  }

  /** The same values inside a larger array, bordered by NaN. */
  private static Tensor sliced(Tensor tensor) {
    Tensor padded = tensor;
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      int[] border = padded.shape().dims();
      border[axis] = 1;
      Tensor frame = Tensor.full(tensor.dtype(), Double.NaN, border);
      padded =
          axis == 0
              ? Tensor.concatenate(axis, frame, padded)
              : Tensor.concatenate(axis, frame, padded, frame);
    }
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      padded = padded.slice(axis, 1, 1 + tensor.dim(axis));
    }
    return padded;
  }

  /** The same tensor in an array of its own. */
  private static Tensor packed(Tensor tensor) {
    return Tensor.of(tensor.dtype(), tensor.toDoubles()).reshape(tensor.shape().dims());
  }
}
