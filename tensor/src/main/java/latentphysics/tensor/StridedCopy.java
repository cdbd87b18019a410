package latentphysics.tensor;

import java.util.Arrays;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;

/**
 * Copies elements of any type from one strided layout to another.
 *
 * <p>Rows that both layouts keep together are copied whole. Where each layout has another axis of
 * adjacent elements, the plane of the two is transposed, in pieces: reading one layout in the order
 * of the other would touch a line of memory for every element.
 */
final class StridedCopy {
  /** Elements of a piece of work. */
  private static final int PIECE = 1 << 15;

  /** Longest side of a piece along the axis that is adjacent in the result. */
  private static final int LONGEST = 1 << 12;

  /** Pieces begin at multiples of this, so that tiles of any width fit. */
  private static final int TILE = 16;

  private static final double NANOS_PER_ELEMENT = 0.3;

  private final Object from;
  private final Object to;
  private final int[] dims;
  private final int[] fromStrides;
  private final int[] toStrides;
  private final int size;

  private StridedCopy(ArrayTensor tensor, Object to, int[] strides) {
    from = tensor.data;
    this.to = to;
    MapLoop merged = new MapLoop(tensor.shape().dims(), new int[][] {tensor.strides, strides});
    dims = merged.dims;
    fromStrides = merged.strides[0];
    toStrides = merged.strides[1];
    size = tensor.shape().size();
  }

  /** Copies a tensor into part of an array that has the given strides. */
  static void copy(ArrayTensor tensor, Object to, int offset, int[] strides) {
    if (tensor.shape().size() == 0) {
      return;
    }
    StridedCopy copy = new StridedCopy(tensor, to, strides);
    int last = copy.dims.length - 1;
    int source = copy.adjacentAxis(copy.fromStrides);
    int target = copy.adjacentAxis(copy.toStrides);
    if (source >= 0 && target >= 0 && source != target) {
      copy.planes(tensor.offset, offset, source, target);
    } else {
      copy.rows(tensor.offset, offset, last);
    }
  }

  /** The last axis of several elements with stride 1, or −1. */
  private int adjacentAxis(int[] strides) {
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      if (strides[axis] == 1 && dims[axis] > 1) {
        return axis;
      }
    }
    return -1;
  }

  /**
   * Transposes the planes of two axes.
   *
   * @param source the axis of adjacent elements of the tensor: columns of a plane
   * @param target that of the result: rows of a plane
   */
  private void planes(int fromOffset, int toOffset, int source, int target) {
    int rows = dims[target];
    int columns = dims[source];
    int height = Math.min(rows, LONGEST);
    int width = Math.max(TILE, PIECE / height / TILE * TILE);
    int across = Math.ceilDiv(columns, width);
    int down = Math.ceilDiv(rows, height);
    int[] outer = dims.clone();
    outer[source] = 1;
    outer[target] = 1;
    int planes = Shape.of(outer).size();
    // Small planes go together, so that a task is worth its start.
    int pieces = Math.multiplyExact(planes, across * down);
    int perTask = Math.max(1, PIECE / Math.min(rows, height) / Math.min(columns, width));
    Workers.current()
        .forEach(
            Math.ceilDiv(pieces, perTask),
            NANOS_PER_ELEMENT * size,
            task -> {
              int end = (int) Math.min(pieces, (task + 1L) * perTask);
              for (int piece = task * perTask; piece < end; piece++) {
                int c = piece % across * width;
                int r = piece / across % down * height;
                int plane = piece / across / down;
                transpose(
                    Math.min(height, rows - r),
                    Math.min(width, columns - c),
                    fromOffset + offset(plane, outer, fromStrides) + r * fromStrides[target] + c,
                    fromStrides[target],
                    toOffset + offset(plane, outer, toStrides) + c * toStrides[source] + r,
                    toStrides[source]);
              }
            });
  }

  private void transpose(int rows, int columns, int x, int xRow, int y, int yRow) {
    Kernels kernels = Providers.best();
    switch (from) {
      case float[] f -> kernels.transpose(rows, columns, f, x, xRow, (float[]) to, y, yRow);
      case double[] d -> kernels.transpose(rows, columns, d, x, xRow, (double[]) to, y, yRow);
      case int[] i -> kernels.transpose(rows, columns, i, x, xRow, (int[]) to, y, yRow);
      case boolean[] b -> kernels.transpose(rows, columns, b, x, xRow, (boolean[]) to, y, yRow);
      default -> throw new AssertionError(from.getClass());
    }
  }

  /** Copies row by row along the last axis. */
  private void rows(int fromOffset, int toOffset, int last) {
    int length = dims[last];
    int[] outer = dims.clone();
    outer[last] = 1;
    int rows = size / length;
    int width = Math.min(length, PIECE);
    int across = Math.ceilDiv(length, width);
    int pieces = Math.multiplyExact(rows, across);
    int perTask = Math.max(1, PIECE / width);
    Workers.current()
        .forEach(
            Math.ceilDiv(pieces, perTask),
            NANOS_PER_ELEMENT * size,
            task -> {
              int end = (int) Math.min(pieces, (task + 1L) * perTask);
              for (int piece = task * perTask; piece < end; piece++) {
                int start = piece % across * width;
                int row = piece / across;
                row(
                    Math.min(width, length - start),
                    fromOffset + offset(row, outer, fromStrides) + start * fromStrides[last],
                    fromStrides[last],
                    toOffset + offset(row, outer, toStrides) + start * toStrides[last],
                    toStrides[last]);
              }
            });
  }

  private static int offset(int index, int[] dims, int[] strides) {
    int rest = index;
    int offset = 0;
    for (int axis = dims.length - 1; axis >= 0 && rest > 0; axis--) {
      offset += rest % dims[axis] * strides[axis];
      rest /= dims[axis];
    }
    return offset;
  }

  private void row(int length, int x, int xStep, int y, int yStep) {
    if (xStep == 1 && yStep == 1) {
      System.arraycopy(from, x, to, y, length);
      return;
    }
    boolean fills = xStep == 0 && yStep == 1;
    switch (from) {
      case float[] f -> {
        float[] t = (float[]) to;
        if (fills) {
          Arrays.fill(t, y, y + length, f[x]);
        } else {
          for (int i = 0, s = x, d = y; i < length; i++, s += xStep, d += yStep) {
            t[d] = f[s];
          }
        }
      }
      case double[] f -> {
        double[] t = (double[]) to;
        if (fills) {
          Arrays.fill(t, y, y + length, f[x]);
        } else {
          for (int i = 0, s = x, d = y; i < length; i++, s += xStep, d += yStep) {
            t[d] = f[s];
          }
        }
      }
      case int[] f -> {
        int[] t = (int[]) to;
        for (int i = 0, s = x, d = y; i < length; i++, s += xStep, d += yStep) {
          t[d] = f[s];
        }
      }
      case boolean[] f -> {
        boolean[] t = (boolean[]) to;
        for (int i = 0, s = x, d = y; i < length; i++, s += xStep, d += yStep) {
          t[d] = f[s];
        }
      }
      default -> throw new AssertionError(from.getClass());
    }
  }
}
