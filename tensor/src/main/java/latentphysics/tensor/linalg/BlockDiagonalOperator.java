package latentphysics.tensor.linalg;

import java.util.List;
import java.util.function.BiFunction;
import latentphysics.tensor.Tensor;

/** Blocks on the diagonal: systems with them fall apart, and derivatives stay in the blocks. */
record BlockDiagonalOperator(List<LinearOperator> blocks) implements LinearOperator {

  @Override
  public Tensor matrix() {
    return MatrixParts.blockDiag(
        blocks.stream().map(LinearOperator::matrix).toArray(Tensor[]::new));
  }

  @Override
  public int order() {
    return blocks.stream().mapToInt(LinearOperator::order).sum();
  }

  @Override
  public Tensor solve(Tensor b) {
    return byParts(b, LinearOperator::solve);
  }

  @Override
  public Tensor solveTransposed(Tensor b) {
    return byParts(b, LinearOperator::solveTransposed);
  }

  private Tensor byParts(Tensor b, BiFunction<LinearOperator, Tensor, Tensor> solution) {
    b.shape().requireMatrix("solve");
    if (b.dim(-2) != order()) {
      throw new IllegalArgumentException(
          "solve: blocks of " + order() + " rows and right-hand sides " + b.shape());
    }
    Tensor[] parts = new Tensor[blocks.size()];
    int start = 0;
    for (int i = 0; i < parts.length; i++) {
      LinearOperator block = blocks.get(i);
      parts[i] = solution.apply(block, b.slice(-2, start, start + block.order()));
      start += block.order();
    }
    return Tensor.concatenate(parts[0].shape().rank() - 2, parts);
  }

  @Override
  public Tensor inverse() {
    return MatrixParts.blockDiag(
        blocks.stream().map(LinearOperator::inverse).toArray(Tensor[]::new));
  }
}
