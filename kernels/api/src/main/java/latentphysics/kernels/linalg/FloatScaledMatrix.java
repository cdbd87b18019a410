package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * A matrix prepared for the Padé approximant of its exponential: balanced if rows and columns are
 * of very different sizes and that lowers the norm, upper triangular if it was lower triangular,
 * divided by a power of two so that products do not overflow, and less the mean of its diagonal
 * where that lowers the norm, as e^A = e^μ·e^(A−μ·I).
 */
final class FloatScaledMatrix {
  /** Elements of the eighth power stay below the largest number with norms up to 2 to this. */
  private static final int LARGEST = Float.MAX_EXPONENT / 10;

  /** Balancing takes longer than it gains when rows are to columns below 2 to this. */
  private static final int UNEVEN = 4;

  private final int n;
  private final double norm;
  private final boolean transposed;
  private final boolean triangular;

  /** Permutation and logarithms of the scaling if it is balanced, else empty. */
  private int[] order = {};

  private int[] scales = {};

  private final float[] original;
  private final float[] reduced;
  private final int exponent;
  private final float mean;

  /**
   * Prepares a copy.
   *
   * @param balance whether balancing is allowed
   * @throws ArithmeticException if an element is NaN or infinite
   */
  FloatScaledMatrix(Kernels kernels, int n, float[] a, int offset, boolean balance) {
    this.n = n;
    int largest = FloatScale.exponent("expm", n, n, a, offset);
    boolean upper = isUpper(n, a, offset, n, 1);
    transposed = !upper && isUpper(n, a, offset, 1, n);
    float[] x = new float[n * n];
    for (int i = 0; i < n * n; i++) {
      x[i] = a[transposed ? offset + i % n * n + i / n : offset + i];
    }
    double before = Double.NaN;
    if (balance && !upper && !transposed && isUneven(x)) {
      float[] balanced = x.clone();
      FloatScale.scale(-largest, n * n, balanced, 0);
      before = FloatPadeScaling.norm(n, balanced);
      FloatBalance found = new FloatBalance(kernels, n, balanced);
      if (FloatPadeScaling.norm(n, balanced) <= before / 2) {
        x = balanced;
        FloatScale.scale(largest, n * n, x, 0);
        order = found.order;
        scales = found.exponents;
      }
    }
    boolean isBalanced = order.length > 0;
    // What a permutation has made triangular counts too.
    triangular = upper || transposed || (isBalanced && isUpper(n, x, 0, n, 1));
    original = x;
    int remaining = isBalanced ? FloatScale.exponent("expm", n, n, x, 0) : largest;
    exponent = divisor(n, remaining);
    float[] divided = x.clone();
    FloatScale.scale(-exponent, n * n, divided, 0);
    float trace = 0;
    for (int i = 0; i < n; i++) {
      trace += divided[i * n + i];
    }
    float shift = n == 0 ? 0 : trace / n;
    float[] shifted = divided.clone();
    for (int i = 0; i < n; i++) {
      shifted[i * n + i] -= shift;
    }
    double size = FloatPadeScaling.norm(n, divided);
    boolean lower = FloatPadeScaling.norm(n, shifted) < size;
    reduced = lower ? shifted : divided;
    mean = lower ? shift : 0;
    norm = isBalanced ? Math.scalb(before, largest) : Math.scalb(size, exponent);
  }

  /** Whether a row is much larger or smaller than its column, the diagonal left out. */
  private boolean isUneven(float[] x) {
    float[] columns = new float[n];
    float[] rows = new float[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        float size = i == j ? 0 : Math.abs(x[i * n + j]);
        columns[j] = Math.max(columns[j], size);
        rows[i] = Math.max(rows[i], size);
      }
    }
    return isUneven(n, rows, columns, 0, 1);
  }

  /** The same by largest magnitudes of rows and columns. */
  static boolean isUneven(int n, float[] rows, float[] columns, int offset, int step) {
    for (int i = offset; i < offset + n * step; i += step) {
      int difference = Math.getExponent(columns[i]) - Math.getExponent(rows[i]);
      if (columns[i] != 0 && rows[i] != 0 && Math.abs(difference) >= UNEVEN) {
        return true;
      }
    }
    return false;
  }

  /** Divisor of the matrix, as a power of two, by the exponent of its largest element. */
  static int divisor(int n, int largest) {
    // The norm is below n·2^(largest + 1).
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    return Math.max(0, largest + 1 + bits - LARGEST);
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

  /**
   * Another matrix in the basis of the prepared one.
   *
   * @param adjoint whether the transpose of both is meant
   * @param power of two that it is multiplied by
   */
  float[] enter(boolean adjoint, int power, float[] x, int offset) {
    boolean swap = adjoint != transposed;
    float[] y = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int place = swap ? place(j, i) : place(i, j);
        y[i * n + j] = times(x[offset + place], power + scale(j) - scale(i));
      }
    }
    return y;
  }

  /** The inverse of {@link #enter}, for a result. */
  void leave(boolean adjoint, int power, float[] x, float[] y, int offset) {
    boolean swap = adjoint != transposed;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int place = swap ? place(j, i) : place(i, j);
        y[offset + place] = times(x[i * n + j], power + scale(i) - scale(j));
      }
    }
  }

  private int place(int i, int j) {
    return order.length == 0 ? i * n + j : order[i] * n + order[j];
  }

  private int scale(int i) {
    return scales.length == 0 ? 0 : scales[i];
  }

  private static float times(float x, int exponent) {
    return exponent == 0 ? x : Math.scalb(x, exponent);
  }

  /** log₂ of the condition number of what it is balanced with; 0 if it is not. */
  int spread() {
    int least = 0;
    int most = 0;
    for (int scale : scales) {
      least = Math.min(least, scale);
      most = Math.max(most, scale);
    }
    return most - least;
  }

  /** ‖A‖₁ as it was given. */
  double norm() {
    return norm;
  }

  /** The matrix, balanced, or its transpose if it is lower triangular. */
  float[] original() {
    return original;
  }

  /** B with A = 2ᵉ·(B + μ·I); may be written to. */
  float[] reduced() {
    return reduced;
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
    return new ArithmeticException(
        "expm: " + what + " of a matrix [" + n + ", " + n + "] of 1-norm " + norm + " overflows");
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
