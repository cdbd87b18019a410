package latentphysics.tensor;

import java.util.Arrays;
import latentphysics.kernels.MapKernel;

/**
 * Runs a map kernel over a range of a strided index space, row by row.
 *
 * <p>Neighbouring axes along which all operands advance alike are merged first, so that contiguous
 * operands of any rank are one row.
 */
final class MapLoop {
  /** Lengths of the merged axes, at least one. */
  final int[] dims;

  /** Strides of the merged axes, [operand][axis]. */
  final int[][] strides;

  private final int[] inner; // stride of each operand along the last axis
  private final int[] steps; // and along the last but one

  /**
   * A loop over {@code dims}.
   *
   * @param strides of each operand along each axis
   */
  MapLoop(int[] dims, int[][] strides) {
    int operands = strides.length;
    int[] merged = new int[Math.max(1, dims.length)];
    int[][] strided = new int[operands][merged.length];
    int rank = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 1) {
        continue;
      }
      boolean joins = rank > 0;
      for (int p = 0; joins && p < operands; p++) {
        joins = strided[p][rank - 1] == strides[p][axis] * dims[axis];
      }
      if (!joins) {
        rank++;
      }
      merged[rank - 1] = joins ? merged[rank - 1] * dims[axis] : dims[axis];
      for (int p = 0; p < operands; p++) {
        strided[p][rank - 1] = strides[p][axis];
      }
    }
    if (rank == 0) {
      merged[0] = 1;
      rank = 1;
    }
    this.dims = Arrays.copyOf(merged, rank);
    this.strides = new int[operands][];
    this.inner = new int[operands];
    this.steps = new int[operands];
    for (int p = 0; p < operands; p++) {
      this.strides[p] = Arrays.copyOf(strided[p], rank);
      inner[p] = strided[p][rank - 1];
      steps[p] = rank > 1 ? strided[p][rank - 2] : 0;
    }
  }

  /**
   * Runs the kernel on elements {@code from … to−1} of the index space in row-major order.
   *
   * @param offsets of each operand's element 0; not changed
   */
  void run(MapKernel kernel, Object[] arrays, int[] offsets, int from, int to) {
    int last = dims.length - 1;
    int length = dims[last];
    int[] index = new int[dims.length];
    int[] row = offsets.clone();
    findRow(from / length, index, row);
    int position = from;
    int start = from % length;
    while (position < to) {
      int rows = 1;
      int end = Math.min(length, start + (to - position));
      if (last > 0 && end - start == length) {
        rows = Math.min(dims[last - 1] - index[last - 1], (to - position) / length);
      }
      if (rows == 1) {
        kernel.run(arrays, row, inner, start, end);
      } else {
        kernel.run(arrays, row, inner, steps, rows, start, end);
      }
      position += rows * (end - start);
      start = 0;
      advance(index, row, rows);
    }
  }

  /**
   * Adds up rows {@code from … to−1} of the index space in partial sums.
   *
   * @return false if the kernel does not
   */
  boolean sums(MapKernel kernel, Object[] arrays, int[] offsets, int from, int to) {
    int last = dims.length - 1;
    int[] index = new int[dims.length];
    int[] row = offsets.clone();
    findRow(from, index, row);
    for (int position = from; position < to; ) {
      int rows = last > 0 ? Math.min(dims[last - 1] - index[last - 1], to - position) : 1;
      if (!kernel.sums(arrays, row, inner, steps, rows, 0, dims[last])) {
        return false;
      }
      position += rows;
      advance(index, row, rows);
    }
    return true;
  }

  private void findRow(int number, int[] index, int[] row) {
    int rest = number;
    for (int axis = dims.length - 2; axis >= 0; axis--) {
      index[axis] = rest % dims[axis];
      rest /= dims[axis];
      for (int p = 0; p < row.length; p++) {
        row[p] += index[axis] * strides[p][axis];
      }
    }
  }

  /** Moves on by rows that lie one behind the other along the last axis but one. */
  private void advance(int[] index, int[] row, int rows) {
    int count = rows;
    for (int axis = dims.length - 2; axis >= 0; axis--) {
      index[axis] += count;
      for (int p = 0; p < row.length; p++) {
        row[p] += count * strides[p][axis];
      }
      if (index[axis] < dims[axis]) {
        break;
      }
      index[axis] = 0;
      for (int p = 0; p < row.length; p++) {
        row[p] -= dims[axis] * strides[p][axis];
      }
      count = 1;
    }
  }
}
