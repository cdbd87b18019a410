package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.Kernels;

/**
 * The matrix product by tiles of C that stay in registers: 8 rows by 2 vectors, and 1 vector, the
 * last one masked, where columns remain. A and B are read in place.
 *
 * <p>A tile adds one block of k terms; blocks are the outer loop, so each element of C is made in
 * the order that {@link Kernels} prescribes.
 */
final class FloatGemm {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 8;

  private FloatGemm() {}

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
      float[] c,
      int cOffset,
      int cRow) {
    float[] later = new float[k > Kernels.PRODUCT_BLOCK ? m * 2 * LANES : 0];
    for (int start = 0; start < k; start += Kernels.PRODUCT_BLOCK) {
      int terms = Math.min(Kernels.PRODUCT_BLOCK, k - start);
      int aBlock = aOffset + start * aColumn;
      int bBlock = bOffset + start * bRow;
      for (int j = 0; j < n; ) {
        int width = n - j >= 2 * LANES ? 2 * LANES : Math.min(LANES, n - j);
        int cPanel = cOffset + j;
        if (start == 0) {
          panel(m, width, terms, a, aBlock, aRow, aColumn, b, bBlock + j, bRow, c, cPanel, cRow);
        } else {
          panel(m, width, terms, a, aBlock, aRow, aColumn, b, bBlock + j, bRow, later, 0, width);
          add(m, width, later, c, cPanel, cRow);
        }
        j += width;
      }
    }
  }

  /** One block of terms for {@code width} columns, two vectors of them or at most one. */
  private static void panel(
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
    if (width == 2 * LANES) {
      for (; i + ROWS <= m; i += ROWS) {
        int ai = aStart + i * aRow;
        tile8x2(terms, a, ai, aRow, aColumn, b, bStart, bRow, c, cStart + i * cRow, cRow);
      }
      for (; i < m; i++) {
        tile1x2(terms, a, aStart + i * aRow, aColumn, b, bStart, bRow, c, cStart + i * cRow);
      }
    } else {
      VectorMask<Float> mask = SPECIES.indexInRange(0, width);
      for (; i + ROWS <= m; i += ROWS) {
        int ai = aStart + i * aRow;
        tile8x1(terms, a, ai, aRow, aColumn, b, bStart, bRow, c, cStart + i * cRow, cRow, mask);
      }
      for (; i < m; i++) {
        int ai = aStart + i * aRow;
        tile1x1(terms, a, ai, aColumn, b, bStart, bRow, c, cStart + i * cRow, mask);
      }
    }
  }

  // Tiles only store. Adding to C inside them would inline more than C2 allows in one method: it
  // then
  // boxes vectors, and the product is five times slower.
  private static void add(int m, int width, float[] later, float[] c, int cStart, int cRow) {
    for (int i = 0; i < m; i++) {
      int ci = cStart + i * cRow;
      for (int j = 0; j < width; j++) {
        c[ci + j] += later[i * width + j];
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
    int cp = cStart;
    store(c00, c01, c, cp);
    store(c10, c11, c, cp + cRow);
    store(c20, c21, c, cp + 2 * cRow);
    store(c30, c31, c, cp + 3 * cRow);
    store(c40, c41, c, cp + 4 * cRow);
    store(c50, c51, c, cp + 5 * cRow);
    store(c60, c61, c, cp + 6 * cRow);
    store(c70, c71, c, cp + 7 * cRow);
  }

  private static void tile1x2(
      int terms,
      float[] a,
      int aStart,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      float[] c,
      int cStart) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = c0;
    int ap = aStart;
    int bp = bStart;
    for (int p = 0; p < terms; p++) {
      FloatVector ai = FloatVector.broadcast(SPECIES, a[ap]);
      c0 = ai.fma(FloatVector.fromArray(SPECIES, b, bp), c0);
      c1 = ai.fma(FloatVector.fromArray(SPECIES, b, bp + LANES), c1);
      ap += aColumn;
      bp += bRow;
    }
    store(c0, c1, c, cStart);
  }

  private static void tile8x1(
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
      VectorMask<Float> mask) {
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
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bp, mask);
      c0 = FloatVector.broadcast(SPECIES, a[ap]).fma(b0, c0);
      c1 = FloatVector.broadcast(SPECIES, a[ap + aRow]).fma(b0, c1);
      c2 = FloatVector.broadcast(SPECIES, a[ap + 2 * aRow]).fma(b0, c2);
      c3 = FloatVector.broadcast(SPECIES, a[ap + 3 * aRow]).fma(b0, c3);
      c4 = FloatVector.broadcast(SPECIES, a[ap + 4 * aRow]).fma(b0, c4);
      c5 = FloatVector.broadcast(SPECIES, a[ap + 5 * aRow]).fma(b0, c5);
      c6 = FloatVector.broadcast(SPECIES, a[ap + 6 * aRow]).fma(b0, c6);
      c7 = FloatVector.broadcast(SPECIES, a[ap + 7 * aRow]).fma(b0, c7);
      ap += aColumn;
      bp += bRow;
    }
    int cp = cStart;
    c0.intoArray(c, cp, mask);
    c1.intoArray(c, cp + cRow, mask);
    c2.intoArray(c, cp + 2 * cRow, mask);
    c3.intoArray(c, cp + 3 * cRow, mask);
    c4.intoArray(c, cp + 4 * cRow, mask);
    c5.intoArray(c, cp + 5 * cRow, mask);
    c6.intoArray(c, cp + 6 * cRow, mask);
    c7.intoArray(c, cp + 7 * cRow, mask);
  }

  private static void tile1x1(
      int terms,
      float[] a,
      int aStart,
      int aColumn,
      float[] b,
      int bStart,
      int bRow,
      float[] c,
      int cStart,
      VectorMask<Float> mask) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    int ap = aStart;
    int bp = bStart;
    for (int p = 0; p < terms; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bp, mask);
      c0 = FloatVector.broadcast(SPECIES, a[ap]).fma(b0, c0);
      ap += aColumn;
      bp += bRow;
    }
    c0.intoArray(c, cStart, mask);
  }

  private static void store(FloatVector left, FloatVector right, float[] c, int cp) {
    left.intoArray(c, cp);
    right.intoArray(c, cp + LANES);
  }
}
