package latentphysics.tensor.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Providers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects which counters make which numbers, and what is made of them. */
final class DrawsTest {
  private static final Key KEY = Key.of(0x0123456789abcdefL);

  @ParameterizedTest
  @ValueSource(longs = {0, 5, (1L << 31) - 3, (1L << 32) - 3, (1L << 40) + 1})
  void countersCarryIntoTheirSecondWord(long first) {
    long[][] words = new long[4][7];
    Draws.fill(KEY, Draws.INTEGERS, first, 7, words);
    for (int i = 0; i < 7; i++) {
      long counter = first + i;
      int[] block = {(int) counter, (int) (counter >> 32), 0, Draws.INTEGERS};
      Philox.block(block, KEY.low(), KEY.high());
      for (int w = 0; w < 4; w++) {
        assertEquals(block[w], (int) words[w][i], "word " + w + " of counter " + counter);
      }
      for (int half = 0; half < 2; half++) {
        long bits = (block[2 * half] & 0xFFFFFFFFL) << 32 | (block[2 * half + 1] & 0xFFFFFFFFL);
        assertEquals(
            bits, Draws.bits(KEY, Draws.INTEGERS, 0, 2 * counter + half), "counter " + counter);
      }
    }
  }

  @Test
  void normalsAreBoxAndMullersWithTheSameBitsFromEveryProvider() {
    int count = 4096;
    SplittableRandom random = new SplittableRandom(5);
    double[] u = random.doubles(count).toArray();
    double[] v = random.doubles(count).toArray();
    u[0] = 0;
    u[1] = 1 - 0x1p-53;
    v[1] = 0;
    u[2] = 0x1p-53;
    v[2] = 0.5;
    double[][] first = null;
    for (Kernels provider : Providers.all()) {
      MapKernel kernel = Continuous.boxMuller(provider);
      double[] even = new double[count];
      double[] odd = new double[count];
      // Beyond the threshold up to which a provider may run the scalar form.
      for (int round = 0; round < 40; round++) {
        kernel.run(new Object[] {u, v, even, odd}, new int[4], new int[] {1, 1, 1, 1}, 0, count);
      }
      for (int i = 0; i < count; i++) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log1p(-u[i]));
        double angle = 2 * Math.PI * v[i];
        String pair = provider.name() + ", u = " + u[i] + ", v = " + v[i];
        assertEquals(radius * StrictMath.cos(angle), even[i], 1e-15 * (1 + radius), pair);
        assertEquals(radius * StrictMath.sin(angle), odd[i], 1e-15 * (1 + radius), pair);
      }
      assertEquals(8.5716, even[1], 1e-4, "the largest number");
      if (first == null) {
        first = new double[][] {even, odd};
      }
      assertArrayEquals(first[0], even, provider.name());
      assertArrayEquals(first[1], odd, provider.name());
    }
  }

  @Test
  void theLowestRemaindersAreRejected() {
    // 2^64 mod 3 = 1: of all patterns only 0 is too many.
    assertEquals(-1, Integers.scaled(0, 3));
    assertEquals(0, Integers.scaled(1, 3));
    assertEquals(2, Integers.scaled(-1, 3));
    // 2^64 mod 6 = 4: patterns whose product with 6 leaves 0 or 2.
    assertEquals(-1, Integers.scaled(0, 6));
    assertEquals(-1, Integers.scaled(0xAAAAAAAAAAAAAAABL, 6));
    assertEquals(2, Integers.scaled(0x5555555555555556L, 6));
    assertEquals(0, Integers.scaled(1, 6));
    // A power of two divides 2^64: nothing is rejected.
    assertEquals(0, Integers.scaled(0, 8));
    assertEquals(7, Integers.scaled(-1, 8));
    assertEquals((1L << 32) - 1, Integers.scaled(-1, 1L << 32));
    assertEquals(0, Integers.scaled(12345, 1));
  }

  @Test
  void fewOfManyAreTheBeginningOfAll() {
    for (int n : new int[] {1, 2, 40, 1000}) {
      int[] all = Integers.shuffled(KEY, n, n);
      for (int count : new int[] {0, 1, 2, n / 20, n / 2, n}) {
        if (count <= n) {
          int[] some = Integers.shuffled(KEY, n, count);
          assertArrayEquals(Arrays.copyOf(all, count), some, count + " of " + n);
        }
      }
    }
  }
}
