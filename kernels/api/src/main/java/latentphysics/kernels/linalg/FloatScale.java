package latentphysics.kernels.linalg;

import java.util.Arrays;

/**
 * Powers of two that bring a matrix to elements of at most 2 before it is factored, so that squares
 * neither overflow nor vanish. Scaling by them rounds nothing but what becomes subnormal.
 */
final class FloatScale {
  private static final float ONE = 1;

  private FloatScale() {}

  /**
   * The exponent e for which the largest element is 2ᵉ times a number from 1 to below 2; 0 for a
   * matrix of zeros or without elements.
   *
   * @param operation named in the message
   * @param a the matrix, in rows without gaps
   * @throws ArithmeticException if an element is NaN or infinite
   */
  static int exponent(String operation, int rows, int columns, float[] a, int offset) {
    // One loop that the compiler turns to SIMD; max passes NaN on.
    float largest = 0;
    for (int i = offset; i < offset + rows * columns; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
    }
    if (!Float.isFinite(largest)) {
      throw notFinite(operation, rows, columns, a, offset);
    }
    return exponent(largest);
  }

  /** The exponent by which a largest element counts: 0 if it is 0. */
  static int exponent(float largest) {
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  private static ArithmeticException notFinite(
      String operation, int rows, int columns, float[] a, int offset) {
    int i = 0;
    while (Float.isFinite(a[offset + i])) {
      i++;
    }
    return new ArithmeticException(
        operation
            + ": element ["
            + i / columns
            + ", "
            + i % columns
            + "] of a matrix ["
            + rows
            + ", "
            + columns
            + "] is "
            + a[offset + i]
            + ", expected finite numbers");
  }

  /** Multiplies by 2 to the power of the exponent. */
  static void scale(int exponent, int size, float[] a, int offset) {
    if (exponent == 0) {
      return;
    }
    if (Math.abs(exponent) <= Float.MAX_EXPONENT) {
      float factor = Math.scalb(ONE, exponent);
      for (int i = offset; i < offset + size; i++) {
        a[i] *= factor;
      }
    } else {
      // The power itself is out of range.
      for (int i = offset; i < offset + size; i++) {
        a[i] = Math.scalb(a[i], exponent);
      }
    }
  }

  /** A copy of {@code size} elements, multiplied by 2 to the power of the exponent. */
  static float[] scaled(int exponent, int size, float[] a, int offset) {
    float[] copy = Arrays.copyOfRange(a, offset, offset + size);
    scale(exponent, size, copy, 0);
    return copy;
  }
}
