package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Copies of parts of the operands of a product, laid out so that tiles read them in order. */
final class FloatPacking {
  private static final VectorSpecies<Float> SPECIES = FloatTiles.SPECIES;
  private static final int LANES = FloatTiles.LANES;
  private static final int WIDTH = FloatTiles.WIDTH;

  private FloatPacking() {}

  /**
   * Copies a panel of B to rows that are {@link FloatTiles#WIDTH} apart, with zeros up to a whole
   * number of vectors.
   *
   * @param width columns, {@link FloatTiles#WIDTH} or at most {@link FloatTiles#LANES}
   */
  static void panel(
      int terms, int width, float[] b, int bStart, int bRow, int bColumn, float[] to, int start) {
    if (bColumn == 1) {
      rows(terms, width, b, bStart, bRow, to, start);
    } else {
      columns(terms, width, b, bStart, bRow, bColumn, to, start);
    }
  }

  private static void rows(
      int terms, int width, float[] b, int bStart, int bRow, float[] to, int start) {
    int bp = bStart;
    if (width == WIDTH) {
      for (int p = 0; p < terms; p++) {
        int q = start + p * WIDTH;
        FloatVector.fromArray(SPECIES, b, bp).intoArray(to, q);
        FloatVector.fromArray(SPECIES, b, bp + LANES).intoArray(to, q + LANES);
        bp += bRow;
      }
    } else {
      VectorMask<Float> mask = SPECIES.indexInRange(0, width);
      for (int p = 0; p < terms; p++) {
        FloatVector.fromArray(SPECIES, b, bp, mask).intoArray(to, start + p * WIDTH);
        bp += bRow;
      }
    }
  }

  /** Eight columns at a time, which are as many streams of reads and one of writes. */
  private static void columns(
      int terms, int width, float[] b, int bStart, int bRow, int bColumn, float[] to, int start) {
    int j = 0;
    for (; j + 8 <= width; j += 8) {
      eightColumns(terms, b, bStart + j * bColumn, bRow, bColumn, to, start + j);
    }
    for (; j < width; j++) {
      int bp = bStart + j * bColumn;
      for (int p = 0; p < terms; p++) {
        to[start + j + p * WIDTH] = b[bp];
        bp += bRow;
      }
    }
    for (; j % LANES != 0; j++) {
      for (int p = 0; p < terms; p++) {
        to[start + j + p * WIDTH] = 0;
      }
    }
  }

  private static void eightColumns(
      int terms, float[] b, int bStart, int bRow, int bColumn, float[] to, int start) {
    int bp = bStart;
    for (int p = 0; p < terms; p++) {
      int q = start + p * WIDTH;
      to[q] = b[bp];
      to[q + 1] = b[bp + bColumn];
      to[q + 2] = b[bp + 2 * bColumn];
      to[q + 3] = b[bp + 3 * bColumn];
      to[q + 4] = b[bp + 4 * bColumn];
      to[q + 5] = b[bp + 5 * bColumn];
      to[q + 6] = b[bp + 6 * bColumn];
      to[q + 7] = b[bp + 7 * bColumn];
      bp += bRow;
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
