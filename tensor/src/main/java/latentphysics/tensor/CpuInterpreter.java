package latentphysics.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes primitives on heap arrays. */
final class CpuInterpreter {
  private CpuInterpreter() {}

  static List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
    if (primitive instanceof Primitive.Custom(CustomOperation operation)) {
      return custom(operation, operands);
    }
    if (primitive instanceof MatrixPrimitive matrices) {
      return MatrixEvaluation.apply(matrices, operands.stream().map(Tensor::array).toList());
    }
    List<Tensor> direct = direct(primitive, operands);
    if (direct != null) {
      return direct;
    }
    Shape shape = ShapeRules.infer(primitive, operands);
    DType dtype = TypeRules.infer(primitive, operands);
    List<ArrayTensor> arrays = new ArrayList<>(operands.size());
    for (Tensor operand : operands) {
      arrays.add(operand.array());
    }
    ArrayTensor x = arrays.getFirst();
    return switch (primitive) {
      case Primitive.Map(MapFunction function) ->
          ElementwiseEvaluation.apply(function, arrays, dtype, shape);
      case Primitive.Convert c ->
          List.of(x.dtype() == dtype ? x : ElementwiseEvaluation.convert(x, dtype));
      case Primitive.Sum(MapFunction function, List<Integer> axes) ->
          List.of(sum(function, axes, arrays, dtype, shape));
      case Primitive.Extremum(boolean largest, List<Integer> axes) -> {
        Reduction reduction = largest ? Reduction.MAX : Reduction.MIN;
        yield List.of(
            dtype.isFloat()
                ? ReductionEvaluation.apply(reduction, Functions.IDENTITY, axes, arrays, shape)
                : IntegerReduction.apply(reduction, axes, x, dtype, shape));
      }
      case Primitive.ArgExtremum(boolean largest, int axis) ->
          List.of(LineEvaluation.argExtremum(largest, axis, x, shape));
      case Primitive.CumulativeSum(int axis, boolean reverse) ->
          List.of(LineEvaluation.cumulativeSum(axis, reverse, x, dtype));
      case Primitive.ArgSort(int axis, boolean descending) ->
          List.of(LineEvaluation.argSort(axis, descending, x));
      case Primitive.Contract(MapFunction then) ->
          List.of(ProductEvaluation.apply(then, arrays, shape));
      case Primitive.Reshape r -> List.of(x.reshaped(shape));
      case Primitive.Permute(List<Integer> axes) ->
          List.of(x.view(shape, axes.stream().mapToInt(a -> x.strides[a]).toArray(), x.offset));
      case Primitive.Broadcast b -> {
        int[] strides = new int[shape.rank()];
        int added = shape.rank() - x.shape().rank();
        for (int axis = added; axis < strides.length; axis++) {
          strides[axis] = x.shape().dim(axis - added) == 1 ? 0 : x.strides[axis - added];
        }
        yield List.of(x.view(shape, strides, x.offset));
      }
      case Primitive.Slice(List<Integer> starts, List<Integer> ends, List<Integer> steps) ->
          List.of(
              x.view(
                  shape,
                  times(x.strides, steps, 0),
                  shape.size() == 0 ? 0 : moved(x.offset, x.strides, starts)));
      case Primitive.Reverse(List<Integer> axes) -> {
        int[] strides = x.strides.clone();
        int offset = x.offset;
        for (int axis : axes) {
          offset += Math.max(0, shape.dim(axis) - 1) * strides[axis];
          strides[axis] = -strides[axis];
        }
        yield List.of(x.view(shape, strides, shape.size() == 0 ? 0 : offset));
      }
      case Primitive.Pad(List<Integer> before, List<Integer> after, List<Integer> between) -> {
        Object data = dtype.newArray(shape.size());
        int[] strides = shape.rowMajorStrides();
        if (x.shape().size() > 0) {
          ElementwiseEvaluation.copyInto(
              x, data, moved(0, strides, before), times(strides, between, 1));
        }
        yield List.of(ArrayTensor.rowMajor(dtype, shape, data));
      }
      case Primitive.Split(int axis, int parts) -> {
        int step = shape.dim(axis) * x.strides[axis];
        List<Tensor> pieces = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
          pieces.add(x.view(shape, x.strides, shape.size() == 0 ? 0 : x.offset + i * step));
        }
        yield pieces;
      }
      case Primitive.Concatenate(int axis) -> {
        Object data = dtype.newArray(shape.size());
        int[] strides = shape.rowMajorStrides();
        int offset = 0;
        for (ArrayTensor part : arrays) {
          ElementwiseEvaluation.copyInto(part, data, offset, strides);
          offset += part.shape().dim(axis) * strides[axis];
        }
        yield List.of(ArrayTensor.rowMajor(dtype, shape, data));
      }
      case Primitive.Gather(int axis) -> List.of(IndexedEvaluation.gather(axis, x, arrays.get(1)));
      case Primitive.ScatterAdd(int axis, int length) ->
          List.of(IndexedEvaluation.scatterAdd(axis, x, arrays.get(1), shape));
      case Primitive.Fft(int axis, boolean inverse) ->
          FftEvaluation.apply(axis, inverse, x, arrays.get(1));
      case Primitive.Convolution c -> List.of(ConvolutionEvaluation.apply(c, arrays, shape));
      case Primitive.Windows w -> List.of(WindowEvaluation.windows(w, x, shape));
      case Primitive.Fold f -> List.of(WindowEvaluation.fold(f, x, shape));
      case Primitive.Custom c -> throw new AssertionError("is not computed here");
      case MatrixPrimitive m -> throw new AssertionError("is not computed here");
    };
  }

  /** The results of a small and simple call; null if it has to go the long way. */
  private static @Nullable List<Tensor> direct(Primitive primitive, List<Tensor> operands) {
    if (primitive instanceof Primitive.Map(MapFunction function) && sameShape(operands)) {
      return ElementwiseEvaluation.direct(function, operands);
    }
    if (primitive instanceof Primitive.Sum(MapFunction function, List<Integer> axes)
        && operands.size() == 1
        && axes.size() == operands.getFirst().shape().rank()) {
      Tensor sum = ReductionEvaluation.direct(function, operands.getFirst().array());
      return sum == null ? null : List.of(sum);
    }
    return null;
  }

  private static boolean sameShape(List<Tensor> operands) {
    for (int i = 1; i < operands.size(); i++) {
      if (!operands.get(i).shape().equals(operands.getFirst().shape())) {
        return false;
      }
    }
    return true;
  }

  private static List<Tensor> custom(CustomOperation operation, List<Tensor> operands) {
    List<Tensor> results = List.copyOf(operation.apply(operands));
    if (results.stream().anyMatch(TracedTensor.class::isInstance)) {
      throw new IllegalStateException(
          operation.name()
              + ": its code uses a tensor under differentiation that is no operand; pass it as one,"
              + " or stopGradient() it");
    }
    return results;
  }

  private static Tensor sum(
      MapFunction function,
      List<Integer> axes,
      List<ArrayTensor> operands,
      DType dtype,
      Shape shape) {
    if (operands.stream().allMatch(a -> a.dtype() == dtype) && dtype.isFloat()) {
      return ReductionEvaluation.apply(Reduction.SUM, function, axes, operands, shape);
    }
    ArrayTensor terms = Tensor.map(function, operands.toArray(Tensor[]::new)).array();
    return dtype.isFloat()
        ? ReductionEvaluation.apply(Reduction.SUM, Functions.IDENTITY, axes, List.of(terms), shape)
        : IntegerReduction.apply(Reduction.SUM, axes, terms, dtype, shape);
  }

  /** {@code strides·(factors + more)}. */
  private static int[] times(int[] strides, List<Integer> factors, int more) {
    int[] result = strides.clone();
    for (int axis = 0; axis < result.length; axis++) {
      result[axis] *= factors.get(axis) + more;
    }
    return result;
  }

  private static int moved(int offset, int[] strides, List<Integer> index) {
    int result = offset;
    for (int axis = 0; axis < strides.length; axis++) {
      result += index.get(axis) * strides[axis];
    }
    return result;
  }
}
