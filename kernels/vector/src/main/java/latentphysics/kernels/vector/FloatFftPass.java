package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A pass of the Fourier transform with a vector of neighbouring transforms at a time. The last
 * vector of a run ends with the run; what it shares with the one before is computed twice.
 */
final class FloatFftPass {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Runs shorter than a vector are left to the scalar form. */
  static final int SHORTEST_RUN = LANES;

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

  private static FloatVector load(float[] x, int index) {
    return FloatVector.fromArray(SPECIES, x, index);
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  /** Stores (c + i·s)·(u + i·v). */
  private static void store(
      FloatVector c,
      FloatVector s,
      FloatVector u,
      FloatVector v,
      float[] re,
      float[] im,
      int index) {
    c.fma(u, s.mul(v).neg()).intoArray(re, index);
    c.fma(v, s.mul(u)).intoArray(im, index);
  }

  /** Where the vector after the one at {@code q} begins: no later than a vector before the end. */
  private static int next(int q, int run) {
    return q + LANES == run ? run : Math.min(q + LANES, run - LANES);
  }

  private static void radix2(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      FloatVector c1 = all(twiddles[2 * p]);
      FloatVector s1 = all(twiddles[2 * p + 1]);
      for (int q = 0; q < run; q = next(q, run)) {
        int x = p * run + q;
        int y = 2 * p * run + q;
        FloatVector a0 = load(xRe, x);
        FloatVector b0 = load(xIm, x);
        FloatVector a1 = load(xRe, x + step);
        FloatVector b1 = load(xIm, x + step);
        a0.add(a1).intoArray(yRe, y);
        b0.add(b1).intoArray(yIm, y);
        store(c1, s1, a0.sub(a1), b0.sub(b1), yRe, yIm, y + run);
      }
    }
  }

