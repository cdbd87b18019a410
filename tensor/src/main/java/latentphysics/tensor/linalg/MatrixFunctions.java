package latentphysics.tensor.linalg;

import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Analytic functions of matrices (Higham, Functions of Matrices, 2008). They can be differentiated
 * to any order.
 *
 * <p>All operations throw {@link ArithmeticException} for a number that is not finite, and {@link
 * IllegalArgumentException} for matrices that are not square or not float32 or float64.
 */
public final class MatrixFunctions {
  private MatrixFunctions() {}

  /**
   * The exponential e^A = Σ Aᵏ/k!, by Padé approximants with scaling and squaring (Higham, SIAM J.
   * Matrix Anal. Appl. 26, 2005); of 2×2 matrices, so of the blocks of a block-diagonal generator
   * in a stack, in closed form (Bernstein and So, IEEE Trans. Automat. Control 38, 1993).
   *
   * @param a {@code [batch…, n, n]}
   */
  public static Tensor expm(Tensor a) {
    return of(MatrixPrimitive.Analytic.EXP, a);
  }

  /**
   * The action e^A·B of an exponential that is not formed, by Taylor polynomials in stages (Al-Mohy
   * and Higham, SIAM J. Sci. Comput. 33, 2011). It takes some ‖A‖₁ + 10 products with A, and twice
   * as much for the derivatives, which form no exponential either: it is for few columns beside the
   * order of A and for ‖A‖ that is not large.
   *
   * @param a {@code [batch…, n, n]}
   * @param b {@code [batch…, n, r]}; leading axes broadcast
   * @return {@code [batch…, n, r]}
   * @throws ArithmeticException if more than 2²⁰ stages were needed, or on overflow
   */
  public static Tensor expmv(Tensor a, Tensor b) {
    a.shape().requireSquare("expmv");
    b.shape().requireMatrix("expmv");
    return new MatrixPrimitive.ExpmAction().onSystems(a, b);
  }

  /**
   * e^(t·A)·B, as {@link #expmv(Tensor, Tensor)}.
   *
   * @param t times, {@code [batch…]}, of the type of A; leading axes of all three broadcast
   */
  public static Tensor expmv(Tensor t, Tensor a, Tensor b) {
    a.shape().requireSquare("expmv");
    return expmv(t.expandDims(-1).expandDims(-1).mul(a), b);
  }

  /**
   * The principal logarithm, whose eigenvalues have imaginary parts between −π and π: the X with
   * e^X = A.
   *
   * @param a {@code [batch…, n, n]}, no eigenvalue of which is zero or a negative number
   * @throws ArithmeticException if one is; it is named
   */
  public static Tensor logm(Tensor a) {
    return of(MatrixPrimitive.Analytic.LOG, a);
  }

  /**
   * The principal square root, whose eigenvalues have positive real parts: the X with X·X = A.
   *
   * @param a {@code [batch…, n, n]}, no eigenvalue of which is a negative number
   * @throws ArithmeticException if one is; it is named
   */
  public static Tensor sqrtm(Tensor a) {
    return of(MatrixPrimitive.Analytic.SQRT, a);
  }

  private static Tensor of(MatrixPrimitive.Analytic function, Tensor a) {
    return Primitive.one(new MatrixPrimitive.AnalyticFunction(function), a);
  }

  /**
   * Aᵏ, by repeated squaring; of the inverse for a negative k.
   *
   * @param a {@code [batch…, n, n]}
   * @param k any number but the least int
   * @throws ArithmeticException if k is negative and a matrix is singular
   */
  public static Tensor matrixPower(Tensor a, int k) {
    a.shape().requireSquare("matrixPower");
    if (k == Integer.MIN_VALUE) {
      throw new IllegalArgumentException(
          "matrixPower: exponent " + k + ", expected at least " + -Integer.MAX_VALUE);
    }
    Tensor factor = k < 0 ? Systems.inv(a) : a;
    Tensor power = null;
    for (int rest = Math.abs(k); rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        power = power == null ? factor : power.matmul(factor);
      }
      factor = rest > 1 ? factor.matmul(factor) : factor;
    }
    return power == null ? Tensor.eye(a.dtype(), a.dim(-1)).broadcastTo(a.shape().dims()) : power;
  }
}
