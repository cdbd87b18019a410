package latentphysics.tensor.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
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
    for (int value : Key.of(3).integers(0, bound, COUNT).toInts()) {
      counts[value]++;
    }
    assertChiSquare(counts, COUNT, "bound " + bound + ", seed 3");
  }

  @Test
  void permutationsAreEquallyLikely() {
    int[] counts = new int[24];
    Key[] keys = Key.of(5).split(24_000);
    for (Key key : keys) {
      int[] p = key.permutation(4).toInts();
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
      int[] p = key.permutation(size).toInts();
      for (int i = 0; i < size; i++) {
        counts[i][p[i]]++;
      }
    }
    for (int i = 0; i < size; i++) {
      assertChiSquare(counts[i], keys.length, "place " + i + ", seed 6");
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void distributionFunctions(long seed) {
    Key key = Key.of(seed);
    assertKolmogorovSmirnov(uniform(key), u -> u, "uniform, seed " + seed);
    assertKolmogorovSmirnov(normal(key), KeyStatisticsTest::normalCdf, "normal, seed " + seed);
    double[] folded = normal(key.foldIn(1));
    assertKolmogorovSmirnov(folded, KeyStatisticsTest::normalCdf, "folded, seed " + seed);
  }

  /** The largest difference from the distribution function F, in units of 1/√n. */
  private static void assertKolmogorovSmirnov(
      double[] values, DoubleUnaryOperator cdf, String what) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double f = cdf.applyAsDouble(sorted[i]);
      largest = Math.max(largest, Math.abs(f - i / (double) sorted.length));
      largest = Math.max(largest, Math.abs(f - (i + 1) / (double) sorted.length));
    }
    // Exceeded by chance once in 10⁵: 2·exp(−2·2.47²).
    double scaled = largest * Math.sqrt(sorted.length);
    assertTrue(scaled < 2.47, "Kolmogorov-Smirnov " + scaled + ": " + what);
  }

  /** Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …), Marsaglia's series. */
  private static double normalCdf(double z) {
    double sum = z;
    double term = z;
    for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= z * z / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void pairsOfNormalsAreIndependent() {
    double[] z = normal(Key.of(11));
    double linear = 0;
    double squares = 0;
    for (int i = 0; i < z.length; i += 2) {
      linear += z[i] * z[i + 1];
      squares += (z[i] * z[i] - 1) * (z[i + 1] * z[i + 1] - 1);
    }
    double pairs = z.length / 2.0;
    assertNear(0, linear / Math.sqrt(pairs), 1, "product of a pair, seed 11");
    assertNear(0, squares / Math.sqrt(pairs), 2, "squares of a pair, seed 11");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void orthogonalMatricesAreUniform(int n) {
    int count = 20_000;
    double[] q = Key.of(8).orthogonal(DType.FLOAT64, count, n, n).toDoubles();
    double[] sums = new double[n * n];
    double[] squares = new double[n * n];
    double trace = 0;
    double traceSquare = 0;
    for (int b = 0; b < count; b++) {
      double t = 0;
      for (int e = 0; e < n * n; e++) {
        double value = q[b * n * n + e];
        sums[e] += value;
        squares[e] += value * value;
        t += e % (n + 1) == 0 ? value : 0;
      }
      trace += t;
      traceSquare += t * t;
    }
    for (int e = 0; e < n * n; e++) {
      String element = "element " + e + " of " + n + ", seed 8";
      assertNear(0, sums[e] / count, Math.sqrt(1.0 / n / count), element);
      // Each square has mean 1/n and variance 2(n−1)/(n²(n+2)).
      double deviation = Math.sqrt(2.0 * (n - 1) / (n * n * (n + 2.0)) / count);
      assertEquals(1.0 / n, squares[e] / count, DEVIATIONS * deviation + 1e-12, element);
    }
    // Over the whole group the trace has mean 0 and variance 1; its fourth moment is at most 3.
    assertNear(0, trace / count, Math.sqrt(1.0 / count), "trace, seed 8");
    assertNear(1, traceSquare / count, Math.sqrt(2.0 / count), "square of the trace, seed 8");
  }
}
