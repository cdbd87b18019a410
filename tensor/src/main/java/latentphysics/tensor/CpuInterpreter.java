package latentphysics.tensor;

import java.util.List;

/** Computes primitives on heap arrays. */
final class CpuInterpreter {
  private CpuInterpreter() {}

  static List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
    Shape shape = ShapeRules.infer(primitive, operands);
    List<ArrayTensor> arrays = operands.stream().map(Tensor::array).toList();
    ArrayTensor x = arrays.getFirst();
    return switch (primitive) {
      case Primitive.Map(MapFunction function) -> ElementwiseEvaluation.apply(function, arrays);
      case Primitive.Sum(MapFunction function, List<Integer> axes) ->
          List.of(SumEvaluation.apply(function, axes, arrays));
      case Primitive.Contract c -> List.of(MatrixEvaluation.product(x, arrays.get(1), shape));
      case Primitive.Reshape r -> {
        ArrayTensor packed = x.packed();
        yield List.of(packed.view(shape, shape.rowMajorStrides(), packed.offset));
      }
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
      case Primitive.Slice(List<Integer> starts, List<Integer> ends) ->
          List.of(
              x.view(shape, x.strides, shape.size() == 0 ? 0 : moved(x.offset, x.strides, starts)));
      case Primitive.Pad(List<Integer> before, List<Integer> after) -> {
        Object data = x.dtype().newArray(shape.size());
        int[] strides = shape.rowMajorStrides();
        ElementwiseEvaluation.copyInto(x, data, moved(0, strides, before), strides);
        yield List.of(ArrayTensor.rowMajor(x.dtype(), shape, data));
      }
      case Primitive.Concatenate(int axis) -> {
        Object data = x.dtype().newArray(shape.size());
        int[] strides = shape.rowMajorStrides();
        int offset = 0;
        for (ArrayTensor part : arrays) {
          ElementwiseEvaluation.copyInto(part, data, offset, strides);
          offset += part.shape().dim(axis) * strides[axis];
        }
        yield List.of(ArrayTensor.rowMajor(x.dtype(), shape, data));
      }
      case Primitive.LeastSquares l ->
          List.of(MatrixEvaluation.leastSquares(x, arrays.get(1), shape));
    };
  }

  private static int moved(int offset, int[] strides, List<Integer> index) {
    int result = offset;
    for (int axis = 0; axis < strides.length; axis++) {
      result += index.get(axis) * strides[axis];
    }
    return result;
  }
}
