package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.Kernels;

/**
 * Degree and scaling of a Padé approximant of the exponential: the least work for which its
 * truncation counts no more than rounding.
 *
 * <p>With r the approximant of degree m, log(e^−x·r(x)) = Σ c_k·x^k, k ≥ 2m + 1, and r(A) =
 * e^(A+ΔA), ‖ΔA‖ ≤ Σ |c_k|·‖A^k‖. θ is the largest x with Σ |c_k|·x^(k−1) ≤ u, u the unit roundoff
 * (Higham 2005, SIAM J. Matrix Anal. Appl. 26; table 2.3), and for derivatives with Σ
 * k·|c_k|·x^(k−1) ≤ u (Al-Mohy and Higham 2009, SIAM J. Matrix Anal. Appl. 30; table 6.1). For the
 * last degree of double precision it is 4.25, beyond which the denominator is worse to divide by
 * (Al-Mohy and Higham 2009, SIAM J. Matrix Anal. Appl. 31, section 3).
 *
 * <p>What is compared with θ is not ‖A‖₁ but ‖A^k‖₁^(1/k), which is much smaller for matrices far
 * from normal: a scaling for ‖A‖ would drown them in rounding errors of the squarings (the same,
 * section 4).
 */
final class FloatPadeScaling {
  private static final float ONE = 1;
  private static final boolean LONG = Math.ulp(ONE) < 1e-10;

  /** Degrees that are worth their products. */
  private static final int[] DEGREES = LONG ? new int[] {3, 5, 7, 9, 13} : new int[] {3, 5, 7};

  private static final double[] VALUE =
      LONG
          ? new double[] {
            0.014955852179582915, 0.2539398330063232, 0.9504178996162932, 2.0978479612570675, 4.25
          }
          : new double[] {4.2587300349e-1, 1.8801526985, 3.9257248464};
  private static final double[] DERIVATIVE =
      LONG
          ? new double[] {
            0.010813385777848366, 0.1998063206978949, 0.7834608472962045, 1.782448623969279, 4.25
          }
          : new double[] {3.0803304184e-1, 1.4825326148, 3.2486717552};

  /** log₂ of the unit roundoff. */
  private static final int LOG_ROUNDOFF = Math.getExponent(Math.ulp(ONE)) - 1;

  private final Kernels kernels;
  private final int n;
  private final boolean derivative;
  private final float[][] powers;
  private final double norm;

  /** log₂ of ‖|A|^k‖₁, as far as they were needed. */
  private double[] absolute = {};

  private int degree;
  private int squarings;

  private FloatPadeScaling(Kernels kernels, int n, float[] a, boolean derivative) {
    this.kernels = kernels;
    this.n = n;
    this.derivative = derivative;
    powers = new float[][] {a, a, a, a, a};
    norm = norm(n, a);
    choose();
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
    return degree;
  }

  /** s, the number of squarings after division by 2ˢ. */
  int squarings() {
    return squarings;
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

  /** Al-Mohy and Higham 2009, algorithm 5.1, with norms of products that are formed anyway. */
  private void choose() {
    double[] theta = derivative ? DERIVATIVE : VALUE;
    powers[1] = product(powers[0], powers[0]);
    if (norm <= theta[0]) {
      degree = DEGREES[0];
      return;
    }
    powers[2] = product(powers[1], powers[1]);
    if (norm <= theta[1]) {
      degree = DEGREES[1];
      return;
    }
    powers[3] = product(powers[1], powers[2]);
    double second = norm(n, powers[1]);
    double fourth = norm(n, powers[2]);
    double sixth = norm(n, powers[3]);
    double root4 = Math.pow(fourth, 1.0 / 4);
    double root6 = Math.pow(sixth, 1.0 / 6);
    double root8 = Math.pow(Math.min(fourth * fourth, second * sixth), 1.0 / 8);
    double root10 = Math.pow(fourth * sixth, 1.0 / 10);
    double low = Math.min(norm, Math.max(root4, root6));
    double middle = Math.min(norm, Math.max(root6, root8));
    double high = Math.min(middle, Math.max(root8, root10));
    int last = DEGREES.length - 1;
    for (int k = 0; k < last; k++) {
      if ((k < 2 ? low : middle) <= theta[k] && more(DEGREES[k], 0) == 0) {
        degree = DEGREES[k];
        return;
      }
    }
    degree = DEGREES[last];
    double size = LONG ? high : middle;
    squarings = Math.max(0, (int) Math.ceil(Math.log(size / theta[last]) / Math.log(2)));
    squarings += more(degree, squarings);
  }

  /**
   * Squarings to be added so that the first term that is cut off vanishes beside rounding also for
   * |A|, as rounding errors know nothing of cancellation: |c|·‖|A|^(2m+1)‖ ≤ u·‖A‖, and for the
   * derivative, of which A^i·E·A^(2m−i) are the terms, |c|·Σ ‖|A|^i‖·‖|A|^(2m−i)‖ ≤ u.
   */
  private int more(int m, int s) {
    double scaled = Math.log(norm) / Math.log(2) - s;
    double allowed = LOG_ROUNDOFF - logOfFirst(m) - (derivative ? log2(2 * m + 1) : 0);
    if (2 * m * scaled <= allowed) {
      return 0;
    }
    double[] logs = absolute(2 * m + 1);
    double size = logs[2 * m + 1] - logs[1];
    if (derivative) {
      size = Double.NEGATIVE_INFINITY;
      for (int i = 0; i <= m; i++) {
        size = Math.max(size, logs[i] + logs[2 * m - i]);
      }
    }
    return Math.max(0, (int) Math.ceil((size - allowed) / (2 * m) - s));
  }

  /** log₂ |c| for c = (m!)²/((2m)!·(2m+1)!), the first coefficient of the series. */
  private static double logOfFirst(int m) {
    double log = 0;
    for (int k = 1; k <= m; k++) {
      log -= log2(m + k) - log2(k);
    }
    for (int k = 2; k <= 2 * m + 1; k++) {
      log -= log2(k);
    }
    return log;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
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
      absolute[k] = log2(largest) + exponent;
      int shift = largest == 0 ? 0 : Math.getExponent(largest);
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
    int needed = degree == 13 ? 3 : degree / 2;
    for (int i = 0; i <= Math.min(needed, 3) && squarings > 0; i++) {
      int power = Math.max(1, 2 * i);
      kernels.scal(n * n, Math.scalb(ONE, -squarings * power), powers[i], 0);
    }
    if (needed == 4) {
      powers[4] = product(powers[2], powers[2]);
    }
  }
}
