package latentphysics.kernels.linalg;

/**
 * A matrix prepared for the Padé approximant of its exponential: upper triangular if it was lower
 * triangular, divided by a power of two so that products do not overflow, and less the mean of its
 * diagonal where that lowers the norm, as e^A = e^μ·e^(A−μ·I).
 */
final class FloatScaledMatrix {
  /** Elements of the eighth power stay below the largest number with norms up to 2 to this. */
  private static final int LARGEST = Float.MAX_EXPONENT / 10;

  private final int n;
  private final float[] original;
  private final float[] reduced;
  private final boolean transposed;
  private final boolean triangular;
  private final int exponent;
  private final float mean;

  /**
   * Prepares a copy.
   *
   * @throws ArithmeticException if an element is NaN or infinite
   */
  FloatScaledMatrix(int n, float[] a, int offset) {
    this.n = n;
    int largest = FloatScale.exponent("expm", n, n, a, offset);
    boolean upper = isUpper(n, a, offset, n, 1);
    transposed = !upper && isUpper(n, a, offset, 1, n);
    triangular = upper || transposed;
    original = new float[n * n];
    copy(transposed, n, a, offset, original, 0);
    // The norm is below n·2^(largest + 1).
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    exponent = Math.max(0, largest + 1 + bits - LARGEST);
    float[] scaled = original.clone();
    FloatScale.scale(-exponent, n * n, scaled, 0);
    float trace = 0;
    for (int i = 0; i < n; i++) {
      trace += scaled[i * n + i];
    }
    float shift = n == 0 ? 0 : trace / n;
    float[] shifted = scaled.clone();
    for (int i = 0; i < n; i++) {
      shifted[i * n + i] -= shift;
    }
    boolean lower = FloatPadeScaling.norm(n, shifted) < FloatPadeScaling.norm(n, scaled);
    reduced = lower ? shifted : scaled;
    mean = lower ? shift : 0;
  }

  /** Whether all elements below the diagonal are zero. */
  static boolean isUpper(int n, float[] a, int offset, int row, int column) {
    for (int i = 1; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (a[offset + i * row + j * column] != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Copies an n×n matrix, or its transpose. */
  static void copy(boolean transposed, int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        y[yOffset + i * n + j] = x[transposed ? xOffset + j * n + i : xOffset + i * n + j];
      }
    }
  }

  /** The matrix, or its transpose if it is lower triangular. */
  float[] original() {
    return original;
  }

  /** B with A = 2ᵉ·(B + μ·I); may be written to. */
  float[] reduced() {
    return reduced;
  }

  /** Whether the transpose is meant by what the others say. */
  boolean transposed() {
    return transposed;
  }

  /** Whether it is upper triangular now. */
  boolean triangular() {
    return triangular;
  }

  /** e ≥ 0. */
  int exponent() {
    return exponent;
  }

  /** 2ᵉ·μ/2ˢ. */
  double shift(int s) {
    return Math.scalb((double) mean, exponent - s);
  }

  /** That no result can be given. */
  ArithmeticException overflow(String what) {
    double norm = Math.scalb(FloatPadeScaling.norm(n, reduced(original, exponent)), exponent);
    return new ArithmeticException(
        "expm: " + what + " of a matrix [" + n + ", " + n + "] of 1-norm " + norm + " overflows");
  }

  private static float[] reduced(float[] a, int exponent) {
    float[] x = a.clone();
    FloatScale.scale(-exponent, x.length, x, 0);
    return x;
  }

  /** Whether an element is NaN. */
  static boolean hasNan(float[] x) {
    boolean found = false;
    for (float value : x) {
      found |= Float.isNaN(value);
    }
    return found;
  }
}
