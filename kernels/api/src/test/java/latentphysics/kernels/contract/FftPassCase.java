package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;

/** A pass of the Fourier transform on random numbers, among them infinities and NaN. */
record FftPassCase(
    int radix, int groups, int run, Object xRe, Object xIm, Object twiddles, Object before) {

  /** The case that belongs to the given sizes. */
  static FftPassCase of(ElementType type, int radix, int groups, int run) {
    Random random = new Random(radix + 31L * (groups + 31L * run));
    int size = radix * groups * run + random.nextInt(3);
    boolean any = random.nextInt(3) == 0;
    return new FftPassCase(
        radix,
        groups,
        run,
        any ? SampleNumbers.any(random, type, size) : SampleNumbers.ordinary(random, type, size),
        SampleNumbers.ordinary(random, type, size),
        SampleNumbers.ordinary(random, type, 2 * groups * (radix - 1)),
        SampleNumbers.any(random, type, size));
  }

  void check(Kernels reference, Kernels kernels) {
    String where = "radix=" + radix + " groups=" + groups + " run=" + run;
    Object[] expected = pass(reference);
    Object[] actual = pass(kernels);
    for (int part = 0; part < 2; part++) {
      if (expected[part] instanceof float[] floats) {
        assertArrayEquals(floats, (float[]) actual[part], where);
      } else {
        assertArrayEquals((double[]) expected[part], (double[]) actual[part], where);
      }
    }
  }

  private Object[] pass(Kernels by) {
    Object yRe = SampleNumbers.copy(before);
    Object yIm = SampleNumbers.copy(before);
    if (xRe instanceof float[] re) {
      by.fftPass(
          radix, groups, run, re, (float[]) xIm, (float[]) yRe, (float[]) yIm, (float[]) twiddles);
    } else {
      by.fftPass(
          radix,
          groups,
          run,
          (double[]) xRe,
          (double[]) xIm,
          (double[]) yRe,
          (double[]) yIm,
          (double[]) twiddles);
    }
    return new Object[] {yRe, yIm};
  }
}
