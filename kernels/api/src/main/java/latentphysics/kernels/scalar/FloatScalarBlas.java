package latentphysics.kernels.scalar;

import latentphysics.kernels.FloatBlas;
import latentphysics.kernels.Kernels;

/** The definition of the operations of factorizations; see {@link FloatBlas}. */
interface FloatScalarBlas extends FloatBlas {

  @Override
  default float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    return tree(n, x, xOffset, y, yOffset, 0, 1);
  }

  /**
   * Sum of the lanes {@code lane, lane + step, lane + 2·step …}: the two halves of the tree, down
   * to single lanes. A lane without a term is zero, which leaves a sum that began with zero as it
   * is.
   */
  private static float tree(
      int n, float[] x, int xOffset, float[] y, int yOffset, int lane, int step) {
    if (step < Kernels.SUM_LANES) {
      float lower = tree(n, x, xOffset, y, yOffset, lane, 2 * step);
      return lane + step < n
          ? lower + tree(n, x, xOffset, y, yOffset, lane + step, 2 * step)
          : lower;
    }
    float total = 0;
    for (int i = lane; i < n; i += Kernels.SUM_LANES) {
      total = Math.fma(x[xOffset + i], y[yOffset + i], total);
    }
    return total;
  }

  @Override
  default void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(alpha, x[xOffset + i], y[yOffset + i]);
    }
  }

  @Override
  default void scal(int n, float alpha, float[] x, int xOffset) {
    for (int i = 0; i < n; i++) {
      x[xOffset + i] *= alpha;
    }
  }

  @Override
  default void rot(int n, float[] x, int xOffset, float[] y, int yOffset, float c, float s) {
    for (int i = 0; i < n; i++) {
      float a = x[xOffset + i];
      float b = y[yOffset + i];
      x[xOffset + i] = Math.fma(c, a, s * b);
      y[yOffset + i] = Math.fma(c, b, -(s * a));
    }
  }

  @Override
  default void lasr(
      int count, int n, float[] c, float[] s, int offset, float[] a, int aOffset, int aStep) {
    for (int i = 0; i < count; i++) {
      int row = aOffset + i * aStep;
      rot(n, a, row, a, row + aStep, c[offset + i], s[offset + i]);
    }
  }

  @Override
  default void gemv(
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
    for (int j = 0; j < n; j++) {
      y[yOffset + j] = 0;
    }
    for (int i = 0; i < rows; i++) {
      axpy(n, v[vOffset + i * vStep], a, aOffset + i * aRow, y, yOffset);
    }
  }

  @Override
  default void ger(
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
    for (int i = 0; i < rows; i++) {
      axpy(n, v[vOffset + i * vStep], w, wOffset, a, aOffset + i * aRow);
    }
  }

  @Override
  default void syr2(
      int n, float[] x, int xOffset, float[] w, int wOffset, float[] a, int aOffset, int aRow) {
    for (int i = 0; i < n; i++) {
      axpy(n, x[xOffset + i], w, wOffset, a, aOffset + i * aRow);
      axpy(n, w[wOffset + i], x, xOffset, a, aOffset + i * aRow);
    }
  }
}
