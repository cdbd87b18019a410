package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a matrix product that stay in registers while one block of terms is added up, and the
 * loop that lays them over the rows of a panel of columns.
 *
 * <p>Tiles only store. Adding to C inside them would inline more than C2 allows in one method: it
 * then boxes vectors, and the product is six times slower. Rows that a tile has beyond the last row
 * repeat that row; they store the same numbers to the same place.
 */
final class FloatTiles {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** Columns of a wide panel: two vectors. */
  static final int WIDTH = 2 * LANES;

  /**
   * With 512 bits there are 32 registers, enough for 8 rows of two vectors; else there may be 16.
   */
  private static final boolean TALL = SPECIES.vectorBitSize() >= 512;

  private static final int ROWS = 8;

  /** Numbers of a tile. */
  static final int SIZE = ROWS * WIDTH;

  private FloatTiles() {}

  /**
   * One block of terms for a panel of columns.
   *
   * @param add whether to add to C, by way of a tile beside it, or to replace it
   * @param width columns, {@link #WIDTH} or at most {@link #LANES}; vectors of B are read whole
   * @param tile whose first {@link #SIZE} numbers are overwritten if there is something to add
   */
  static void panel(
      boolean add,
      int m,
      int width,
      int terms,
      float[] a,
      int aStart,
      int aRow,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      float[] c,
      int cStart,
      int cRow,
      float[] tile) {
    if (!add) {
      tiles(m, width, terms, a, aStart, aRow, aColumn, b, bStart, bRow, c, cStart, cRow);
      return;
    }
    for (int i = 0; i < m; i += ROWS) {
      int rows = Math.min(ROWS, m - i);
      int ai = aStart + i * aRow;
      tiles(rows, width, terms, a, ai, aRow, aColumn, b, bStart, bRow, tile, 0, WIDTH);
      add(rows, width, tile, c, cStart + i * cRow, cRow);
    }
  }

  private static void tiles(
      int m,
      int width,
      int terms,
      float[] a,
      int aStart,
      int aRow,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      float[] c,
      int cStart,
      int cRow) {
    int i = 0;
    if (width == WIDTH) {
      if (TALL) {
        for (; i + ROWS <= m; i += ROWS) {
          int ai = aStart + i * aRow;
          tile8x2(terms, a, ai, aRow, aColumn, b, bStart, bRow, c, cStart + i * cRow, cRow);
        }
      }
      for (; i < m; i += 4) {
        int ai = aStart + i * aRow;
        int rows = Math.min(4, m - i);
        tile4x2(rows, terms, a, ai, aRow, aColumn, b, bStart, bRow, c, cStart + i * cRow, cRow);
      }
    } else {
      for (; i < m; i += ROWS) {
        int ai = aStart + i * aRow;
        int ci = cStart + i * cRow;
        int rows = Math.min(ROWS, m - i);
        tile8x1(rows, width, terms, a, ai, aRow, aColumn, b, bStart, bRow, c, ci, cRow);
      }
    }
  }

  private static void add(int rows, int width, float[] tile, float[] c, int cStart, int cRow) {
    if (width == WIDTH) {
      for (int i = 0; i < rows; i++) {
        int cp = cStart + i * cRow;
        FloatVector.fromArray(SPECIES, c, cp)
            .add(FloatVector.fromArray(SPECIES, tile, i * WIDTH))
            .intoArray(c, cp);
        FloatVector.fromArray(SPECIES, c, cp + LANES)
            .add(FloatVector.fromArray(SPECIES, tile, i * WIDTH + LANES))
            .intoArray(c, cp + LANES);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        int cp = cStart + i * cRow;
        for (int j = 0; j < width; j++) {
          c[cp + j] += tile[i * WIDTH + j];
        }
      }
    }
  }

