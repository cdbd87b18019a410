package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Shapes of the results of every primitive, and what its operands must look like. */
final class ShapeRules {
  private ShapeRules() {}

  /**
   * Shape of the results; all results of a primitive have the same one.
   *
   * @throws IllegalArgumentException if shapes do not fit
   */
  static Shape infer(Primitive primitive, List<Tensor> operands) {
    String name = primitive.label();
    return switch (primitive) {
      case Primitive.Map(MapFunction function) -> {
        expectCount(name, operands, function.inputs());
        yield common(name, operands);
      }
      case Primitive.Convert c -> only(name, operands);
      case Primitive.Sum(MapFunction function, List<Integer> axes) -> {
        expectCount(name, operands, function.inputs());
        if (function.outputs().size() != 1) {
          throw new IllegalArgumentException(
              name
                  + ": "
                  + function
                  + " has "
                  + function.outputs().size()
                  + " results, expected one");
        }
        yield without(common(name, operands), axes);
      }
      case Primitive.Extremum(boolean largest, List<Integer> axes) -> {
        Shape from = only(name, operands);
        Shape kept = without(from, axes);
        if (kept.size() > 0 && from.size() == 0) {
          throw new IllegalArgumentException(
              name + ": no elements over axes " + axes + " of " + from + ", expected at least one");
        }
        yield kept;
      }
      case Primitive.ArgExtremum(boolean largest, int axis) -> {
        Shape from = only(name, operands);
        Shape kept = without(from, List.of(from.axis(name, axis)));
        if (kept.size() > 0 && from.size() == 0) {
          throw new IllegalArgumentException(
              name
                  + ": no elements along axis "
                  + axis
                  + " of "
                  + from
                  + ", expected at least one");
        }
        yield kept;
      }
      case Primitive.CumulativeSum(int axis, boolean reverse) -> {
        Shape from = only(name, operands);
        from.axis(name, axis);
        yield from;
      }
      case Primitive.ArgSort(int axis, boolean descending) -> {
        Shape from = only(name, operands);
        from.axis(name, axis);
        yield from;
      }
      case Primitive.Contract(MapFunction then) -> product(name, operands, then);
      case Primitive.Reshape(Shape shape) -> {
        Shape from = only(name, operands);
        if (from.size() != shape.size()) {
          throw new IllegalArgumentException(
              name
                  + ": "
                  + from
                  + " has "
                  + from.size()
                  + " elements, "
                  + shape
                  + " needs "
                  + shape.size());
        }
        yield shape;
      }
      case Primitive.Permute(List<Integer> axes) -> {
        Shape from = only(name, operands);
        boolean[] seen = new boolean[from.rank()];
        int[] dims = new int[from.rank()];
        if (axes.size() != from.rank()) {
          throw new IllegalArgumentException(
              name + ": axes " + axes + " for " + from + ", expected each axis once");
        }
        for (int i = 0; i < dims.length; i++) {
          int axis = axes.get(i);
          if (axis < 0 || axis >= dims.length || seen[axis]) {
            throw new IllegalArgumentException(
                name + ": axes " + axes + " for " + from + ", expected each axis once");
          }
          seen[axis] = true;
          dims[i] = from.dim(axis);
        }
        yield Shape.of(dims);
      }
      case Primitive.Broadcast(Shape shape) -> {
        Shape from = only(name, operands);
        if (from.rank() > shape.rank() || !Shape.broadcast(name, from, shape).equals(shape)) {
          throw new IllegalArgumentException(name + ": " + from + " does not fill " + shape);
        }
        yield shape;
      }
      case Primitive.Reverse(List<Integer> axes) -> {
        Shape from = only(name, operands);
        axes.forEach(axis -> from.axis(name, axis));
        yield from;
      }
      case Primitive.Slice(List<Integer> starts, List<Integer> ends, List<Integer> steps) -> {
        Shape from = only(name, operands);
        int[] dims = new int[from.rank()];
        if (starts.size() != dims.length
            || ends.size() != dims.length
            || steps.size() != dims.length) {
          throw new IllegalArgumentException(
              name
                  + ": starts "
                  + starts
                  + ", ends "
                  + ends
                  + " and steps "
                  + steps
                  + " for "
                  + from
                  + ", expected one of each per axis");
        }
        for (int axis = 0; axis < dims.length; axis++) {
          int start = starts.get(axis);
          int end = ends.get(axis);
          if (start < 0 || end < start || end > from.dim(axis)) {
            throw new IllegalArgumentException(
                name
                    + ": ["
                    + start
                    + ", "
                    + end
                    + ") of axis "
                    + axis
                    + " of "
                    + from
                    + ", expected a range within it");
          }
          if (steps.get(axis) < 1) {
            throw new IllegalArgumentException(
                name + ": step " + steps.get(axis) + " on axis " + axis + ", expected at least 1");
          }
          dims[axis] = Math.ceilDiv(end - start, steps.get(axis));
        }
        yield Shape.of(dims);
      }
      case Primitive.Pad(List<Integer> before, List<Integer> after, List<Integer> between) -> {
        Shape from = only(name, operands);
        int[] dims = new int[from.rank()];
        if (before.size() != dims.length
            || after.size() != dims.length
            || between.size() != dims.length) {
          throw new IllegalArgumentException(
              name
                  + ": "
                  + before
                  + " before, "
                  + after
                  + " after and "
                  + between
                  + " between for "
                  + from
                  + ", expected one of each per axis");
        }
        for (int axis = 0; axis < dims.length; axis++) {
          if (before.get(axis) < 0 || after.get(axis) < 0 || between.get(axis) < 0) {
            throw new IllegalArgumentException(
                name
                    + ": "
                    + before
                    + " before, "
                    + after
                    + " after and "
                    + between
                    + " between, expected at least 0");
          }
          long gaps = Math.max(0, from.dim(axis) - 1) * (long) between.get(axis);
          dims[axis] =
              length(name, axis, (long) before.get(axis) + from.dim(axis) + gaps + after.get(axis));
        }
        yield Shape.of(dims);
      }
      case Primitive.Split(int axis, int parts) -> {
        Shape from = only(name, operands);
        int[] dims = from.dims();
        int length = dims[from.axis(name, axis)];
        if (parts < 1 || length % parts != 0) {
          throw new IllegalArgumentException(
              name
                  + ": "
                  + parts
                  + " parts of axis "
                  + axis
                  + " of "
                  + from
                  + ", expected a divisor of its length");
        }
        dims[axis] = length / parts;
        yield Shape.of(dims);
      }
      case Primitive.Concatenate(int axis) -> {
        if (operands.isEmpty()) {
          throw new IllegalArgumentException(name + ": no operand, expected at least one");
        }
        int[] dims = operands.getFirst().shape().dims();
        dims[operands.getFirst().shape().axis(name, axis)] = 0;
        for (Tensor operand : operands) {
          int[] others = operand.shape().dims();
          if (others.length == dims.length) {
            dims[axis] = length(name, axis, (long) dims[axis] + others[axis]);
            others[axis] = dims[axis];
          }
          if (!Arrays.equals(others, dims)) {
            throw new IllegalArgumentException(
                name + ": shapes differ beside axis " + axis + ": " + shapes(operands));
          }
        }
        yield Shape.of(dims);
      }
      case Primitive.Gather(int axis) -> {
        expectCount(name, operands, 2);
        Shape x = operands.get(0).shape();
        Shape indices = operands.get(1).shape();
        expectEqualBut(name, x.axis(name, axis), x, indices);
        yield indices;
      }
      case Primitive.ScatterAdd(int axis, int length) -> {
        expectCount(name, operands, 2);
        int[] dims = common(name, operands).dims();
        dims[operands.getFirst().shape().axis(name, axis)] = length;
        yield Shape.of(dims);
      }
      case Primitive.Fft(int axis, boolean inverse) -> {
        expectCount(name, operands, 2);
        Shape shape = common(name, operands);
        shape.axis(name, axis);
        yield shape;
      }
      case Primitive.Convolution convolution -> {
        MapFunction then = convolution.then();
        expectCount(name, operands, then.inputs() + 1);
        if (then.outputs().size() != 1) {
          throw new IllegalArgumentException(
              name + ": " + then + " has " + then.outputs().size() + " results, expected one");
        }
        Shape shape =
            ConvolutionEvaluation.shape(
                convolution, operands.get(0).shape(), operands.get(1).shape());
        for (Tensor operand : operands.subList(2, operands.size())) {
          if (!operand.shape().equals(shape)) {
            throw new IllegalArgumentException(
                name + ": operand " + operand.shape() + " of " + then + ", expected " + shape);
          }
        }
        yield shape;
      }
      case Primitive.Windows w -> WindowEvaluation.windowsShape(w, only(name, operands));
      case Primitive.Fold f -> WindowEvaluation.foldShape(f, only(name, operands));
      case Primitive.Custom c -> throw new AssertionError(name + " makes its own shapes");
      case MatrixPrimitive m -> throw new AssertionError(name + " makes its own shapes");
    };
  }

