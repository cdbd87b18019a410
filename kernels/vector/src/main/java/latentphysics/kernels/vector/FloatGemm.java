package latentphysics.kernels.vector;

import latentphysics.kernels.Kernels;

/**
 * The matrix product by tiles, {@link FloatTiles}, over operands that are read in place or copied,
 * {@link FloatPacking}.
 *
 * <p>Copies cost time that small products do not have. A panel of B is copied when its rows are so
 * far apart that they fall on the same few lines of the cache, or when it is to be transposed; and
 * A too when the same holds for its rows. The order of additions is that of {@link Kernels} in any
 * case.
 */
final class FloatGemm {
  private static final int TERMS = Kernels.PRODUCT_BLOCK;
  private static final int WIDTH = FloatTiles.WIDTH;
  private static final int LANES = FloatTiles.LANES;

  /** Rows of C that are worth a copy of a panel of B. */
  private static final int MANY_ROWS = 48;

  /** Columns of C that are worth a copy of A. */
  private static final int MANY_COLUMNS = 3 * WIDTH;

  /** Distance of rows of B from which a panel is copied. */
  private static final int FAR_ROWS = 256;

  /** Distance of rows of A from which a block is copied: a page of 4096 bytes. */
  private static final int PAGE = 4096 * 8 / Float.SIZE;

  /** Rows of a block of A; it stays in the second cache. */
  private static final int BLOCK_ROWS = 256;

  /** Panels of a block of B; one of them stays in the first cache. */
  private static final int BLOCK_PANELS = 16;

  /** Between copied rows of A, so that eight of them fall on different lines of the cache. */
  private static final int GAP = 16;

  private static final int PANEL_SIZE = TERMS * WIDTH;
  private static final int BLOCK_SIZE = BLOCK_ROWS * TERMS + GAP * Math.max(BLOCK_ROWS, TERMS);

  /** A tile, then a panel. */
  private static final Scratch<float[]> SMALL =
      new Scratch<>(() -> new float[FloatTiles.SIZE + PANEL_SIZE]);

  /** A tile, then a block of A, then panels of B. */
  private static final Scratch<float[]> LARGE =
      new Scratch<>(() -> new float[FloatTiles.SIZE + BLOCK_SIZE + BLOCK_PANELS * PANEL_SIZE]);

  private FloatGemm() {}

  /** As {@link Kernels} says, for m, n and k of at least 1. */
  static void gemm(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aRow,
      int aColumn,
      float[] b,
      int bOffset,
      int bRow,
      int bColumn,
      float[] c,
      int cOffset,
      int cRow) {
    boolean lines = aColumn == 1 || aRow == 1;
    if (lines
        && Math.max(Math.abs(aRow), Math.abs(aColumn)) >= PAGE
        && m >= MANY_ROWS
        && n >= MANY_COLUMNS) {
      byBlocks(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
    } else {
      byPanels(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
    }
  }

  /** A is read in place, and so are the panels of B that need no copy. */
  private static void byPanels(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aRow,
      int aColumn,
      float[] b,
      int bOffset,
      int bRow,
      int bColumn,
      float[] c,
      int cOffset,
      int cRow) {
    boolean copyAll = bColumn != 1 || (m >= MANY_ROWS && Math.abs(bRow) >= FAR_ROWS);
    // The last tile of a row reads whole vectors, which may run over the end of the array.
    int lastRow = bOffset + Math.max(0, (k - 1) * bRow);
    boolean copyLast = (n + LANES - 1) / LANES * LANES > b.length - lastRow;
    boolean borrow = copyAll || copyLast || k > TERMS;
    float[] scratch = borrow ? SMALL.take() : c;
    for (int j = 0; j < n; ) {
      int width = n - j >= WIDTH ? WIDTH : Math.min(LANES, n - j);
      boolean copy = copyAll || (copyLast && width < LANES);
      for (int start = 0; start < k; start += TERMS) {
        int terms = Math.min(TERMS, k - start);
        int ap = aOffset + start * aColumn;
        int bp = bOffset + start * bRow + j * bColumn;
        if (copy) {
          FloatPacking.panel(terms, width, b, bp, bRow, bColumn, scratch, FloatTiles.SIZE);
          FloatTiles.panel(
              start > 0,
              m,
              width,
              terms,
              a,
              ap,
              aRow,
              aColumn,
              scratch,
              FloatTiles.SIZE,
              WIDTH,
              c,
              cOffset + j,
              cRow,
              scratch);
        } else {
          FloatTiles.panel(
              start > 0,
              m,
              width,
              terms,
              a,
              ap,
              aRow,
              aColumn,
              b,
              bp,
              bRow,
              c,
              cOffset + j,
              cRow,
              scratch);
        }
      }
      j += width;
    }
    if (borrow) {
      SMALL.give(scratch);
    }
  }

  /** Blocks of A and of B are copied: A with adjacent elements in either direction. */
  private static void byBlocks(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aRow,
      int aColumn,
      float[] b,
      int bOffset,
      int bRow,
      int bColumn,
      float[] c,
      int cOffset,
      int cRow) {
    boolean byRows = aColumn == 1;
    int blockRow = byRows ? TERMS + GAP : 1;
    int blockColumn = byRows ? 1 : BLOCK_ROWS + GAP;
    int block = FloatTiles.SIZE;
    int panels = block + BLOCK_SIZE;
    float[] scratch = LARGE.take();
    for (int left = 0; left < n; left += BLOCK_PANELS * WIDTH) {
      int columns = Math.min(BLOCK_PANELS * WIDTH, n - left);
      for (int start = 0; start < k; start += TERMS) {
        int terms = Math.min(TERMS, k - start);
        int bp = bOffset + start * bRow + left * bColumn;
        for (int j = 0; j < columns; ) {
          int width = columns - j >= WIDTH ? WIDTH : Math.min(LANES, columns - j);
          int panel = panels + placeOf(j);
          FloatPacking.panel(terms, width, b, bp + j * bColumn, bRow, bColumn, scratch, panel);
          j += width;
        }
        for (int top = 0; top < m; top += BLOCK_ROWS) {
          int rows = Math.min(BLOCK_ROWS, m - top);
          int ap = aOffset + top * aRow + start * aColumn;
          if (byRows) {
            FloatPacking.lines(rows, terms, a, ap, aRow, scratch, block, blockRow);
          } else {
            FloatPacking.lines(terms, rows, a, ap, aColumn, scratch, block, blockColumn);
          }
          int cp = cOffset + top * cRow + left;
          for (int j = 0; j < columns; ) {
            int width = columns - j >= WIDTH ? WIDTH : Math.min(LANES, columns - j);
            FloatTiles.panel(
                start > 0,
                rows,
                width,
                terms,
                scratch,
                block,
                blockRow,
                blockColumn,
                scratch,
                panels + placeOf(j),
                WIDTH,
                c,
                cp + j,
                cRow,
                scratch);
            j += width;
          }
        }
      }
    }
    LARGE.give(scratch);
  }

  /** Where a column of a block of B begins: panels of {@link #WIDTH} lie one after the other. */
  private static int placeOf(int column) {
    return column / WIDTH * PANEL_SIZE + column % WIDTH;
  }
}
