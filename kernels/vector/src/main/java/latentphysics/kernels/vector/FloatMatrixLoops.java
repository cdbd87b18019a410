package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link latentphysics.kernels.FloatBlas} over matrices, in vectors. */
final class FloatMatrixLoops {
  private static final VectorSpecies<Float> SPECIES = FloatLoops.SPECIES;
  private static final int LANES = SPECIES.length();

  /** Elements, gaps included, of a matrix that stays in the first cache. */
  private static final int NEAR = 1 << 12;

  private FloatMatrixLoops() {}

  /**
   * Stripe by stripe, so that a row stays in registers from the pair in which it is the second to
   * that in which it is the first.
   */
  static void lasr(
      int count, int n, float[] c, float[] s, int offset, float[] a, int aOffset, int aStep) {
    int j = 0;
    for (; j <= n - 4 * LANES; j += 4 * LANES) {
      int at = aOffset + j;
      FloatVector x0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector x1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      for (int i = offset; i < offset + count; i++) {
        FloatVector cosine = FloatVector.broadcast(SPECIES, c[i]);
        FloatVector sine = FloatVector.broadcast(SPECIES, s[i]);
        FloatVector minus = FloatVector.broadcast(SPECIES, -s[i]);
        int next = at + aStep;
        FloatVector y0 = FloatVector.fromArray(SPECIES, a, next);
        FloatVector y1 = FloatVector.fromArray(SPECIES, a, next + LANES);
        FloatVector y2 = FloatVector.fromArray(SPECIES, a, next + 2 * LANES);
        FloatVector y3 = FloatVector.fromArray(SPECIES, a, next + 3 * LANES);
        cosine.fma(x0, sine.mul(y0)).intoArray(a, at);
        cosine.fma(x1, sine.mul(y1)).intoArray(a, at + LANES);
        cosine.fma(x2, sine.mul(y2)).intoArray(a, at + 2 * LANES);
        cosine.fma(x3, sine.mul(y3)).intoArray(a, at + 3 * LANES);
        x0 = cosine.fma(y0, minus.mul(x0));
        x1 = cosine.fma(y1, minus.mul(x1));
        x2 = cosine.fma(y2, minus.mul(x2));
        x3 = cosine.fma(y3, minus.mul(x3));
        at = next;
      }
      x0.intoArray(a, at);
      x1.intoArray(a, at + LANES);
      x2.intoArray(a, at + 2 * LANES);
      x3.intoArray(a, at + 3 * LANES);
    }
    for (; j < n; j += LANES) {
      VectorMask<Float> some = SPECIES.indexInRange(j, n);
      int at = aOffset + j;
      FloatVector x0 = FloatVector.fromArray(SPECIES, a, at, some);
      for (int i = offset; i < offset + count; i++) {
        FloatVector cosine = FloatVector.broadcast(SPECIES, c[i]);
        int next = at + aStep;
        FloatVector y0 = FloatVector.fromArray(SPECIES, a, next, some);
        cosine.fma(x0, y0.mul(s[i])).intoArray(a, at, some);
        x0 = cosine.fma(y0, x0.mul(-s[i]));
        at = next;
      }
      x0.intoArray(a, at, some);
    }
  }

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
    if ((long) rows * aRow > NEAR) {
      gemvByRows(rows, n, v, vOffset, vStep, a, aOffset, aRow, y, yOffset);
      return;
    }
    int j = 0;
    for (; j <= n - 4 * LANES; j += 4 * LANES) {
      FloatVector y0 = FloatVector.zero(SPECIES);
      FloatVector y1 = y0;
      FloatVector y2 = y0;
      FloatVector y3 = y0;
      for (int i = 0; i < rows; i++) {
        FloatVector factor = FloatVector.broadcast(SPECIES, v[vOffset + i * vStep]);
        int at = aOffset + i * aRow + j;
        y0 = factor.fma(FloatVector.fromArray(SPECIES, a, at), y0);
        y1 = factor.fma(FloatVector.fromArray(SPECIES, a, at + LANES), y1);
        y2 = factor.fma(FloatVector.fromArray(SPECIES, a, at + 2 * LANES), y2);
        y3 = factor.fma(FloatVector.fromArray(SPECIES, a, at + 3 * LANES), y3);
      }
      y0.intoArray(y, yOffset + j);
      y1.intoArray(y, yOffset + j + LANES);
      y2.intoArray(y, yOffset + j + 2 * LANES);
      y3.intoArray(y, yOffset + j + 3 * LANES);
    }
    for (; j < n; j += LANES) {
      VectorMask<Float> some = SPECIES.indexInRange(j, n);
      FloatVector total = FloatVector.zero(SPECIES);
      for (int i = 0; i < rows; i++) {
        FloatVector factor = FloatVector.broadcast(SPECIES, v[vOffset + i * vStep]);
        total = factor.fma(FloatVector.fromArray(SPECIES, a, aOffset + i * aRow + j, some), total);
      }
      total.intoArray(y, yOffset + j, some);
    }
  }

  /**
   * The same, eight rows at a time: down the columns of a large matrix each row is another line of
   * the cache, and where rows are a power of two apart they drive each other out.
   */
  private static void gemvByRows(
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
    Arrays.fill(y, yOffset, yOffset + n, 0);
    int i = 0;
    for (; i <= rows - 8; i += 8) {
      int p = vOffset + i * vStep;
      FloatVector v0 = FloatVector.broadcast(SPECIES, v[p]);
      FloatVector v1 = FloatVector.broadcast(SPECIES, v[p + vStep]);
      FloatVector v2 = FloatVector.broadcast(SPECIES, v[p + 2 * vStep]);
      FloatVector v3 = FloatVector.broadcast(SPECIES, v[p + 3 * vStep]);
      FloatVector v4 = FloatVector.broadcast(SPECIES, v[p + 4 * vStep]);
      FloatVector v5 = FloatVector.broadcast(SPECIES, v[p + 5 * vStep]);
      FloatVector v6 = FloatVector.broadcast(SPECIES, v[p + 6 * vStep]);
      FloatVector v7 = FloatVector.broadcast(SPECIES, v[p + 7 * vStep]);
      int at = aOffset + i * aRow;
      int j = 0;
      for (; j <= n - LANES; j += LANES) {
        FloatVector total = FloatVector.fromArray(SPECIES, y, yOffset + j);
        total = v0.fma(FloatVector.fromArray(SPECIES, a, at + j), total);
        total = v1.fma(FloatVector.fromArray(SPECIES, a, at + aRow + j), total);
        total = v2.fma(FloatVector.fromArray(SPECIES, a, at + 2 * aRow + j), total);
        total = v3.fma(FloatVector.fromArray(SPECIES, a, at + 3 * aRow + j), total);
        total = v4.fma(FloatVector.fromArray(SPECIES, a, at + 4 * aRow + j), total);
        total = v5.fma(FloatVector.fromArray(SPECIES, a, at + 5 * aRow + j), total);
        total = v6.fma(FloatVector.fromArray(SPECIES, a, at + 6 * aRow + j), total);
        total = v7.fma(FloatVector.fromArray(SPECIES, a, at + 7 * aRow + j), total);
        total.intoArray(y, yOffset + j);
      }
      for (; j < n; j++) {
        float total = y[yOffset + j];
        for (int k = 0; k < 8; k++) {
          total = Math.fma(v[p + k * vStep], a[at + k * aRow + j], total);
        }
        y[yOffset + j] = total;
      }
    }
    for (; i < rows; i++) {
      FloatLoops.axpy(n, v[vOffset + i * vStep], a, aOffset + i * aRow, y, yOffset);
    }
  }

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
    if ((long) rows * aRow > NEAR) {
      for (int i = 0; i < rows; i++) {
        FloatLoops.axpy(n, v[vOffset + i * vStep], w, wOffset, a, aOffset + i * aRow);
      }
      return;
    }
    int j = 0;
    for (; j <= n - 2 * LANES; j += 2 * LANES) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, wOffset + j);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, wOffset + j + LANES);
      for (int i = 0; i < rows; i++) {
        FloatVector factor = FloatVector.broadcast(SPECIES, v[vOffset + i * vStep]);
        int at = aOffset + i * aRow + j;
        factor.fma(w0, FloatVector.fromArray(SPECIES, a, at)).intoArray(a, at);
        factor.fma(w1, FloatVector.fromArray(SPECIES, a, at + LANES)).intoArray(a, at + LANES);
      }
    }
    for (; j < n; j += LANES) {
      VectorMask<Float> some = SPECIES.indexInRange(j, n);
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, wOffset + j, some);
      for (int i = 0; i < rows; i++) {
        int at = aOffset + i * aRow + j;
        FloatVector.broadcast(SPECIES, v[vOffset + i * vStep])
            .fma(w0, FloatVector.fromArray(SPECIES, a, at, some))
            .intoArray(a, at, some);
      }
    }
  }

  static void syr2(
      int n, float[] x, int xOffset, float[] w, int wOffset, float[] a, int aOffset, int aRow) {
    int i = 0;
    for (; i <= n - 2; i += 2) {
      syr2OfTwo(n, i, x, xOffset, w, wOffset, a, aOffset + i * aRow, aRow);
    }
    if (i < n) {
      FloatLoops.axpy(n, x[xOffset + i], w, wOffset, a, aOffset + i * aRow);
      FloatLoops.axpy(n, w[wOffset + i], x, xOffset, a, aOffset + i * aRow);
    }
  }

  /** Rows i and i + 1 of the matrix, which begin at {@code aOffset}. */
  private static void syr2OfTwo(
      int n,
      int i,
      float[] x,
      int xOffset,
      float[] w,
      int wOffset,
      float[] a,
      int aOffset,
      int aRow) {
    float x0 = x[xOffset + i];
    float x1 = x[xOffset + i + 1];
    float w0 = w[wOffset + i];
    float w1 = w[wOffset + i + 1];
    FloatVector xs0 = FloatVector.broadcast(SPECIES, x0);
    FloatVector xs1 = FloatVector.broadcast(SPECIES, x1);
    FloatVector ws0 = FloatVector.broadcast(SPECIES, w0);
    FloatVector ws1 = FloatVector.broadcast(SPECIES, w1);
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      FloatVector xj = FloatVector.fromArray(SPECIES, x, xOffset + j);
      FloatVector wj = FloatVector.fromArray(SPECIES, w, wOffset + j);
      int at = aOffset + j;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aRow);
      ws0.fma(xj, xs0.fma(wj, a0)).intoArray(a, at);
      ws1.fma(xj, xs1.fma(wj, a1)).intoArray(a, at + aRow);
    }
    if (j < n) {
      VectorMask<Float> some = SPECIES.indexInRange(j, n);
      FloatVector xj = FloatVector.fromArray(SPECIES, x, xOffset + j, some);
      FloatVector wj = FloatVector.fromArray(SPECIES, w, wOffset + j, some);
      int at = aOffset + j;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at, some);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aRow, some);
      ws0.fma(xj, xs0.fma(wj, a0)).intoArray(a, at, some);
      ws1.fma(xj, xs1.fma(wj, a1)).intoArray(a, at + aRow, some);
    }
  }

  /** Distance of rows that count as far from each other. */
  private static final int FAR = 300;

  /** Multiply-adds of {@link #exercise}. */
  static final int EXERCISE = 5 * 20 * 77 + 2 * 33 * 33;

  /** Runs every loop on idle data, with rests. */
  static void exercise(float[] x, float[] y) {
    int n = 77;
    lasr(20, n, x, x, 0, y, 100, n);
    gemv(20, n, x, 0, 1, x, 100, n, y, 0);
    ger(20, n, x, 0, 0, y, 0, y, 100, n);
    gemv(20, n, x, 0, 1, x, 100, FAR, y, 0);
    ger(20, n, x, 0, 0, y, 0, y, 100, FAR);
    syr2(33, x, 0, x, 40, y, 100, 33);
  }
}
