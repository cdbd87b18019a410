package latentphysics.rule;

import latentphysics.tensor.DType;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.LinearOperator;

/**
 * Least squares with few unknowns and many rows, by the normal equations in float64.
 *
 * <p>A ridge of 10⁻⁸ of each feature's square keeps the answer defined where features coincide, and
 * one of 10⁻¹⁸ of the usual feature's where one vanishes. Rounds of refinement, X ← X + (FᵀF +
 * ρ)⁻¹·Fᵀ(T − F·X), take the ridge's bias from what is well determined: two make ρ/λ its cube along
 * an eigenvector of FᵀF with value λ.
 */
final class Regression {
  private static final double RIDGE = 1e-8;
  private static final double VANISHED = 1e-18;
  private static final int REFINEMENTS = 2;
  private static final double SMALLEST = 1e-30;

  private Regression() {}

  /**
   * X of least ‖F·X − T‖².
   *
   * @param features {@code [n, p]}
   * @param targets {@code [n, k]}
   * @return float64 {@code [p, k]}
   * @throws ArithmeticException if there are fewer rows than features
   */
  static Tensor solve(Tensor features, Tensor targets) {
    Tensor f = features.astype(DType.FLOAT64);
    Tensor t = targets.astype(DType.FLOAT64);
    int p = f.dim(1);
    require(f.dim(0), p);
    Tensor transposed = f.transpose();
    Tensor gram = transposed.matmul(f);
    Tensor diagonal = Tensor.eye(DType.FLOAT64, p);
    Tensor squares = gram.mul(diagonal);
    Tensor least = squares.sum().mul(VANISHED / p).add(SMALLEST);
    Tensor ridge = squares.mul(RIDGE).add(diagonal.mul(least));
    LinearOperator ridged = LinearOperator.of(gram.add(ridge), MatrixKind.POSITIVE_DEFINITE);
    Tensor x = ridged.solve(transposed.matmul(t));
    for (int i = 0; i < REFINEMENTS; i++) {
      x = x.add(ridged.solve(transposed.matmul(t.sub(f.matmul(x)))));
    }
    return x;
  }

  /**
   * Refuses a fit of more constants than numbers.
   *
   * @throws ArithmeticException saying so
   */
  static void require(int numbers, int constants) {
    if (numbers < constants) {
      throw new ArithmeticException(
          "least squares: %d numbers do not determine %d constants".formatted(numbers, constants));
    }
  }
}
