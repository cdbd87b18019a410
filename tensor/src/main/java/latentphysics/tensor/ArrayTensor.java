package latentphysics.tensor;

import java.util.Arrays;

/** A view of a heap array: element at index i is {@code data[offset + Σ iₐ·stridesₐ]}. */
final class ArrayTensor extends Tensor {
  /** {@code float[]} or {@code double[]}, never written to once the tensor is handed out. */
  final Object data;

  final int[] strides;
  final int offset;

  ArrayTensor(DType dtype, Shape shape, Object data, int[] strides, int offset) {
    super(dtype, shape);
    this.data = data;
    this.strides = strides;
    this.offset = offset;
  }

  /** A whole array in row-major order. */
  static ArrayTensor rowMajor(DType dtype, Shape shape, Object data) {
    return new ArrayTensor(dtype, shape, data, shape.rowMajorStrides(), 0);
  }

  /** The same elements seen otherwise. */
  ArrayTensor view(Shape shape, int[] strides, int offset) {
    return new ArrayTensor(dtype(), shape, data, strides, offset);
  }

  /** Whether the elements lie in row-major order without gaps. */
  boolean isRowMajor() {
    int[] packed = shape().rowMajorStrides();
    for (int axis = 0; axis < packed.length; axis++) {
      if (shape().dim(axis) != 1 && strides[axis] != packed[axis]) {
        return false;
      }
    }
    return true;
  }

  /** This tensor, or a copy of it, in row-major order. */
  ArrayTensor packed() {
    return isRowMajor() ? this : ElementwiseEvaluation.copy(this);
  }

  @Override
  ArrayTensor array() {
    return this;
  }

  /** The array itself if it holds just this tensor's elements in order. */
  Object wholeArray() {
    ArrayTensor packed = packed();
    int size = shape().size();
    return switch (packed.data) {
      case float[] f ->
          packed.offset == 0 && f.length == size
              ? f
              : Arrays.copyOfRange(f, packed.offset, packed.offset + size);
      case double[] d ->
          packed.offset == 0 && d.length == size
              ? d
              : Arrays.copyOfRange(d, packed.offset, packed.offset + size);
      default -> throw new AssertionError(packed.data.getClass());
    };
  }
}
