package latentphysics.kernels.fft;

import latentphysics.kernels.Kernels;

/**
 * The discrete Fourier transform Yₖ = Σⱼ e^(−2πi·j·k/n)·xⱼ of one length, unnormalized, for complex
 * numbers whose real and imaginary parts are in arrays of their own. Exchanging the two arrays, in
 * and out, gives the inverse, n times too large.
 *
 * <p>Passes of radix 4, 2, 3, 5 and larger primes up to 31 (Stockham's order, which needs no
 * permutation), from length 256 on in two steps over the columns of a matrix that fits the caches;
 * lengths with larger prime factors by Bluestein's convolution. Factors e^(−2πi·k/n) are computed
 * in float64 to its last place; the error grows with log n.
 *
 * <p>A plan is immutable and may be used by many threads; what a call overwrites is in its {@link
 * Work}.
 */
public abstract sealed class FloatFft permits FloatStockham, FloatTwoStep, FloatBluestein {
  private static final PlanCache<FloatFft> PLANS = new PlanCache<>();
  private static final int SHORTEST_IN_TWO_STEPS = 256;

  /**
   * Bluestein's convolution of this length, and tables of twice the length, still have an index.
   */
  private static final int LONGEST = 1 << 29;

  private final int length;

  FloatFft(int length) {
    this.length = length;
  }

  /**
   * Memory that calls overwrite, for one thread at a time.
   *
   * @param re real parts
   * @param im imaginary parts
   * @param inner memory of what the transform is made of
   */
  public record Work(float[] re, float[] im, Work... inner) {

    static Work of(int size, Work... inner) {
      return new Work(new float[size], new float[size], inner);
    }
  }

  /**
   * The transform of a length, kept for further use within bounds on memory.
   *
   * @throws IllegalArgumentException if {@code n} is less than 1 or above 2²⁹
   */
  public static FloatFft of(int n) {
    if (n < 1 || n > LONGEST) {
      throw new IllegalArgumentException("fft: length " + n + ", expected 1 to " + LONGEST);
    }
    return PLANS.get(n, FloatFft::plan);
  }

  private static FloatFft plan(int n) {
    if (!Factors.areSmall(n)) {
      return new FloatBluestein(n);
    }
    return n < SHORTEST_IN_TWO_STEPS ? new FloatStockham(n) : new FloatTwoStep(n);
  }

  /** The length n. */
  public final int length() {
    return length;
  }

  /**
   * Memory for {@link #transform}.
   *
   * @param lanes at most so many of the transforms that shall use it, at least 1
   */
  public abstract Work work(int lanes);

  /**
   * Transforms {@code lanes} sequences side by side, in place: number j of sequence l is at index
   * {@code j·lanes + l}. A sequence's result does not depend on how many lie beside it.
   *
   * @param kernels that run the passes; the bits do not depend on the provider
   * @param re real parts, at least n·lanes of them
   * @param im imaginary parts
   * @param work from {@link #work} for these lanes or more
   */
  public abstract void transform(Kernels kernels, float[] re, float[] im, int lanes, Work work);
}
