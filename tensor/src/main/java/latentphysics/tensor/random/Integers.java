package latentphysics.tensor.random;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/** Whole numbers without bias, and random orders made of them. */
final class Integers {
  /** Below this share of the numbers drawn, only displaced ones are kept. */
  private static final int SPARSE = 16;

  private static final int REJECTED = -1;

  private Integers() {}

  /**
   * {@code count} numbers {@code low … low+range−1}, equally likely.
   *
   * @param range 1 … 2³²
   */
  static int[] below(Key key, int count, long range, int low) {
    int[] values = new int[count];
    fill(key, values, _ -> range, _ -> low);
    return values;
  }

  /** Number i is {@code base(i)} plus one of 0 … range(i)−1. */
  private static void fill(Key key, int[] values, IntToLongFunction range, IntUnaryOperator base) {
    int count = values.length;
    Draws.forEachChunk(
        key,
        Draws.INTEGERS,
        Math.ceilDiv(count, 2),
        _ ->
            (words, first, counters) -> {
              int end = (int) Math.min(count, 2 * ((long) first + counters));
              for (int i = 2 * first; i < end; i++) {
                int upper = (i & 1) * 2;
                int counter = i / 2 - first;
                long bits = Draws.join(words[upper][counter], words[upper + 1][counter]);
                values[i] = base.applyAsInt(i) + (int) accepted(key, i, bits, range.applyAsLong(i));
              }
            });
  }

  /** The number at a position; its next attempts have counters of their own. */
  private static long accepted(Key key, long position, long bits, long range) {
    long value = scaled(bits, range);
    for (int attempt = 1; value == REJECTED; attempt++) {
      value = scaled(Draws.bits(key, Draws.INTEGERS, attempt, position), range);
    }
    return value;
  }

  /**
   * ⌊bits·range/2⁶⁴⌋, or −1 for the 2⁶⁴ mod range lowest remainders: what is left is the same
   * number of patterns for each result (Lemire 2019, Fast random integer generation in an
   * interval).
   */
  static long scaled(long bits, long range) {
    long remainder = bits * range;
    if (Long.compareUnsigned(remainder, range) < 0
        && Long.compareUnsigned(remainder, Long.remainderUnsigned(-range, range)) < 0) {
      return REJECTED;
    }
    return Math.unsignedMultiplyHigh(bits, range);
  }

  /**
   * The first {@code count} of the numbers 0 … n−1 in random order (Fisher and Yates): place i
   * takes what lies at a random one of the places i … n−1.
   */
  static int[] shuffled(Key key, int n, int count) {
    int[] places = new int[count];
    fill(key, places, i -> n - (long) i, i -> i);
    return count < n / SPARSE ? displaced(places) : exchanged(places, n);
  }

  private static int[] exchanged(int[] places, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = 0; i < places.length; i++) {
      int taken = order[places[i]];
      order[places[i]] = order[i];
      order[i] = taken;
    }
    return places.length == n ? order : Arrays.copyOf(order, places.length);
  }

  /** As {@link #exchanged}, in memory for the numbers drawn. */
  private static int[] displaced(int[] places) {
    Map<Integer, Integer> moved = new HashMap<>();
    int[] order = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      order[i] = moved.getOrDefault(places[i], places[i]);
      moved.put(places[i], moved.getOrDefault(i, i));
    }
    return order;
  }
}
