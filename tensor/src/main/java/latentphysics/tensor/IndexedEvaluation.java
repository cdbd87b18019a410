package latentphysics.tensor;

import latentphysics.kernels.Workers;

/**
 * Computes gather and scatter-add.
 *
 * <p>Both see their operands as {@code [outer, along, inner]}: the axes before the indexed one,
 * that axis, and those after it. Where one index holds for a whole inner row, rows are moved at
 * once.
 */
final class IndexedEvaluation {
  private IndexedEvaluation() {}

  static ArrayTensor gather(int axis, ArrayTensor x, ArrayTensor indices) {
    ArrayTensor packed = x.packed();
    Shape shape = indices.shape();
    Layout layout = new Layout("gather", axis, x.shape().dim(axis), indices);
    Object data = x.dtype().newArray(shape.size());
    Workers.current()
        .forEach(
            layout.outer,
            (double) shape.size() * 2,
            o -> {
              for (int i = 0; i < layout.along; i++) {
                int to = (o * layout.along + i) * layout.inner;
                for (int j = 0; j < layout.inner; j += layout.run) {
                  int row = layout.index(o, i, j);
                  int from = packed.offset + (o * layout.length + row) * layout.inner + j;
                  System.arraycopy(packed.data, from, data, to + j, layout.run);
                }
              }
            });
    return ArrayTensor.rowMajor(x.dtype(), shape, data);
  }

  static ArrayTensor scatterAdd(int axis, ArrayTensor x, ArrayTensor indices, Shape shape) {
    ArrayTensor packed = x.packed();
    Layout layout = new Layout("scatterAdd", axis, shape.dim(axis), indices);
    Object data = x.dtype().newArray(shape.size());
    Workers.current()
        .forEach(
            layout.outer,
            (double) x.shape().size() * 2,
            o -> {
              for (int i = 0; i < layout.along; i++) {
                int from = packed.offset + (o * layout.along + i) * layout.inner;
                for (int j = 0; j < layout.inner; j += layout.run) {
                  int row = layout.index(o, i, j);
                  int to = (o * layout.length + row) * layout.inner + j;
                  add(packed.data, from + j, data, to, layout.run);
                }
              }
            });
    return ArrayTensor.rowMajor(x.dtype(), shape, data);
  }

  private static void add(Object from, int source, Object to, int target, int length) {
    switch (to) {
      case float[] sums -> {
        float[] terms = (float[]) from;
        for (int i = 0; i < length; i++) {
          sums[target + i] += terms[source + i];
        }
      }
      case double[] sums -> {
        double[] terms = (double[]) from;
        for (int i = 0; i < length; i++) {
          sums[target + i] += terms[source + i];
        }
      }
      case int[] sums -> {
        int[] terms = (int[]) from;
        for (int i = 0; i < length; i++) {
          sums[target + i] += terms[source + i];
        }
      }
      default -> throw new AssertionError(to.getClass());
    }
  }

  /** Sizes of the three parts and where the indices lie. */
  private static final class Layout {
    final int outer;
    final int along;
    final int inner;

    /** Number of adjacent elements that share an index; divides {@code inner}. */
    final int run;

    /** Length of the indexed axis. */
    final int length;

    private final String operation;
    private final int axis;
    private final ArrayTensor indices;
    private final boolean packed;

    Layout(String operation, int axis, int length, ArrayTensor indices) {
      this.operation = operation;
      this.axis = axis;
      this.length = length;
      int[] dims = indices.shape().dims();
      int before = 1;
      for (int a = 0; a < axis; a++) {
        before *= dims[a];
      }
      int after = 1;
      int shared = 1;
      for (int a = dims.length - 1; a > axis; a--) {
        if (shared == after && indices.strides[a] == 0) {
          shared *= dims[a];
        }
        after *= dims[a];
      }
      outer = before;
      along = dims[axis];
      inner = after;
      run = Math.max(1, shared);
      // Repeated indices are read in place: packing them would cost as much as the work itself.
      packed = run == 1 && inner > 1;
      this.indices = packed ? indices.packed() : indices;
    }

    /** The place along the axis for element (o, i, j), from 0. */
    int index(int o, int i, int j) {
      int position = indices.offset;
      if (packed || indices.isRowMajor()) {
        position += (o * along + i) * inner + j;
      } else {
        int[] strides = indices.strides;
        Shape shape = indices.shape();
        position += i * strides[axis];
        int rest = o;
        for (int a = axis - 1; a >= 0; a--) {
          position += rest % shape.dim(a) * strides[a];
          rest /= shape.dim(a);
        }
        rest = j;
        for (int a = shape.rank() - 1; a > axis; a--) {
          position += rest % shape.dim(a) * strides[a];
          rest /= shape.dim(a);
        }
      }
      int place = ((int[]) indices.data)[position];
      if (place < -length || place >= length) {
        throw new IndexOutOfBoundsException(
            operation
                + ": index "
                + place
                + " on axis "
                + axis
                + " of length "
                + length
                + ", expected "
                + -length
                + " to "
                + (length - 1));
      }
      return place < 0 ? place + length : place;
    }
  }
}
