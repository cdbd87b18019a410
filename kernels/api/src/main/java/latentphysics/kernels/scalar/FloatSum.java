package latentphysics.kernels.scalar;

import latentphysics.kernels.Kernels;

/** The definition of the sum of a block; see {@link Kernels}. */
final class FloatSum {
  private FloatSum() {}

  static void sumRows(
      int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    for (int r = 0; r < rows; r++) {
      y[yOffset + r] = tree(x, xOffset + r * xRow, length, 0, 1);
    }
  }

  /**
   * Sum of the lanes {@code lane, lane + step, lane + 2·step …}: the two halves of the tree, down
   * to single lanes. A lane without a term is zero, which leaves a sum that began with zero as it
   * is.
   */
  private static float tree(float[] x, int offset, int length, int lane, int step) {
    if (step < Kernels.SUM_LANES) {
      float lower = tree(x, offset, length, lane, 2 * step);
      return lane + step < length ? lower + tree(x, offset, length, lane + step, 2 * step) : lower;
    }
    float total = 0;
    for (int i = lane; i < length; i += Kernels.SUM_LANES) {
      total += x[offset + i];
    }
    return total;
  }

  static void addRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] lanes, int lanesOffset) {
    for (int i = 0; i < rows; i++) {
      int from = xOffset + i * xRow;
      int to = lanesOffset + i % Kernels.SUM_LANES * columns;
      for (int c = 0; c < columns; c++) {
        lanes[to + c] += x[from + c];
      }
    }
  }
}
