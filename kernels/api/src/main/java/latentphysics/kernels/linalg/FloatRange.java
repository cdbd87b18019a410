package latentphysics.kernels.linalg;

/** The last look at a result that finite numbers may still have led out of range. */
final class FloatRange {
  private FloatRange() {}

  /**
   * @param result named in the message, as "sqrtm: the root"
   * @throws ArithmeticException if an element is NaN or infinite
   */
  static void check(String result, int rows, int columns, float[] a, int offset) {
    for (int i = 0; i < rows * columns; i++) {
      if (!Float.isFinite(a[offset + i])) {
        throw new ArithmeticException(
            result
                + " is out of range at element ["
                + i / columns
                + ", "
                + i % columns
                + "] of a matrix ["
                + rows
                + ", "
                + columns
                + "]");
      }
    }
  }
}
