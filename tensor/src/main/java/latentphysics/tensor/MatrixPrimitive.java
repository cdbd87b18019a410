package latentphysics.tensor;

import java.util.function.UnaryOperator;

/**
 * The primitives of linear algebra: factorizations, and solutions by factors that are at hand. They
 * work on the last two axes; leading axes count separate matrices, and all operands have the same.
 *
 * <p>Operands that are factors of the first operand carry no derivative of their own: what is
 * differentiated is the solution as a function of the matrix. So a factorization is made once, for
 * the solution and for its derivatives of any order, and another solver needs no further rule.
 */
public sealed interface MatrixPrimitive extends Primitive {

  /**
   * Gaussian elimination with partial pivoting of A {@code [batch…, m, n]}: P·A = L·U.
   *
   * <p>Results are L and U in one array of A's shape, without L's diagonal of ones; the order of
   * the rows, int32 {@code [batch…, m]}; the sign of that order, {@code [batch…]}.
   */
  record Lu() implements MatrixPrimitive {}

  /** L with (A + Aᵀ)/2 = L·Lᵀ for a positive definite matrix. */
  record Cholesky() implements MatrixPrimitive {}

  /**
   * A = Q·R, reduced, with a diagonal of R that is not negative; or A·P = Q·R with pivoting, of
   * which the order of the columns, int32 {@code [batch…, n]}, is a third result.
   */
  record Qr(boolean pivoted) implements MatrixPrimitive {}

  /**
   * (A + Aᵀ)/2 = V·diag(w)·Vᵀ. Results are w {@code [batch…, n]}, ascending, and V; in each column
   * of V the element of largest magnitude, the first of these, is positive.
   *
   * @param degeneracy what derivatives do where eigenvalues coincide
   */
  record Eigh(Degeneracy degeneracy) implements MatrixPrimitive {}

  /**
   * A·V = V·diag(w) with complex w and V. Results are the real and imaginary parts of w {@code
   * [batch…, n]}, then those of V. Columns of V have length 1 and an element of largest magnitude
   * that is real and positive.
   *
   * @param degeneracy what derivatives do where eigenvalues coincide
   */
  record Eig(Degeneracy degeneracy) implements MatrixPrimitive {}

  /**
   * A = U·diag(s)·Vᵀ, reduced, k = min(m, n). Results are U {@code [batch…, m, k]}, s {@code
   * [batch…, k]}, descending, and Vᵀ {@code [batch…, k, n]}; in each column of U the element of
   * largest magnitude, the first of these, is positive.
   *
   * @param degeneracy what derivatives do where singular values coincide or are zero
   */
  record Svd(Degeneracy degeneracy) implements MatrixPrimitive {}

  /**
   * X with A·X = B, or Aᵀ·X = B. Operands are A, B and the factors that the kind of matrix wants.
   *
   * @param kind what is known of A
   */
  record LinearSolve(MatrixKind kind, boolean transposed) implements MatrixPrimitive {}

  /**
   * The factors of Householder's QR of A {@code [batch…, m, n]}, of full rank: {@code [batch…, m +
   * 1, n]}, with R, the reflectors below it, and a last row of their τ. With more columns than rows
   * those of Aᵀ. They go with {@link PseudoSolve} and carry no derivative.
   */
  record QrFactors() implements MatrixPrimitive {}

  /**
   * A⁺·B, or A⁺ᵀ·B. Operands are A {@code [batch…, m, n]}, B and the factors that the rank wants.
   */
  record PseudoSolve(Rank rank, boolean transposed) implements MatrixPrimitive {}

  /** What is known of the rank of a matrix, and by which factors systems with it are solved. */
  enum Rank {
    /** min(m, n): one operand, of {@link QrFactors}. */
    FULL,
    /** Any: three operands, U, the reciprocals of s with zeros where they do not count, and Vᵀ. */
    ANY
  }

  /**
   * The matrix R with orthonormal columns nearest to A {@code [batch…, m, n]}, m ≥ n. Operands are
   * A and of A = U·diag(h)·Vᵀ, where the last of h may be negative: U, h, Vᵀ. The result is U·Vᵀ.
   *
   * @param degeneracy what derivatives do where two of h cancel
   */
  record Orthogonalize(Degeneracy degeneracy) implements MatrixPrimitive {}

