package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The exponential of a matrix with all that its derivatives need: the powers, the factored
 * denominator and the squared matrices (Al-Mohy and Higham 2009, Computing the Fréchet derivative
 * of the matrix exponential, SIAM J. Matrix Anal. Appl. 30, algorithm 6.4). A derivative costs
 * about twice the exponential.
 *
 * <p>The derivative is L(A, E) = ∫ e^((1−t)·A)·E·e^(t·A) dt over t from 0 to 1. Its adjoint under
 * ⟨X, Y⟩ = Σ xᵢⱼ·yᵢⱼ is L(Aᵀ, ·), and L(Aᵀ, G) = L(A, Gᵀ)ᵀ, so that one factorization serves both.
 *
 * <p>Immutable; may be used by many threads.
 */
public final class FloatExpmFrechet {
  private static final float ONE = 1;

  private final Kernels kernels;
  private final int n;
  private final FloatExponential exponential;

  /**
   * Computes e^A.
   *
   * @param a n×n, in rows without gaps; not changed
   * @throws ArithmeticException if an element of A is NaN or infinite; with the norm of A in the
   *     message, if overflow leaves nothing of the result
   */
  public FloatExpmFrechet(Kernels kernels, int n, float[] a, int aOffset) {
    this.kernels = kernels;
    this.n = n;
    exponential = FloatExponential.of(kernels, n, a, aOffset, true);
  }

  /**
   * y = e^A; may have infinities.
   *
   * @param y n×n, in rows without gaps
   */
  public void value(float[] y, int yOffset) {
    exponential.matrix.leave(false, 0, exponential.value, y, yOffset);
  }

  /**
   * l = L(A, E).
   *
   * @param e n×n, in rows without gaps
   * @param l n×n, the same; may be the same place as e
   * @throws ArithmeticException if an element of E is NaN or infinite; with the norm of A in the
   *     message, if overflow leaves nothing of the result
   */
  public void derivative(float[] e, int eOffset, float[] l, int lOffset) {
    derivative(false, e, eOffset, l, lOffset);
  }

  /**
   * l = L(Aᵀ, G): the cotangent of A, if G is that of e^A.
   *
   * @param g n×n, in rows without gaps
   * @param l n×n, the same; may be the same place as g
   * @throws ArithmeticException as for {@link #derivative}
   */
  public void adjoint(float[] g, int gOffset, float[] l, int lOffset) {
    derivative(true, g, gOffset, l, lOffset);
  }

  private void derivative(boolean adjoint, float[] e, int eOffset, float[] l, int lOffset) {
    FloatScaledMatrix matrix = exponential.matrix;
    // Linear in E, whose size is put back at the end unless it is moderate.
    int size = excess(FloatScale.exponent("expm", n, n, e, eOffset));
    float[] direction = matrix.enter(adjoint, -size, e, eOffset);
    int more = excess(FloatScale.exponent("expm", n, n, direction, 0));
    FloatScale.scale(-more, n * n, direction, 0);
    int power = size + more - exponential.squarings;
    if (excess(power) == 0) {
      kernels.scal(n * n, Math.scalb(ONE, power), direction, 0);
      power = 0;
    }
    float[] x = exponential.pade.derivative(direction);
    double shift = matrix.shift(exponential.squarings);
    if (shift != 0) {
      kernels.scal(n * n, (float) StrictMath.exp(shift), x, 0);
    }
    float[] left = new float[n * n];
    for (float[] r : exponential.squared) {
      // (R²)′ = R′·R + R·R′
      kernels.gemm(n, n, n, r, 0, n, 1, x, 0, n, 1, left, 0, n);
      float[] right = new float[n * n];
      kernels.gemm(n, n, n, x, 0, n, 1, r, 0, n, 1, right, 0, n);
      kernels.axpy(n * n, 1, left, 0, right, 0);
      x = right;
    }
    if (FloatScaledMatrix.hasNan(x)) {
      throw matrix.overflow("the derivative of the exponential");
    }
    matrix.leave(adjoint, power, x, l, lOffset);
  }

  /** An exponent, or 0 if it is too small to need care. */
  static int excess(int exponent) {
    return Math.abs(exponent) <= Float.MAX_EXPONENT / 8 ? 0 : exponent;
  }
}
