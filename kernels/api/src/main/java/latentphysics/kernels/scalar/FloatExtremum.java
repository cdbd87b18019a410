package latentphysics.kernels.scalar;

/** The definition of largest and smallest numbers; see {@link latentphysics.kernels.Kernels}. */
final class FloatExtremum {
  private FloatExtremum() {}

  static void ofRows(
      boolean largest,
      int rows,
      int length,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset) {
    for (int r = 0; r < rows; r++) {
      int from = xOffset + r * xRow;
      float best = largest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
      if (largest) {
        for (int i = 0; i < length; i++) {
          best = Math.max(best, x[from + i]);
        }
      } else {
        for (int i = 0; i < length; i++) {
          best = Math.min(best, x[from + i]);
        }
      }
      y[yOffset + r] = best;
    }
  }

  static void withRows(
      boolean largest,
      int rows,
      int columns,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset) {
    for (int i = 0; i < rows; i++) {
      int from = xOffset + i * xRow;
      if (largest) {
        for (int c = 0; c < columns; c++) {
          y[yOffset + c] = Math.max(y[yOffset + c], x[from + c]);
        }
      } else {
        for (int c = 0; c < columns; c++) {
          y[yOffset + c] = Math.min(y[yOffset + c], x[from + c]);
        }
      }
    }
  }

  static int indexOf(float value, float[] x, int offset, int length) {
    boolean nan = Float.isNaN(value);
    for (int i = 0; i < length; i++) {
      float at = x[offset + i];
      if (at == value || (nan && Float.isNaN(at))) {
        return i;
      }
    }
    return -1;
  }
}
