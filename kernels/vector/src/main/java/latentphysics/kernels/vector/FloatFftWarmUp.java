package latentphysics.kernels.vector;

import java.util.concurrent.TimeUnit;

/** Passes of idle data of every radix until C2 has compiled all of them. */
final class FloatFftWarmUp {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Time per number that only compiled code reaches; boxing takes ten times it. */
  private static final double COMPILED_NANOS = 3;

  private static final int LARGEST_RADIX = 5;
  private static final int GROUPS = 4;
  private static final int RUN = 4 * FloatFftPass.SHORTEST_RUN + 1; // its last vector overlaps

  private FloatFftWarmUp() {}

  /** False if passes are not fast after some seconds, as in a JVM without C2. */
  static boolean run() {
    int size = LARGEST_RADIX * GROUPS * RUN;
    float[] xRe = new float[size];
    float[] xIm = new float[size];
    float[] yRe = new float[size];
    float[] yIm = new float[size];
    float[] twiddles = new float[2 * GROUPS * LARGEST_RADIX];
    long start = System.nanoTime();
    int fast = 0;
    while (fast < 3 * LARGEST_RADIX) {
      for (int radix = 2; radix <= LARGEST_RADIX; radix++) {
        long before = System.nanoTime();
        FloatFftPass.run(radix, GROUPS, RUN, xRe, xIm, yRe, yIm, twiddles);
        long after = System.nanoTime();
        fast = after - before < COMPILED_NANOS * radix * GROUPS * RUN ? fast + 1 : 0;
        if (after - start > LIMIT_NANOS) {
          return false;
        }
      }
    }
    return true;
  }
}
