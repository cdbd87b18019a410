package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.Kernels;

/** The loops of {@link latentphysics.kernels.FloatBlas} in vectors. */
final class FloatLoops {
  // A vector may not hold more than the partial sums.
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > Kernels.SUM_LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Vectors that hold all partial sums. */
  private static final int SUMS = Kernels.SUM_LANES / LANES;

  /** Whether partial sums fit four vectors. */
  static final boolean FITS = SUMS <= 4;

  private FloatLoops() {}

  /*
   * In a dot product the loop is in no method that returns vectors, and the rest behind no branch.
   * Where C2 does not inline the one, or seldom takes the other, sums become objects in all calls.
   */

  static float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    return switch (SUMS) {
      case 1 -> dotOfOne(n, x, xOffset, y, yOffset);
      case 2 -> dotOfTwo(n, x, xOffset, y, yOffset);
      default -> dotOfFour(n, x, xOffset, y, yOffset);
    };
  }

  /** With all partial sums in one vector. */
  private static float dotOfOne(int n, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xOffset + i);
      s0 = x0.fma(FloatVector.fromArray(SPECIES, y, yOffset + i), s0);
    }
    // Zeros, or no lanes at all, leave a sum as it is that began with +0.
    VectorMask<Float> some = SPECIES.indexInRange(i, n);
    FloatVector x0 = FloatVector.fromArray(SPECIES, x, xOffset + i, some);
    s0 = x0.fma(FloatVector.fromArray(SPECIES, y, yOffset + i, some), s0);
    return FloatSum.tree(s0);
  }

  private static float dotOfTwo(int n, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    int i = 0;
    for (; i <= n - 2 * LANES; i += 2 * LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xOffset + i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xOffset + i + LANES);
      s0 = x0.fma(FloatVector.fromArray(SPECIES, y, yOffset + i), s0);
      s1 = x1.fma(FloatVector.fromArray(SPECIES, y, yOffset + i + LANES), s1);
    }
    VectorMask<Float> some = SPECIES.indexInRange(i, n);
    FloatVector x0 = FloatVector.fromArray(SPECIES, x, xOffset + i, some);
    s0 = x0.fma(FloatVector.fromArray(SPECIES, y, yOffset + i, some), s0);
    i += LANES;
    some = SPECIES.indexInRange(i, n);
    FloatVector x1 = FloatVector.fromArray(SPECIES, x, xOffset + i, some);
    s1 = x1.fma(FloatVector.fromArray(SPECIES, y, yOffset + i, some), s1);
    return FloatSum.tree(s0.add(s1));
  }

  private static float dotOfFour(int n, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xOffset + i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xOffset + i + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xOffset + i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xOffset + i + 3 * LANES);
      s0 = x0.fma(FloatVector.fromArray(SPECIES, y, yOffset + i), s0);
      s1 = x1.fma(FloatVector.fromArray(SPECIES, y, yOffset + i + LANES), s1);
      s2 = x2.fma(FloatVector.fromArray(SPECIES, y, yOffset + i + 2 * LANES), s2);
      s3 = x3.fma(FloatVector.fromArray(SPECIES, y, yOffset + i + 3 * LANES), s3);
    }
    VectorMask<Float> some = SPECIES.indexInRange(i, n);
    FloatVector x0 = FloatVector.fromArray(SPECIES, x, xOffset + i, some);
    s0 = x0.fma(FloatVector.fromArray(SPECIES, y, yOffset + i, some), s0);
    i += LANES;
    some = SPECIES.indexInRange(i, n);
    FloatVector x1 = FloatVector.fromArray(SPECIES, x, xOffset + i, some);
    s1 = x1.fma(FloatVector.fromArray(SPECIES, y, yOffset + i, some), s1);
    i += LANES;
    some = SPECIES.indexInRange(i, n);
    FloatVector x2 = FloatVector.fromArray(SPECIES, x, xOffset + i, some);
    s2 = x2.fma(FloatVector.fromArray(SPECIES, y, yOffset + i, some), s2);
    i += LANES;
    some = SPECIES.indexInRange(i, n);
    FloatVector x3 = FloatVector.fromArray(SPECIES, x, xOffset + i, some);
    s3 = x3.fma(FloatVector.fromArray(SPECIES, y, yOffset + i, some), s3);
    return FloatSum.tree(s0.add(s2).add(s1.add(s3)));
  }

  static void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector a = FloatVector.broadcast(SPECIES, alpha);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      a.fma(
              FloatVector.fromArray(SPECIES, x, xOffset + i),
              FloatVector.fromArray(SPECIES, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] = Math.fma(alpha, x[xOffset + i], y[yOffset + i]);
    }
  }

  static void scal(int n, float alpha, float[] x, int xOffset) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xOffset + i).mul(alpha).intoArray(x, xOffset + i);
    }
    for (; i < n; i++) {
      x[xOffset + i] *= alpha;
    }
  }

  static void rot(int n, float[] x, int xOffset, float[] y, int yOffset, float c, float s) {
    FloatVector cosine = FloatVector.broadcast(SPECIES, c);
    FloatVector sine = FloatVector.broadcast(SPECIES, s);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, xOffset + i);
      FloatVector b = FloatVector.fromArray(SPECIES, y, yOffset + i);
      cosine.fma(a, sine.mul(b)).intoArray(x, xOffset + i);
      cosine.fma(b, sine.mul(a).neg()).intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      float a = x[xOffset + i];
      float b = y[yOffset + i];
      x[xOffset + i] = Math.fma(c, a, s * b);
      y[yOffset + i] = Math.fma(c, b, -(s * a));
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

  /** Multiply-adds of {@link #exercise}. */
  static final int EXERCISE = 6 * 77 + 2 * 20 * 77;

  /** Runs every loop on idle data, with rests. */
  static void exercise(float[] x, float[] y) {
    int n = 77;
    y[0] = dot(n, x, 0, y, 0);
    axpy(n, 0.5f, x, 0, y, 0);
    scal(n, 0.5f, y, 0);
    rot(n, x, 0, y, 0, 1, 0);
    gemv(20, n, x, 0, 1, x, 100, n, y, 0);
    ger(20, n, x, 0, 0, y, 0, y, 100, n);
  }
}
