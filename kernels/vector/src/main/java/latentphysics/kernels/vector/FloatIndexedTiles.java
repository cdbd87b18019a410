package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.Kernels;

/**
 * A matrix product whose operands lie where tables say: element (i, p) of A is {@code a[rows[i] +
 * aTerms[p]]}, row p of B begins at {@code b[bStart + bTerms[p]]}. This is how a convolution reads
 * shifted images without having them copied for every kernel position.
 *
 * <p>Columns are rounded up to whole vectors: rows of B must go on for another {@link #SLACK}
 * numbers of any value, and C must have room for them.
 */
final class FloatIndexedTiles {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Lanes of a vector. */
  static final int LANES = SPECIES.length();

  /** Numbers that a tile may read and write beyond the last column. */
  static final int SLACK = 4 * LANES;

  /** Length of the buffer that later blocks of terms need. */
  static final int BUFFER = 8 * 2 * LANES;

  // Sixteen accumulators need the 32 registers that come with 512-bit vectors.
  private static final boolean WIDE = SPECIES.vectorBitSize() == 512;

  /** Rows of the largest tile. */
  static final int ROWS = WIDE ? 8 : 4;

  private FloatIndexedTiles() {}

  /** The product, its terms in blocks as {@link Kernels#gemm} prescribes; at least one term. */
  static void product(
      int m,
      int n,
      int terms,
      float[] a,
      int[] tables,
      int rows,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c,
      int cStart,
      int cRow,
      float[] buffer) {
    for (int start = 0; start < terms; start += Kernels.PRODUCT_BLOCK) {
      int block = Math.min(Kernels.PRODUCT_BLOCK, terms - start);
      add(
          start == 0,
          m,
          n,
          block,
          a,
          tables,
          rows,
          aTerms + start,
          b,
          bStart,
          bTerms + start,
          c,
          cStart,
          cRow,
          buffer);
    }
  }

  /** One block of terms; the first one replaces what C held. */
  static void add(
      boolean first,
      int m,
      int n,
      int terms,
      float[] a,
      int[] tables,
      int rows,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c,
      int cStart,
      int cRow,
      float[] buffer) {
    int whole = WIDE ? m & -8 : 0;
    int tall = whole + ((m - whole) & -4);
    for (int j = 0; j < n; j += 2 * LANES) {
      boolean two = n - j > LANES;
      int bj = bStart + j;
      int width = two ? 2 * LANES : LANES;
      for (int i = 0; i < whole; i += 8) {
        float[] to = first ? c : buffer;
        int at = first ? cStart + i * cRow + j : 0;
        int row = first ? cRow : width;
        if (two) {
          tile8x2(terms, a, tables, rows + i, aTerms, b, bj, bTerms, to, at, row);
        } else {
          tile8x1(terms, a, tables, rows + i, aTerms, b, bj, bTerms, to, at, row);
        }
        if (!first) {
          join(8, width, buffer, c, cStart + i * cRow + j, cRow);
        }
      }
      for (int i = whole; i < tall; i += 4) {
        float[] to = first ? c : buffer;
        int at = first ? cStart + i * cRow + j : 0;
        int row = first ? cRow : width;
        if (two) {
          tile4x2(terms, a, tables, rows + i, aTerms, b, bj, bTerms, to, at, row);
        } else {
          tile4x1(terms, a, tables, rows + i, aTerms, b, bj, bTerms, to, at, row);
        }
        if (!first) {
          join(4, width, buffer, c, cStart + i * cRow + j, cRow);
        }
      }
    }
    for (int i = tall; i < m; i++) {
      for (int j = 0; j < n; j += 4 * LANES) {
        float[] to = first ? c : buffer;
        int at = first ? cStart + i * cRow + j : 0;
        tile1x4(terms, a, tables, rows + i, aTerms, b, bStart + j, bTerms, to, at);
        if (!first) {
          join(1, 4 * LANES, buffer, c, cStart + i * cRow + j, cRow);
        }
      }
    }
  }

