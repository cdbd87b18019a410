package latentphysics.tensor;

/** Products of matrices and their inverses: over the last two axes, leading axes broadcast. */
public sealed interface Products permits Tensor {

  /**
   * Matrix product over the last two axes; leading axes broadcast.
   *
   * @throws IllegalArgumentException if a rank is below 2 or the inner dimensions differ
   */
  default Tensor matmul(Tensor other) {
    return Broadcasting.onMatrices(new Primitive.Contract(), self(), other);
  }

  /**
   * Least-squares solution X of this·X = {@code other}, {@code [m, n]} and {@code [m, r]}, at full
   * rank: by QR with m ≥ n, the solution of least norm with m &lt; n. Leading axes broadcast.
   *
   * @throws ArithmeticException if the matrix has not full rank or holds a number that is not
   *     finite
   */
  default Tensor lstsq(Tensor other) {
    return Broadcasting.onMatrices(new Primitive.LeastSquares(), self(), other);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
