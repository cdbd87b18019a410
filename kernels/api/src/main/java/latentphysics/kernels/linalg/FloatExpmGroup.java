package latentphysics.kernels.linalg;

import java.util.ArrayList;
import java.util.List;
import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;

/**
 * Exponentials of several matrices side by side, one in each lane; see {@link FloatExponential} and
 * {@link FloatExpmFrechet}, whose bits they have. Lanes are given up that are triangular, uneven,
 * very large, or overflow.
 */
final class FloatExpmGroup {
  private static final float ONE = 1;

  private final Kernels kernels;
  private final FloatLanes lanes;
  private final int n;
  private final int width;

  /** Elements of a matrix. */
  private final int size;

  /** Lanes that are not given up, as bits. */
  private long good;

  /** What was taken from the diagonals. */
  private final float[] means;

  /** Degrees and squarings by lane. */
  private final FloatPadeDegree[] degrees;

  private final FloatPadeGroup pade;

  /** e^(A/2ˢ) and its squares, all but the last, if the derivative is wanted. */
  private final List<float[]> squared = new ArrayList<>();

  /** Factors e^μ that make up for what was taken from the diagonals. */
  private final float[] shifts;

  private final float[] value;

  private FloatExpmGroup(
      Kernels kernels,
      FloatLanes lanes,
      int count,
      int n,
      float[] a,
      int aOffset,
      boolean derivative) {
    this.kernels = kernels;
    this.lanes = lanes;
    this.n = n;
    width = lanes.count();
    size = n * n;
    means = new float[width];
    shifts = new float[width];
    for (int l = 0; l < count; l++) {
      int at = aOffset + l * size;
      boolean triangular =
          FloatScaledMatrix.isUpper(n, a, at, n, 1) || FloatScaledMatrix.isUpper(n, a, at, 1, n);
      good |= triangular ? 0 : 1L << l;
    }
    float[] matrices = FloatGroup.of(kernels, lanes, count, size, a, aOffset);
    giveUpExtremes(matrices);
    float[] norms = takeMeans(matrices);
    FloatPadeScalingGroup scaling =
        new FloatPadeScalingGroup(lanes, n, matrices, norms, good, derivative);
    degrees = scaling.degrees();
    pade = new FloatPadeGroup(kernels, lanes, n, scaling.powers(), degrees);
    good &= pade.done();
    value = square(derivative);
    giveUpNan(value);
  }

  private void giveUp(int lane) {
    good &= ~(1L << lane);
  }

  private void giveUpExtremes(float[] matrices) {
    float[] rows = new float[n * width];
    float[] columns = new float[n * width];
    lanes.extents(n, matrices, rows, columns);
    float[] largest = new float[width];
    lanes.largest(size, matrices, largest);
    for (int l = 0; l < width; l++) {
      int exponent = FloatScale.exponent(largest[l]);
      if (!Float.isFinite(largest[l])
          || FloatScaledMatrix.divisor(n, exponent) != 0
          || FloatScaledMatrix.isUneven(n, rows, columns, l, width)) {
        giveUp(l);
      }
    }
  }