  private static void tile8x2(
      int terms,
      float[] a,
      int aStart,
      int aRow,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      float[] c,
      int cStart,
      int cRow) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    FloatVector c60 = c00;
    FloatVector c61 = c00;
    FloatVector c70 = c00;
    FloatVector c71 = c00;
    int ap = aStart;
    int bp = bStart;
    for (int p = 0; p < terms; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bp);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bp + LANES);
      FloatVector ai = FloatVector.broadcast(SPECIES, a[ap]);
      c00 = ai.fma(b0, c00);
      c01 = ai.fma(b1, c01);
      ai = FloatVector.broadcast(SPECIES, a[ap + aRow]);
      c10 = ai.fma(b0, c10);
      c11 = ai.fma(b1, c11);
      ai = FloatVector.broadcast(SPECIES, a[ap + 2 * aRow]);
      c20 = ai.fma(b0, c20);
      c21 = ai.fma(b1, c21);
      ai = FloatVector.broadcast(SPECIES, a[ap + 3 * aRow]);
      c30 = ai.fma(b0, c30);
      c31 = ai.fma(b1, c31);
      ai = FloatVector.broadcast(SPECIES, a[ap + 4 * aRow]);
      c40 = ai.fma(b0, c40);
      c41 = ai.fma(b1, c41);
      ai = FloatVector.broadcast(SPECIES, a[ap + 5 * aRow]);
      c50 = ai.fma(b0, c50);
      c51 = ai.fma(b1, c51);
      ai = FloatVector.broadcast(SPECIES, a[ap + 6 * aRow]);
      c60 = ai.fma(b0, c60);
      c61 = ai.fma(b1, c61);
      ai = FloatVector.broadcast(SPECIES, a[ap + 7 * aRow]);
      c70 = ai.fma(b0, c70);
      c71 = ai.fma(b1, c71);
      ap += aColumn;
      bp += bRow;
    }
    store(c00, c01, c, cStart);
    store(c10, c11, c, cStart + cRow);
    store(c20, c21, c, cStart + 2 * cRow);
    store(c30, c31, c, cStart + 3 * cRow);
    store(c40, c41, c, cStart + 4 * cRow);
    store(c50, c51, c, cStart + 5 * cRow);
    store(c60, c61, c, cStart + 6 * cRow);
    store(c70, c71, c, cStart + 7 * cRow);
  }

  private static void store(FloatVector left, FloatVector right, float[] c, int cp) {
    left.intoArray(c, cp);
    right.intoArray(c, cp + LANES);
  }

  private static void tile4x2(
      int rows,
      int terms,
      float[] a,
      int aStart,
      int aRow,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      float[] c,
      int cStart,
      int cRow) {
    int r1 = Math.min(1, rows - 1);
    int r2 = Math.min(2, rows - 1);
    int r3 = Math.min(3, rows - 1);
    int a1 = r1 * aRow;
    int a2 = r2 * aRow;
    int a3 = r3 * aRow;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int ap = aStart;
    int bp = bStart;
    for (int p = 0; p < terms; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bp);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bp + LANES);
      FloatVector ai = FloatVector.broadcast(SPECIES, a[ap]);
      c00 = ai.fma(b0, c00);
      c01 = ai.fma(b1, c01);
      ai = FloatVector.broadcast(SPECIES, a[ap + a1]);
      c10 = ai.fma(b0, c10);
      c11 = ai.fma(b1, c11);
      ai = FloatVector.broadcast(SPECIES, a[ap + a2]);
      c20 = ai.fma(b0, c20);
      c21 = ai.fma(b1, c21);
      ai = FloatVector.broadcast(SPECIES, a[ap + a3]);
      c30 = ai.fma(b0, c30);
      c31 = ai.fma(b1, c31);
      ap += aColumn;
      bp += bRow;
    }
    store(c00, c01, c, cStart);
    store(c10, c11, c, cStart + r1 * cRow);
    store(c20, c21, c, cStart + r2 * cRow);
    store(c30, c31, c, cStart + r3 * cRow);
  }

  private static void tile8x1(
      int rows,
      int width,
      int terms,
      float[] a,
      int aStart,
      int aRow,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      float[] c,
      int cStart,
      int cRow) {
    int last = rows - 1;
    int r1 = Math.min(1, last);
    int r2 = Math.min(2, last);
    int r3 = Math.min(3, last);
    int r4 = Math.min(4, last);
    int r5 = Math.min(5, last);
    int r6 = Math.min(6, last);
    int r7 = Math.min(7, last);
    int a1 = r1 * aRow;
    int a2 = r2 * aRow;
    int a3 = r3 * aRow;
    int a4 = r4 * aRow;
    int a5 = r5 * aRow;
    int a6 = r6 * aRow;
    int a7 = r7 * aRow;
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector c4 = c0;
    FloatVector c5 = c0;
    FloatVector c6 = c0;
    FloatVector c7 = c0;
    int ap = aStart;
    int bp = bStart;
    for (int p = 0; p < terms; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bp);
      c0 = FloatVector.broadcast(SPECIES, a[ap]).fma(b0, c0);
      c1 = FloatVector.broadcast(SPECIES, a[ap + a1]).fma(b0, c1);
      c2 = FloatVector.broadcast(SPECIES, a[ap + a2]).fma(b0, c2);
      c3 = FloatVector.broadcast(SPECIES, a[ap + a3]).fma(b0, c3);
      c4 = FloatVector.broadcast(SPECIES, a[ap + a4]).fma(b0, c4);
      c5 = FloatVector.broadcast(SPECIES, a[ap + a5]).fma(b0, c5);
      c6 = FloatVector.broadcast(SPECIES, a[ap + a6]).fma(b0, c6);
      c7 = FloatVector.broadcast(SPECIES, a[ap + a7]).fma(b0, c7);
      ap += aColumn;
      bp += bRow;
    }
    // Made here: as an argument it would be allocated.
    VectorMask<Float> mask = SPECIES.indexInRange(0, width);
    c0.intoArray(c, cStart, mask);
    c1.intoArray(c, cStart + r1 * cRow, mask);
    c2.intoArray(c, cStart + r2 * cRow, mask);
    c3.intoArray(c, cStart + r3 * cRow, mask);
    c4.intoArray(c, cStart + r4 * cRow, mask);
    c5.intoArray(c, cStart + r5 * cRow, mask);
    c6.intoArray(c, cStart + r6 * cRow, mask);
    c7.intoArray(c, cStart + r7 * cRow, mask);
  }
}
