package latentphysics.kernels.linalg;

import java.util.function.Consumer;
import latentphysics.kernels.Kernels;

/**
 * From e^(A/2ˢ) to e^A by squaring. Of an upper triangular A the diagonal and the one above it are
 * known exactly at every step and replace the squared ones (Al-Mohy and Higham 2009, SIAM J. Matrix
 * Anal. Appl. 31, code fragment 2.1): the elements above rest on them.
 */
final class FloatExponentialSteps {
  private static final double LN2 = Math.log(2);

  /** Exponents beyond this are as good as infinite. */
  private static final double FAR = 1e15;

  private final Kernels kernels;
  private final int n;
  private final boolean triangular;
  private final float[] a;

  /**
   * For an n×n matrix A.
   *
   * @param triangular whether A is upper triangular
   * @param a A itself, not scaled
   */
  FloatExponentialSteps(Kernels kernels, int n, boolean triangular, float[] a) {
    this.kernels = kernels;
    this.n = n;
    this.triangular = triangular;
    this.a = a;
  }

  /**
   * e^A from r ≈ e^(A/2ˢ − shift·I), with infinities and NaN where a step overflows.
   *
   * @param seen is shown what is squared, each matrix once
   */
  float[] square(float[] r, double shift, int s, Consumer<float[]> seen) {
    float[] x = r.clone();
    if (shift != 0) {
      kernels.scal(n * n, (float) StrictMath.exp(shift), x, 0);
    }
    for (int step = s; ; step--) {
      replace(x, step, 0);
      if (step == 0) {
        return x;
      }
      seen.accept(x);
      float[] y = new float[n * n];
      kernels.gemm(n, n, n, x, 0, n, 1, x, 0, n, 1, y, 0, n);
      x = y;
    }
  }

  /**
   * The same without NaN: if a step overflows, then once more with a power of two kept apart, so
   * that only the end can overflow. Elements that are so small beside the largest that this loses
   * them are kept from before, if they are numbers.
   */
  float[] square(float[] r, double shift, int s) {
    float[] x = square(r, shift, s, _ -> {});
    if (Float.isFinite((float) StrictMath.exp(shift)) && !FloatScaledMatrix.hasNan(x)) {
      return x;
    }
    float[] apart = squareApart(r, shift, s);
    for (int i = 0; i < n * n; i++) {
      if (apart[i] == 0 && !Float.isNaN(x[i])) {
        apart[i] = x[i];
      }
    }
    replace(apart, 0, 0);
    return apart;
  }

  private float[] squareApart(float[] r, double shift, int s) {
    float[] x = r.clone();
    double exponent = Math.rint(Math.clamp(shift / LN2, -FAR, FAR));
    kernels.scal(n * n, (float) StrictMath.exp(Math.min(shift - exponent * LN2, 1)), x, 0);
    for (int step = s; ; step--) {
      int part = FloatScale.exponent("expm", n, n, x, 0);
      FloatScale.scale(-part, n * n, x, 0);
      exponent = Math.clamp(exponent + part, -FAR, FAR);
      replace(x, step, exponent * LN2);
      if (step == 0) {
        break;
      }
      float[] y = new float[n * n];
      kernels.gemm(n, n, n, x, 0, n, 1, x, 0, n, 1, y, 0, n);
      x = y;
      exponent *= 2;
    }
    FloatScale.scale((int) exponent, n * n, x, 0);
    return x;
  }

  /**
   * Diagonal and first superdiagonal of e^(A/2ˢ)·e^−log. With λ and μ on the diagonal and t above
   * them, the latter is t·(e^λ − e^μ)/(λ − μ).
   */
  private void replace(float[] x, int step, double log) {
    for (int i = 0; triangular && i < n; i++) {
      double own = Math.scalb((double) a[i * n + i], -step);
      x[i * n + i] = (float) StrictMath.exp(own - log);
      if (i + 1 < n && a[i * n + i + 1] != 0) {
        double next = Math.scalb((double) a[(i + 1) * n + i + 1], -step);
        double above = Math.scalb((double) a[i * n + i + 1], -step);
        // In two halves, as the product may be in range when the exponential is not.
        double half = StrictMath.exp((Math.max(own, next) - log) / 2);
        x[i * n + i + 1] = (float) (above * half * decay(Math.abs(own - next)) * half);
      }
    }
  }

  /** (1 − e^−d)/d for d ≥ 0. */
  private static double decay(double d) {
    return d == 0 ? 1 : -StrictMath.expm1(-d) / d;
  }
}
