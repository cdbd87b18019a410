package latentphysics.kernels.scalar;

/** The definition of a pass of the Fourier transform; see {@link latentphysics.kernels.Kernels}. */
final class FloatFftPass {
  private static final float HALF = (float) 0.5;
  private static final float SIN_60 = (float) 0.8660254037844386;
  private static final float COS_72 = (float) 0.30901699437494745;
  private static final float SIN_72 = (float) 0.9510565162951535;
  private static final float COS_144 = (float) -0.8090169943749475;
  private static final float SIN_144 = (float) 0.5877852522924731;

  private FloatFftPass() {}

  static void run(
      int radix,
      int groups,
      int run,
      float[] xRe,
      float[] xIm,
      float[] yRe,
      float[] yIm,
      float[] twiddles) {
    switch (radix) {
      case 2 -> radix2(groups, run, xRe, xIm, yRe, yIm, twiddles);
      case 3 -> radix3(groups, run, xRe, xIm, yRe, yIm, twiddles);
      case 4 -> radix4(groups, run, xRe, xIm, yRe, yIm, twiddles);
      case 5 -> radix5(groups, run, xRe, xIm, yRe, yIm, twiddles);
      default ->
          throw new IllegalArgumentException("fftPass: radix " + radix + ", expected 2, 3, 4 or 5");
    }
  }

