package latentphysics.kernels.line;

/** What runs along one line of integers, in order. */
public final class IntLine {
  private IntLine() {}

  /** The place of the first of the largest or smallest integers; −1 of nothing. */
  public static int placeOfExtreme(boolean largest, int[] x, int offset, int length) {
    int place = length == 0 ? -1 : 0;
    for (int i = 1; i < length; i++) {
      boolean better =
          largest ? x[offset + i] > x[offset + place] : x[offset + i] < x[offset + place];
      place = better ? i : place;
    }
    return place;
  }

  /** As for floating-point numbers. */
  public static void argSort(
      boolean descending,
      int[] x,
      int offset,
      int length,
      long[] work,
      int[] places,
      int placesOffset) {
    SortKeys.argSort(
        descending, length, work, places, placesOffset, i -> (long) x[offset + i] << 32);
  }
}