  /** One tile of 8 or 4 rows and 1 or 2 vectors; rows of C are two vectors apart. */
  static void tile(
      boolean tall,
      boolean two,
      int terms,
      float[] a,
      int[] tables,
      int rows,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c) {
    int row = 2 * LANES;
    if (tall) {
      if (two) {
        tile8x2(terms, a, tables, rows, aTerms, b, bStart, bTerms, c, 0, row);
      } else {
        tile8x1(terms, a, tables, rows, aTerms, b, bStart, bTerms, c, 0, row);
      }
    } else if (two) {
      tile4x2(terms, a, tables, rows, aTerms, b, bStart, bTerms, c, 0, row);
    } else {
      tile4x1(terms, a, tables, rows, aTerms, b, bStart, bTerms, c, 0, row);
    }
  }

  // Apart from the tiles, which only store: together they would inline more than C2 allows.
  private static void join(int m, int width, float[] buffer, float[] c, int cStart, int cRow) {
    for (int i = 0; i < m; i++) {
      int ci = cStart + i * cRow;
      for (int j = 0; j < width; j += LANES) {
        FloatVector.fromArray(SPECIES, c, ci + j)
            .add(FloatVector.fromArray(SPECIES, buffer, i * width + j))
            .intoArray(c, ci + j);
      }
    }
  }

  private static void tile8x2(
      int terms,
      float[] a,
      int[] tables,
      int rows,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c,
      int cStart,
      int cRow) {
    int a0 = tables[rows];
    int a1 = tables[rows + 1];
    int a2 = tables[rows + 2];
    int a3 = tables[rows + 3];
    int a4 = tables[rows + 4];
    int a5 = tables[rows + 5];
    int a6 = tables[rows + 6];
    int a7 = tables[rows + 7];
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
    for (int p = 0; p < terms; p++) {
      int ap = tables[aTerms + p];
      int bp = bStart + tables[bTerms + p];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bp);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bp + LANES);
      FloatVector ai = FloatVector.broadcast(SPECIES, a[a0 + ap]);
      c00 = ai.fma(b0, c00);
      c01 = ai.fma(b1, c01);
      ai = FloatVector.broadcast(SPECIES, a[a1 + ap]);
      c10 = ai.fma(b0, c10);
      c11 = ai.fma(b1, c11);
      ai = FloatVector.broadcast(SPECIES, a[a2 + ap]);
      c20 = ai.fma(b0, c20);
      c21 = ai.fma(b1, c21);
      ai = FloatVector.broadcast(SPECIES, a[a3 + ap]);
      c30 = ai.fma(b0, c30);
      c31 = ai.fma(b1, c31);
      ai = FloatVector.broadcast(SPECIES, a[a4 + ap]);
      c40 = ai.fma(b0, c40);
      c41 = ai.fma(b1, c41);
      ai = FloatVector.broadcast(SPECIES, a[a5 + ap]);
      c50 = ai.fma(b0, c50);
      c51 = ai.fma(b1, c51);
      ai = FloatVector.broadcast(SPECIES, a[a6 + ap]);
      c60 = ai.fma(b0, c60);
      c61 = ai.fma(b1, c61);
      ai = FloatVector.broadcast(SPECIES, a[a7 + ap]);
      c70 = ai.fma(b0, c70);
      c71 = ai.fma(b1, c71);
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

