package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link latentphysics.kernels.FloatBlas} over interleaved matrices, one in each lane:
 * element e of all matrices is one vector. Offsets and distances count such vectors.
 */
final class FloatLaneLoops {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** A bit for each lane. */
  static final long ALL = -1L >>> -LANES;

  private FloatLaneLoops() {}

  /** y = Aᵀ·v: for each column one chain over the rows. */
  static void gemv(
      int rows,
      int n,
      float[] v,
      int vOffset,
      int vStep,
      float[] a,
      int aOffset,
      int aRow,
      float[] y,
      int yOffset) {
    int j = 0;
    for (; j <= n - 4; j += 4) {
      FloatVector y0 = FloatVector.zero(SPECIES);
      FloatVector y1 = y0;
      FloatVector y2 = y0;
      FloatVector y3 = y0;
      int at = (aOffset + j) * LANES;
      int of = vOffset * LANES;
      for (int i = 0; i < rows; i++) {
        FloatVector factor = FloatVector.fromArray(SPECIES, v, of);
        y0 = factor.fma(FloatVector.fromArray(SPECIES, a, at), y0);
        y1 = factor.fma(FloatVector.fromArray(SPECIES, a, at + LANES), y1);
        y2 = factor.fma(FloatVector.fromArray(SPECIES, a, at + 2 * LANES), y2);
        y3 = factor.fma(FloatVector.fromArray(SPECIES, a, at + 3 * LANES), y3);
        at += aRow * LANES;
        of += vStep * LANES;
      }
      int to = (yOffset + j) * LANES;
      y0.intoArray(y, to);
      y1.intoArray(y, to + LANES);
      y2.intoArray(y, to + 2 * LANES);
      y3.intoArray(y, to + 3 * LANES);
    }
    for (; j < n; j++) {
      FloatVector y0 = FloatVector.zero(SPECIES);
      for (int i = 0; i < rows; i++) {
        FloatVector factor = FloatVector.fromArray(SPECIES, v, (vOffset + i * vStep) * LANES);
        y0 = factor.fma(FloatVector.fromArray(SPECIES, a, (aOffset + i * aRow + j) * LANES), y0);
      }
      y0.intoArray(y, (yOffset + j) * LANES);
    }
  }

