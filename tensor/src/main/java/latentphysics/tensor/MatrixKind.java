package latentphysics.tensor;

/**
 * What is known of a square matrix: it settles how systems are solved, what is read of the matrix
 * and into which matrices the derivative by it falls.
 */
public enum MatrixKind {
  /** Nothing: by LU, whose results are the factors. */
  GENERAL,
  /** Symmetric, read as (A + Aᵀ)/2: by its LU, whose results are the factors. */
  SYMMETRIC,
  /** Symmetric and positive definite, read as (A + Aᵀ)/2: by Cholesky's L, the factor. */
  POSITIVE_DEFINITE,
  /** What lies above the diagonal is not read. No factor. */
  LOWER,
  /** What lies below the diagonal is not read. No factor. */
  UPPER,
  /** As LOWER with a diagonal of ones that is not read. No factor. */
  UNIT_LOWER,
  /** As UPPER with a diagonal of ones that is not read. No factor. */
  UNIT_UPPER,
  /** Aᵀ·A = 1: by the transpose. No factor. */
  ORTHOGONAL;

  /** Whether only a triangle is read. */
  public boolean isTriangle() {
    return switch (this) {
      case LOWER, UPPER, UNIT_LOWER, UNIT_UPPER -> true;
      case GENERAL, SYMMETRIC, POSITIVE_DEFINITE, ORTHOGONAL -> false;
    };
  }
}
