package latentphysics.kernels.linalg;

/** Which part of a square matrix counts. The other part is not read. */
public enum Triangle {
  /** On and below the diagonal. */
  LOWER,
  /** On and above the diagonal. */
  UPPER,
  /** Below the diagonal, which counts as 1. */
  UNIT_LOWER,
  /** Above the diagonal, which counts as 1. */
  UNIT_UPPER;

  /** Whether it is a lower one. */
  public boolean isLower() {
    return this == LOWER || this == UNIT_LOWER;
  }

  /** Whether the diagonal counts as 1. */
  public boolean isUnit() {
    return this == UNIT_LOWER || this == UNIT_UPPER;
  }
}
