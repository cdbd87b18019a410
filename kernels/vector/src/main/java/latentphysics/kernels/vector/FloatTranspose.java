package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposing copy in registers.
 *
 * <p>A tile is eight columns of as many rows as a vector has lanes, 8 or 16. Eight vectors hold it
 * in squares of 8 by 8, side by side, and three rounds exchange neighbours, pairs and quadruples:
 * round h swaps the elements (i, l) and (i ^ h, l ^ h) of which just one has bit h set.
 */
final class FloatTranspose {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 8;
  private static final boolean TWO_SQUARES = LANES == 2 * COLUMNS;

  /** Whether vectors are as wide as a tile needs them. */
  static final boolean FITS = LANES == COLUMNS || TWO_SQUARES;

  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorMask<Float> ODD_1 = odd(1);
  private static final VectorMask<Float> ODD_2 = odd(2);
  private static final VectorMask<Float> ODD_4 = odd(4);
  private static final VectorMask<Float> UPPER = odd(8);
  private static final VectorMask<Float> LOWER = UPPER.not();

  private FloatTranspose() {}

  private static VectorShuffle<Float> swap(int h) {
    return VectorShuffle.fromOp(SPECIES, l -> (l ^ h) % LANES);
  }

  private static VectorMask<Float> odd(int h) {
    boolean[] bits = new boolean[LANES];
    for (int l = 0; l < LANES; l++) {
      bits[l] = (l & h) != 0;
    }
    return VectorMask.fromArray(SPECIES, bits, 0);
  }

  /** Elements that {@link #exercise} copies. */
  static final int EXERCISE = 64 * 64;

  /** Runs on idle data. */
  static void exercise(float[] x, float[] y) {
    transpose(64, 64, x, 0, 64, y, 0, 64);
  }

  /** Rows of a tile. */
  static int tileRows() {
    return LANES;
  }

  /** Columns that are copied together: two tiles, so that a line of memory is read once. */
  static int tileColumns() {
    return 2 * COLUMNS;
  }

  /** Copies whole tiles only. */
  static void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    // Down the rows first: lines of y fill up one after the other.
    for (int c = 0; c < columns; c += 2 * COLUMNS) {
      for (int r = 0; r < rows; r += LANES) {
        int from = xOffset + r * xRow + c;
        int to = yOffset + c * yRow + r;
        tile(x, from, xRow, y, to, yRow);
        tile(x, from + COLUMNS, xRow, y, to + COLUMNS * yRow, yRow);
      }
    }
  }

  private static void tile(float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    FloatVector a0 = load(x, xOffset, xRow);
    FloatVector a1 = load(x, xOffset + 1 * xRow, xRow);
    FloatVector a2 = load(x, xOffset + 2 * xRow, xRow);
    FloatVector a3 = load(x, xOffset + 3 * xRow, xRow);
    FloatVector a4 = load(x, xOffset + 4 * xRow, xRow);
    FloatVector a5 = load(x, xOffset + 5 * xRow, xRow);
    FloatVector a6 = load(x, xOffset + 6 * xRow, xRow);
    FloatVector a7 = load(x, xOffset + 7 * xRow, xRow);
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

  /** Eight elements of a row and, in a wider vector, eight of the row eight below. */
  private static FloatVector load(float[] x, int offset, int xRow) {
    return TWO_SQUARES
        ? FloatVector.fromArray(SPECIES, x, offset, LOWER)
            .blend(
                FloatVector.fromArray(SPECIES, x, offset + COLUMNS * xRow - COLUMNS, UPPER), UPPER)
        : FloatVector.fromArray(SPECIES, x, offset);
  }
}