  /**
   * The mean of the diagonal is subtracted where that makes the norm smaller.
   *
   * @return ‖A‖₁ of what is left
   */
  private float[] takeMeans(float[] matrices) {
    float[] diagonals = new float[n * width];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrices, i * (n + 1) * width, diagonals, i * width, width);
    }
    float[] before = new float[width];
    lanes.norm1(n, matrices, before);
    float[] shift = new float[width];
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < width; l++) {
        shift[l] += diagonals[i * width + l];
      }
    }
    for (int l = 0; l < width; l++) {
      shift[l] /= n;
      for (int i = 0; i < n; i++) {
        matrices[i * (n + 1) * width + l] -= shift[l];
      }
    }
    float[] norms = new float[width];
    lanes.norm1(n, matrices, norms);
    for (int l = 0; l < width; l++) {
      if (norms[l] < before[l]) {
        means[l] = shift[l];
      } else {
        norms[l] = before[l];
        for (int i = 0; i < n; i++) {
          matrices[i * (n + 1) * width + l] = diagonals[i * width + l];
        }
      }
    }
    return norms;
  }

  /** Lanes that are to be squared more often than this. */
  private long unfinished(int squarings) {
    long some = 0;
    for (int l = 0; l < width; l++) {
      some |= degrees[l].squarings() > squarings ? 1L << l : 0;
    }
    return some;
  }

  private float[] square(boolean derivative) {
    for (int l = 0; l < width; l++) {
      double mean = Math.scalb((double) means[l], -degrees[l].squarings());
      shifts[l] = mean == 0 ? 1 : (float) StrictMath.exp(mean);
      if (!Float.isFinite(shifts[l])) {
        giveUp(l);
      }
    }
    float[] x = pade.value().clone();
    lanes.scal(size, shifts, x);
    for (int step = 0; unfinished(step) != 0; step++) {
      float[] y = x.clone();
      float[] product = new float[size * width];
      lanes.gemm(false, n, n, n, x, x, product, n);
      lanes.copy(unfinished(step), size, product, y);
      if (derivative) {
        squared.add(x);
      }
      x = y;
    }
    return x;
  }

  private void giveUpNan(float[] x) {
    float[] largest = new float[width];
    lanes.largest(size, x, largest);
    for (int l = 0; l < width; l++) {
      if (Float.isNaN(largest[l])) {
        giveUp(l);
      }
    }
  }

  /**
   * L(A, E) for directions side by side.
   *
   * @param e used up
   */
  private float[] derivative(float[] e) {
    float[] largest = new float[width];
    lanes.largest(size, e, largest);
    float[] factors = new float[width];
    for (int l = 0; l < width; l++) {
      int exponent = FloatScale.exponent(largest[l]);
      int squarings = degrees[l].squarings();
      if (!Float.isFinite(largest[l])
          || FloatExpmFrechet.excess(exponent) != 0
          || FloatExpmFrechet.excess(squarings) != 0) {
        giveUp(l);
      }
      factors[l] = Math.scalb(ONE, -squarings);
    }
    lanes.scal(size, factors, e);
    float[] x = pade.derivative(e);
    lanes.scal(size, shifts, x);
    float[] left = new float[size * width];
    float[] right = new float[size * width];
    for (int step = 0; step < squared.size(); step++) {
      // (R²)′ = R′·R + R·R′
      float[] r = squared.get(step);
      lanes.gemm(false, n, n, n, r, x, left, n);
      lanes.gemm(false, n, n, n, x, r, right, n);
      kernels.axpy(size * width, 1, left, 0, right, 0);
      lanes.copy(unfinished(step), size, right, x);
    }
    giveUpNan(x);
    return x;
  }

  /**
   * {@link FloatExpm#solve} for matrices one after the other.
   *
   * @param count from 1 to the number of lanes
   */
  static void solve(
      Kernels kernels,
      FloatLanes lanes,
      int count,
      int n,
      float[] a,
      int aOffset,
      float[] y,
      int yOffset) {
    FloatExpmGroup group = new FloatExpmGroup(kernels, lanes, count, n, a, aOffset, false);
    FloatGroup.separate(kernels, lanes, count, n * n, group.value, y, yOffset);
    for (int l = 0; l < count; l++) {
      if (!FloatGroup.has(group.good, l)) {
        FloatExpm.solve(kernels, n, a, aOffset + l * n * n, y, yOffset + l * n * n);
      }
    }
  }

  /**
   * {@link FloatExpmFrechet#derivative} for matrices and directions one after the other.
   *
   * @param count from 1 to the number of lanes
   */
  static void derivative(
      Kernels kernels,
      FloatLanes lanes,
      int count,
      int n,
      float[] a,
      int aOffset,
      float[] e,
      int eOffset,
      float[] y,
      int yOffset) {
    FloatExpmGroup group = new FloatExpmGroup(kernels, lanes, count, n, a, aOffset, true);
    float[] directions = FloatGroup.of(kernels, lanes, count, n * n, e, eOffset);
    float[] found = group.derivative(directions);
    FloatGroup.separate(kernels, lanes, count, n * n, found, y, yOffset);
    for (int l = 0; l < count; l++) {
      if (!FloatGroup.has(group.good, l)) {
        new FloatExpmFrechet(kernels, n, a, aOffset + l * n * n)
            .derivative(e, eOffset + l * n * n, y, yOffset + l * n * n);
      }
    }
  }
}
