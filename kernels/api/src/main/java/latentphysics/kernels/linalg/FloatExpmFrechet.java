package latentphysics.kernels.linalg;

import java.util.ArrayList;
import java.util.List;
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
  private final Kernels kernels;
  private final int n;
  private final FloatScaledMatrix matrix;
  private final FloatPade pade;

  /** Squarings, with those for the power of two that A was divided by. */
  private final int squarings;

  /** e^(A/2ˢ) and its squares, all but the last. */
  private final List<float[]> squared = new ArrayList<>();

  private final float[] value;

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
    matrix = new FloatScaledMatrix(n, a, aOffset);
    pade = new FloatPade(kernels, n, matrix.reduced(), true);
    squarings = matrix.exponent() + pade.squarings();
    value =
        new FloatExponentialSteps(kernels, n, matrix.triangular(), matrix.original())
            .square(pade.value(), matrix.shift(squarings), squarings, squared::add);
    if (FloatScaledMatrix.hasNan(value)) {
      throw matrix.overflow("the exponential");
    }
  }

  /**
   * y = e^A; may have infinities.
   *
   * @param y n×n, in rows without gaps
   */
  public void value(float[] y, int yOffset) {
    FloatScaledMatrix.copy(matrix.transposed(), n, value, 0, y, yOffset);
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
    derivative(matrix.transposed(), e, eOffset, l, lOffset);
  }

  /**
   * l = L(Aᵀ, G): the cotangent of A, if G is that of e^A.
   *
   * @param g n×n, in rows without gaps
   * @param l n×n, the same; may be the same place as g
   * @throws ArithmeticException as for {@link #derivative}
   */
  public void adjoint(float[] g, int gOffset, float[] l, int lOffset) {
    derivative(!matrix.transposed(), g, gOffset, l, lOffset);
  }

  private void derivative(boolean transposed, float[] e, int eOffset, float[] l, int lOffset) {
    // Linear in E, so its size need not be seen until the end.
    int exponent = FloatScale.exponent("expm", n, n, e, eOffset);
    float[] direction = new float[n * n];
    FloatScaledMatrix.copy(transposed, n, e, eOffset, direction, 0);
    FloatScale.scale(-exponent, n * n, direction, 0);
    float[] x = pade.derivative(direction);
    double shift = matrix.shift(squarings);
    if (shift != 0) {
      kernels.scal(n * n, (float) StrictMath.exp(shift), x, 0);
    }
    float[] left = new float[n * n];
    for (float[] r : squared) {
      // (R²)′ = R′·R + R·R′
      kernels.gemm(n, n, n, r, 0, n, 1, x, 0, n, 1, left, 0, n);
      float[] right = new float[n * n];
      kernels.gemm(n, n, n, x, 0, n, 1, r, 0, n, 1, right, 0, n);
      kernels.axpy(n * n, 1, left, 0, right, 0);
      x = right;
    }
    FloatScale.scale(exponent - squarings, n * n, x, 0);
    if (FloatScaledMatrix.hasNan(x)) {
      throw matrix.overflow("the derivative of the exponential");
    }
    FloatScaledMatrix.copy(transposed, n, x, 0, l, lOffset);
  }
}
