package latentphysics.kernels.fft;

import java.util.Arrays;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;

/**
 * Any length as a convolution: j·k = (j² + k² − (k−j)²)/2 gives
 *
 * <pre>
 *   Y(k) = c(k)·Σⱼ (c(j)·x(j))·c̄(k−j),   c(j) = e^(−πi·j²/n)
 * </pre>
 *
 * (Bluestein 1970), and a circular convolution of a length m ≥ 2n−1 without large factors computes
 * it by two transforms of that length.
 */
final class FloatBluestein extends FloatFft {
  private final int m;
  private final FloatFft fft;
  private final float[] chirpRe;
  private final float[] chirpIm;
  private final float[] filterRe; // the transform of c̄, divided by m
  private final float[] filterIm;

  FloatBluestein(int n) {
    super(n);
    m = Factors.convenientAtLeast(2 * n - 1);
    fft = FloatFft.of(m);
    chirpRe = new float[n];
    chirpIm = new float[n];
    filterRe = new float[m];
    filterIm = new float[m];
    // In float64 for both types: its rounding would count in every result.
    double[] conjugateRe = new double[m];
    double[] conjugateIm = new double[m];
    for (int j = 0; j < n; j++) {
      double[] c = RootsOfUnity.root((long) j * j % (2L * n), 2L * n);
      chirpRe[j] = (float) c[0];
      chirpIm[j] = (float) c[1];
      conjugateRe[j] = c[0];
      conjugateIm[j] = -c[1];
      if (j > 0) {
        conjugateRe[m - j] = c[0];
        conjugateIm[m - j] = -c[1];
      }
    }
    DoubleFft inDouble = DoubleFft.of(m);
    inDouble.transform(new ScalarKernels(), conjugateRe, conjugateIm, 1, inDouble.work(1));
    for (int k = 0; k < m; k++) {
      filterRe[k] = (float) (conjugateRe[k] / m);
      filterIm[k] = (float) (conjugateIm[k] / m);
    }
  }

  @Override
  public Work work(int lanes) {
    return Work.of(m * lanes, fft.work(lanes));
  }

  @Override
  public void transform(Kernels kernels, float[] re, float[] im, int lanes, Work work) {
    float[] zRe = work.re();
    float[] zIm = work.im();
    Work passes = work.inner()[0];
    int size = length() * lanes;
    multiply(chirpRe, chirpIm, re, im, zRe, zIm, lanes);
    Arrays.fill(zRe, size, m * lanes, 0);
    Arrays.fill(zIm, size, m * lanes, 0);
    fft.transform(kernels, zRe, zIm, lanes, passes);
    multiply(filterRe, filterIm, zRe, zIm, zRe, zIm, lanes);
    fft.transform(kernels, zIm, zRe, lanes, passes);
    multiply(chirpRe, chirpIm, zRe, zIm, re, im, lanes);
  }

  /** Products of each factor with the numbers of all lanes. */
  private static void multiply(
      float[] factorRe,
      float[] factorIm,
      float[] fromRe,
      float[] fromIm,
      float[] toRe,
      float[] toIm,
      int lanes) {
    if (lanes == 1) {
      for (int i = 0; i < factorRe.length; i++) {
        float u = fromRe[i];
        float v = fromIm[i];
        toRe[i] = Math.fma(factorRe[i], u, -(factorIm[i] * v));
        toIm[i] = Math.fma(factorRe[i], v, factorIm[i] * u);
      }
      return;
    }
    for (int j = 0; j < factorRe.length; j++) {
      float c = factorRe[j];
      float s = factorIm[j];
      for (int i = j * lanes; i < (j + 1) * lanes; i++) {
        float u = fromRe[i];
        float v = fromIm[i];
        toRe[i] = Math.fma(c, u, -(s * v));
        toIm[i] = Math.fma(c, v, s * u);
      }
    }
  }
}