  private static void tile8x1(
      int terms,
      float[] a,
      int[] tables,
      int rows,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c,
      int cStart,
      int cRow) {
    int a0 = tables[rows];
    int a1 = tables[rows + 1];
    int a2 = tables[rows + 2];
    int a3 = tables[rows + 3];
    int a4 = tables[rows + 4];
    int a5 = tables[rows + 5];
    int a6 = tables[rows + 6];
    int a7 = tables[rows + 7];
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector c4 = c0;
    FloatVector c5 = c0;
    FloatVector c6 = c0;
    FloatVector c7 = c0;
    for (int p = 0; p < terms; p++) {
      int ap = tables[aTerms + p];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bStart + tables[bTerms + p]);
      c0 = FloatVector.broadcast(SPECIES, a[a0 + ap]).fma(b0, c0);
      c1 = FloatVector.broadcast(SPECIES, a[a1 + ap]).fma(b0, c1);
      c2 = FloatVector.broadcast(SPECIES, a[a2 + ap]).fma(b0, c2);
      c3 = FloatVector.broadcast(SPECIES, a[a3 + ap]).fma(b0, c3);
      c4 = FloatVector.broadcast(SPECIES, a[a4 + ap]).fma(b0, c4);
      c5 = FloatVector.broadcast(SPECIES, a[a5 + ap]).fma(b0, c5);
      c6 = FloatVector.broadcast(SPECIES, a[a6 + ap]).fma(b0, c6);
      c7 = FloatVector.broadcast(SPECIES, a[a7 + ap]).fma(b0, c7);
    }
    c0.intoArray(c, cStart);
    c1.intoArray(c, cStart + cRow);
    c2.intoArray(c, cStart + 2 * cRow);
    c3.intoArray(c, cStart + 3 * cRow);
    c4.intoArray(c, cStart + 4 * cRow);
    c5.intoArray(c, cStart + 5 * cRow);
    c6.intoArray(c, cStart + 6 * cRow);
    c7.intoArray(c, cStart + 7 * cRow);
  }

  private static void tile4x2(
      int terms,
      float[] a,
      int[] tables,
      int rows,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c,
      int cStart,
      int cRow) {
    int a0 = tables[rows];
    int a1 = tables[rows + 1];
    int a2 = tables[rows + 2];
    int a3 = tables[rows + 3];
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    for (int p = 0; p < terms; p++) {
      int ap = tables[aTerms + p];
      int bp = bStart + tables[bTerms + p];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bp);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bp + LANES);
      FloatVector ai = FloatVector.broadcast(SPECIES, a[a0 + ap]);
      c00 = ai.fma(b0, c00);
      c01 = ai.fma(b1, c01);
      ai = FloatVector.broadcast(SPECIES, a[a1 + ap]);
      c10 = ai.fma(b0, c10);
      c11 = ai.fma(b1, c11);
      ai = FloatVector.broadcast(SPECIES, a[a2 + ap]);
      c20 = ai.fma(b0, c20);
      c21 = ai.fma(b1, c21);
      ai = FloatVector.broadcast(SPECIES, a[a3 + ap]);
      c30 = ai.fma(b0, c30);
      c31 = ai.fma(b1, c31);
    }
    store(c00, c01, c, cStart);
    store(c10, c11, c, cStart + cRow);
    store(c20, c21, c, cStart + 2 * cRow);
    store(c30, c31, c, cStart + 3 * cRow);
  }

  private static void tile4x1(
      int terms,
      float[] a,
      int[] tables,
      int rows,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c,
      int cStart,
      int cRow) {
    int a0 = tables[rows];
    int a1 = tables[rows + 1];
    int a2 = tables[rows + 2];
    int a3 = tables[rows + 3];
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    for (int p = 0; p < terms; p++) {
      int ap = tables[aTerms + p];
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bStart + tables[bTerms + p]);
      c0 = FloatVector.broadcast(SPECIES, a[a0 + ap]).fma(b0, c0);
      c1 = FloatVector.broadcast(SPECIES, a[a1 + ap]).fma(b0, c1);
      c2 = FloatVector.broadcast(SPECIES, a[a2 + ap]).fma(b0, c2);
      c3 = FloatVector.broadcast(SPECIES, a[a3 + ap]).fma(b0, c3);
    }
    c0.intoArray(c, cStart);
    c1.intoArray(c, cStart + cRow);
    c2.intoArray(c, cStart + 2 * cRow);
    c3.intoArray(c, cStart + 3 * cRow);
  }

  private static void tile1x4(
      int terms,
      float[] a,
      int[] tables,
      int row,
      int aTerms,
      float[] b,
      int bStart,
      int bTerms,
      float[] c,
      int cStart) {
    int a0 = tables[row];
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    for (int p = 0; p < terms; p++) {
      int bp = bStart + tables[bTerms + p];
      FloatVector ai = FloatVector.broadcast(SPECIES, a[a0 + tables[aTerms + p]]);
      c0 = ai.fma(FloatVector.fromArray(SPECIES, b, bp), c0);
      c1 = ai.fma(FloatVector.fromArray(SPECIES, b, bp + LANES), c1);
      c2 = ai.fma(FloatVector.fromArray(SPECIES, b, bp + 2 * LANES), c2);
      c3 = ai.fma(FloatVector.fromArray(SPECIES, b, bp + 3 * LANES), c3);
    }
    store(c0, c1, c, cStart);
    store(c2, c3, c, cStart + 2 * LANES);
  }

  private static void store(FloatVector left, FloatVector right, float[] c, int at) {
    left.intoArray(c, at);
    right.intoArray(c, at + LANES);
  }
}
