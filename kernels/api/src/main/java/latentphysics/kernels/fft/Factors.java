package latentphysics.kernels.fft;

import java.util.ArrayList;
import java.util.List;

/** Factorizations that a transform follows. */
final class Factors {
  /** Larger primes cost more as a pass of their own than Bluestein's convolution. */
  static final int LARGEST_RADIX = 31;

  private Factors() {}

  /** Whether all prime factors are small enough for a pass each. */
  static boolean areSmall(int n) {
    int rest = n;
    for (int p = 2; p <= LARGEST_RADIX; p++) {
      while (rest % p == 0) {
        rest /= p;
      }
    }
    return rest == 1;
  }

  /** Radices of the passes of a length with small factors: fours first, then primes. */
  static int[] radices(int n) {
    List<Integer> radices = new ArrayList<>();
    int rest = n;
    while (rest % 4 == 0) {
      radices.add(4);
      rest /= 4;
    }
    for (int p = 2; rest > 1; p++) {
      while (rest % p == 0) {
        radices.add(p);
        rest /= p;
      }
    }
    return radices.stream().mapToInt(r -> r).toArray();
  }

  /** The largest divisor that is at most √n. */
  static int nearRoot(int n) {
    int divisor = (int) Math.sqrt(n);
    while (n % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  /**
   * The least 2ᵏ, 3·2ᵏ or 5·2ᵏ of at least n: at most a third more, and powers of two are quick.
   */
  static int convenientAtLeast(int n) {
    int power = Integer.highestOneBit(Math.max(1, n - 1)) << 1; // of two, at least n
    for (int eighths : new int[] {5, 6}) {
      long candidate = (long) power * eighths / 8;
      if (power >= 8 && candidate >= n) {
        return (int) candidate;
      }
    }
    return n == 1 ? 1 : power;
  }
}
