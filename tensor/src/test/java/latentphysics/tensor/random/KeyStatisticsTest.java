package latentphysics.tensor.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import latentphysics.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects the distributions and that streams of related keys have nothing in common. The seeds are
 * fixed, so a test passes always or never; bounds are five standard deviations.
 */
final class KeyStatisticsTest {
  private static final int COUNT = 200_000;
  private static final double DEVIATIONS = 5;

  private static double[] uniform(Key key) {
    return key.uniform(DType.FLOAT64, COUNT).toDoubles();
  }

  private static double[] normal(Key key) {
    return key.normal(DType.FLOAT64, COUNT).toDoubles();
  }

  static LongStream seeds() {
    return LongStream.of(0, 1, 42, 0x100000000L, -7);
  }

  private static double moment(double[] values, int power) {
    return Arrays.stream(values).map(v -> Math.pow(v, power)).sum() / values.length;
  }

  private static void assertNear(double expected, double actual, double deviation, String what) {
    assertEquals(expected, actual, DEVIATIONS * deviation, what);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void momentsOfUniforms(long seed) {
    double[] u = uniform(Key.of(seed));
    double n = COUNT;
    assertNear(0.5, moment(u, 1), Math.sqrt(1 / 12.0 / n), "mean, seed " + seed);
    assertNear(1 / 3.0, moment(u, 2), Math.sqrt((1 / 5.0 - 1 / 9.0) / n), "square, seed " + seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void momentsOfNormals(long seed) {
    double[] z = normal(Key.of(seed));
    double n = COUNT;
    assertNear(0, moment(z, 1), Math.sqrt(1 / n), "mean, seed " + seed);
    assertNear(1, moment(z, 2), Math.sqrt(2 / n), "variance, seed " + seed);
    assertNear(0, moment(z, 3), Math.sqrt(15 / n), "skewness, seed " + seed);
    assertNear(3, moment(z, 4), Math.sqrt(96 / n), "kurtosis, seed " + seed);
    double beyondTwo = Arrays.stream(z).filter(v -> Math.abs(v) > 2).count() / n;
    assertNear(0.0455003, beyondTwo, Math.sqrt(0.0455 * 0.9545 / n), "tails, seed " + seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void uniformsFillTheIntervalEvenly(long seed) {
    double[] u = uniform(Key.of(seed));
    assertEven(u, 256, v -> v, "leading bits, seed " + seed);
    // The bits below 2^-40 come from the second word.
    assertEven(u, 256, v -> v * 0x1p40 - Math.floor(v * 0x1p40), "trailing bits, seed " + seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pairsOfUniformsFillTheSquareEvenly(long seed) {
    double[] u = uniform(Key.of(seed));
    for (int lag : new int[] {1, 2, 3, 4}) {
      double[] pairs = new double[(COUNT - lag) / (lag + 1)];
      for (int i = 0; i < pairs.length; i++) {
        int first = i * (lag + 1);
        pairs[i] = (Math.floor(u[first] * 16) * 16 + Math.floor(u[first + lag] * 16)) / 256;
      }
      assertEven(pairs, 256, v -> v, "lag " + lag + ", seed " + seed);
    }
  }

  private static void assertEven(
      double[] values, int bins, Function<Double, Double> position, String what) {
    int[] counts = new int[bins];
    for (double value : values) {
      counts[(int) (position.apply(value) * bins)]++;
    }
    assertChiSquare(counts, values.length, what);
  }

  private static void assertChiSquare(int[] counts, int total, String what) {
    double expected = total / (double) counts.length;
    double chiSquare =
        Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected)).sum();
    int freedom = counts.length - 1;
    assertNear(freedom, chiSquare / expected, Math.sqrt(2.0 * freedom), "chi-square: " + what);
  }

  @Test
  void streamsOfRelatedKeysAreIndependent() {
    List<Key> family = family();
    List<double[]> streams = family.stream().map(KeyStatisticsTest::normal).toList();
    for (int a = 0; a < family.size(); a++) {
      for (int b = 0; b < a; b++) {
        String pair = "keys " + family.get(a) + " and " + family.get(b);
        assertTrue(!family.get(a).equals(family.get(b)), pair);
        for (int lag : new int[] {0, 1, 2}) {
          assertNear(0, correlation(streams.get(a), streams.get(b), lag), 1, pair + ", lag " + lag);
          assertNear(0, correlation(streams.get(b), streams.get(a), lag), 1, pair + ", lag " + lag);
        }
      }
    }
  }

  @Test
  void streamsOfRelatedKeysShareNoNumber() {
    double[] all =
        family().stream().flatMapToDouble(key -> DoubleStream.of(uniform(key))).sorted().toArray();
    // Of two million numbers of 53 bits, a pair is equal by chance once in four thousand families.
    for (int i = 1; i < all.length; i++) {
      assertTrue(all[i] != all[i - 1], "the number " + all[i] + " occurs twice");
    }
  }

  /** Neighbouring seeds, a parent, its children, and a child's children. */
  private static List<Key> family() {
    List<Key> family = new ArrayList<>();
    family.add(Key.of(0));
    family.add(Key.of(1));
    family.add(Key.of(1L << 32));
    Key[] children = Key.of(0).split(3);
    family.addAll(Arrays.asList(children));
    family.addAll(Arrays.asList(children[0].split(2)));
    family.add(Key.of(1).split(1)[0]);
    return family;
  }

  /** Correlation in units of its standard deviation. */
  private static double correlation(double[] a, double[] b, int lag) {
    double sum = 0;
    for (int i = lag; i < a.length; i++) {
      sum += a[i] * b[i - lag];
    }
    return sum / Math.sqrt(a.length - lag);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 256})
  void integersAreEquallyLikely(int bound) {
    int[] counts = new int[bound];
    for (int value : Key.of(3).integers(COUNT, bound)) {
      counts[value]++;
    }
    assertChiSquare(counts, COUNT, "bound " + bound + ", seed 3");
  }

  @Test
  void permutationsAreEquallyLikely() {
    int[] counts = new int[24];
    Key[] keys = Key.of(5).split(24_000);
    for (Key key : keys) {
      int[] p = key.permutation(4);
      // Rank among the permutations: how many later numbers are smaller than each.
      int rank = 0;
      for (int i = 0; i < 4; i++) {
        int smaller = 0;
        for (int j = i + 1; j < 4; j++) {
          smaller += p[j] < p[i] ? 1 : 0;
        }
        rank = rank * (4 - i) + smaller;
      }
      counts[rank]++;
    }
    assertChiSquare(counts, keys.length, "permutations, seed 5");
  }

  @Test
  void everyPlaceOfAPermutationIsEquallyLikely() {
    int size = 30;
    int[][] counts = new int[size][size];
    Key[] keys = Key.of(6).split(9_000);
    for (Key key : keys) {
      int[] p = key.permutation(size);
      for (int i = 0; i < size; i++) {
        counts[i][p[i]]++;
      }
    }
    for (int i = 0; i < size; i++) {
      assertChiSquare(counts[i], keys.length, "place " + i + ", seed 6");
    }
  }
}
