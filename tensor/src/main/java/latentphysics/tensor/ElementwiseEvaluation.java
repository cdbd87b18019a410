package latentphysics.tensor;

import java.util.ArrayList;
import java.util.List;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Workers;
import org.jspecify.annotations.Nullable;

/** Computes maps. */
final class ElementwiseEvaluation {
  /** Elements of one block of work: large enough to hide the hand-over to another thread. */
  static final int BLOCK = 1 << 15;

  /** Of an elementary function; a sum takes a tenth of it. */
  static final double NANOS_PER_ELEMENT = 1;

  /** Elements from which operands are copied into the order of the loop first. */
  private static final int LEAST_COPIED = 1 << 12;

  private static final MapFunction COPY =
      MapFunction.alsoOfTruthValues("copy", 1, x -> List.of(x.getFirst()));

  // Operands of most calls: adjacent elements, or one number for all.
  private static final int[] AT_START = new int[3];
  private static final int[] ALL_ADJACENT = {1, 1, 1};
  private static final int[] LEFT_REPEATED = {0, 1, 1};
  private static final int[] RIGHT_REPEATED = {1, 0, 1};

  private ElementwiseEvaluation() {}

  /** The results of a function, in row-major order. */
  static List<Tensor> apply(
      MapFunction function, List<ArrayTensor> given, DType dtype, Shape shape) {
    List<ArrayTensor> operands = alongRows(shape, given);
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
    run(kernel(function, operands, dtype), shape, arrays, offsets, strides);
    return results;
  }

  private static MapKernel kernel(MapFunction function, List<ArrayTensor> operands, DType dtype) {
    boolean uniform = dtype.isFloat();
    for (ArrayTensor operand : operands) {
      uniform &= operand.dtype() == dtype;
    }
    return uniform
        ? function.kernel(dtype)
        : function.kernel(operands.stream().map(Tensor::dtype).toList(), dtype);
  }

  /**
   * The result of a small plain function of one packed operand; null if it has to go the long way.
   */
  static @Nullable Tensor direct(MapFunction function, ArrayTensor x) {
    DType dtype = x.dtype();
    Shape shape = x.shape();
    if (function.inputs() != 1
        || !function.isPlain()
        || !dtype.isFloat()
        || !x.isRowMajor()
        || shape.size() > BLOCK) {
      return null;
    }
    Object data = dtype.newArray(shape.size());
    function
        .kernel(dtype)
        .run(
            new Object[] {x.data, data},
            x.offset == 0 ? AT_START : new int[] {x.offset, 0},
            ALL_ADJACENT,
            0,
            shape.size());
    return ArrayTensor.rowMajor(dtype, shape, data);
  }

  /**
   * The result of a small plain function of two packed operands of one shape, or one of them a
   * scalar; null if it has to go the long way.
   */
  static @Nullable Tensor direct(MapFunction function, ArrayTensor x, ArrayTensor y) {
    DType dtype = x.dtype();
    if (function.inputs() != 2
        || !function.isPlain()
        || dtype != y.dtype()
        || !dtype.isFloat()
        || !x.isRowMajor()
        || !y.isRowMajor()) {
      return null;
    }
    Shape shape = x.shape();
    int[] strides;
    if (shape.equals(y.shape())) {
      strides = ALL_ADJACENT;
    } else if (y.shape().rank() == 0) {
      strides = RIGHT_REPEATED;
    } else if (shape.rank() == 0) {
      strides = LEFT_REPEATED;
      shape = y.shape();
    } else {
      return null;
    }
    int size = shape.size();
    if (size > BLOCK) {
      return null;
    }
    Object data = dtype.newArray(size);
    function
        .kernel(dtype)
        .run(
            new Object[] {x.data, y.data, data},
            x.offset == 0 && y.offset == 0 ? AT_START : new int[] {x.offset, y.offset, 0},
            strides,
            0,
            size);
    return ArrayTensor.rowMajor(dtype, shape, data);
  }