  /** A shape without some of its axes. */
  private static Shape without(Shape shape, List<Integer> axes) {
    int[] kept = new int[shape.rank() - axes.size()];
    int k = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (!axes.contains(axis)) {
        kept[k++] = shape.dim(axis);
      }
    }
    return Shape.of(kept);
  }

  private static int length(String name, int axis, long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + ": axis " + axis + " would be " + length + " long, expected at most 2147483647");
    }
    return (int) length;
  }

  private static Shape product(String name, List<Tensor> operands, MapFunction then) {
    if (!then.isPlain() || then.inputs() < 1) {
      throw new IllegalArgumentException(
          name + ": " + then + ", expected a function of numbers with one result");
    }
    expectCount(name, operands, then.inputs() + 1);
    Shape[] s = matrices(name, operands.subList(0, 2));
    if (s[0].dim(-1) != s[1].dim(-2)) {
      throw new IllegalArgumentException(
          name + ": inner dimensions differ: " + s[0] + " · " + s[1]);
    }
    int[] dims = s[0].dims();
    dims[dims.length - 1] = s[1].dim(-1);
    Shape product = Shape.of(dims);
    for (Tensor other : operands.subList(2, operands.size())) {
      if (!other.shape().equals(product)) {
        throw new IllegalArgumentException(
            name + ": " + other.shape() + " beside a product of shape " + product);
      }
    }
    return product;
  }

  /** The shapes of two stacks of matrices with equal batch axes. */
  private static Shape[] matrices(String name, List<Tensor> operands) {
    expectCount(name, operands, 2);
    Shape a = operands.get(0).shape();
    Shape b = operands.get(1).shape();
    if (a.rank() < 2 || b.rank() < 2) {
      throw new IllegalArgumentException(
          name + ": " + a + " and " + b + ", expected at least 2 axes each");
    }
    boolean sameBatch = a.rank() == b.rank();
    for (int axis = 0; sameBatch && axis < a.rank() - 2; axis++) {
      sameBatch = a.dim(axis) == b.dim(axis);
    }
    if (!sameBatch) {
      throw new IllegalArgumentException(name + ": batch axes differ: " + a + " and " + b);
    }
    return new Shape[] {a, b};
  }

  private static Shape common(String name, List<Tensor> operands) {
    Shape shape = operands.getFirst().shape();
    for (Tensor operand : operands) {
      if (!operand.shape().equals(shape)) {
        throw new IllegalArgumentException(name + ": shapes differ: " + shapes(operands));
      }
    }
    return shape;
  }

  private static void expectEqualBut(String name, int axis, Shape x, Shape indices) {
    int[] expected = x.dims();
    if (indices.rank() == expected.length) {
      expected[axis] = indices.dim(axis);
    }
    if (!Arrays.equals(expected, indices.dims())) {
      throw new IllegalArgumentException(
          name
              + ": indices of shape "
              + indices
              + " for "
              + x
              + ", expected the same but for axis "
              + axis);
    }
  }

  private static Shape only(String name, List<Tensor> operands) {
    expectCount(name, operands, 1);
    return operands.getFirst().shape();
  }

  private static void expectCount(String name, List<Tensor> operands, int count) {
    if (operands.size() != count) {
      throw new IllegalArgumentException(
          name + ": " + operands.size() + " operands, expected " + count);
    }
  }

  private static String shapes(List<Tensor> operands) {
    return operands.stream().map(t -> t.shape().toString()).collect(Collectors.joining(", "));
  }
}
