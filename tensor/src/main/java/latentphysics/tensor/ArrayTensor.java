package latentphysics.tensor;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

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

  /** Whether all elements are one and the same place of the array. */
  boolean isOneNumber() {
    for (int stride : strides) {
      if (stride != 0) {
        return false;
      }
    }
    return true;
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

  /** The elements in row-major order under another shape: a view where the strides allow it. */
  ArrayTensor reshaped(Shape target) {
    int[] found = stridesUnder(target);
    if (found != null) {
      return view(target, found, offset);
    }
    ArrayTensor packed = ElementwiseEvaluation.copy(this);
    return packed.view(target, target.rowMajorStrides(), packed.offset);
  }

  /**
   * Strides that show the elements under another shape; null if there are none. Axes are taken in
   * groups with equal numbers of elements in both shapes; within a group the elements must be
   * evenly spaced.
   */
  private int @Nullable [] stridesUnder(Shape target) {
    int[] to = target.dims();
    int[] result = target.rowMajorStrides().clone();
    if (target.size() == 0) {
      return result;
    }
    int rank = shape().rank();
    int from = 0; // first axis of the group, in this shape
    int next = 0; // and in the other
    while (from < rank && next < to.length) {
      int fromEnd = from + 1;
      int nextEnd = next + 1;
      int fromSize = shape().dim(from);
      int nextSize = to[next];
      while (fromSize != nextSize) {
        if (fromSize < nextSize) {
          fromSize *= shape().dim(fromEnd++);
        } else {
          nextSize *= to[nextEnd++];
        }
      }
      int inner = -1; // the axis longer than 1 seen before
      int stride = 1; // of the group's last axis longer than 1
      for (int axis = fromEnd - 1; axis >= from; axis--) {
        if (shape().dim(axis) == 1) {
          continue;
        }
        if (inner < 0) {
          stride = strides[axis];
        } else if (strides[axis] != strides[inner] * shape().dim(inner)) {
          return null;
        }
        inner = axis;
      }
      for (int axis = nextEnd - 1; axis >= next; axis--) {
        result[axis] = stride;
        stride *= to[axis];
      }
      from = fromEnd;
      next = nextEnd;
    }
    return result;
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
