package latentphysics.tensor;

/** What makes axes disappear. */
public sealed interface Reductions permits Tensor {

  /** Sum over the given axes, which disappear; over all axes when none is given. */
  default Tensor sum(int... axes) {
    return Tensor.sumOf(Functions.IDENTITY, axes, self());
  }

  /**
   * Mean over the given axes, which disappear; over all axes when none is given. NaN where there is
   * nothing to average.
   */
  default Tensor mean(int... axes) {
    Tensor sum = sum(axes);
    return sum.div(self().shape().size() / (double) Math.max(1, sum.shape().size()));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
