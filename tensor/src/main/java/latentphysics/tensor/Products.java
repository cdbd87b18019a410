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
   * An elementwise function of the matrix product with {@code other} and of further operands, such
   * as a bias and an activation, in one pass over the result.
   *
   * @param function of the product, then of {@code more}; with one result
   * @param other right factor; leading axes broadcast
   * @param more operands that broadcast to the shape of the product
   * @throws IllegalArgumentException if a rank is below 2, the inner dimensions differ, an operand
   *     does not broadcast or the function takes another number of operands
   */
  default Tensor matmulThen(MapFunction function, Tensor other, Tensor... more) {
    return Broadcasting.onMatrices(new Primitive.Contract(function), self(), other, more);
  }

  /**
   * The affine map this·W + b.
   *
   * @param weight W, {@code [inputs, outputs]}
   * @param bias b, {@code [outputs]} or anything else that broadcasts to the product
   * @throws IllegalArgumentException as {@link #matmulThen}
   */
  default Tensor linear(Tensor weight, Tensor bias) {
    return matmulThen(Functions.ADD, weight, bias);
  }

  /**
   * Least-squares solution X of this·X = {@code other}, {@code [m, n]} and {@code [m, r]}, at full
   * rank: by QR with m ≥ n, the solution of least norm with m &lt; n. Leading axes broadcast.
   *
   * <p>The rank is how many diagonal elements of R are more than max(m, n)·ε times the largest. A
   * matrix of less than full rank is refused; {@link latentphysics.tensor.linalg.Nearest#lstsq}
   * solves it, at a rank that the caller draws the line for. Without pivoting the diagonal of R may
   * hide a small singular value: then the solution has the digits that the condition leaves.
   *
   * @throws ArithmeticException if the matrix has not full rank or holds a number that is not
   *     finite
   */
  default Tensor lstsq(Tensor other) {
    Broadcasting.requireSystem("lstsq", self(), other);
    Tensor factors = Primitive.one(new MatrixPrimitive.QrFactors(), self().stopGradient());
    return new MatrixPrimitive.PseudoSolve(MatrixPrimitive.Rank.FULL, false)
        .onSystems(self(), other, factors);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
