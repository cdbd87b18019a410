package latentphysics.kernels.line;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Sorting by keys of 64 bits that are ordered as the numbers are, in two rounds: by the upper half
 * of the key with the place below it, so that equal keys stay in order; then, among equal upper
 * halves, by the lower half.
 */
final class SortKeys {
  /** The key of NaN: the last in either direction. No number has it. */
  private static final long LAST = Long.MAX_VALUE;

  private static final long LOWER = 0xFFFF_FFFFL;

  private SortKeys() {}

  /** Floats are ordered as integers are, but for the sign: negative ones run backwards. */
  static long key(float x) {
    if (Float.isNaN(x)) {
      return LAST;
    }
    int bits = Float.floatToRawIntBits(x + 0.0f); // −0 becomes +0
    return (long) (bits ^ ((bits >> 31) & Integer.MAX_VALUE)) << 32;
  }

  static long key(double x) {
    if (Double.isNaN(x)) {
      return LAST;
    }
    long bits = Double.doubleToRawLongBits(x + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  static void argSort(
      boolean descending,
      int length,
      long[] work,
      int[] places,
      int placesOffset,
      IntToLongFunction keyAt) {
    for (int i = 0; i < length; i++) {
      work[i] = (key(descending, keyAt, i) & ~LOWER) | i;
    }
    Arrays.sort(work, 0, length);
    for (int from = 0; from < length; ) {
      int end = from + 1;
      while (end < length && work[end] >> 32 == work[from] >> 32) {
        end++;
      }
      if (end > from + 1) {
        sortByLowerHalf(descending, work, from, end, keyAt);
      }
      from = end;
    }
    for (int i = 0; i < length; i++) {
      places[placesOffset + i] = (int) work[i];
    }
  }

  private static void sortByLowerHalf(
      boolean descending, long[] work, int from, int end, IntToLongFunction keyAt) {
    boolean ordered = true;
    for (int i = from; i < end; i++) {
      int place = (int) work[i];
      // Unsigned halves become signed ones by turning the top bit over.
      work[i] = ((key(descending, keyAt, place) << 32) ^ Long.MIN_VALUE) | place;
      ordered &= i == from || work[i - 1] <= work[i];
    }
    if (!ordered) {
      Arrays.sort(work, from, end);
    }
  }

  private static long key(boolean descending, IntToLongFunction keyAt, int i) {
    long key = keyAt.applyAsLong(i);
    return descending && key != LAST ? ~key : key;
  }
}
