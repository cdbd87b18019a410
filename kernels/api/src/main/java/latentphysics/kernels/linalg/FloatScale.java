package latentphysics.kernels.linalg;

import java.util.Arrays;

/**
 * Powers of two that bring a matrix to elements of at most 2 before it is factored, so that squares
 * neither overflow nor vanish. Scaling by them rounds nothing but what becomes subnormal.
 */
final class FloatScale {
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
    float largest = 0;
    for (int i = 0; i < rows * columns; i++) {
      float value = a[offset + i];
      if (!Float.isFinite(value)) {
        throw new ArithmeticException(
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
                + value
                + ", expected finite numbers");
      }
      largest = Math.max(largest, Math.abs(value));
    }
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  /** Multiplies by 2 to the power of the exponent. */
  static void scale(int exponent, int size, float[] a, int offset) {
    if (exponent != 0) {
      for (int i = 0; i < size; i++) {
        a[offset + i] = Math.scalb(a[offset + i], exponent);
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
