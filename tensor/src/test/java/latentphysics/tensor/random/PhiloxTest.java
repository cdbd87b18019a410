package latentphysics.tensor.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects the generator's words against the published known answers of Random123 (kat_vectors).
 */
final class PhiloxTest {
  @Test
  void zeroCounterAndKey() {
    assertBlock(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, new int[] {0, 0, 0, 0}, 0, 0);
  }

  @Test
  void allBitsSet() {
    assertBlock(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        new int[] {-1, -1, -1, -1},
        -1,
        -1);
  }

  @Test
  void digitsOfPi() {
    assertBlock(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
        0xa4093822,
        0x299f31d0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 8, 17, 512})
  void manyCountersSideBySideGiveTheWordsOfEach(int count) {
    SplittableRandom random = new SplittableRandom(count);
    int key0 = random.nextInt();
    int key1 = random.nextInt();
    long[][] words = new long[4][count];
    int[][] expected = new int[count][4];
    for (int i = 0; i < count; i++) {
      for (int w = 0; w < 4; w++) {
        words[w][i] = random.nextLong(); // the upper half does not count
        expected[i][w] = (int) words[w][i];
      }
      Philox.block(expected[i], key0, key1);
    }
    Philox.blocks(words, count, key0, key1);
    for (int i = 0; i < count; i++) {
      for (int w = 0; w < 4; w++) {
        assertEquals(expected[i][w], (int) words[w][i], "word " + w + " of counter " + i);
      }
    }
  }

  private static void assertBlock(int[] expected, int[] counter, int key0, int key1) {
    Philox.block(counter, key0, key1);
    assertArrayEquals(expected, counter);
  }
}
