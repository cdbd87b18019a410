package latentphysics.kernels.fft;

/** Roots of unity to within 1.25 units in the last place of float64. */
final class RootsOfUnity {
  /** 2π − (double) 2π. */
  private static final double TWO_PI_LOW = 2.4492935982947064e-16;

  private RootsOfUnity() {}

  /**
   * The real (index 0) and the imaginary part (index 1) of e^(−2πi·k/n).
   *
   * <p>The angle is brought below an eighth of a turn in whole numbers, so that nothing is lost for
   * large k; symmetric roots are exact images of each other.
   *
   * @param k any whole number
   * @param n at least 1, at most 2³³
   */
  static double[] root(long k, long n) {
    // Eighths of a turn and what remains of one, counted in n-ths of an eighth.
    long eighths = Math.floorMod(k, n) * 8;
    int octant = (int) (eighths / n);
    long rest = eighths % n;
    boolean odd = (octant & 1) == 1;
    double part = odd ? n - rest : rest;
    double whole = 8.0 * n;
    double share = part / whole; // of a turn, at most an eighth
    double angle = 2 * Math.PI * share;
    // What rounding lost: sin and cos of angle + lost are those of angle plus lost·cos, −lost·sin.
    double lost =
        Math.fma(2 * Math.PI, share, -angle)
            + TWO_PI_LOW * share
            + 2 * Math.PI * (Math.fma(-share, whole, part) / whole);
    double sinOfAngle = StrictMath.sin(angle);
    double cosOfAngle = StrictMath.cos(angle);
    double sin = Math.fma(lost, cosOfAngle, sinOfAngle);
    double cos = Math.fma(-lost, sinOfAngle, cosOfAngle);
    if (share == 0.125) { // where the two functions may round differently
      sin = Math.sqrt(0.5);
      cos = sin;
    }
    if (octant == 1 || octant == 2 || octant == 5 || octant == 6) {
      double swapped = sin;
      sin = cos;
      cos = swapped;
    }
    boolean left = octant >= 2 && octant < 6;
    boolean upper = octant < 4;
    // The angle is −2π·k/n: what is in the upper half of the circle for +k is in the lower for −k.
    return new double[] {left ? -cos : cos, upper ? -sin : sin};
  }

  /**
   * All n roots, real parts at 2k and imaginary parts at 2k + 1: the numbers of {@link #root}, most
   * of them as images of others.
   */
  static double[] all(int n) {
    double[] roots = new double[2 * n];
    for (int k = 0; k < n; k++) {
      long quarters = 4L * k;
      if (2L * k > n) {
        roots[2 * k] = roots[2 * (n - k)];
        roots[2 * k + 1] = -roots[2 * (n - k) + 1];
      } else if (n % 2 == 0 && quarters > n) {
        roots[2 * k] = -roots[2 * (n / 2 - k)];
        roots[2 * k + 1] = roots[2 * (n / 2 - k) + 1];
      } else if (n % 4 == 0 && 2 * quarters > n) {
        roots[2 * k] = -roots[2 * (n / 4 - k) + 1];
        roots[2 * k + 1] = -roots[2 * (n / 4 - k)];
      } else {
        double[] root = root(k, n);
        roots[2 * k] = root[0];
        roots[2 * k + 1] = root[1];
      }
    }
    return roots;
  }
}
