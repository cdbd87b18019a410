package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The action of a matrix exponential, e^(t·A)·B, without e^(t·A): s stages of a Taylor polynomial
 * of degree m (Al-Mohy and Higham 2011, Computing the action of the matrix exponential, SIAM J.
 * Sci. Comput. 33, algorithm 3.2).
 */
public final class FloatExpmv {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);
  private static final boolean LONG = EPSILON < 1e-10;

  /**
   * θ by degree, from the first one on that is worth its products, for the unit roundoff; computed
   * as for {@link FloatPadeScaling}. The paper goes on to degree 55 and θ = 9.9, or 13.4 in single
   * precision. But terms grow to e^θ times the result where the spectrum is imaginary, and then as
   * many digits are lost: with θ of at most 3.6 it is one and a half.
   */
  private static final int FIRST_DEGREE = LONG ? 8 : 4;

  private static final double[] THETA =
      LONG
          ? new double[] {
            0.0499123, 0.0895776, 0.144183, 0.214236, 0.299616, 0.399778, 0.513915, 0.641084,
            0.780287, 0.930533, 1.09086, 1.26038, 1.43825, 1.62372, 1.81608, 2.01471, 2.21905,
            2.42858, 2.64285, 2.86145, 3.084, 3.31017, 3.53967
          }
          : new double[] {
            0.0511662, 0.130849, 0.249529, 0.401458, 0.580052, 0.779511, 0.995184, 1.22348, 1.46166,
            1.70765, 1.95985, 2.21704, 2.47828, 2.74282, 3.01007, 3.27956, 3.55093
          };

  /** More stages than this are refused: squaring of e^(t·A) takes their logarithm. */
  private static final int MOST_STAGES = 1 << 20;

  private final Kernels kernels;
  private final int n;
  private final int r;

  /** t·A less its mean diagonal, over the number of stages. */
  private final float[] step;

  /** Its transpose, if B is a vector. */
  private final float[] across;

  private int degree;
  private int stages;

  private FloatExpmv(Kernels kernels, int n, int r, float[] h) {
    this.kernels = kernels;
    this.n = n;
    this.r = r;
    step = h;
    choose();
    kernels.scal(n * n, ONE / stages, step, 0);
    across = new float[r == 1 ? n * n : 0];
    if (r == 1) {
      kernels.transpose(n, n, step, 0, n, across, 0, n);
    }
  }

  /**
   * y = e^(t·A)·B.
   *
   * @param n order of A
   * @param r columns of B
   * @param t any finite number
   * @param a n×n, in rows without gaps; not changed
   * @param b n×r, in rows without gaps; not changed
   * @param y n×r, in rows without gaps; may be the same place as b
   * @throws ArithmeticException if t, or an element of A, t·A or B, is NaN or infinite; with the
   *     norm of t·A in the message, if overflow leaves nothing of the result, or if more than 2²⁰
   *     stages were needed
   */
  public static void solve(
      Kernels kernels,
      int n,
      int r,
      float t,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] y,
      int yOffset) {
    int _ = FloatScale.exponent("expmv", n, n, a, aOffset);
    int exponent = FloatScale.exponent("expmv", n, r, b, bOffset);
    if (n == 0 || r == 0) {
      return;
    }
    float[] h = new float[n * n];
    kernels.axpy(n * n, t, a, aOffset, h, 0);
    int _ = FloatScale.exponent("expmv, t·A", n, n, h, 0);
    double norm = FloatPadeScaling.norm(n, h);
    float mean = shift(n, h);
    float[] x = FloatScale.scaled(-exponent, n * r, b, bOffset);
    FloatExpmv action = new FloatExpmv(kernels, n, r, h);
    x = action.apply(x, mean);
    FloatScale.scale(exponent, n * r, x, 0);
    if (FloatScaledMatrix.hasNan(x)) {
      throw new ArithmeticException(
          "expmv: the action of a matrix [" + n + ", " + n + "] of 1-norm " + norm + " overflows");
    }
    System.arraycopy(x, 0, y, yOffset, n * r);
  }

  /** Subtracts the mean of the diagonal if that lowers the norm. */
  private static float shift(int n, float[] h) {
    float mean = 0;
    for (int i = 0; i < n; i++) {
      mean += h[i * n + i] / n;
    }
    float[] shifted = h.clone();
    for (int i = 0; i < n; i++) {
      shifted[i * n + i] -= mean;
    }
    if (!(FloatPadeScaling.norm(n, shifted) < FloatPadeScaling.norm(n, h))) {
      return 0;
    }
    System.arraycopy(shifted, 0, h, 0, n * n);
    return mean;
  }

  /**
   * The degree and number of stages with the least products, for ‖H‖₁ or, where that pays for two
   * products of n×n matrices, for max(‖H²‖^½, ‖H³‖^⅓), which also bounds what is cut off.
   */
  private void choose() {
    double norm = FloatPadeScaling.norm(n, step);
    choose(norm);
    if ((double) degree * stages * r > 2.0 * n && norm < Math.sqrt(Math.sqrt(Float.MAX_VALUE))) {
      float[] second = new float[n * n];
      float[] third = new float[n * n];
      kernels.gemm(n, n, n, step, 0, n, 1, step, 0, n, 1, second, 0, n);
      kernels.gemm(n, n, n, step, 0, n, 1, second, 0, n, 1, third, 0, n);
      double size =
          Math.max(
              Math.sqrt(FloatPadeScaling.norm(n, second)),
              Math.cbrt(FloatPadeScaling.norm(n, third)));
      choose(Math.min(norm, size));
    }
    if (stages > MOST_STAGES) {
      throw new ArithmeticException(
          "expmv: a matrix ["
              + n
              + ", "
              + n
              + "] of 1-norm "
              + norm
              + " needs "
              + stages
              + " stages, expected at most "
              + MOST_STAGES
              + "; expm has no such limit");
    }
  }

  private void choose(double size) {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < THETA.length; k++) {
      double count = Math.max(1, Math.ceil(size / THETA[k]));
      if (count * (FIRST_DEGREE + k) < least) {
        least = count * (FIRST_DEGREE + k);
        degree = FIRST_DEGREE + k;
        stages = (int) Math.min(count, Integer.MAX_VALUE);
      }
    }
  }

  /** Stages of Σ Hᵏ·X/k!, each ended when two terms in a row count no more beside the sum. */
  private float[] apply(float[] x, float mean) {
    float factor = (float) StrictMath.exp(mean / stages);
    float[] term = new float[n * r];
    float[] next = new float[n * r];
    for (int stage = 0; stage < stages; stage++) {
      System.arraycopy(x, 0, term, 0, n * r);
      float before = largest(term);
      for (int k = 1; k <= degree; k++) {
        if (r == 1) {
          kernels.gemv(n, n, term, 0, 1, across, 0, n, next, 0);
        } else {
          kernels.gemm(n, r, n, step, 0, n, 1, term, 0, r, 1, next, 0, r);
        }
        kernels.scal(n * r, ONE / k, next, 0);
        kernels.axpy(n * r, 1, next, 0, x, 0);
        float[] swap = term;
        term = next;
        next = swap;
        float size = largest(term);
        if (before + size <= EPSILON / 2 * largest(x)) {
          break;
        }
        before = size;
      }
      if (factor != 1) {
        kernels.scal(n * r, factor, x, 0);
      }
    }
    return x;
  }

  private static float largest(float[] x) {
    float largest = 0;
    for (float value : x) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
