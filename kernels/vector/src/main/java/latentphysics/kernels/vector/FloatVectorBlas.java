package latentphysics.kernels.vector;

import latentphysics.kernels.FloatBlas;
import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;
import org.jspecify.annotations.Nullable;

/** The part of {@link VectorKernels} of which factorizations consist. */
interface FloatVectorBlas extends FloatBlas {

  /** What says when each kernel takes the SIMD form. */
  FloatSwitches floats();

  /** The scalar form of everything. */
  Kernels scalar();

  @Override
  default @Nullable FloatLanes floatLanes(double multiplyAdds) {
    FloatSwitches switches = floats();
    return switches.lanes.isOpen((long) multiplyAdds) ? switches.groups : null;
  }

  @Override
  default float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    // In scalar form a tree of branches: SIMD pays for fewer terms than elsewhere.
    return floats().lines.isOpen(4L * n)
        ? FloatLoops.dot(n, x, xOffset, y, yOffset)
        : scalar().dot(n, x, xOffset, y, yOffset);
  }

  @Override
  default void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    if (floats().lines.isOpen(n)) {
      FloatLoops.axpy(n, alpha, x, xOffset, y, yOffset);
    } else {
      scalar().axpy(n, alpha, x, xOffset, y, yOffset);
    }
  }

  @Override
  default void scal(int n, float alpha, float[] x, int xOffset) {
    if (floats().lines.isOpen(n)) {
      FloatLoops.scal(n, alpha, x, xOffset);
    } else {
      scalar().scal(n, alpha, x, xOffset);
    }
  }

  @Override
  default void rot(int n, float[] x, int xOffset, float[] y, int yOffset, float c, float s) {
    if (floats().lines.isOpen(n)) {
      FloatLoops.rot(n, x, xOffset, y, yOffset, c, s);
    } else {
      scalar().rot(n, x, xOffset, y, yOffset, c, s);
    }
  }

  @Override
  default void lasr(
      int count, int n, float[] c, float[] s, int offset, float[] a, int aOffset, int aStep) {
    if (floats().lines.isOpen((long) count * n)) {
      FloatMatrixLoops.lasr(count, n, c, s, offset, a, aOffset, aStep);
    } else {
      scalar().lasr(count, n, c, s, offset, a, aOffset, aStep);
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
    if (floats().lines.isOpen((long) rows * n)) {
      FloatMatrixLoops.gemv(rows, n, v, vOffset, vStep, a, aOffset, aRow, y, yOffset);
    } else {
      scalar().gemv(rows, n, v, vOffset, vStep, a, aOffset, aRow, y, yOffset);
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
    if (floats().lines.isOpen((long) rows * n)) {
      FloatMatrixLoops.ger(rows, n, v, vOffset, vStep, w, wOffset, a, aOffset, aRow);
    } else {
      scalar().ger(rows, n, v, vOffset, vStep, w, wOffset, a, aOffset, aRow);
    }
  }

  @Override
  default void syr2(
      int n, float[] x, int xOffset, float[] w, int wOffset, float[] a, int aOffset, int aRow) {
    if (floats().lines.isOpen((long) n * n)) {
      FloatMatrixLoops.syr2(n, x, xOffset, w, wOffset, a, aOffset, aRow);
    } else {
      scalar().syr2(n, x, xOffset, w, wOffset, a, aOffset, aRow);
    }
  }
}
