package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.Kernels;

/** The loops of {@link latentphysics.kernels.FloatBlas} over lines, in vectors. */
final class FloatLoops {
  // A vector may not hold more than the partial sums.
  static final VectorSpecies<Float> SPECIES =
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

  /** Multiply-adds of {@link #exercise}. */
  static final int EXERCISE = 6 * 77 + FloatMatrixLoops.EXERCISE;

  /** Runs every loop on idle data, with rests, those over matrices too. */
  static void exercise(float[] x, float[] y) {
    int n = 77;
    y[0] = dot(n, x, 0, y, 0);
    axpy(n, 0.5f, x, 0, y, 0);
    scal(n, 0.5f, y, 0);
    rot(n, x, 0, y, 0, 1, 0);
    FloatMatrixLoops.exercise(x, y);
  }
}
