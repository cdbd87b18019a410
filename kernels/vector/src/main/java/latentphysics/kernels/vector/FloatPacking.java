package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Copies of parts of the operands of a product, laid out so that tiles read them in order. */
final class FloatPacking {
  private static final VectorSpecies<Float> SPECIES = FloatTiles.SPECIES;
  private static final int LANES = FloatTiles.LANES;

  private FloatPacking() {}

  /**
   * Copies a panel of B, rows of {@code stride} numbers one after the other, zeros behind the last
   * column.
   *
   * @param stride {@link FloatTiles#WIDTH} if the panel is as wide, else {@link FloatTiles#LANES}
   */
  static void panel(
      int terms,
      int width,
      float[] b,
      int bStart,
      int bRow,
      int bColumn,
      float[] panel,
      int start,
      int stride) {
    if (bColumn != 1) {
      transposed(terms, width, b, bStart, bRow, bColumn, panel, start, stride);
    } else if (width == FloatTiles.WIDTH) {
      int bp = bStart;
      int to = start;
      for (int p = 0; p < terms; p++) {
        FloatVector.fromArray(SPECIES, b, bp).intoArray(panel, to);
        FloatVector.fromArray(SPECIES, b, bp + LANES).intoArray(panel, to + LANES);
        bp += bRow;
        to += 2 * LANES;
      }
    } else {
      VectorMask<Float> mask = SPECIES.indexInRange(0, width);
      int bp = bStart;
      int to = start;
      for (int p = 0; p < terms; p++) {
        FloatVector.fromArray(SPECIES, b, bp, mask).intoArray(panel, to);
        bp += bRow;
        to += LANES;
      }
    }
  }

  /** Eight columns at a time, which are as many streams of reads and one of writes. */
  private static void transposed(
      int terms,
      int width,
      float[] b,
      int bStart,
      int bRow,
      int bColumn,
      float[] panel,
      int start,
      int stride) {
    int j = 0;
    for (; j + 8 <= width; j += 8) {
      int bp = bStart + j * bColumn;
      int to = start + j;
      for (int p = 0; p < terms; p++) {
        panel[to] = b[bp];
        panel[to + 1] = b[bp + bColumn];
        panel[to + 2] = b[bp + 2 * bColumn];
        panel[to + 3] = b[bp + 3 * bColumn];
        panel[to + 4] = b[bp + 4 * bColumn];
        panel[to + 5] = b[bp + 5 * bColumn];
        panel[to + 6] = b[bp + 6 * bColumn];
        panel[to + 7] = b[bp + 7 * bColumn];
        bp += bRow;
        to += stride;
      }
    }
    for (; j < width; j++) {
      int bp = bStart + j * bColumn;
      for (int to = start + j; to < start + terms * stride; to += stride) {
        panel[to] = b[bp];
        bp += bRow;
      }
    }
    for (; j < stride; j++) {
      for (int to = start + j; to < start + terms * stride; to += stride) {
        panel[to] = 0;
      }
    }
  }

  /** Copies {@code lines} runs of adjacent numbers, {@code stride} apart in the copy. */
  static void lines(
      int lines,
      int length,
      float[] a,
      int aStart,
      int distance,
      float[] block,
      int start,
      int stride) {
    for (int i = 0; i < lines; i++) {
      System.arraycopy(a, aStart + i * distance, block, start + i * stride, length);
    }
  }
}
