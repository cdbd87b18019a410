package latentphysics.tensor.random;

/**
 * Philox4x32-10: four random 32-bit words from a 128-bit counter and a 64-bit key.
 *
 * <p>Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, Parallel random numbers: as easy as 1, 2, 3,
 * SC 2011.
 */
final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /** Replaces the counter, four words, by four random words. */
  static void block(int[] counter, int key0, int key1) {
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (counter[0] & LOW);
      long product1 = MULTIPLIER_1 * (counter[2] & LOW);
      counter[0] = (int) (product1 >>> 32) ^ counter[1] ^ k0;
      counter[1] = (int) product1;
      counter[2] = (int) (product0 >>> 32) ^ counter[3] ^ k1;
      counter[3] = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
  }

  /**
   * As {@link #block}, for {@code count} counters side by side: word w of counter i is {@code
   * words[w][i]}, of which the lower 32 bits count on entry and matter afterwards.
   */
  static void blocks(long[][] words, int count, int key0, int key1) {
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      round(words[0], words[1], words[2], words[3], count, k0 & LOW, k1 & LOW);
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
  }

  // One round for all counters, not all rounds for one: only this loop is turned into vector code.
  private static void round(
      long[] c0, long[] c1, long[] c2, long[] c3, int count, long k0, long k1) {
    for (int i = 0; i < count; i++) {
      long product0 = MULTIPLIER_0 * (c0[i] & LOW);
      long product1 = MULTIPLIER_1 * (c2[i] & LOW);
      c0[i] = (product1 >>> 32) ^ (c1[i] & LOW) ^ k0;
      c2[i] = (product0 >>> 32) ^ (c3[i] & LOW) ^ k1;
      c1[i] = product1;
      c3[i] = product0;
    }
  }
}
