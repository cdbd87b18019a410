package latentphysics.tensor;

/** A tensor under an interpreter; the value of {@link #primal} with something to go with it. */
public abstract non-sealed class TracedTensor extends Tensor {
  private final Tensor primal;

  /** A tensor with the type, shape and value of {@code primal}. */
  protected TracedTensor(Tensor primal) {
    super(primal.dtype(), primal.shape());
    this.primal = primal;
  }

  /** The interpreter that carries out operations on this tensor. */
  public abstract Interpreter interpreter();

  /** The value, one interpreter further out. */
  public final Tensor primal() {
    return primal;
  }

  @Override
  final ArrayTensor array() {
    return primal.array();
  }
}
