package latentphysics.tensor;

import java.lang.reflect.Array;

/** A view of a heap array: element at index i is {@code data[offset + Σ iₐ·stridesₐ]}. */
final class ArrayTensor extends Tensor {
  /** An array of the type's elements, never written to once the tensor is handed out. */
  final Object data;

  final int[] strides;
  final int offset;

  /** Whether the elements lie in row-major order without gaps. */
  private final boolean rowMajor;

  ArrayTensor(DType dtype, Shape shape, Object data, int[] strides, int offset) {
    super(dtype, shape);
    this.data = data;
    this.strides = strides;
    this.offset = offset;
    this.rowMajor = isRowMajor(shape, strides);
  }

  /** A whole array in row-major order. */
  static ArrayTensor rowMajor(DType dtype, Shape shape, Object data) {
    return new ArrayTensor(dtype, shape, data, shape.rowMajorStrides(), 0);
  }

  /** The same elements seen otherwise. */
  ArrayTensor view(Shape shape, int[] strides, int offset) {
    return new ArrayTensor(dtype(), shape, data, strides, offset);
  }

  private static boolean isRowMajor(Shape shape, int[] strides) {
    int[] packed = shape.rowMajorStrides();
    for (int axis = 0; axis < packed.length; axis++) {
      if (shape.dim(axis) != 1 && strides[axis] != packed[axis]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the elements lie in row-major order without gaps. */
  boolean isRowMajor() {
    return rowMajor;
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
    if (packed.offset == 0 && Array.getLength(packed.data) == size) {
      return packed.data;
    }
    Object copy = dtype().newArray(size);
    System.arraycopy(packed.data, packed.offset, copy, 0, size);
    return copy;
  }
}
