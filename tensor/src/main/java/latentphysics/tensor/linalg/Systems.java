package latentphysics.tensor.linalg;

import java.util.List;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/** Systems of linear equations, inverses and determinants. */
public final class Systems {
  private Systems() {}

  /**
   * X with A·X = B, by LU. For several systems with the same matrix make a {@link LinearOperator}.
   *
   * @param a {@code [batch…, n, n]}
   * @param b {@code [batch…, n, r]}; leading axes broadcast
   * @throws ArithmeticException if a matrix is singular or holds a number that is not finite
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Tensor solve(Tensor a, Tensor b) {
    return LinearOperator.of(a, MatrixKind.GENERAL).solve(b);
  }

  /**
   * X with T·X = B for a triangular T, of which the other part is not read.
   *
   * @param t {@code [batch…, n, n]}
   * @param b {@code [batch…, n, r]}; leading axes broadcast
   * @param triangle one of LOWER, UPPER, UNIT_LOWER, UNIT_UPPER
   * @throws ArithmeticException if a diagonal that is read has a zero
   * @throws IllegalArgumentException if shapes or types do not fit, or for another kind of matrix
   */
  public static Tensor triangularSolve(Tensor t, Tensor b, MatrixKind triangle) {
    if (!triangle.isTriangle()) {
      throw new IllegalArgumentException(
          "triangularSolve: " + triangle + ", expected a kind of triangle");
    }
    return LinearOperator.of(t, triangle).solve(b);
  }

  /**
   * A⁻¹.
   *
   * @param a {@code [batch…, n, n]}
   * @throws ArithmeticException if a matrix is singular or holds a number that is not finite
   */
  public static Tensor inv(Tensor a) {
    return LinearOperator.of(a, MatrixKind.GENERAL).inverse();
  }

  /**
   * A determinant as sign·e^logAbs.
   *
   * @param sign −1, 0 or 1, {@code [batch…]}; no gradient flows through it
   * @param logAbs log |det A|, {@code [batch…]}; −∞ for a singular matrix, which has no derivative
   */
  public record SignedLog(Tensor sign, Tensor logAbs) {}

  /**
   * The determinant in a form that does not overflow.
   *
   * @param a {@code [batch…, n, n]}
   * @throws ArithmeticException if a number is not finite; on the way back if a matrix is singular
   */
  public static SignedLog slogdet(Tensor a) {
    a.shape().requireSquare("slogdet");
    List<Tensor> lu = Primitive.apply(new MatrixPrimitive.Lu(), List.of(a.stopGradient()));
    Tensor logAbs = Primitive.one(new MatrixPrimitive.LogDeterminant(), a, lu.get(0), lu.get(1));
    Tensor sign = lu.get(2).mul(MatrixParts.diagonal(lu.get(0)).sign().prod(-1));
    return new SignedLog(sign, logAbs);
  }

  /**
   * The determinant, {@code [batch…]}, a polynomial in A: its derivatives, by cofactors, exist for
   * singular matrices too.
   *
   * @param a {@code [batch…, n, n]}
   * @throws ArithmeticException if a number is not finite
   */
  public static Tensor det(Tensor a) {
    a.shape().requireSquare("det");
    List<Tensor> lu = Primitive.apply(new MatrixPrimitive.Lu(), List.of(a.stopGradient()));
    return Primitive.one(new MatrixPrimitive.Determinant(), a, lu.get(0), lu.get(1), lu.get(2));
  }

  /**
   * X with A·X + X·B = C, by Schur forms (Bartels and Stewart, 1972).
   *
   * @param a {@code [batch…, m, m]}
   * @param b {@code [batch…, n, n]}
   * @param c {@code [batch…, m, n]}; all three with the same leading axes
   * @throws ArithmeticException if an eigenvalue of A and one of B cancel, or a number is not
   *     finite
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Tensor sylvester(Tensor a, Tensor b, Tensor c) {
    List<Tensor> left = Primitive.apply(new MatrixPrimitive.Schur(), List.of(a.stopGradient()));
    List<Tensor> right = Primitive.apply(new MatrixPrimitive.Schur(), List.of(b.stopGradient()));
    return Primitive.one(
        new MatrixPrimitive.Sylvester(false),
        a,
        b,
        c,
        left.get(0),
        left.get(1),
        right.get(0),
        right.get(1));
  }

  /**
   * X with A·X + X·Aᵀ = Q, Lyapunov's continuous equation.
   *
   * @param a {@code [batch…, n, n]}
   * @param q {@code [batch…, n, n]}; both with the same leading axes
   * @throws ArithmeticException if two eigenvalues of A cancel, or a number is not finite
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Tensor lyapunov(Tensor a, Tensor q) {
    return sylvester(a, a.transpose(), q);
  }
}
