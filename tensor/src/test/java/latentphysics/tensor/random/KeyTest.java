package latentphysics.tensor.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects that a key is a value: the same numbers each time, in the promised ranges and shapes.
 */
final class KeyTest {
  private static final long SEED = 20_250_901;

  @Test
  void aSeedGivesItsTwoHalves() {
    assertEquals(new Key(0x01234567, 0x89abcdef), Key.of(0x0123456789abcdefL));
    assertEquals(new Key(-1, -1), Key.of(-1));
  }

  @Test
  void theFirstNumbersFollowFromTheKnownAnswer() {
    // Philox of counter 0 and key 0 begins 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
    double[] expected = {
      (0x6627e8d5L << 21 | 0xe169c58dL >>> 11) * 0x1p-53,
      (0xbc57ac4cL << 21 | 0x9b00dbd8L >>> 11) * 0x1p-53
    };
    assertArrayEquals(expected, Key.of(0).uniform(DType.FLOAT64, 2).toDoubles());
    double[] rounded = {(0x6627e8d5L >>> 8) * 0x1p-24, (0xbc57ac4cL >>> 8) * 0x1p-24};
    assertArrayEquals(rounded, Key.of(0).uniform(DType.FLOAT32, 2).toDoubles());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void theSameBitsOnEveryCallAndThread(DType dtype) {
    Key key = Key.of(SEED);
    Supplier<Tensor> draw =
        () -> Tensor.concatenate(0, key.uniform(dtype, 99), key.normal(dtype, 99));
    double[] expected = draw.get().toDoubles();
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = Workers.of(threads)) {
        assertArrayEquals(expected, workers.call(draw).toDoubles(), "seed " + SEED);
      }
    }
    assertArrayEquals(key.integers(0, 100, 9).toInts(), Key.of(SEED).integers(0, 100, 9).toInts());
    assertArrayEquals(key.permutation(9).toInts(), Key.of(SEED).permutation(9).toInts());
    assertArrayEquals(key.split(9), Key.of(SEED).split(9));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void shapesOfAnyRank(DType dtype) {
    Key key = Key.of(SEED);
    assertEquals(Shape.of(2, 3, 5), key.uniform(dtype, 2, 3, 5).shape());
    assertEquals(Shape.of(2, 3, 5), key.normal(dtype, 2, 3, 5).shape());
    assertEquals(Shape.of(), key.uniform(dtype).shape());
    assertEquals(Shape.of(), key.normal(dtype).shape());
    assertEquals(Shape.of(4, 0), key.uniform(dtype, 4, 0).shape());
    assertEquals(Shape.of(0), key.normal(dtype, 0).shape());
    assertEquals(dtype, key.normal(dtype, 3).dtype());
    assertEquals(0, key.split(0).length);
    assertEquals(Shape.of(0), key.permutation(0).shape());
    assertEquals(Shape.of(2, 0), key.integers(0, 7, 2, 0).shape());
    assertEquals(Shape.of(2, 3), key.integers(0, 7, 2, 3).shape());
    assertEquals(Shape.of(), key.integers(0, 7).shape());
    assertEquals(Shape.of(2, 3), key.bernoulli(0.5, 2, 3).shape());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 1001})
  void fewerNumbersAreTheBeginningOfMore(int count) {
    Key key = Key.of(SEED);
    double[] uniform = key.uniform(DType.FLOAT64, 2000).toDoubles();
    assertArrayEquals(Arrays.copyOf(uniform, count), key.uniform(DType.FLOAT64, count).toDoubles());
    double[] normal = key.normal(DType.FLOAT64, 2000).toDoubles();
    assertArrayEquals(Arrays.copyOf(normal, count), key.normal(DType.FLOAT64, count).toDoubles());
    assertArrayEquals(Arrays.copyOf(key.split(2000), count), key.split(count));
  }

  @Test
  void bothTypesDrawTheSameNumbers() {
    Key key = Key.of(SEED);
    double[] wide = key.uniform(DType.FLOAT64, 1000).toDoubles();
    double[] narrow = key.uniform(DType.FLOAT32, 1000).toDoubles();
    for (int i = 0; i < wide.length; i++) {
      assertTrue(wide[i] >= narrow[i] && wide[i] - narrow[i] < 0x1p-24, "number " + i);
      assertTrue(narrow[i] >= 0 && narrow[i] < 1, "number " + i);
      assertTrue(wide[i] < 1, "number " + i);
    }
    assertArrayEquals(
        key.normal(DType.FLOAT64, 1000).astype(DType.FLOAT32).toDoubles(),
        key.normal(DType.FLOAT32, 1000).toDoubles());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1 << 30, Integer.MAX_VALUE})
  void integersStayBelowTheirBound(int bound) {
    int[] values = Key.of(SEED).integers(0, bound, 20_001).toInts();
    assertEquals(20_001, values.length);
    assertTrue(Arrays.stream(values).allMatch(v -> v >= 0 && v < bound), "seed " + SEED);
    if (bound <= 10) {
      assertEquals(bound, Arrays.stream(values).distinct().count(), "seed " + SEED);
    }
  }

  @Test
  void integersOfAnyRange() {
    int[] small = Key.of(SEED).integers(-3, 3, 1000).toInts();
    assertArrayEquals(
        new int[] {-3, -2, -1, 0, 1, 2}, Arrays.stream(small).distinct().sorted().toArray());
    int[] all = Key.of(SEED).integers(Integer.MIN_VALUE, 1L << 31, 1000).toInts();
    assertTrue(Arrays.stream(all).anyMatch(v -> v < -(1 << 30)), "seed " + SEED);
    assertTrue(Arrays.stream(all).anyMatch(v -> v > 1 << 30), "seed " + SEED);
    assertArrayEquals(new int[] {7, 7}, Key.of(SEED).integers(7, 8, 2).toInts());
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    Key key = Key.of(1);
    rejects("integers: range [3, 3), expected low < high within int32", () -> key.integers(3, 3));
    rejects(
        "integers: range [0, 2147483649), expected low < high within int32",
        () -> key.integers(0, (1L << 31) + 1, 2));
    rejects("bernoulli: p NaN, expected 0 to 1", () -> key.bernoulli(Double.NaN));
    rejects("split: -1 of them, expected at least 0", () -> key.split(-1));
    rejects("permutation: -2 of them, expected at least 0", () -> key.permutation(-2));
    rejects(
        "choice: 4 of 3 without replacement, expected at least that many to draw from",
        () -> key.choice(3, 4, false));
    rejects(
        "choice: 1 of 0 with replacement, expected at least that many to draw from",
        () -> key.choice(0, 1, true));
    rejects(
        "choice: 2 of 1 without replacement, expected at least that many to draw from",
        () -> key.choice(Tensor.of(new double[] {0, 2, 0}), 2, false));
    rejects(
        "choice: weight 1 is -1.0, expected finite, at least 0",
        () -> key.choice(Tensor.of(new double[] {0, -1}), 2, false));
    rejects(
        "choice: weights of shape [1, 1], expected rank 1",
        () -> key.choice(Tensor.of(new double[] {1}, 1, 1), 1, true));
    rejects("normal: type int32, expected float32 or float64", () -> key.normal(DType.INT32, 2));
  }

  private static void rejects(String sentence, Executable call) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void truthValuesHaveTheirProbability() {
    Key key = Key.of(SEED);
    double share = key.bernoulli(0.3, 100_000).astype(DType.FLOAT64).mean().item();
    assertEquals(0.3, share, 5 * Math.sqrt(0.21 / 100_000), "seed " + SEED);
    assertEquals(0, key.bernoulli(0, 1000).astype(DType.INT32).sum().item());
    assertEquals(1000, key.bernoulli(1, 1000).astype(DType.INT32).sum().item());
  }

  @Test
  void choicesWithoutReplacementBeginAPermutation() {
    Key key = Key.of(SEED);
    int[] all = key.permutation(50).toInts();
    assertArrayEquals(Arrays.copyOf(all, 20), key.choice(50, 20, false).toInts());
    assertArrayEquals(all, key.choice(50, 50, false).toInts());
    assertEquals(0, key.choice(0, 0, false).shape().size());
    int[] repeated = key.choice(3, 1000, true).toInts();
    assertEquals(3, Arrays.stream(repeated).distinct().count());
    Tensor weights = Tensor.of(new float[] {0, 1, 0, 3});
    assertEquals(2, Arrays.stream(key.choice(weights, 90, true).toInts()).distinct().count());
    int[] two = key.choice(weights, 2, false).toInts();
    Arrays.sort(two);
    assertArrayEquals(new int[] {1, 3}, two);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 4097})
  void aPermutationHoldsEachNumberOnce(int count) {
    for (Key key : Key.of(SEED).split(5)) {
      int[] order = key.permutation(count).toInts();
      assertArrayEquals(
          IntStream.range(0, count).toArray(), Arrays.stream(order).sorted().toArray());
    }
  }

  @Test
  void keysOfAFamilyDiffer() {
    Set<Key> seen = new HashSet<>();
    int expected = 0;
    for (long seed = 0; seed < 5; seed++) {
      Key parent = Key.of(seed);
      assertTrue(seen.add(parent), "seed " + seed);
      Key[] children = parent.split(20_000);
      seen.addAll(Arrays.asList(children));
      seen.addAll(Arrays.asList(children[0].split(20_000)));
      expected += 40_001;
      assertEquals(expected, seen.size(), "seed " + seed);
    }
  }

  @Test
  void childrenAreMadeOfNoNumberThatTheParentDraws() {
    Key parent = Key.of(SEED);
    double[] drawn = parent.uniform(DType.FLOAT64, 2000).toDoubles();
    Key[] children = parent.split(1000);
    for (int i = 0; i < children.length; i++) {
      long words = Integer.toUnsignedLong(children[i].low()) << 32;
      words |= Integer.toUnsignedLong(children[i].high());
      assertTrue((words >>> 11) * 0x1p-53 != drawn[2 * i], "child " + i + ", seed " + SEED);
    }
  }

  @Test
  void splittingInTwoIsSplittingByCount() {
    assertArrayEquals(Key.of(SEED).split(2), Key.of(SEED).split());
  }

  @Test
  void foldedKeysDifferFromEachOtherAndFromChildren() {
    Key key = Key.of(SEED);
    Set<Key> seen = new HashSet<>(Arrays.asList(key.split(1000)));
    seen.add(key);
    for (long data = -500; data < 500; data++) {
      assertTrue(seen.add(key.foldIn(data)), "data " + data);
      assertTrue(seen.add(key.foldIn(data << 32 | 4096)), "data " + data + " in the upper half");
      assertEquals(key.foldIn(data), Key.of(SEED).foldIn(data));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void uniformsOfARangeAreScaledOnes(DType dtype) {
    Key key = Key.of(SEED);
    double[] unit = key.uniform(dtype, 7, 11).toDoubles();
    Tensor scaled = key.uniform(-2, 6, dtype, 7, 11);
    assertEquals(Shape.of(7, 11), scaled.shape());
    double[] values = scaled.toDoubles();
    for (int i = 0; i < values.length; i++) {
      assertEquals(8 * unit[i] - 2, values[i], 8 * dtype.epsilon(), "number " + i);
    }
    assertEquals(Shape.of(), key.uniform(0, 1, dtype).shape());
    assertEquals(0, key.uniform(0, 1, dtype, 0).shape().size());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void theEndOfARangeIsNeverReached(DType dtype) {
    // Only two numbers fit, and rounding alone would often give the second one's successor.
    double next = 1 + 2 * dtype.epsilon();
    double[] values = Key.of(SEED).uniform(1, next, dtype, 1000).toDoubles();
    assertTrue(Arrays.stream(values).allMatch(v -> v >= 1 && v < next), "seed " + SEED);
    assertEquals(2, Arrays.stream(values).distinct().count(), "seed " + SEED);
  }

  @Test
  void aRangeMustBeFiniteAndNotEmpty() {
    double[][] ranges = {
      {1, 1}, {2, 1}, {Double.NaN, 1}, {0, Double.POSITIVE_INFINITY}, {-1e308, 1e308}, {1, 1 + 1e-9}
    };
    for (double[] range : ranges) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> Key.of(1).uniform(range[0], range[1], DType.FLOAT32, 3));
      assertEquals(
          "uniform: range ["
              + range[0]
              + ", "
              + range[1]
              + ") in float32, expected low < high, finite",
          refused.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1 1", "3 3", "5 2", "2 5", "4 1", "1 4", "2 3 6 4", "40 40", "0 3", "3 0"})
  void orthogonalMatricesHaveOrthonormalColumnsOrRows(String shape) {
    int[] dims = Arrays.stream(shape.split(" ")).mapToInt(Integer::parseInt).toArray();
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Tensor q = Key.of(SEED).orthogonal(dtype, dims);
      assertEquals(Shape.of(dims), q.shape());
      assertEquals(dtype, q.dtype());
      if (q.shape().size() == 0) {
        continue;
      }
      Tensor tall = q.dim(-2) >= q.dim(-1) ? q : q.transpose();
      Tensor gram = tall.transpose().matmul(tall);
      double worst =
          Arrays.stream(gram.sub(Tensor.eye(dtype, tall.dim(-1))).toDoubles())
              .map(Math::abs)
              .max()
              .getAsDouble();
      assertTrue(worst < 8 * dtype.epsilon(), shape + " " + dtype + ": " + worst);
    }
  }

  @Test
  void orthogonalNeedsAMatrix() {
    assertEquals(
        "orthogonal: shape [3], expected at least 2 axes",
        assertThrows(IllegalArgumentException.class, () -> Key.of(1).orthogonal(DType.FLOAT32, 3))
            .getMessage());
  }
}
