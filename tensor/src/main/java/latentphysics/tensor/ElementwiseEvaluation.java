package latentphysics.tensor;

import java.util.ArrayList;
import java.util.List;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Workers;
import latentphysics.kernels.expr.Expr;

/** Computes maps, and copies as maps. */
final class ElementwiseEvaluation {
  /** Elements of one block of work: large enough to hide the hand-over to another thread. */
  static final int BLOCK = 1 << 15;

  /** Of an elementary function; a sum takes a tenth of it. */
  static final double NANOS_PER_ELEMENT = 1;

  private static final MapFunction COPY = MapFunction.unary("copy", x -> x);

  private ElementwiseEvaluation() {}

  /** The results of a function, in row-major order. */
  static List<Tensor> apply(MapFunction function, List<ArrayTensor> operands) {
    Shape shape = operands.getFirst().shape();
    DType dtype = operands.getFirst().dtype();
    int inputs = operands.size();
    int outputs = function.outputs().size();
    Object[] arrays = new Object[inputs + outputs];
    int[] offsets = new int[inputs + outputs];
    int[][] strides = new int[inputs + outputs][];
    for (int p = 0; p < inputs; p++) {
      arrays[p] = operands.get(p).data;
      offsets[p] = operands.get(p).offset;
      strides[p] = operands.get(p).strides;
    }
    List<Tensor> results = new ArrayList<>(outputs);
    for (int p = inputs; p < inputs + outputs; p++) {
      arrays[p] = dtype.newArray(shape.size());
      strides[p] = shape.rowMajorStrides();
      results.add(ArrayTensor.rowMajor(dtype, shape, arrays[p]));
    }
    run(function.kernel(dtype.element()), shape, arrays, offsets, strides);
    return results;
  }

  /** A copy in row-major order. */
  static ArrayTensor copy(ArrayTensor tensor) {
    return (ArrayTensor) apply(COPY, List.of(tensor)).getFirst();
  }

  /** Copies a tensor into part of an array that has the given strides. */
  static void copyInto(ArrayTensor from, Object data, int offset, int[] strides) {
    run(
        COPY.kernel(from.dtype().element()),
        from.shape(),
        new Object[] {from.data, data},
        new int[] {from.offset, offset},
        new int[][] {from.strides, strides});
  }

  private static void run(
      MapKernel kernel, Shape shape, Object[] arrays, int[] offsets, int[][] strides) {
    MapLoop loop = new MapLoop(shape.dims(), strides);
    int size = shape.size();
    int blocks = Math.ceilDiv(size, BLOCK);
    Workers.current()
        .forEach(
            blocks,
            NANOS_PER_ELEMENT * size,
            b ->
                loop.run(
                    kernel, arrays, offsets, b * BLOCK, (int) Math.min(size, (b + 1L) * BLOCK)));
  }

  /** Adds the last operand to a function of the others; the running sum of a reduction. */
  static MapFunction accumulate(MapFunction function) {
    return MapFunction.of(
        "accumulate " + function.name(),
        function.inputs() + 1,
        x -> List.of(Expr.input(function.inputs()).add(function.outputs().getFirst())));
  }
}