  private static void radix3(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      FloatVector c1 = all(twiddles[4 * p]);
      FloatVector s1 = all(twiddles[4 * p + 1]);
      FloatVector c2 = all(twiddles[4 * p + 2]);
      FloatVector s2 = all(twiddles[4 * p + 3]);
      for (int q = 0; q < run; q = next(q, run)) {
        int x = p * run + q;
        int y = 3 * p * run + q;
        FloatVector a0 = load(xRe, x);
        FloatVector b0 = load(xIm, x);
        FloatVector a1 = load(xRe, x + step);
        FloatVector b1 = load(xIm, x + step);
        FloatVector a2 = load(xRe, x + 2 * step);
        FloatVector b2 = load(xIm, x + 2 * step);
        FloatVector t = a1.add(a2);
        FloatVector tB = b1.add(b2);
        FloatVector m = t.fma(all(-HALF), a0);
        FloatVector mB = tB.fma(all(-HALF), b0);
        FloatVector d = a1.sub(a2).mul(all(SIN_60));
        FloatVector dB = b1.sub(b2).mul(all(SIN_60));
        a0.add(t).intoArray(yRe, y);
        b0.add(tB).intoArray(yIm, y);
        store(c1, s1, m.add(dB), mB.sub(d), yRe, yIm, y + run);
        store(c2, s2, m.sub(dB), mB.add(d), yRe, yIm, y + 2 * run);
      }
    }
  }

  private static void radix4(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      FloatVector c1 = all(twiddles[6 * p]);
      FloatVector s1 = all(twiddles[6 * p + 1]);
      FloatVector c2 = all(twiddles[6 * p + 2]);
      FloatVector s2 = all(twiddles[6 * p + 3]);
      FloatVector c3 = all(twiddles[6 * p + 4]);
      FloatVector s3 = all(twiddles[6 * p + 5]);
      for (int q = 0; q < run; q = next(q, run)) {
        int x = p * run + q;
        int y = 4 * p * run + q;
        FloatVector a0 = load(xRe, x);
        FloatVector b0 = load(xIm, x);
        FloatVector a1 = load(xRe, x + step);
        FloatVector b1 = load(xIm, x + step);
        FloatVector a2 = load(xRe, x + 2 * step);
        FloatVector b2 = load(xIm, x + 2 * step);
        FloatVector a3 = load(xRe, x + 3 * step);
        FloatVector b3 = load(xIm, x + 3 * step);
        FloatVector even = a0.add(a2);
        FloatVector evenB = b0.add(b2);
        FloatVector odd = a1.add(a3);
        FloatVector oddB = b1.add(b3);
        FloatVector d = a0.sub(a2);
        FloatVector dB = b0.sub(b2);
        FloatVector e = a1.sub(a3);
        FloatVector eB = b1.sub(b3);
        even.add(odd).intoArray(yRe, y);
        evenB.add(oddB).intoArray(yIm, y);
        store(c1, s1, d.add(eB), dB.sub(e), yRe, yIm, y + run);
        store(c2, s2, even.sub(odd), evenB.sub(oddB), yRe, yIm, y + 2 * run);
        store(c3, s3, d.sub(eB), dB.add(e), yRe, yIm, y + 3 * run);
      }
    }
  }

  private static void radix5(
      int groups, int run, float[] xRe, float[] xIm, float[] yRe, float[] yIm, float[] twiddles) {
    int step = groups * run;
    for (int p = 0; p < groups; p++) {
      FloatVector c1 = all(twiddles[8 * p]);
      FloatVector s1 = all(twiddles[8 * p + 1]);
      FloatVector c2 = all(twiddles[8 * p + 2]);
      FloatVector s2 = all(twiddles[8 * p + 3]);
      FloatVector c3 = all(twiddles[8 * p + 4]);
      FloatVector s3 = all(twiddles[8 * p + 5]);
      FloatVector c4 = all(twiddles[8 * p + 6]);
      FloatVector s4 = all(twiddles[8 * p + 7]);
      for (int q = 0; q < run; q = next(q, run)) {
        int x = p * run + q;
        int y = 5 * p * run + q;
        FloatVector a0 = load(xRe, x);
        FloatVector b0 = load(xIm, x);
        FloatVector a1 = load(xRe, x + step);
        FloatVector b1 = load(xIm, x + step);
        FloatVector a2 = load(xRe, x + 2 * step);
        FloatVector b2 = load(xIm, x + 2 * step);
        FloatVector a3 = load(xRe, x + 3 * step);
        FloatVector b3 = load(xIm, x + 3 * step);
        FloatVector a4 = load(xRe, x + 4 * step);
        FloatVector b4 = load(xIm, x + 4 * step);
        FloatVector t1 = a1.add(a4);
        FloatVector t1B = b1.add(b4);
        FloatVector t2 = a2.add(a3);
        FloatVector t2B = b2.add(b3);
        FloatVector d1 = a1.sub(a4);
        FloatVector d1B = b1.sub(b4);
        FloatVector d2 = a2.sub(a3);
        FloatVector d2B = b2.sub(b3);
        FloatVector m1 = t2.fma(all(COS_144), t1.fma(all(COS_72), a0));
        FloatVector m1B = t2B.fma(all(COS_144), t1B.fma(all(COS_72), b0));
        FloatVector m2 = t2.fma(all(COS_72), t1.fma(all(COS_144), a0));
        FloatVector m2B = t2B.fma(all(COS_72), t1B.fma(all(COS_144), b0));
        FloatVector e1 = d2.fma(all(SIN_144), d1.mul(all(SIN_72)));
        FloatVector e1B = d2B.fma(all(SIN_144), d1B.mul(all(SIN_72)));
        FloatVector e2 = d2.fma(all(-SIN_72), d1.mul(all(SIN_144)));
        FloatVector e2B = d2B.fma(all(-SIN_72), d1B.mul(all(SIN_144)));
        a0.add(t1.add(t2)).intoArray(yRe, y);
        b0.add(t1B.add(t2B)).intoArray(yIm, y);
        store(c1, s1, m1.add(e1B), m1B.sub(e1), yRe, yIm, y + run);
        store(c2, s2, m2.add(e2B), m2B.sub(e2), yRe, yIm, y + 2 * run);
        store(c3, s3, m2.sub(e2B), m2B.add(e2), yRe, yIm, y + 3 * run);
        store(c4, s4, m1.sub(e1B), m1B.add(e1), yRe, yIm, y + 4 * run);
      }
    }
  }
}
