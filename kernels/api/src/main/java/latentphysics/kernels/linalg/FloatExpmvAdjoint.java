package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The derivative by A of the action of an exponential, e^A·B, without any n×n exponential: for a
 * cotangent C of e^A·B
 *
 * <pre>
 *   G = ∫ e^((1−t)·Aᵀ)·C·Bᵀ·e^(t·Aᵀ) dt over t from 0 to 1
 * </pre>
 *
 * <p>It is that of the stages of Taylor polynomials by which {@link FloatExpmv} computes: with H a
 * step, xₛ the vectors that stage s begins with and λₛ the cotangent of those that it ends with,
 *
 * <pre>
 *   τ₀ = xₛ,  τₖ = H·τₖ₋₁/k,   αₘ = λₛ,  αₖ₋₁ = λₛ + Hᵀ·αₖ/k,   λₛ₋₁ = α₀
 *   G = Σ αₖ·τₖ₋₁ᵀ/k over all k from 1 to m and all stages, over their number
 * </pre>
 */
public final class FloatExpmvAdjoint {
  private static final float ONE = 1;

  private final Kernels kernels;
  private final int n;
  private final int r;
  private final FloatExponentialStages plan;

  /** Columns of the terms of a stage beside each other: r for each degree below the last. */
  private final int width;

  private FloatExpmvAdjoint(Kernels kernels, int n, int r, float[] h) {
    this.kernels = kernels;
    this.n = n;
    this.r = r;
    plan = new FloatExponentialStages(kernels, n, h, 3 * r);
    width = plan.degree * r;
  }

  /**
   * G, the cotangent of A.
   *
   * @param n order of A
   * @param r columns of B and of C
   * @param a n×n, in rows without gaps; not changed
   * @param b n×r, in rows without gaps; not changed
   * @param c n×r, in rows without gaps; not changed
   * @param g n×n, in rows without gaps
   * @throws ArithmeticException if an element is NaN or infinite; with the norm of A in the
   *     message, if overflow leaves nothing of the result, or if more than 2²⁰ stages were needed
   */
  public static void solve(
      Kernels kernels,
      int n,
      int r,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      float[] g,
      int gOffset) {
    int _ = FloatScale.exponent("expmv", n, n, a, aOffset);
    int right = FloatScale.exponent("expmv", n, r, b, bOffset);
    int left = FloatScale.exponent("expmv", n, r, c, cOffset);
    float[] h = FloatScale.scaled(0, n * n, a, aOffset);
    double norm = FloatPadeScaling.norm(n, h);
    float[] sum = new float[n * n];
    if (n > 0 && r > 0) {
      new FloatExpmvAdjoint(kernels, n, r, h)
          .sum(
              FloatScale.scaled(-right, n * r, b, bOffset),
              FloatScale.scaled(-left, n * r, c, cOffset),
              sum);
      // One after the other: the sum of both may be out of range.
      FloatScale.scale(right, n * n, sum, 0);
      FloatScale.scale(left, n * n, sum, 0);
    }
    if (FloatScaledMatrix.hasNan(sum)) {
      throw new ArithmeticException(
          "expmv: the derivative of the action of a matrix ["
              + n
              + ", "
              + n
              + "] of 1-norm "
              + norm
              + " overflows");
    }
    System.arraycopy(sum, 0, g, gOffset, n * n);
  }

  private void sum(float[] x, float[] cotangent, float[] sum) {
    float[][] starts = new float[plan.stages][];
    float[] terms = new float[n * width];
    float factor = plan.factor();
    for (int stage = 0; stage < plan.stages; stage++) {
      starts[stage] = x;
      x = stage < plan.stages - 1 ? stage(x, factor, terms) : x;
    }
    float[] right = new float[n * width];
    float[] part = new float[n * n];
    for (int stage = plan.stages - 1; stage >= 0; stage--) {
      float[] _ = stage(starts[stage], factor, terms);
      kernels.scal(n * r, factor, cotangent, 0);
      cotangent = adjointStage(cotangent, right);
      kernels.gemm(n, n, width, right, 0, width, 1, terms, 0, 1, width, part, 0, n);
      kernels.axpy(n * n, 1, part, 0, sum, 0);
    }
    kernels.scal(n * n, ONE / plan.stages, sum, 0);
  }

  /**
   * The end of a stage.
   *
   * @param terms becomes τ₀ … τₘ₋₁ beside each other
   */
  private float[] stage(float[] x, float factor, float[] terms) {
    float[] sum = x.clone();
    float[] term = x;
    for (int k = 1; k <= plan.degree; k++) {
      beside(term, terms, k - 1);
      float[] next = new float[n * r];
      kernels.gemm(n, r, n, plan.step, 0, n, 1, term, 0, r, 1, next, 0, r);
      kernels.scal(n * r, ONE / k, next, 0);
      kernels.axpy(n * r, 1, next, 0, sum, 0);
      term = next;
    }
    kernels.scal(n * r, factor, sum, 0);
    return sum;
  }

  /**
   * α₀.
   *
   * @param terms becomes α₁, α₂/2 … αₘ/m beside each other
   */
  private float[] adjointStage(float[] cotangent, float[] terms) {
    float[] alpha = cotangent.clone();
    for (int k = plan.degree; k >= 1; k--) {
      kernels.scal(n * r, ONE / k, alpha, 0);
      beside(alpha, terms, k - 1);
      float[] next = new float[n * r];
      kernels.gemm(n, r, n, plan.step, 0, 1, n, alpha, 0, r, 1, next, 0, r);
      kernels.axpy(n * r, 1, cotangent, 0, next, 0);
      alpha = next;
    }
    return alpha;
  }

  private void beside(float[] x, float[] all, int k) {
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, i * r, all, i * width + k * r, r);
    }
  }
}
