package latentphysics.kernels.line;

/** What runs along one line of numbers, in order. */
public final class FloatLine {
  private FloatLine() {}

  /**
   * The sums of the numbers up to each one, added one after the other in double precision and then
   * rounded.
   *
   * @param reverse whether sums run from the end instead
   */
  public static void cumulativeSum(
      boolean reverse, float[] x, int xOffset, int length, float[] y, int yOffset) {
    double total = 0;
    if (reverse) {
      for (int i = length - 1; i >= 0; i--) {
        total += x[xOffset + i];
        y[yOffset + i] = (float) total;
      }
    } else {
      for (int i = 0; i < length; i++) {
        total += x[xOffset + i];
        y[yOffset + i] = (float) total;
      }
    }
  }

  /**
   * The places of the numbers in increasing or decreasing order. Equal numbers, both zeros among
   * them, stay in the order of their places; NaN come last.
   *
   * @param work for {@code length} numbers
   */
  public static void argSort(
      boolean descending,
      float[] x,
      int offset,
      int length,
      long[] work,
      int[] places,
      int placesOffset) {
    SortKeys.argSort(
        descending, length, work, places, placesOffset, i -> SortKeys.key(x[offset + i]));
  }
}
