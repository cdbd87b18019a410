package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * How e^H is applied in stages of a Taylor polynomial: how many, of which degree (Al-Mohy and
 * Higham 2011, Computing the action of the matrix exponential, SIAM J. Sci. Comput. 33, section 3).
 */
final class FloatExponentialStages {
  private static final float ONE = 1;
  private static final boolean LONG = Math.ulp(ONE) < 1e-10;

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

  /** H less its mean diagonal, over the number of stages. */
  final float[] step;

  /** That mean, if it was subtracted. */
  final float mean;

  int degree;
  int stages;

  private final Kernels kernels;
  private final int n;

  /**
   * Chooses for the least number of products.
   *
   * @param h n×n; used up
   * @param columns that H is multiplied by in each term: products with H itself pay for many
   * @throws ArithmeticException if more than 2²⁰ stages were needed
   */
  FloatExponentialStages(Kernels kernels, int n, float[] h, int columns) {
    this.kernels = kernels;
    this.n = n;
    mean = shift(n, h);
    step = h;
    choose(columns);
    kernels.scal(n * n, ONE / stages, step, 0);
  }

  /** e^mean for one stage. */
  float factor() {
    return (float) StrictMath.exp(mean / stages);
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
   * The degree and number of stages for ‖H‖₁ or, where that pays for two products of n×n matrices,
   * for max(‖H²‖^½, ‖H³‖^⅓), which also bounds what is cut off.
   */
  private void choose(int columns) {
    double norm = FloatPadeScaling.norm(n, step);
    choose(norm);
    if ((double) degree * stages * columns > 2.0 * n
        && norm < Math.sqrt(Math.sqrt(Float.MAX_VALUE))) {
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
}
