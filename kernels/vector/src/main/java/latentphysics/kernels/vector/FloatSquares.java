package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposing copy in registers for short copies between other loops, with the rounds of {@link
 * FloatTranspose}.
 *
 * <p>That one reads parts of vectors by mask, which is best for large arrays. But once masked loads
 * elsewhere have met the end of an array, C2 compiles their checks too, finds its tile too large
 * and boxes vectors. This one reads whole vectors only.
 */
final class FloatSquares {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 8;
  private static final boolean TWO_SQUARES = LANES == 2 * COLUMNS;
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorMask<Float> ODD_1 = VectorMask.fromLong(SPECIES, 0xaaaa);
  private static final VectorMask<Float> ODD_2 = VectorMask.fromLong(SPECIES, 0xcccc);
  private static final VectorMask<Float> ODD_4 = VectorMask.fromLong(SPECIES, 0xf0f0);
  private static final long LEFT = 0x00ff;
  private static final long RIGHT = 0xff00;

  private FloatSquares() {}

  private static VectorShuffle<Float> swap(int h) {
    return VectorShuffle.fromOp(SPECIES, l -> (l ^ h) % LANES);
  }

  /**
   * Copies any number of rows and columns, as long as the arrays do not overlap: what whole tiles
   * leave over is copied by tiles that repeat some of it, or one by one where no tile fits.
   */
  static void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    int wide = 2 * COLUMNS;
    if (!FloatTranspose.FITS || rows < LANES || columns < wide) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          y[yOffset + c * yRow + r] = x[xOffset + r * xRow + c];
        }
      }
      return;
    }
    int wholeRows = SPECIES.loopBound(rows);
    int wholeColumns = columns - columns % wide;
    tiles(wholeRows, wholeColumns, x, xOffset, xRow, y, yOffset, yRow);
    int lastColumn = columns - wide;
    if (wholeColumns < columns) {
      tiles(wholeRows, wide, x, xOffset + lastColumn, xRow, y, yOffset + lastColumn * yRow, yRow);
    }
    if (wholeRows < rows) {
      int lastRow = rows - LANES;
      int from = xOffset + lastRow * xRow;
      int to = yOffset + lastRow;
      tiles(LANES, wholeColumns, x, from, xRow, y, to, yRow);
      if (wholeColumns < columns) {
        tiles(LANES, wide, x, from + lastColumn, xRow, y, to + lastColumn * yRow, yRow);
      }
    }
  }

  /** Copies whole tiles: rows in multiples of the lanes, columns in multiples of 16. */
  private static void tiles(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    int below = COLUMNS * xRow;
    for (int c = 0; c < columns; c += 2 * COLUMNS) {
      for (int r = 0; r < rows; r += LANES) {
        int from = xOffset + r * xRow + c;
        int to = yOffset + c * yRow + r;
        int next = to + COLUMNS * yRow;
        if (TWO_SQUARES) {
          tile(x, from, xRow, below, RIGHT, y, to, yRow);
          tile(x, from + below, xRow, -below, LEFT, y, next, yRow);
        } else {
          tile(x, from, xRow, 0, 0, y, to, yRow);
          tile(x, from + COLUMNS, xRow, 0, 0, y, next, yRow);
        }
      }
    }
  }

  private static void tile(
      float[] x, int xOffset, int xRow, int away, long lanes, float[] y, int yOffset, int yRow) {
    VectorMask<Float> other = VectorMask.fromLong(SPECIES, lanes);
    FloatVector a0 = load(x, xOffset, away, other);
    FloatVector a1 = load(x, xOffset + 1 * xRow, away, other);
    FloatVector a2 = load(x, xOffset + 2 * xRow, away, other);
    FloatVector a3 = load(x, xOffset + 3 * xRow, away, other);
    FloatVector a4 = load(x, xOffset + 4 * xRow, away, other);
    FloatVector a5 = load(x, xOffset + 5 * xRow, away, other);
    FloatVector a6 = load(x, xOffset + 6 * xRow, away, other);
    FloatVector a7 = load(x, xOffset + 7 * xRow, away, other);
    FloatVector b0 = a0.blend(a1.rearrange(SWAP_1), ODD_1);
    FloatVector b1 = a0.rearrange(SWAP_1).blend(a1, ODD_1);
    FloatVector b2 = a2.blend(a3.rearrange(SWAP_1), ODD_1);
    FloatVector b3 = a2.rearrange(SWAP_1).blend(a3, ODD_1);
    FloatVector b4 = a4.blend(a5.rearrange(SWAP_1), ODD_1);
    FloatVector b5 = a4.rearrange(SWAP_1).blend(a5, ODD_1);
    FloatVector b6 = a6.blend(a7.rearrange(SWAP_1), ODD_1);
    FloatVector b7 = a6.rearrange(SWAP_1).blend(a7, ODD_1);
    FloatVector c0 = b0.blend(b2.rearrange(SWAP_2), ODD_2);
    FloatVector c2 = b0.rearrange(SWAP_2).blend(b2, ODD_2);
    FloatVector c1 = b1.blend(b3.rearrange(SWAP_2), ODD_2);
    FloatVector c3 = b1.rearrange(SWAP_2).blend(b3, ODD_2);
    FloatVector c4 = b4.blend(b6.rearrange(SWAP_2), ODD_2);
    FloatVector c6 = b4.rearrange(SWAP_2).blend(b6, ODD_2);
    FloatVector c5 = b5.blend(b7.rearrange(SWAP_2), ODD_2);
    FloatVector c7 = b5.rearrange(SWAP_2).blend(b7, ODD_2);
    FloatVector d0 = c0.blend(c4.rearrange(SWAP_4), ODD_4);
    FloatVector d4 = c0.rearrange(SWAP_4).blend(c4, ODD_4);
    FloatVector d1 = c1.blend(c5.rearrange(SWAP_4), ODD_4);
    FloatVector d5 = c1.rearrange(SWAP_4).blend(c5, ODD_4);
    FloatVector d2 = c2.blend(c6.rearrange(SWAP_4), ODD_4);
    FloatVector d6 = c2.rearrange(SWAP_4).blend(c6, ODD_4);
    FloatVector d3 = c3.blend(c7.rearrange(SWAP_4), ODD_4);
    FloatVector d7 = c3.rearrange(SWAP_4).blend(c7, ODD_4);
    d0.intoArray(y, yOffset);
    d1.intoArray(y, yOffset + 1 * yRow);
    d2.intoArray(y, yOffset + 2 * yRow);
    d3.intoArray(y, yOffset + 3 * yRow);
    d4.intoArray(y, yOffset + 4 * yRow);
    d5.intoArray(y, yOffset + 5 * yRow);
    d6.intoArray(y, yOffset + 6 * yRow);
    d7.intoArray(y, yOffset + 7 * yRow);
  }

  /** Eight elements of a row and, in a wider vector, eight of the row eight away from it. */
  private static FloatVector load(float[] x, int offset, int away, VectorMask<Float> other) {
    FloatVector row = FloatVector.fromArray(SPECIES, x, offset);
    return TWO_SQUARES
        ? row.blend(FloatVector.fromArray(SPECIES, x, offset + away).rearrange(SWAP_8), other)
        : row;
  }
}
