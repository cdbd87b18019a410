package latentphysics.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The same elements under other shapes. Most results are views: nothing is copied. Axes count from
 * 0, negative ones from the end.
 */
public sealed interface Shaping permits Tensor {

  /** The elements in row-major order under another shape; one length may be −1: what remains. */
  default Tensor reshape(int... dims) {
    Shape shape = self().shape();
    int[] wanted = dims.clone();
    for (int axis = 0; axis < wanted.length; axis++) {
      if (wanted[axis] == -1) {
        int rest = 1;
        for (int other = 0; other < wanted.length; other++) {
          rest *= other == axis ? 1 : wanted[other];
        }
        if (rest <= 0 || shape.size() % rest != 0) {
          throw new IllegalArgumentException(
              "reshape: " + shape + " to " + Arrays.toString(dims) + ", the -1 cannot be resolved");
        }
        wanted[axis] = shape.size() / rest;
      }
    }
    Shape target = Shape.of(wanted);
    return target.equals(shape) ? self() : Primitive.one(new Primitive.Reshape(target), self());
  }

  /** All elements along one axis, in row-major order. */
  default Tensor flatten() {
    return reshape(self().shape().size());
  }

  /** Axis i of the result is axis {@code axes[i]}; negative ones count from the end. */
  default Tensor permute(int... axes) {
    List<Integer> chosen = new ArrayList<>(axes.length);
    for (int axis : axes) {
      chosen.add(self().shape().axis("permute", axis));
    }
    return Primitive.one(new Primitive.Permute(chosen), self());
  }

  /** Exchanges the last two axes. */
  default Tensor transpose() {
    return transpose(-1, -2);
  }

  /** Exchanges two axes. */
  default Tensor transpose(int axis, int other) {
    int[] axes = new int[self().shape().rank()];
    Arrays.setAll(axes, i -> i);
    int a = self().shape().axis("transpose", axis);
    int b = self().shape().axis("transpose", other);
    axes[a] = b;
    axes[b] = a;
    return permute(axes);
  }

  /** Repeats axes of length 1 and adds leading axes. */
  default Tensor broadcastTo(int... dims) {
    return Broadcasting.to(Shape.of(dims), self());
  }

