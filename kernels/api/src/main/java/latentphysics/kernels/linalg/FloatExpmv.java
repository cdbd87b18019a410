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

  private final Kernels kernels;
  private final int n;
  private final int r;

  private final FloatExponentialStages plan;

  /** The transpose of a step, if B is a vector. */
  private final float[] across;

  private FloatExpmv(Kernels kernels, int n, int r, float[] h) {
    this.kernels = kernels;
    this.n = n;
    this.r = r;
    plan = new FloatExponentialStages(kernels, n, h, r);
    across = new float[r == 1 ? n * n : 0];
    if (r == 1) {
      kernels.transpose(n, n, plan.step, 0, n, across, 0, n);
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
    float[] x = FloatScale.scaled(-exponent, n * r, b, bOffset);
    x = new FloatExpmv(kernels, n, r, h).apply(x);
    FloatScale.scale(exponent, n * r, x, 0);
    if (FloatScaledMatrix.hasNan(x)) {
      throw new ArithmeticException(
          "expmv: the action of a matrix [" + n + ", " + n + "] of 1-norm " + norm + " overflows");
    }
    System.arraycopy(x, 0, y, yOffset, n * r);
  }

  /** Stages of Σ Hᵏ·X/k!, each ended when two terms in a row count no more beside the sum. */
  private float[] apply(float[] x) {
    float factor = plan.factor();
    float[] term = new float[n * r];
    float[] next = new float[n * r];
    for (int stage = 0; stage < plan.stages; stage++) {
      System.arraycopy(x, 0, term, 0, n * r);
      float before = largest(term);
      for (int k = 1; k <= plan.degree; k++) {
        if (r == 1) {
          kernels.gemv(n, n, term, 0, 1, across, 0, n, next, 0);
        } else {
          kernels.gemm(n, r, n, plan.step, 0, n, 1, term, 0, r, 1, next, 0, r);
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
