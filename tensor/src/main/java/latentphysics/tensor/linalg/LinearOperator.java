package latentphysics.tensor.linalg;

import java.util.List;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Square matrices of which something is known, factored once for all systems with them and for
 * their derivatives. The derivative by the matrix lies within its kind: symmetric for a symmetric
 * one, zero outside of a triangle.
 */
public final class LinearOperator {
  private final Tensor matrix;
  private final MatrixKind kind;
  private final List<Tensor> factors;

  private LinearOperator(Tensor matrix, MatrixKind kind, List<Tensor> factors) {
    this.matrix = matrix;
    this.kind = kind;
    this.factors = factors;
  }

  /**
   * Factors matrices.
   *
   * @param matrix {@code [batch…, n, n]}
   * @param kind what is known of it; it is not checked for a triangle or orthogonality
   * @throws IllegalArgumentException if the matrices are not square or not of floating-point type
   * @throws ArithmeticException if a number is not finite, or a matrix that should be positive
   *     definite is not
   */
  public static LinearOperator of(Tensor matrix, MatrixKind kind) {
    matrix.shape().requireSquare("solve");
    // Factors are numbers that go with the matrix: the derivative goes to the matrix itself.
    Tensor plain = matrix.stopGradient();
    List<Tensor> factors =
        switch (kind) {
          case GENERAL -> Primitive.apply(new MatrixPrimitive.Lu(), List.of(plain)).subList(0, 2);
          case POSITIVE_DEFINITE -> Primitive.apply(new MatrixPrimitive.Cholesky(), List.of(plain));
          case LOWER, UPPER, UNIT_LOWER, UNIT_UPPER, ORTHOGONAL -> List.of();
        };
    return new LinearOperator(matrix, kind, factors);
  }

  /** The matrices. */
  public Tensor matrix() {
    return matrix;
  }

  /** What is known of them. */
  public MatrixKind kind() {
    return kind;
  }

  /**
   * X with A·X = B.
   *
   * @param b {@code [batch…, n, r]}; leading axes broadcast
   * @throws ArithmeticException if a matrix is singular
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor solve(Tensor b) {
    return solve(b, false);
  }

  /** X with Aᵀ·X = B; as {@link #solve(Tensor)}. */
  public Tensor solveTransposed(Tensor b) {
    return solve(b, true);
  }

  private Tensor solve(Tensor b, boolean transposed) {
    b.shape().requireMatrix("solve");
    if (b.dim(-2) != matrix.dim(-1)) {
      throw new IllegalArgumentException(
          "solve: numbers of rows differ: " + matrix.shape() + " and " + b.shape());
    }
    return new MatrixPrimitive.LinearSolve(kind, transposed)
        .onSystems(matrix, b, factors.toArray(Tensor[]::new));
  }

  /**
   * A⁻¹, {@code [batch…, n, n]}.
   *
   * @throws ArithmeticException if a matrix is singular
   */
  public Tensor inverse() {
    return solve(Tensor.eye(matrix.dtype(), matrix.dim(-1)));
  }
}
