package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Matrix products over interleaved matrices, one in each lane; see {@link FloatLaneLoops}. */
final class FloatLaneProducts {
  private static final VectorSpecies<Float> SPECIES = FloatLaneLoops.SPECIES;
  private static final int LANES = FloatLaneLoops.LANES;

  private FloatLaneProducts() {}

  /**
   * C = A·B: for each element one chain over k.
   *
   * @param bRow distance of B's elements along k
   * @param bColumn distance of B's elements along n
   */
  static void gemm(
      int m,
      int n,
      int k,
      float[] a,
      int aRow,
      float[] b,
      int bRow,
      int bColumn,
      float[] c,
      int cRow) {
    for (int i = 0; i < m; i += 4) {
      rows(i, Math.min(i + 4, m), 0, n, k, a, aRow, b, bRow, bColumn, c, cRow);
    }
  }

  /** C = A·Aᵀ on and above the diagonal; below it some elements. */
  static void upperGram(int m, int k, float[] a, int aRow, float[] c, int cRow) {
    for (int i = 0; i < m; i += 4) {
      rows(i, Math.min(i + 4, m), i, m, k, a, aRow, a, 1, aRow, c, cRow);
    }
  }

  private static void rows(
      int from,
      int to,
      int start,
      int n,
      int k,
      float[] a,
      int aRow,
      float[] b,
      int bRow,
      int bColumn,
      float[] c,
      int cRow) {
    int j = start;
    if (to - from == 4) {
      for (; j <= n - 4; j += 4) {
        tile(k, a, from * aRow, aRow, b, j * bColumn, bRow, bColumn, c, from * cRow + j, cRow);
      }
    }
    for (; j < n; j++) {
      for (int i = from; i < to; i++) {
        element(k, a, i * aRow, b, j * bColumn, bRow, c, i * cRow + j);
      }
    }
  }

  private static void element(
      int k, float[] a, int aOffset, float[] b, int bOffset, int bRow, float[] c, int cOffset) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int p = 0; p < k; p++) {
      FloatVector factor = FloatVector.fromArray(SPECIES, a, (aOffset + p) * LANES);
      sum = factor.fma(FloatVector.fromArray(SPECIES, b, (bOffset + p * bRow) * LANES), sum);
    }
    sum.intoArray(c, cOffset * LANES);
  }

  /** Four by four elements of C: sixteen chains, with eight loads to a step. */
  private static void tile(
      int k,
      float[] a,
      int aOffset,
      int aRow,
      float[] b,
      int bOffset,
      int bRow,
      int bColumn,
      float[] c,
      int cOffset,
      int cRow) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c23 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    FloatVector c33 = c00;
    int next = bColumn * LANES;
    for (int p = 0; p < k; p++) {
      int at = (aOffset + p) * LANES;
      int from = (bOffset + p * bRow) * LANES;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + next);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, from + 2 * next);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, from + 3 * next);
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aRow * LANES);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * aRow * LANES);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * aRow * LANES);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
    }
    int to = cOffset * LANES;
    c00.intoArray(c, to);
    c01.intoArray(c, to + LANES);
    c02.intoArray(c, to + 2 * LANES);
    c03.intoArray(c, to + 3 * LANES);
    to += cRow * LANES;
    c10.intoArray(c, to);
    c11.intoArray(c, to + LANES);
    c12.intoArray(c, to + 2 * LANES);
    c13.intoArray(c, to + 3 * LANES);
    to += cRow * LANES;
    c20.intoArray(c, to);
    c21.intoArray(c, to + LANES);
    c22.intoArray(c, to + 2 * LANES);
    c23.intoArray(c, to + 3 * LANES);
    to += cRow * LANES;
    c30.intoArray(c, to);
    c31.intoArray(c, to + LANES);
    c32.intoArray(c, to + 2 * LANES);
    c33.intoArray(c, to + 3 * LANES);
  }
}
