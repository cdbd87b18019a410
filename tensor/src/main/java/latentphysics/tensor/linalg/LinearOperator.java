package latentphysics.tensor.linalg;

import java.util.List;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;

/**
 * Square matrices of which something is known, factored once for all systems with them and for
 * their derivatives. The derivative by the matrix lies within its kind: symmetric for a symmetric
 * one, zero outside of a triangle or of the blocks.
 */
public sealed interface LinearOperator permits FactoredOperator, BlockDiagonalOperator {

  /**
   * Factors matrices.
   *
   * @param matrix {@code [batch…, n, n]}
   * @param kind what is known of it; it is not checked for a triangle or orthogonality
   * @throws IllegalArgumentException if the matrices are not square or not of floating-point type
   * @throws ArithmeticException if a number is not finite, or a matrix that should be positive
   *     definite is not
   */
  static LinearOperator of(Tensor matrix, MatrixKind kind) {
    return FactoredOperator.of(matrix, kind);
  }

  /**
   * Matrices with blocks on the diagonal and zeros elsewhere, each block with a kind of its own.
   * The zeros are never made but by {@link #matrix}.
   *
   * @param blocks one or more
   * @throws IllegalArgumentException if there is none
   */
  static LinearOperator blockDiagonal(LinearOperator... blocks) {
    if (blocks.length == 0) {
      throw new IllegalArgumentException("blockDiagonal: no blocks, expected one or more");
    }
    return new BlockDiagonalOperator(List.of(blocks));
  }

  /** The matrices, {@code [batch…, n, n]}. */
  Tensor matrix();

  /** n, the number of rows. */
  int order();

  /**
   * X with A·X = B.
   *
   * @param b {@code [batch…, n, r]}; leading axes broadcast
   * @throws ArithmeticException if a matrix is singular
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  Tensor solve(Tensor b);

  /** X with Aᵀ·X = B; as {@link #solve(Tensor)}. */
  Tensor solveTransposed(Tensor b);

  /**
   * A⁻¹, {@code [batch…, n, n]}.
   *
   * @throws ArithmeticException if a matrix is singular
   */
  Tensor inverse();
}