  private static void radix2(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      float c1 = twiddles[2 * p];
      float s1 = twiddles[2 * p + 1];
      for (int q = 0; q < run; q++) {
        int x = p * run + q;
        int y = 2 * p * run + q;
        float a0 = xRe[x];
        float b0 = xIm[x];
        float a1 = xRe[x + step];
        float b1 = xIm[x + step];
        yRe[y] = a0 + a1;
        yIm[y] = b0 + b1;
        float u = a0 - a1;
        float v = b0 - b1;
        yRe[y + run] = Math.fma(c1, u, -(s1 * v));
        yIm[y + run] = Math.fma(c1, v, s1 * u);
      }
    }
  }

  /** With t = a₁ + a₂ and d = sin 60°·(a₁ − a₂): a₀ + t, a₀ − t/2 − i·d, a₀ − t/2 + i·d. */
  private static void radix3(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      float c1 = twiddles[4 * p];
      float s1 = twiddles[4 * p + 1];
      float c2 = twiddles[4 * p + 2];
      float s2 = twiddles[4 * p + 3];
      for (int q = 0; q < run; q++) {
        int x = p * run + q;
        int y = 3 * p * run + q;
        float a0 = xRe[x];
        float b0 = xIm[x];
        float a1 = xRe[x + step];
        float b1 = xIm[x + step];
        float a2 = xRe[x + 2 * step];
        float b2 = xIm[x + 2 * step];
        float t = a1 + a2;
        float tb = b1 + b2;
        float m = Math.fma(-HALF, t, a0);
        float mb = Math.fma(-HALF, tb, b0);
        float d = SIN_60 * (a1 - a2);
        float db = SIN_60 * (b1 - b2);
        yRe[y] = a0 + t;
        yIm[y] = b0 + tb;
        float u = m + db;
        float v = mb - d;
        yRe[y + run] = Math.fma(c1, u, -(s1 * v));
        yIm[y + run] = Math.fma(c1, v, s1 * u);
        u = m - db;
        v = mb + d;
        yRe[y + 2 * run] = Math.fma(c2, u, -(s2 * v));
        yIm[y + 2 * run] = Math.fma(c2, v, s2 * u);
      }
    }
  }

  /** (a₀ + a₂) ± (a₁ + a₃) and (a₀ − a₂) ∓ i·(a₁ − a₃). */
  private static void radix4(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      float c1 = twiddles[6 * p];
      float s1 = twiddles[6 * p + 1];
      float c2 = twiddles[6 * p + 2];
      float s2 = twiddles[6 * p + 3];
      float c3 = twiddles[6 * p + 4];
      float s3 = twiddles[6 * p + 5];
      for (int q = 0; q < run; q++) {
        int x = p * run + q;
        int y = 4 * p * run + q;
        float a0 = xRe[x];
        float b0 = xIm[x];
        float a1 = xRe[x + step];
        float b1 = xIm[x + step];
        float a2 = xRe[x + 2 * step];
        float b2 = xIm[x + 2 * step];
        float a3 = xRe[x + 3 * step];
        float b3 = xIm[x + 3 * step];
        float even = a0 + a2;
        float evenB = b0 + b2;
        float odd = a1 + a3;
        float oddB = b1 + b3;
        float d = a0 - a2;
        float dB = b0 - b2;
        float e = a1 - a3;
        float eB = b1 - b3;
        yRe[y] = even + odd;
        yIm[y] = evenB + oddB;
        float u = d + eB;
        float v = dB - e;
        yRe[y + run] = Math.fma(c1, u, -(s1 * v));
        yIm[y + run] = Math.fma(c1, v, s1 * u);
        u = even - odd;
        v = evenB - oddB;
        yRe[y + 2 * run] = Math.fma(c2, u, -(s2 * v));
        yIm[y + 2 * run] = Math.fma(c2, v, s2 * u);
        u = d - eB;
        v = dB + e;
        yRe[y + 3 * run] = Math.fma(c3, u, -(s3 * v));
        yIm[y + 3 * run] = Math.fma(c3, v, s3 * u);
      }
    }
  }

  /**
   * With t₁ = a₁ + a₄, t₂ = a₂ + a₃, d₁ = a₁ − a₄, d₂ = a₂ − a₃: a₀ + (t₁ + t₂), and m₁ ∓ i·e₁ and
   * m₂ ∓ i·e₂ for k = 1, 4 and 2, 3, where m₁ = a₀ + cos 72°·t₁ + cos 144°·t₂, e₁ = sin 72°·d₁ +
   * sin 144°·d₂, m₂ = a₀ + cos 144°·t₁ + cos 72°·t₂, e₂ = sin 144°·d₁ − sin 72°·d₂.
   */
  private static void radix5(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      float c1 = twiddles[8 * p];
      float s1 = twiddles[8 * p + 1];
      float c2 = twiddles[8 * p + 2];
      float s2 = twiddles[8 * p + 3];
      float c3 = twiddles[8 * p + 4];
      float s3 = twiddles[8 * p + 5];
      float c4 = twiddles[8 * p + 6];
      float s4 = twiddles[8 * p + 7];
      for (int q = 0; q < run; q++) {
        int x = p * run + q;
        int y = 5 * p * run + q;
        float a0 = xRe[x];
        float b0 = xIm[x];
        float t1 = xRe[x + step] + xRe[x + 4 * step];
        float t1B = xIm[x + step] + xIm[x + 4 * step];
        float t2 = xRe[x + 2 * step] + xRe[x + 3 * step];
        float t2B = xIm[x + 2 * step] + xIm[x + 3 * step];
        float d1 = xRe[x + step] - xRe[x + 4 * step];
        float d1B = xIm[x + step] - xIm[x + 4 * step];
        float d2 = xRe[x + 2 * step] - xRe[x + 3 * step];
        float d2B = xIm[x + 2 * step] - xIm[x + 3 * step];
        float m1 = Math.fma(COS_144, t2, Math.fma(COS_72, t1, a0));
        float m1B = Math.fma(COS_144, t2B, Math.fma(COS_72, t1B, b0));
        float m2 = Math.fma(COS_72, t2, Math.fma(COS_144, t1, a0));
        float m2B = Math.fma(COS_72, t2B, Math.fma(COS_144, t1B, b0));
        float e1 = Math.fma(SIN_144, d2, SIN_72 * d1);
        float e1B = Math.fma(SIN_144, d2B, SIN_72 * d1B);
        float e2 = Math.fma(-SIN_72, d2, SIN_144 * d1);
        float e2B = Math.fma(-SIN_72, d2B, SIN_144 * d1B);
        yRe[y] = a0 + (t1 + t2);
        yIm[y] = b0 + (t1B + t2B);
        float u = m1 + e1B;
        float v = m1B - e1;
        yRe[y + run] = Math.fma(c1, u, -(s1 * v));
        yIm[y + run] = Math.fma(c1, v, s1 * u);
        u = m2 + e2B;
        v = m2B - e2;
        yRe[y + 2 * run] = Math.fma(c2, u, -(s2 * v));
        yIm[y + 2 * run] = Math.fma(c2, v, s2 * u);
        u = m2 - e2B;
        v = m2B + e2;
        yRe[y + 3 * run] = Math.fma(c3, u, -(s3 * v));
        yIm[y + 3 * run] = Math.fma(c3, v, s3 * u);
        u = m1 - e1B;
        v = m1B + e1;
        yRe[y + 4 * run] = Math.fma(c4, u, -(s4 * v));
        yIm[y + 4 * run] = Math.fma(c4, v, s4 * u);
      }
    }
  }
}
