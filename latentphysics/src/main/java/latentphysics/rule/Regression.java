package latentphysics.rule;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Systems;

/**
 * Least squares with few unknowns and many rows, by the normal equations in float64.
 *
 * <p>A ridge of 10⁻⁸ of the features' mean square keeps the answer defined where features coincide
 * or vanish; it moves constants that are well determined by no more than that share.
 */
final class Regression {
  private static final double RIDGE = 1e-8;
  private static final double SMALLEST = 1e-30;

  private Regression() {}

  /**
   * X of least ‖F·X − T‖².
   *
   * @param features {@code [n, p]}
   * @param targets {@code [n, k]}
   * @return float64 {@code [p, k]}
   */
  static Tensor solve(Tensor features, Tensor targets) {
    Tensor f = features.astype(DType.FLOAT64);
    Tensor t = targets.astype(DType.FLOAT64);
    Tensor gram = f.transpose().matmul(f);
    int p = f.dim(1);
    Tensor diagonal = Tensor.eye(DType.FLOAT64, p);
    Tensor ridge = gram.mul(diagonal).sum().mul(RIDGE / p).add(SMALLEST);
    return Systems.solve(gram.add(diagonal.mul(ridge)), f.transpose().matmul(t));
  }

  /** Features beside a column of ones. */
  static Tensor withOnes(Tensor features) {
    return Tensor.concatenate(1, features, Tensor.ones(features.dtype(), features.dim(0), 1));
  }
}
