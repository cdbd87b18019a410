package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The exponential of a square matrix by scaling and squaring of Padé approximants (Higham 2005, The
 * scaling and squaring method for the matrix exponential revisited, SIAM J. Matrix Anal. Appl. 26;
 * Al-Mohy and Higham 2009, A new scaling and squaring algorithm for the matrix exponential, SIAM J.
 * Matrix Anal. Appl. 31).
 *
 * <p>The relative error is a small multiple of n·ε times the condition number of the exponential at
 * A, which is at least ‖A‖, the same for all elements of a result together. Triangular matrices
 * have triangular results with diagonals exact to rounding, whatever their size. Matrices with rows
 * much larger or smaller than their columns are balanced first, unless that would do harm.
 */
public final class FloatExpm {
  private FloatExpm() {}

  /**
   * y = e^A.
   *
   * <p>Elements that are too large for the type become infinite, as in NumPy and SciPy; but there
   * is never NaN. When others are infinite, small elements of the result may be lost to zero.
   *
   * @param a n×n, in rows without gaps; not changed
   * @param y n×n, in rows without gaps; may be the same place as a
   * @throws ArithmeticException if an element of A is NaN or infinite; with the norm of A in the
   *     message, if overflow leaves nothing of the result
   */
  public static void solve(Kernels kernels, int n, float[] a, int aOffset, float[] y, int yOffset) {
    if (n == 2) {
      FloatExpm2.solve(1, a, aOffset, y, yOffset);
      return;
    }
    if (FloatScaledMatrix.isUpper(n, a, aOffset, n, 1)
        && FloatScaledMatrix.isUpper(n, a, aOffset, 1, n)) {
      int _ = FloatScale.exponent("expm", n, n, a, aOffset);
      for (int i = 0; i < n * n; i++) {
        y[yOffset + i] = i % (n + 1) == 0 ? (float) StrictMath.exp(a[aOffset + i]) : 0;
      }
      return;
    }
    FloatExponential exponential = FloatExponential.of(kernels, n, a, aOffset, false);
    exponential.matrix.leave(false, 0, exponential.value, y, yOffset);
  }

  /**
   * y = e^A and its Fréchet derivative l = L(A, E), the part of e^(A+E) − e^A that is linear in E.
   * For several directions at the same A, or for the adjoint, see {@link FloatExpmFrechet}.
   *
   * @param a n×n, in rows without gaps; not changed
   * @param e n×n, the same
   * @param y n×n, the same; shares no memory with others
   * @param l n×n, the same; may be the same place as e
   * @throws ArithmeticException if an element of A or E is NaN or infinite; with the norm of A in
   *     the message, if e^A or the derivative overflows
   */
  public static void frechet(
      Kernels kernels,
      int n,
      float[] a,
      int aOffset,
      float[] e,
      int eOffset,
      float[] y,
      int yOffset,
      float[] l,
      int lOffset) {
    FloatExpmFrechet exponential = new FloatExpmFrechet(kernels, n, a, aOffset);
    exponential.derivative(e, eOffset, l, lOffset);
    exponential.value(y, yOffset);
  }
}