  /** Adds an axis of length 1 so that it is axis {@code axis} of the result. */
  default Tensor expandDims(int axis) {
    int rank = self().shape().rank() + 1;
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException(
          "expandDims: axis " + axis + " for " + self().shape() + ", expected one of " + rank);
    }
    int[] dims = new int[rank];
    int added = axis < 0 ? axis + rank : axis;
    for (int a = 0, from = 0; a < rank; a++) {
      dims[a] = a == added ? 1 : self().dim(from++);
    }
    return reshape(dims);
  }

  /**
   * Removes axes of length 1: the given ones, or all when none is given.
   *
   * @throws IllegalArgumentException if a given axis is longer
   */
  default Tensor squeeze(int... axes) {
    Shape shape = self().shape();
    boolean[] removed = new boolean[shape.rank()];
    for (int axis : axes) {
      int a = shape.axis("squeeze", axis);
      if (shape.dim(a) != 1) {
        throw new IllegalArgumentException(
            "squeeze: axis " + axis + " of " + shape + ", expected length 1");
      }
      removed[a] = true;
    }
    return reshape(
        IntStream.range(0, shape.rank())
            .filter(a -> axes.length == 0 ? shape.dim(a) != 1 : !removed[a])
            .map(shape::dim)
            .toArray());
  }

  /** Elements start … end−1 along one axis. */
  default Tensor slice(int axis, int start, int end) {
    return slice(axis, start, end, 1);
  }

  /**
   * Elements start, start+step, … along one axis, up to but without {@code end}. A negative step
   * goes backwards: {@code slice(0, 4, −1, −1)} is the first five in opposite order.
   *
   * @param start a place on the axis, from 0; may equal its end if nothing is taken
   * @param end where to stop: with a positive step at most the length, with a negative one at least
   *     −1
   * @param step not 0
   * @throws IllegalArgumentException if the range does not lie within the axis
   */
  default Tensor slice(int axis, int start, int end, int step) {
    Shape shape = self().shape();
    int chosen = shape.axis("slice", axis);
    if (step < 0) {
      int length = shape.dim(chosen);
      if (start < end || end < -1 || start >= length + (start == end ? 1 : 0)) {
        throw new IllegalArgumentException(
            "slice: from "
                + start
                + " down to "
                + end
                + " on axis "
                + axis
                + " of "
                + shape
                + ", expected a range within it");
      }
      return start == end
          ? slice(axis, 0, 0, 1)
          : flip(chosen).slice(chosen, length - 1 - start, length - 1 - end, -step);
    }
    return Primitive.one(
        new Primitive.Slice(
            alongAxes(a -> a == chosen ? start : 0),
            alongAxes(a -> a == chosen ? end : shape.dim(a)),
            alongAxes(a -> a == chosen ? step : 1)),
        self());
  }

  /**
   * Windows of {@code size} neighbours along an axis, every {@code step} elements, without a copy.
   * The axis counts the windows; what each holds is a new last axis. Elements behind the last whole
   * window belong to none.
   *
   * @throws IllegalArgumentException if size or step are below 1, or the axis is shorter than size
   */
  default Tensor unfold(int axis, int size, int step) {
    int chosen = self().shape().axis("unfold", axis);
    int length = self().dim(chosen);
    if (size < 1 || step < 1 || size > length) {
      throw new IllegalArgumentException(
          "unfold: size "
              + size
              + " and step "
              + step
              + " on axis "
              + axis
              + " of "
              + self().shape()
              + ", expected each at least 1 and the size at most the length");
    }
    int count = (length - size) / step + 1;
    return Primitive.one(new Primitive.Windows(chosen, count, size, step, 1), self());
  }

  /** The elements in opposite order along the given axes; along all when none is given. */
  default Tensor flip(int... axes) {
    return Primitive.one(new Primitive.Reverse(self().shape().distinctAxes("flip", axes)), self());
  }

  /** The slices along an axis, which disappears. */
  default List<Tensor> unbind(int axis) {
    int chosen = self().shape().axis("unbind", axis);
    int count = self().dim(chosen);
    return count == 0
        ? List.of()
        : Primitive.apply(new Primitive.Split(chosen, count), List.of(self())).stream()
            .map(slice -> slice.squeeze(chosen))
            .toList();
  }

  /**
   * Pieces of the given lengths along an axis.
   *
   * @throws IllegalArgumentException if the lengths do not add up to that of the axis
   */
  default List<Tensor> split(int axis, int... lengths) {
    int chosen = self().shape().axis("split", axis);
    long sum = Arrays.stream(lengths).asLongStream().sum();
    if (sum != self().dim(chosen) || Arrays.stream(lengths).anyMatch(l -> l < 0)) {
      throw new IllegalArgumentException(
          "split: lengths "
              + Arrays.toString(lengths)
              + " on axis "
              + axis
              + " of "
              + self().shape()
              + ", expected them to add up to its length");
    }
    if (lengths.length > 0 && Arrays.stream(lengths).allMatch(l -> l == lengths[0])) {
      return Primitive.apply(new Primitive.Split(chosen, lengths.length), List.of(self()));
    }
    List<Tensor> pieces = new ArrayList<>();
    int start = 0;
    for (int length : lengths) {
      pieces.add(slice(chosen, start, start + length));
      start += length;
    }
    return pieces;
  }

  /** Zeros before and after along one axis. */
  default Tensor pad(int axis, int before, int after) {
    int chosen = self().shape().axis("pad", axis);
    return Primitive.one(
        new Primitive.Pad(
            alongAxes(a -> a == chosen ? before : 0),
            alongAxes(a -> a == chosen ? after : 0),
            alongAxes(a -> 0)),
        self());
  }

  /**
   * Another value than zero before and after along one axis.
   *
   * @param value as of the tensor's type
   */
  default Tensor pad(int axis, int before, int after, double value) {
    Tensor padded = pad(axis, before, after);
    if (value == 0) {
      return padded;
    }
    Tensor inside = Tensor.full(DType.BOOL, 1, self().shape().dims()).pad(axis, before, after);
    return Tensor.where(inside, padded, Tensor.scalar(self().dtype(), value));
  }

  private List<Integer> alongAxes(IntUnaryOperator value) {
    return IntStream.range(0, self().shape().rank()).map(value).boxed().toList();
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
