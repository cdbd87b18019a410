package latentphysics.kernels.fft;

import latentphysics.kernels.Kernels;

/**
 * Passes of the radices of n, each from one buffer into the other (Stockham's order; see Van Loan,
 * Computational Frameworks for the Fast Fourier Transform, 1.7). A pass of radix r splits each of
 * {@code run} interleaved sequences of length m into r of length m/r.
 */
final class FloatStockham extends FloatFft {
  private final int[] radices;
  private final float[][] twiddles;
  private final float[][] roots; // of passes whose radix the kernels do not have

  FloatStockham(int n) {
    super(n);
    radices = Factors.radices(n);
    twiddles = new float[radices.length][];
    roots = new float[radices.length][];
    int rest = n;
    for (int i = 0; i < radices.length; i++) {
      int radix = radices[i];
      int groups = rest / radix;
      twiddles[i] = new float[2 * groups * (radix - 1)];
      int at = 0;
      for (int p = 0; p < groups; p++) {
        for (int k = 1; k < radix; k++) {
          at = put(RootsOfUnity.root((long) k * p, rest), twiddles[i], at);
        }
      }
      roots[i] = new float[2 * radix];
      for (int k = 0, next = 0; k < radix; k++) {
        next = put(RootsOfUnity.root(k, radix), roots[i], next);
      }
      rest = groups;
    }
  }

  private static int put(double[] root, float[] table, int at) {
    table[at] = (float) root[0];
    table[at + 1] = (float) root[1];
    return at + 2;
  }

  @Override
  public Work work(int lanes) {
    return Work.of(length() * lanes);
  }

  @Override
  public void transform(Kernels kernels, float[] re, float[] im, int lanes, Work work) {
    float[] xRe = re;
    float[] xIm = im;
    float[] yRe = work.re();
    float[] yIm = work.im();
    int groups = length();
    int run = lanes;
    for (int i = 0; i < radices.length; i++) {
      int radix = radices[i];
      groups /= radix;
      if (radix <= 5) {
        kernels.fftPass(radix, groups, run, xRe, xIm, yRe, yIm, twiddles[i]);
      } else {
        pass(radix, groups, run, xRe, xIm, yRe, yIm, twiddles[i], roots[i]);
      }
      run *= radix;
      float[] swapped = xRe;
      xRe = yRe;
      yRe = swapped;
      swapped = xIm;
      xIm = yIm;
      yIm = swapped;
    }
    if (radices.length % 2 == 1) { // the result lies in the other buffer
      System.arraycopy(xRe, 0, re, 0, length() * lanes);
      System.arraycopy(xIm, 0, im, 0, length() * lanes);
    }
  }

  /**
   * A pass of any odd radix by its definition, two outputs at a time: with tⱼ = aⱼ + aᵣ₋ⱼ and dⱼ =
   * aⱼ − aᵣ₋ⱼ, results k and r−k are a₀ + Σ cos(2πjk/r)·tⱼ ∓ i·Σ sin(2πjk/r)·dⱼ, j = 1 … (r−1)/2.
   */
  private static void pass(
      int radix,
      int groups,
      int run,
      float[] xRe,
      float[] xIm,
      float[] yRe,
      float[] yIm,
      float[] twiddles,
      float[] roots) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      int t = 2 * p * (radix - 1) - 2; // of k at t + 2k
      for (int q = 0; q < run; q++) {
        int x = p * run + q;
        int y = radix * p * run + q;
        float sum = xRe[x];
        float sumB = xIm[x];
        for (int j = 1; j < radix; j++) {
          sum += xRe[x + j * step];
          sumB += xIm[x + j * step];
        }
        yRe[y] = sum;
        yIm[y] = sumB;
        for (int k = 1; 2 * k < radix; k++) {
          float m = xRe[x];
          float mB = xIm[x];
          float e = 0;
          float eB = 0;
          int power = 0;
          for (int j = 1; 2 * j < radix; j++) {
            power += k;
            power -= power >= radix ? radix : 0;
            float cos = roots[2 * power];
            float sin = -roots[2 * power + 1];
            int near = x + j * step;
            int far = x + (radix - j) * step;
            m = Math.fma(cos, xRe[near] + xRe[far], m);
            mB = Math.fma(cos, xIm[near] + xIm[far], mB);
            e = Math.fma(sin, xRe[near] - xRe[far], e);
            eB = Math.fma(sin, xIm[near] - xIm[far], eB);
          }
          int low = y + k * run;
          int high = y + (radix - k) * run;
          put(m + eB, mB - e, twiddles, t + 2 * k, yRe, yIm, low);
          put(m - eB, mB + e, twiddles, t + 2 * (radix - k), yRe, yIm, high);
        }
      }
    }
  }

  /** Stores the product with a twiddle factor. */
  private static void put(
      float u, float v, float[] twiddles, int t, float[] re, float[] im, int index) {
    float c = twiddles[t];
    float s = twiddles[t + 1];
    re[index] = Math.fma(c, u, -(s * v));
    im[index] = Math.fma(c, v, s * u);
  }
}