  /**
   * The results of a small function of packed operands of one floating-point type, each of the
   * first one's shape or a scalar; null if it has to go the long way.
   */
  static @Nullable List<Tensor> direct(MapFunction function, List<Tensor> operands) {
    int inputs = operands.size();
    if (inputs == 0 || function.inputs() != inputs || !function.makesNumbers()) {
      return null;
    }
    DType dtype = operands.getFirst().dtype();
    Shape shape = operands.getFirst().shape();
    int size = shape.size();
    if (!dtype.isFloat() || size > BLOCK) {
      return null;
    }
    int outputs = function.outputs().size();
    Object[] arrays = new Object[inputs + outputs];
    int[] offsets = new int[inputs + outputs];
    int[] strides = new int[inputs + outputs];
    for (int p = 0; p < inputs; p++) {
      if (!(operands.get(p) instanceof ArrayTensor x) || x.dtype() != dtype) {
        return null;
      }
      boolean scalar = x.shape().rank() == 0;
      boolean packed = x.isRowMajor();
      if (!(scalar || x.shape().equals(shape)) || !(packed || x.isOneNumber())) {
        return null;
      }
      arrays[p] = x.data;
      offsets[p] = x.offset;
      strides[p] = scalar || !packed ? 0 : 1;
    }
    List<Tensor> results = new ArrayList<>(outputs);
    for (int p = inputs; p < inputs + outputs; p++) {
      arrays[p] = dtype.newArray(size);
      strides[p] = 1;
      results.add(ArrayTensor.rowMajor(dtype, shape, arrays[p]));
    }
    function.kernel(dtype).run(arrays, offsets, strides, 0, size);
    return results;
  }

  /** A copy in row-major order. */
  static ArrayTensor copy(ArrayTensor tensor) {
    Shape shape = tensor.shape();
    Object data = tensor.dtype().newArray(shape.size());
    copyInto(tensor, data, 0, shape.rowMajorStrides());
    return ArrayTensor.rowMajor(tensor.dtype(), shape, data);
  }

  /** The elements in another type, in row-major order. */
  static ArrayTensor convert(ArrayTensor tensor, DType dtype) {
    return (ArrayTensor) apply(COPY, List.of(tensor), dtype, tensor.shape()).getFirst();
  }

  /** Copies a tensor into part of an array that has the given strides. */
  static void copyInto(ArrayTensor from, Object data, int offset, int[] strides) {
    StridedCopy.copy(from, data, offset, strides);
  }

  /**
   * The operands with those copied whose elements lie apart where the others' are adjacent: a
   * transposing copy and a loop over adjacent elements are faster than a loop with any strides.
   */
  private static List<ArrayTensor> alongRows(Shape shape, List<ArrayTensor> operands) {
    if (shape.size() < LEAST_COPIED) {
      return operands;
    }
    int[][] strides = operands.stream().map(x -> x.strides).toArray(int[][]::new);
    MapLoop loop = new MapLoop(shape.dims(), strides);
    List<ArrayTensor> along = new ArrayList<>(operands);
    for (int p = 0; p < operands.size(); p++) {
      int inner = loop.strides[p][loop.dims.length - 1];
      if (inner != 0 && inner != 1) {
        along.set(p, copyOnce(operands.get(p)));
      }
    }
    return along;
  }

  /** A copy in row-major order of every element that is not repeated. */
  private static ArrayTensor copyOnce(ArrayTensor x) {
    int[] dims = x.shape().dims();
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = x.strides[axis] == 0 ? 1 : dims[axis];
    }
    ArrayTensor copy = copy(x.view(Shape.of(dims), x.strides, x.offset));
    int[] strides = copy.strides.clone();
    for (int axis = 0; axis < dims.length; axis++) {
      strides[axis] = x.strides[axis] == 0 ? 0 : strides[axis];
    }
    return copy.view(x.shape(), strides, 0);
  }

  /** Adds a tensor to part of an array that has the given strides, none of them zero. */
  static void addInto(ArrayTensor from, Object data, int offset, int[] strides) {
    run(
        kernel(Functions.ADD, List.of(from, from), from.dtype()),
        from.shape(),
        new Object[] {data, from.data, data},
        new int[] {offset, from.offset, offset},
        new int[][] {strides, from.strides, strides});
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
}
