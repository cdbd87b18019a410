package latentphysics.tensor;

/**
 * What a derivative does where it does not exist: where eigenvalues or singular values coincide to
 * rounding and a loss depends on which vectors were chosen for them. A loss that depends on their
 * common space alone has a derivative, which is computed under each of these.
 *
 * <p>Backwards it is measured what the loss depends on. Forwards that is not known: there the
 * derivative of the vectors themselves is looked at, which exists along directions that do not
 * split the values; under {@link #PROJECT} the tangents of what depends on the common space come
 * out right along all others too.
 */
public enum Degeneracy {
  /** Throws an {@link ArithmeticException} that names the values. */
  THROW,
  /** Logs one warning that names the values and goes on as {@link #PROJECT}. */
  WARN,
  /**
   * Leaves out what does not exist: the vectors of coinciding values do not turn into each other.
   */
  PROJECT
}
