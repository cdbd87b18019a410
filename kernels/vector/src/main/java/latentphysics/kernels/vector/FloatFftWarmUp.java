package latentphysics.kernels.vector;

/** Passes of idle data of every radix until C2 has compiled all of them. */
final class FloatFftWarmUp {
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
    for (int r = 2; r <= LARGEST_RADIX; r++) {
      int radix = r;
      boolean fast =
          WarmUp.untilFast(
              () -> FloatFftPass.run(radix, GROUPS, RUN, xRe, xIm, yRe, yIm, twiddles),
              COMPILED_NANOS * radix * GROUPS * RUN);
      if (!fast) {
        return false;
      }
    }
    return true;
  }
}
