package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.FloatLanes;

/** {@link FloatPadeScaling} for several matrices side by side, one in each lane. */
final class FloatPadeScalingGroup {
  private static final float ONE = 1;
  private static final FloatPadeDegree LEAST = new FloatPadeDegree(3, 0);

  private final FloatLanes lanes;
  private final int n;
  private final int width;
  private final float[][] powers = new float[5][];
  private final FloatPadeDegree[] degrees;

  // ‖|A|^k‖₁ by k and lane, as far as they were needed: numbers and exponents of two.
  private float[] sizes;
  private int[] exponents;
  private int known;

  /** |A| and eᵀ·|A|^known over the power of two; empty until they are needed. */
  private float[] magnitudes = {};

  private float[] sums = {};

  /**
   * Chooses and scales.
   *
   * @param a the matrices; become A/2ˢ
   * @param norms ‖A‖₁
   * @param good lanes that matter
   * @param derivative whether the derivative of the exponential is wanted as well
   */
  FloatPadeScalingGroup(
      FloatLanes lanes, int n, float[] a, float[] norms, long good, boolean derivative) {
    this.lanes = lanes;
    this.n = n;
    width = lanes.count();
    sizes = new float[width];
    exponents = new int[width];
    powers[0] = a;
    powers[1] = product(a, a);
    powers[2] = product(powers[1], powers[1]);
    powers[3] = product(powers[1], powers[2]);
    powers[4] = powers[0];
    float[] second = norm(powers[1]);
    float[] fourth = norm(powers[2]);
    float[] sixth = norm(powers[3]);
    degrees = new FloatPadeDegree[width];
    for (int l = 0; l < width; l++) {
      int lane = l;
      degrees[l] =
          FloatGroup.has(good, l)
              ? FloatPadeDegree.of(
                  derivative, norms[l], second[l], fourth[l], sixth[l], k -> absolute(k, lane))
              : LEAST;
    }
    scale();
  }

  /** Degrees and squarings by lane; the least where nothing matters. */
  FloatPadeDegree[] degrees() {
    return degrees;
  }

  /** See {@link FloatPadeScaling#powers}; as far as any degree needs them. */
  float[][] powers() {
    return powers;
  }

  private float[] product(float[] x, float[] y) {
    float[] z = new float[n * n * width];
    lanes.gemm(false, n, n, n, x, y, z, n);
    return z;
  }

  private float[] norm(float[] x) {
    float[] norms = new float[width];
    lanes.norm1(n, x, norms);
    return norms;
  }

  /** log₂ of ‖|A|^k‖₁ in one lane. */
  private double absolute(int k, int lane) {
    while (known < k) {
      next();
    }
    int at = k * width + lane;
    return k == 0 ? 0 : FloatPadeDegree.log2(sizes[at]) + exponents[at];
  }

  private void next() {
    if (known == 0) {
      magnitudes = new float[n * n * width];
      for (int i = 0; i < magnitudes.length; i++) {
        magnitudes[i] = Math.abs(powers[0][i]);
      }
      sums = new float[n * width];
      Arrays.fill(sums, 1);
    }
    known++;
    float[] following = new float[n * width];
    lanes.gemv(n, sums, magnitudes, following);
    float[] largest = new float[width];
    lanes.largest(n, following, largest);
    sizes = Arrays.copyOf(sizes, (known + 1) * width);
    exponents = Arrays.copyOf(exponents, (known + 1) * width);
    float[] factors = new float[width];
    for (int l = 0; l < width; l++) {
      int at = known * width + l;
      int exponent = FloatScale.exponent(largest[l]);
      sizes[at] = largest[l];
      // What was divided out before this power.
      exponents[at] =
          known == 1 ? 0 : exponents[at - width] + FloatScale.exponent(sizes[at - width]);
      factors[l] = Math.scalb(ONE, -exponent);
    }
    lanes.scal(n, factors, following);
    sums = following;
  }

  private void scale() {
    int most = 0;
    boolean fourthPower = false;
    for (FloatPadeDegree degree : degrees) {
      most = Math.max(most, degree.squarings());
      fourthPower |= degree.degree() == 9;
    }
    for (int i = 0; i <= 3 && most > 0; i++) {
      float[] factors = new float[width];
      for (int l = 0; l < width; l++) {
        factors[l] = Math.scalb(ONE, -degrees[l].squarings() * Math.max(1, 2 * i));
      }
      lanes.scal(n * n, factors, powers[i]);
    }
    if (fourthPower) {
      powers[4] = product(powers[2], powers[2]);
    }
  }
}
