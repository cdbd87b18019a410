package latentphysics.tensor.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Protects the probabilities of weighted draws; seeds are fixed, bounds five deviations. */
final class WeightedTest {
  private static final double[] WEIGHTS = {0, 3, 1, 0, 4, 2, 0};
  private static final double TOTAL = 10;

  @Test
  void withReplacementEachDrawHasTheGivenProbabilities() {
    int draws = 100_000;
    int[] counts = new int[WEIGHTS.length];
    for (int i : Weighted.withReplacement(Key.of(1), WEIGHTS, draws)) {
      counts[i]++;
    }
    for (int i = 0; i < counts.length; i++) {
      double p = WEIGHTS[i] / TOTAL;
      assertEquals(draws * p, counts[i], 5 * Math.sqrt(draws * p * (1 - p)), "index " + i);
    }
  }

  @Test
  void withoutReplacementTheRestKeepsItsProportions() {
    int draws = 50_000;
    int[][] counts = new int[WEIGHTS.length][WEIGHTS.length];
    for (Key key : Key.of(2).split(draws)) {
      int[] two = Weighted.withoutReplacement(key, WEIGHTS, 2);
      counts[two[0]][two[1]]++;
    }
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        double p = i == j ? 0 : WEIGHTS[i] / TOTAL * WEIGHTS[j] / (TOTAL - WEIGHTS[i]);
        assertEquals(draws * p, counts[i][j], 5 * Math.sqrt(draws * p * (1 - p)), i + " then " + j);
      }
    }
  }

  @Test
  void allThatHaveAWeightCanBeDrawnOnce() {
    int[] all = Weighted.withoutReplacement(Key.of(3), WEIGHTS, 4);
    Arrays.sort(all);
    assertArrayEquals(new int[] {1, 2, 4, 5}, all);
  }

  @Test
  void aSingleWeightIsAlwaysDrawn() {
    for (double weight : new double[] {Double.MIN_VALUE, 1, 1e300}) {
      double[] weights = {0, weight, 0};
      assertArrayEquals(new int[] {1, 1, 1}, Weighted.withReplacement(Key.of(4), weights, 3));
      assertArrayEquals(new int[] {1}, Weighted.withoutReplacement(Key.of(4), weights, 1));
    }
  }
}
