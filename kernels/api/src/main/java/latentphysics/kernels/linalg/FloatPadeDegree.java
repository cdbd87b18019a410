package latentphysics.kernels.linalg;

import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

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
 *
 * @param degree 3, 5, 7, 9 or 13
 * @param squarings s: A is divided by 2ˢ, and the result squared so often
 */
record FloatPadeDegree(int degree, int squarings) {
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

  /** log₂ |c| of the first term that a degree cuts off. */
  private static final double[] LOG_OF_FIRST = logsOfFirst();

  /** What the norm alone decides: degrees that need no more than A⁴; null if it does not. */
  static @Nullable FloatPadeDegree byNorm(boolean derivative, double norm) {
    double[] theta = derivative ? DERIVATIVE : VALUE;
    for (int k = 0; k < 2; k++) {
      if (norm <= theta[k]) {
        return new FloatPadeDegree(DEGREES[k], 0);
      }
    }
    return null;
  }

  /**
   * Al-Mohy and Higham 2009, algorithm 5.1, with norms of products that are formed anyway.
   *
   * @param derivative whether the derivative of the exponential is wanted as well
   * @param norm ‖A‖₁
   * @param second ‖A²‖₁
   * @param fourth ‖A⁴‖₁
   * @param sixth ‖A⁶‖₁
   * @param absolute log₂ of ‖|A|^k‖₁ by k, the largest k asked first
   */
  static FloatPadeDegree of(
      boolean derivative,
      double norm,
      double second,
      double fourth,
      double sixth,
      IntToDoubleFunction absolute) {
    FloatPadeDegree found = byNorm(derivative, norm);
    if (found != null) {
      return found;
    }
    double[] theta = derivative ? DERIVATIVE : VALUE;
    double root4 = Math.pow(fourth, 1.0 / 4);
    double root6 = Math.pow(sixth, 1.0 / 6);
    double root8 = Math.pow(Math.min(fourth * fourth, second * sixth), 1.0 / 8);
    double root10 = Math.pow(fourth * sixth, 1.0 / 10);
    double low = Math.min(norm, Math.max(root4, root6));
    double middle = Math.min(norm, Math.max(root6, root8));
    double high = Math.min(middle, Math.max(root8, root10));
    int last = DEGREES.length - 1;
    for (int k = 0; k < last; k++) {
      if ((k < 2 ? low : middle) <= theta[k] && more(derivative, norm, k, 0, absolute) == 0) {
        return new FloatPadeDegree(DEGREES[k], 0);
      }
    }
    double size = LONG ? high : middle;
    int squarings = Math.max(0, (int) Math.ceil(Math.log(size / theta[last]) / Math.log(2)));
    return new FloatPadeDegree(
        DEGREES[last], squarings + more(derivative, norm, last, squarings, absolute));
  }

  /**
   * Squarings to be added so that the first term that is cut off vanishes beside rounding also for
   * |A|, as rounding errors know nothing of cancellation: |c|·‖|A|^(2m+1)‖ ≤ u·‖A‖, and for the
   * derivative, of which A^i·E·A^(2m−i) are the terms, |c|·Σ ‖|A|^i‖·‖|A|^(2m−i)‖ ≤ u.
   *
   * @param k place of the degree m
   */
  private static int more(
      boolean derivative, double norm, int k, int s, IntToDoubleFunction absolute) {
    int m = DEGREES[k];
    double scaled = log2(norm) - s;
    double allowed = LOG_ROUNDOFF - LOG_OF_FIRST[k] - (derivative ? log2(2 * m + 1) : 0);
    if (2 * m * scaled <= allowed) {
      return 0;
    }
    double size = absolute.applyAsDouble(2 * m + 1) - absolute.applyAsDouble(1);
    if (derivative) {
      size = Double.NEGATIVE_INFINITY;
      for (int i = 0; i <= m; i++) {
        double after = absolute.applyAsDouble(2 * m - i);
        size = Math.max(size, absolute.applyAsDouble(i) + after);
      }
    }
    return Math.max(0, (int) Math.ceil((size - allowed) / (2 * m) - s));
  }

  /** log₂ |c| for c = (m!)²/((2m)!·(2m+1)!), the first coefficient of the series. */
  private static double[] logsOfFirst() {
    double[] logs = new double[DEGREES.length];
    for (int i = 0; i < logs.length; i++) {
      int m = DEGREES[i];
      for (int k = 1; k <= m; k++) {
        logs[i] -= log2(m + k) - log2(k);
      }
      for (int k = 2; k <= 2 * m + 1; k++) {
        logs[i] -= log2(k);
      }
    }
    return logs;
  }

  /** The binary logarithm. */
  static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
