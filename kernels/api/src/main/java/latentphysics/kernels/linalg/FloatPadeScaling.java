package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.Kernels;

/** A matrix and its powers, scaled for the Padé approximant that {@link FloatPadeDegree} chose. */
final class FloatPadeScaling {
  private static final float ONE = 1;

  private final Kernels kernels;
  private final int n;
  private final boolean derivative;
  private final float[][] powers;
  private final double norm;

  /** log₂ of ‖|A|^k‖₁, as far as they were needed. */
  private double[] absolute = {};

  private final FloatPadeDegree chosen;

  private FloatPadeScaling(Kernels kernels, int n, float[] a, boolean derivative) {
    this.kernels = kernels;
    this.n = n;
    this.derivative = derivative;
    powers = new float[][] {a, a, a, a, a};
    norm = norm(n, a);
    chosen = choose();
  }

  /**
   * Chooses for an n×n matrix.
   *
   * @param a its eighth power does not overflow; becomes A/2ˢ
   * @param derivative whether the derivative of the exponential is wanted as well
   */
  static FloatPadeScaling of(Kernels kernels, int n, float[] a, boolean derivative) {
    FloatPadeScaling scaling = new FloatPadeScaling(kernels, n, a, derivative);
    scaling.scale();
    return scaling;
  }

  /** 3, 5, 7, 9 or 13. */
  int degree() {
    return chosen.degree();
  }

  /** s, the number of squarings after division by 2ˢ. */
  int squarings() {
    return chosen.squarings();
  }

  /** The powers of A/2ˢ with exponents 2·i, for i ≥ 1 as far as the degree needs them. */
  float[][] powers() {
    return powers;
  }

  /** ‖A‖₁. */
  static double norm(int n, float[] a) {
    float[] sums = new float[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        sums[j] += Math.abs(a[i * n + j]);
      }
    }
    float largest = 0;
    for (float sum : sums) {
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  private FloatPadeDegree choose() {
    powers[1] = product(powers[0], powers[0]);
    FloatPadeDegree found = FloatPadeDegree.byNorm(derivative, norm);
    if (found != null && found.degree() == 3) {
      return found;
    }
    powers[2] = product(powers[1], powers[1]);
    if (found != null) {
      return found;
    }
    powers[3] = product(powers[1], powers[2]);
    return FloatPadeDegree.of(
        derivative,
        norm,
        norm(n, powers[1]),
        norm(n, powers[2]),
        norm(n, powers[3]),
        k -> absolute(k)[k]);
  }

  /** ‖|A|^k‖₁ is the largest element of eᵀ·|A|^k: exact, and only vectors are formed. */
  private double[] absolute(int last) {
    if (absolute.length > last) {
      return absolute;
    }
    float[] size = new float[n * n];
    for (int i = 0; i < size.length; i++) {
      size[i] = Math.abs(powers[0][i]);
    }
    absolute = new double[last + 1];
    float[] v = new float[n];
    float[] next = new float[n];
    Arrays.fill(v, 1);
    int exponent = 0;
    for (int k = 1; k <= last; k++) {
      kernels.gemv(n, n, v, 0, 1, size, 0, n, next, 0);
      float largest = 0;
      for (float x : next) {
        largest = Math.max(largest, x);
      }
      absolute[k] = FloatPadeDegree.log2(largest) + exponent;
      int shift = FloatScale.exponent(largest);
      FloatScale.scale(-shift, n, next, 0);
      exponent += shift;
      float[] swap = v;
      v = next;
      next = swap;
    }
    return absolute;
  }

  private float[] product(float[] x, float[] y) {
    float[] z = new float[n * n];
    kernels.gemm(n, n, n, x, 0, n, 1, y, 0, n, 1, z, 0, n);
    return z;
  }

  private void scale() {
    int squarings = chosen.squarings();
    int needed = chosen.degree() == 13 ? 3 : chosen.degree() / 2;
    for (int i = 0; i <= Math.min(needed, 3) && squarings > 0; i++) {
      int power = Math.max(1, 2 * i);
      kernels.scal(n * n, Math.scalb(ONE, -squarings * power), powers[i], 0);
    }
    if (needed == 4) {
      powers[4] = product(powers[2], powers[2]);
    }
  }
}
