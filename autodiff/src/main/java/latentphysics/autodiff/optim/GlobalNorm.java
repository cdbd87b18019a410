package latentphysics.autodiff.optim;

import java.util.List;
import latentphysics.tensor.Tensor;

/** The Euclidean norm of all gradients taken together. */
public final class GlobalNorm {
  private GlobalNorm() {}

  /** √Σ‖g‖². */
  public static double of(List<Tensor> gradients) {
    double sum = 0;
    for (Tensor g : gradients) {
      sum += g.square().sum().item();
    }
    return Math.sqrt(sum);
  }

  /**
   * The gradients, scaled down together if their norm exceeds {@code limit}.
   *
   * @throws IllegalArgumentException if the limit is negative or NaN
   */
  public static List<Tensor> clip(List<Tensor> gradients, double limit) {
    if (!(limit >= 0)) {
      throw new IllegalArgumentException("clip: limit " + limit + ", expected at least 0");
    }
    double norm = of(gradients);
    return norm <= limit ? gradients : gradients.stream().map(g -> g.mul(limit / norm)).toList();
  }
}
