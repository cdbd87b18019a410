package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Balancing D⁻¹·Pᵀ·A·P·D before eigenvalues are computed (Parlett and Reinsch, Balancing a matrix
 * for calculation of eigenvalues and eigenvectors, 1969): a permutation P that makes as much as it
 * can triangular, and powers of two D that make rows about as large as columns.
 *
 * <p>Sizes are 2-norms that include the diagonal: with sums of magnitudes that leave it out, as it
 * was first published, balancing can destroy the accuracy of matrices that are nearly triangular
 * (James, Langou and Lowery, On matrix balancing and eigenvector computation, 2014).
 */
final class FloatBalance {
  private static final float ONE = 1;
  private static final int SWEEPS = 100;

  /** A change is made if the sum of the two sizes falls below so much of it. */
  private static final float ENOUGH = 19 * ONE / 20;

  /** Of exponents, so that the elements outside of the part that is balanced stay in range. */
  private static final int LIMIT = Float.MAX_EXPONENT / 3;

  private final Kernels kernels;
  private final int n;
  private final float[] a;
  private final float[] line;
  private int low;
  private int high;

  /** Index in A of each row of the balanced matrix. */
  final int[] order;

  /** Logarithms of D to base 2. */
  final int[] exponents;

  /**
   * Balances the n×n matrix in place.
   *
   * @param a from index 0 on, its largest element near 1
   */
  FloatBalance(Kernels kernels, int n, float[] a) {
    this.kernels = kernels;
    this.n = n;
    this.a = a;
    line = new float[n];
    order = new int[n];
    exponents = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    high = n - 1;
    permute();
    for (int sweep = 0; sweep < SWEEPS && scale(); sweep++) {}
  }

  /** Moves rows that isolate an eigenvalue to the end and such columns to the front. */
  private void permute() {
    boolean found = true;
    while (found) {
      found = false;
      for (int i = high; i >= low && !found; i--) {
        if (isolated(i, i * n, 1)) {
          exchange(i, high--);
          found = true;
        }
      }
    }
    found = true;
    while (found) {
      found = false;
      for (int j = low; j <= high && !found; j++) {
        if (isolated(j, j, n)) {
          exchange(j, low++);
          found = true;
        }
      }
    }
  }

  /** Whether a line of the part from low to high is zero but for the diagonal. */
  private boolean isolated(int diagonal, int start, int step) {
    for (int k = low; k <= high; k++) {
      if (k != diagonal && a[start + k * step] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Exchanges two rows and the two columns. */
  private void exchange(int i, int j) {
    if (i == j) {
      return;
    }
    for (int k = 0; k < n; k++) {
      float first = a[i * n + k];
      a[i * n + k] = a[j * n + k];
      a[j * n + k] = first;
    }
    for (int k = 0; k < n; k++) {
      float first = a[k * n + i];
      a[k * n + i] = a[k * n + j];
      a[k * n + j] = first;
    }
    int first = order[i];
    order[i] = order[j];
    order[j] = first;
  }

  /** One sweep over rows and columns; whether it changed anything. */
  private boolean scale() {
    boolean changed = false;
    for (int i = low; i <= high; i++) {
      float column = norm(low * n + i, n);
      float row = norm(i * n + low, 1);
      if (column == 0 || row == 0) {
        continue;
      }
      // (2ᵏ)² near row/column makes the sum of both about as small as it can be.
      int k = (Math.getExponent(row) - Math.getExponent(column)) / 2;
      float sum = Math.scalb(column, k) + Math.scalb(row, -k);
      if (sum >= ENOUGH * (column + row) || Math.abs(exponents[i] + k) > LIMIT) {
        continue;
      }
      FloatScale.scale(-k, n, a, i * n);
      for (int j = 0; j < n; j++) {
        a[j * n + i] = Math.scalb(a[j * n + i], k);
      }
      exponents[i] += k;
      changed = true;
    }
    return changed;
  }

  /** 2-norm of a line, which may be too small to be squared. */
  private float norm(int start, int step) {
    int length = high - low + 1;
    float largest = 0;
    for (int k = 0; k < length; k++) {
      line[k] = a[start + k * step];
      largest = Math.max(largest, Math.abs(line[k]));
    }
    if (largest == 0) {
      return 0;
    }
    int exponent = Math.getExponent(largest);
    FloatScale.scale(-exponent, length, line, 0);
    return Math.scalb((float) Math.sqrt(kernels.dot(length, line, 0, line, 0)), exponent);
  }
}