  /** A + v·wᵀ. */
  static void ger(
      int rows,
      int n,
      float[] v,
      int vOffset,
      int vStep,
      float[] w,
      int wOffset,
      float[] a,
      int aOffset,
      int aRow) {
    int j = 0;
    for (; j <= n - 4; j += 4) {
      int from = (wOffset + j) * LANES;
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, from);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, from + LANES);
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, from + 2 * LANES);
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, from + 3 * LANES);
      int at = (aOffset + j) * LANES;
      int of = vOffset * LANES;
      for (int i = 0; i < rows; i++) {
        FloatVector factor = FloatVector.fromArray(SPECIES, v, of);
        FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
        FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
        FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
        factor.fma(w0, a0).intoArray(a, at);
        factor.fma(w1, a1).intoArray(a, at + LANES);
        factor.fma(w2, a2).intoArray(a, at + 2 * LANES);
        factor.fma(w3, a3).intoArray(a, at + 3 * LANES);
        at += aRow * LANES;
        of += vStep * LANES;
      }
    }
    for (; j < n; j++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, (wOffset + j) * LANES);
      for (int i = 0; i < rows; i++) {
        int at = (aOffset + i * aRow + j) * LANES;
        FloatVector factor = FloatVector.fromArray(SPECIES, v, (vOffset + i * vStep) * LANES);
        factor.fma(w0, FloatVector.fromArray(SPECIES, a, at)).intoArray(a, at);
      }
    }
  }

  /**
   * A + v·wᵀ and then + x·yᵀ: two passes of {@link #ger} in one. v and x are columns of one matrix,
   * w and y rows of r elements from index 0 on.
   */
  static void gerTwice(
      int rows,
      int n,
      float[] v,
      int vOffset,
      int xOffset,
      int step,
      float[] w,
      float[] y,
      float[] a,
      int aOffset,
      int aRow) {
    int j = 0;
    for (; j <= n - 4; j += 4) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, j * LANES);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, (j + 1) * LANES);
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, (j + 2) * LANES);
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, (j + 3) * LANES);
      FloatVector y0 = FloatVector.fromArray(SPECIES, y, j * LANES);
      FloatVector y1 = FloatVector.fromArray(SPECIES, y, (j + 1) * LANES);
      FloatVector y2 = FloatVector.fromArray(SPECIES, y, (j + 2) * LANES);
      FloatVector y3 = FloatVector.fromArray(SPECIES, y, (j + 3) * LANES);
      int at = (aOffset + j) * LANES;
      for (int i = 0; i < rows; i++) {
        FloatVector first = FloatVector.fromArray(SPECIES, v, (vOffset + i * step) * LANES);
        FloatVector second = FloatVector.fromArray(SPECIES, v, (xOffset + i * step) * LANES);
        FloatVector a0 = first.fma(w0, FloatVector.fromArray(SPECIES, a, at));
        FloatVector a1 = first.fma(w1, FloatVector.fromArray(SPECIES, a, at + LANES));
        FloatVector a2 = first.fma(w2, FloatVector.fromArray(SPECIES, a, at + 2 * LANES));
        FloatVector a3 = first.fma(w3, FloatVector.fromArray(SPECIES, a, at + 3 * LANES));
        second.fma(y0, a0).intoArray(a, at);
        second.fma(y1, a1).intoArray(a, at + LANES);
        second.fma(y2, a2).intoArray(a, at + 2 * LANES);
        second.fma(y3, a3).intoArray(a, at + 3 * LANES);
        at += aRow * LANES;
      }
    }
    for (; j < n; j++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, j * LANES);
      FloatVector y0 = FloatVector.fromArray(SPECIES, y, j * LANES);
      for (int i = 0; i < rows; i++) {
        int at = (aOffset + i * aRow + j) * LANES;
        FloatVector first = FloatVector.fromArray(SPECIES, v, (vOffset + i * step) * LANES);
        FloatVector second = FloatVector.fromArray(SPECIES, v, (xOffset + i * step) * LANES);
        FloatVector a0 = first.fma(w0, FloatVector.fromArray(SPECIES, a, at));
        second.fma(y0, a0).intoArray(a, at);
      }
    }
  }

  /** A + v·wᵀ and then + w·vᵀ, for a square block: two passes of {@link #ger} in one. */
  static void symmetricGer(
      int n, float[] v, int vOffset, float[] w, float[] a, int aOffset, int aRow) {
    for (int i = 0; i < n; i++) {
      FloatVector vi = FloatVector.fromArray(SPECIES, v, (vOffset + i) * LANES);
      FloatVector wi = FloatVector.fromArray(SPECIES, w, i * LANES);
      int at = (aOffset + i * aRow) * LANES;
      int of = vOffset * LANES;
      for (int j = 0; j < n; j++) {
        FloatVector vj = FloatVector.fromArray(SPECIES, v, of);
        FloatVector wj = FloatVector.fromArray(SPECIES, w, j * LANES);
        FloatVector first = vi.fma(wj, FloatVector.fromArray(SPECIES, a, at));
        wi.fma(vj, first).intoArray(a, at);
        at += LANES;
        of += LANES;
      }
    }
  }

  /** x becomes alpha·x, with a factor for each lane. */
  static void scal(int n, float[] alpha, int alphaOffset, float[] x, int xOffset) {
    FloatVector factor = FloatVector.fromArray(SPECIES, alpha, alphaOffset * LANES);
    for (int i = 0; i < n; i++) {
      int at = (xOffset + i) * LANES;
      FloatVector.fromArray(SPECIES, x, at).mul(factor).intoArray(x, at);
    }
  }

  /** y becomes fma(alpha, x, y), with a factor for each lane. */
  static void axpy(
      int n, float[] alpha, int alphaOffset, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector factor = FloatVector.fromArray(SPECIES, alpha, alphaOffset * LANES);
    for (int i = 0; i < n; i++) {
      int at = (yOffset + i) * LANES;
      FloatVector xi = FloatVector.fromArray(SPECIES, x, (xOffset + i) * LANES);
      factor.fma(xi, FloatVector.fromArray(SPECIES, y, at)).intoArray(y, at);
    }
  }

  /** See {@link latentphysics.kernels.FloatLanes#norm1}. */
  static void norm1(int n, float[] a, float[] norms) {
    FloatVector largest = FloatVector.zero(SPECIES);
    for (int j = 0; j < n; j++) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int at = j * LANES; at < n * n * LANES; at += n * LANES) {
        sum = sum.add(FloatVector.fromArray(SPECIES, a, at).abs());
      }
      largest = largest.max(sum);
    }
    largest.intoArray(norms, 0);
  }

  /** See {@link latentphysics.kernels.FloatLanes#extents}. */
  static void extents(int n, float[] a, float[] rows, float[] columns) {
    Arrays.fill(columns, 0);
    for (int i = 0; i < n; i++) {
      FloatVector row = FloatVector.zero(SPECIES);
      for (int j = 0; j < n; j++) {
        if (i != j) {
          FloatVector size = FloatVector.fromArray(SPECIES, a, (i * n + j) * LANES).abs();
          row = row.max(size);
          FloatVector column = FloatVector.fromArray(SPECIES, columns, j * LANES);
          column.max(size).intoArray(columns, j * LANES);
        }
      }
      row.intoArray(rows, i * LANES);
    }
  }

  /** See {@link latentphysics.kernels.FloatLanes#largest}. */
  static void largest(int n, float[] x, float[] y) {
    FloatVector largest = FloatVector.zero(SPECIES);
    for (int at = 0; at < n * LANES; at += LANES) {
      largest = largest.max(FloatVector.fromArray(SPECIES, x, at).abs());
    }
    largest.intoArray(y, 0);
  }

  /** See {@link latentphysics.kernels.FloatLanes#copy}. */
  static void copy(long lanes, int n, float[] x, float[] y) {
    VectorMask<Float> some = VectorMask.fromLong(SPECIES, lanes);
    for (int at = 0; at < n * LANES; at += LANES) {
      FloatVector kept = FloatVector.fromArray(SPECIES, y, at);
      kept.blend(FloatVector.fromArray(SPECIES, x, at), some).intoArray(y, at);
    }
  }

  /** y becomes −x. */
  static void negate(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      FloatVector.fromArray(SPECIES, x, (xOffset + i) * LANES)
          .neg()
          .intoArray(y, (yOffset + i) * LANES);
    }
  }

  /** x becomes x/d, with a divisor for each lane. */
  static void divide(int n, float[] x, int xOffset, int xStep, float[] d, int dOffset) {
    FloatVector divisor = FloatVector.fromArray(SPECIES, d, dOffset * LANES);
    for (int i = 0; i < n; i++) {
      int at = (xOffset + i * xStep) * LANES;
      FloatVector.fromArray(SPECIES, x, at).div(divisor).intoArray(x, at);
    }
  }

  /**
   * The products x·y, one number for each lane, into {@code result[resultOffset·LANES …]}.
   *
   * <p>The sixteen partial sums of {@link latentphysics.kernels.FloatBlas#dot} are sixteen vectors.
   */
  static void dot(
      int n, float[] x, int xOffset, float[] y, int yOffset, float[] result, int resultOffset) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    // The upper half of the partial sums comes in a second run, which keeps all in registers.
    for (int i = 0; i < n; i += 16) {
      int p = (xOffset + i) * LANES;
      int q = (yOffset + i) * LANES;
      s0 = term(i, n, x, p, y, q, s0);
      s1 = term(i + 1, n, x, p + LANES, y, q + LANES, s1);
      s2 = term(i + 2, n, x, p + 2 * LANES, y, q + 2 * LANES, s2);
      s3 = term(i + 3, n, x, p + 3 * LANES, y, q + 3 * LANES, s3);
      s4 = term(i + 4, n, x, p + 4 * LANES, y, q + 4 * LANES, s4);
      s5 = term(i + 5, n, x, p + 5 * LANES, y, q + 5 * LANES, s5);
      s6 = term(i + 6, n, x, p + 6 * LANES, y, q + 6 * LANES, s6);
      s7 = term(i + 7, n, x, p + 7 * LANES, y, q + 7 * LANES, s7);
    }
    FloatVector t0 = FloatVector.zero(SPECIES);
    FloatVector t1 = t0;
    FloatVector t2 = t0;
    FloatVector t3 = t0;
    FloatVector t4 = t0;
    FloatVector t5 = t0;
    FloatVector t6 = t0;
    FloatVector t7 = t0;
    for (int i = 8; i < n; i += 16) {
      int p = (xOffset + i) * LANES;
      int q = (yOffset + i) * LANES;
      t0 = term(i, n, x, p, y, q, t0);
      t1 = term(i + 1, n, x, p + LANES, y, q + LANES, t1);
      t2 = term(i + 2, n, x, p + 2 * LANES, y, q + 2 * LANES, t2);
      t3 = term(i + 3, n, x, p + 3 * LANES, y, q + 3 * LANES, t3);
      t4 = term(i + 4, n, x, p + 4 * LANES, y, q + 4 * LANES, t4);
      t5 = term(i + 5, n, x, p + 5 * LANES, y, q + 5 * LANES, t5);
      t6 = term(i + 6, n, x, p + 6 * LANES, y, q + 6 * LANES, t6);
      t7 = term(i + 7, n, x, p + 7 * LANES, y, q + 7 * LANES, t7);
    }
    FloatVector r0 = s0.add(t0).add(s4.add(t4));
    FloatVector r1 = s1.add(t1).add(s5.add(t5));
    FloatVector r2 = s2.add(t2).add(s6.add(t6));
    FloatVector r3 = s3.add(t3).add(s7.add(t7));
    r0.add(r2).add(r1.add(r3)).intoArray(result, resultOffset * LANES);
  }

  private static FloatVector term(
      int i, int n, float[] x, int p, float[] y, int q, FloatVector sum) {
    return i < n
        ? FloatVector.fromArray(SPECIES, x, p).fma(FloatVector.fromArray(SPECIES, y, q), sum)
        : sum;
  }
}
