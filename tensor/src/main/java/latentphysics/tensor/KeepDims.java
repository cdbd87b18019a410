package latentphysics.tensor;

/**
 * Reductions whose axes stay, with length 1: {@code x.sub(x.keepDims().mean(-1))}. All else is as
 * in {@link Reductions}.
 */
public final class KeepDims {
  private final Tensor x;

  KeepDims(Tensor x) {
    this.x = x;
  }

  private Tensor keep(Tensor reduced, int... axes) {
    int[] dims = x.shape().dims();
    for (int axis : x.shape().distinctAxes("keepDims", axes)) {
      dims[axis] = 1;
    }
    return reduced.reshape(dims);
  }

  /** See {@link Reductions#sum}. */
  public Tensor sum(int... axes) {
    return keep(x.sum(axes), axes);
  }

  /** See {@link Reductions#mean}. */
  public Tensor mean(int... axes) {
    return keep(x.mean(axes), axes);
  }

  /** See {@link Reductions#var}. */
  public Tensor var(int... axes) {
    return keep(x.varDdof(0, axes), axes);
  }

  /** See {@link Reductions#varDdof}. */
  public Tensor varDdof(int ddof, int... axes) {
    return keep(x.varDdof(ddof, axes), axes);
  }

  /** See {@link Reductions#std}. */
  public Tensor std(int... axes) {
    return keep(x.stdDdof(0, axes), axes);
  }

  /** See {@link Reductions#stdDdof}. */
  public Tensor stdDdof(int ddof, int... axes) {
    return keep(x.stdDdof(ddof, axes), axes);
  }

  /** See {@link Reductions#prod}. */
  public Tensor prod(int... axes) {
    return keep(x.prod(axes), axes);
  }

  /** See {@link Reductions#max}. */
  public Tensor max(int... axes) {
    return keep(x.max(axes), axes);
  }

  /** See {@link Reductions#min}. */
  public Tensor min(int... axes) {
    return keep(x.min(axes), axes);
  }

  /** See {@link Reductions#any}. */
  public Tensor any(int... axes) {
    return keep(x.any(axes), axes);
  }

  /** See {@link Reductions#all}. */
  public Tensor all(int... axes) {
    return keep(x.all(axes), axes);
  }

  /** See {@link Reductions#logsumexp}. */
  public Tensor logsumexp(int... axes) {
    return keep(x.logsumexp(axes), axes);
  }

  /** See {@link Reductions#norm}. */
  public Tensor norm(int... axes) {
    return keep(x.norm(axes), axes);
  }

  /** See {@link Reductions#normOfOrder}. */
  public Tensor normOfOrder(double p, int... axes) {
    return keep(x.normOfOrder(p, axes), axes);
  }
}