  /**
   * How the R of A = R·H turns while A moves along E: R·X with the antisymmetric X that solves H·X
   * + X·H = Rᵀ·E − Eᵀ·R. Operands are A, R and E, all {@code [batch…, m, n]}; then, of A =
   * U·diag(h)·Vᵀ, U, the reciprocals 1/(hᵢ + hⱼ) {@code [batch…, n, n]}, with zeros where two
   * cancel since X has no part there, and Vᵀ. The result is U·((G − Gᵀ) ∘ 1/(hᵢ + hⱼ))·Vᵀ, G =
   * Uᵀ·E·V.
   */
  record PolarTurn() implements MatrixPrimitive {}

  /**
   * Dᵏf(A)[E₁ … Eₖ], the k-th derivative of f(A) = V·diag(f(w))·Vᵀ by a symmetric matrix; f(A)
   * itself for k = 0. Operands are A, w and V of (A + Aᵀ)/2 = V·diag(w)·Vᵀ, the divided differences
   * of f over k + 1 of w, {@code [batch…, n, …, n]}, which are f(w) for k = 0; then the directions,
   * of which symmetric parts are read.
   *
   * @param function f, elementwise
   */
  record SymmetricFunction(UnaryOperator<Tensor> function) implements MatrixPrimitive {}

  /**
   * The real Schur form A = Z·T·Zᵀ: results are T, block upper triangular with blocks of one or
   * two, and the orthogonal Z. It has no derivative: T jumps where eigenvalues meet.
   */
  record Schur() implements MatrixPrimitive {}

  /**
   * X with A·X + X·B = C, or Aᵀ·X + X·Bᵀ = C. Operands are A {@code [batch…, m, m]}, B {@code
   * [batch…, n, n]}, C {@code [batch…, m, n]}, then T and Z of A and T and Z of B by {@link Schur}.
   */
  record Sylvester(boolean transposed) implements MatrixPrimitive {}

  /** An analytic function of matrices, {@code [batch…, n, n]}. */
  record AnalyticFunction(Analytic function) implements MatrixPrimitive {}

  /** Which analytic function. */
  enum Analytic {
    /** The exponential. */
    EXP("expm"),
    /** The principal logarithm. */
    LOG("logm"),
    /** The principal square root. */
    SQRT("sqrtm");

    private final String label;

    Analytic(String label) {
      this.label = label;
    }
  }

  /** L(A, E), the derivative of the exponential at A along E; operands are A and E. */
  record ExpmFrechet() implements MatrixPrimitive {}

  /** e^A·B without e^A; operands are A {@code [batch…, n, n]} and B {@code [batch…, n, r]}. */
  record ExpmAction() implements MatrixPrimitive {}

  /**
   * L(Aᵀ, C·Bᵀ), the cotangent of A where C is that of e^A·B, without an exponential. Operands are
   * A {@code [batch…, n, n]}, B and C {@code [batch…, n, r]}.
   */
  record ExpmActionAdjoint() implements MatrixPrimitive {}

  /**
   * det A. Operands are A and the three results of {@link Lu} for it; the result is {@code
   * [batch…]}.
   */
  record Determinant() implements MatrixPrimitive {}

  /**
   * log |det A|. Operands are A and what {@link Lu} gave for it; the result is {@code [batch…]}.
   */
  record LogDeterminant() implements MatrixPrimitive {}

  /**
   * Applies this to matrices, right-hand sides and factors of the matrices. Leading axes of the
   * first two broadcast, and the factors go with the matrices.
   *
   * @param a {@code [batch…, m, n]}
   * @param b {@code [batch…, rows, r]}
   * @param factors leading axes as those of a
   * @return the first result
   * @throws IllegalArgumentException if leading axes do not broadcast, or the operands do not fit
   */
  default Tensor onSystems(Tensor a, Tensor b, Tensor... factors) {
    return Broadcasting.onSystems(this, a, b, factors);
  }

  /** Name in messages and listings. */
  default String name() {
    return switch (this) {
      case Lu l -> "lu";
      case Cholesky c -> "cholesky";
      case Qr q -> "qr";
      case Eigh e -> "eigh";
      case Eig e -> "eig";
      case Svd s -> "svd";
      case LinearSolve s -> "solve";
      case QrFactors q -> "lstsq";
      case PseudoSolve(Rank rank, boolean transposed) -> rank == Rank.FULL ? "lstsq" : "pinv";
      case Orthogonalize o -> "polar";
      case PolarTurn p -> "polar's derivative";
      case SymmetricFunction s -> "funmh";
      case Schur s -> "schur";
      case Sylvester s -> "sylvester";
      case AnalyticFunction(Analytic function) -> function.label;
      case ExpmFrechet e -> "expm's derivative";
      case ExpmAction e -> "expmv";
      case ExpmActionAdjoint e -> "expmv's derivative";
      case Determinant d -> "det";
      case LogDeterminant l -> "slogdet";
    };
  }
}
