package latentphysics.kernels.scalar;

/** Transposing copy; see {@link latentphysics.kernels.Kernels}. */
final class FloatTranspose {
  /** A tile touches this many lines of memory on either side: more than the L1 cache can keep. */
  private static final int TILE = 8;

  private FloatTranspose() {}

  static void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    int wholeRows = rows - rows % TILE;
    int wholeColumns = columns - columns % TILE;
    for (int c = 0; c < wholeColumns; c += TILE) {
      for (int r = 0; r < wholeRows; r += TILE) {
        tile(x, xOffset + r * xRow + c, xRow, y, yOffset + c * yRow + r, yRow);
      }
    }
    copy(rows, wholeColumns, columns, x, xOffset, xRow, y, yOffset, yRow);
    copy(
        rows - wholeRows,
        0,
        wholeColumns,
        x,
        xOffset + wholeRows * xRow,
        xRow,
        y,
        yOffset + wholeRows,
        yRow);
  }

  private static void copy(
      int rows,
      int fromColumn,
      int toColumn,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset,
      int yRow) {
    for (int c = fromColumn; c < toColumn; c++) {
      int from = xOffset + c;
      int to = yOffset + c * yRow;
      for (int r = 0; r < rows; r++) {
        y[to + r] = x[from];
        from += xRow;
      }
    }
  }

  private static void tile(float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    for (int c = 0; c < TILE; c++) {
      int from = xOffset + c;
      int to = yOffset + c * yRow;
      y[to] = x[from];
      y[to + 1] = x[from + xRow];
      y[to + 2] = x[from + 2 * xRow];
      y[to + 3] = x[from + 3 * xRow];
      y[to + 4] = x[from + 4 * xRow];
      y[to + 5] = x[from + 5 * xRow];
      y[to + 6] = x[from + 6 * xRow];
      y[to + 7] = x[from + 7 * xRow];
    }
  }
}
