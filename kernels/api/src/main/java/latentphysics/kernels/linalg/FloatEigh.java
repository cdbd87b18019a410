package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.line.FloatLine;

/**
 * The symmetric eigenproblem A = V·Λ·Vᵀ: reduction to tridiagonal form and implicit QL (Golub and
 * Van Loan, Matrix Computations, 4th edition, 8.3).
 *
 * <p>What is decomposed is (A + Aᵀ)/2. Eigenvalues are right within a small multiple of n·ε·‖A‖₂:
 * of a small one beside large ones no digit may be.
 */
public final class FloatEigh {
  private static final float ONE = 1;

  private FloatEigh() {}

  /**
   * Eigenvalues and eigenvectors of one matrix.
   *
   * @param n rows and columns
   * @param a row-major n×n; not changed
   * @param w becomes the n eigenvalues, ascending
   * @param v becomes the eigenvectors, which are the columns of this row-major n×n matrix, of
   *     length 1; in each the element of largest magnitude, the first of these, is positive
   * @throws ArithmeticException if an element is not finite, or 30·n sweeps do not suffice
   */
  public static void solve(
      Kernels kernels,
      int n,
      float[] a,
      int aOffset,
      float[] w,
      int wOffset,
      float[] v,
      int vOffset) {
    int exponent = exponent(n, a, aOffset);
    float[] rows = new float[n * n];
    symmetricPart(kernels, n, a, aOffset, exponent, rows, 0);
    float[] diagonal = new float[n];
    float[] q = new float[n * n];
    diagonalize(kernels, "eigh", n, rows, diagonal, q);
    sort(kernels, n, rows, 0, diagonal, 0, exponent, w, wOffset, v, vOffset);
  }

  /**
   * {@link #solve} for matrices one after the other, of which those of the usual kind are
   * decomposed side by side.
   *
   * @param count from 1 to the number of lanes
   */
  static void solve(
      Kernels kernels,
      FloatLanes lanes,
      int count,
      int n,
      float[] a,
      int aOffset,
      float[] w,
      int wOffset,
      float[] v,
      int vOffset) {
    int size = n * n;
    int[] exponents = new int[count];
    float[] matrices = new float[count * size];
    for (int l = 0; l < count; l++) {
      exponents[l] = exponent(n, a, aOffset + l * size);
      symmetricPart(kernels, n, a, aOffset + l * size, exponents[l], matrices, l * size);
    }
    float[] group = FloatGroup.of(kernels, lanes, count, size, matrices, 0);
    float[] values = new float[n * lanes.count()];
    long done = lanes.eigh(n, group, values, new float[group.length]);
    float[] diagonals = new float[count * n];
    FloatGroup.separate(kernels, lanes, count, n, values, diagonals, 0);
    FloatGroup.separate(kernels, lanes, count, size, group, matrices, 0);
    for (int l = 0; l < count; l++) {
      if (FloatGroup.has(done, l)) {
        sort(
            kernels,
            n,
            matrices,
            l * size,
            diagonals,
            l * n,
            exponents[l],
            w,
            wOffset + l * n,
            v,
            vOffset + l * size);
      } else {
        solve(kernels, n, a, aOffset + l * size, w, wOffset + l * n, v, vOffset + l * size);
      }
    }
  }

  /**
   * Eigenvalues in ascending order, and their vectors with the signs that are agreed on.
   *
   * @param rows the vectors as rows; used up
   * @param diagonal the eigenvalues over 2 to the power of the exponent
   */
  private static void sort(
      Kernels kernels,
      int n,
      float[] rows,
      int rowsOffset,
      float[] diagonal,
      int diagonalOffset,
      int exponent,
      float[] w,
      int wOffset,
      float[] v,
      int vOffset) {
    int[] order = new int[n];
    FloatLine.argSort(false, diagonal, diagonalOffset, n, new long[n], order, 0);
    float[] q = new float[n * n];
    for (int i = 0; i < n; i++) {
      w[wOffset + i] = Math.scalb(diagonal[diagonalOffset + order[i]], exponent);
      System.arraycopy(rows, rowsOffset + order[i] * n, q, i * n, n);
    }
    float[] signs = FloatSigns.ofRows(kernels, n, n, q);
    for (int i = 0; i < n; i++) {
      if (signs[i] < 0) {
        kernels.scal(n, -1, q, i * n);
      }
    }
    kernels.transpose(n, n, q, 0, n, v, vOffset, n);
  }

  /**
   * The eigenvalues alone, with the bits of {@link #solve}.
   *
   * @param n rows and columns
   * @param a row-major n×n; not changed
   * @param w becomes the n eigenvalues, ascending
   * @throws ArithmeticException if an element is not finite, or 30·n sweeps do not suffice
   */
  public static void values(
      Kernels kernels, int n, float[] a, int aOffset, float[] w, int wOffset) {
    int exponent = exponent(n, a, aOffset);
    float[] matrix = new float[n * n];
    symmetricPart(kernels, n, a, aOffset, exponent, matrix, 0);
    float[] diagonal = new float[n];
    float[] off = new float[n];
    new FloatTridiagonal(kernels, n, matrix, diagonal, off);
    FloatTridiagonalQl.solve(kernels, "eigh", n, diagonal, off, matrix, 0);
    int[] order = new int[n];
    FloatLine.argSort(false, diagonal, 0, n, new long[n], order, 0);
    for (int i = 0; i < n; i++) {
      w[wOffset + i] = Math.scalb(diagonal[order[i]], exponent);
    }
  }

  /**
   * Eigenvalues in no order, and eigenvectors as rows.
   *
   * @param operation named in the message if 30·n sweeps do not suffice
   * @param matrix symmetric n×n matrix of elements of at most about 1; becomes the eigenvectors
   * @param diagonal becomes the eigenvalues
   * @param q room for n×n zeros; used up
   */
  static void diagonalize(
      Kernels kernels, String operation, int n, float[] matrix, float[] diagonal, float[] q) {
    float[] off = new float[n];
    FloatTridiagonal form = new FloatTridiagonal(kernels, n, matrix, diagonal, off);
    form.accumulate(q);
    // A rotation of two columns of Q is one of two lines here.
    kernels.transpose(n, n, q, 0, n, matrix, 0, n);
    FloatTridiagonalQl.solve(kernels, operation, n, diagonal, off, matrix, n);
  }

  /** With 2 to this power divided out, elements are less than 1. */
  private static int exponent(int n, float[] a, int offset) {
    return FloatScale.exponent("eigh", n, n, a, offset) + 1;
  }

  /** A + Aᵀ over 2 to the power of the exponent: twice the symmetric part. */
  private static void symmetricPart(
      Kernels kernels, int n, float[] a, int offset, int exponent, float[] sum, int sumOffset) {
    float[] scaled = new float[n * n];
    System.arraycopy(a, offset, scaled, 0, n * n);
    kernels.scal(n * n, Math.scalb(ONE, -exponent - 1), scaled, 0);
    kernels.transpose(n, n, scaled, 0, n, sum, sumOffset, n);
    kernels.axpy(n * n, 1, scaled, 0, sum, sumOffset);
  }
}
