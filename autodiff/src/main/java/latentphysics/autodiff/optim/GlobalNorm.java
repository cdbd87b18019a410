package latentphysics.autodiff.optim;

import java.util.List;
import latentphysics.autodiff.Structure;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/**
 * The Euclidean norm of all gradients taken together, and clipping by it (R. Pascanu, T. Mikolov,
 * Y. Bengio, On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1).
 *
 * <p>Squares neither overflow nor vanish: where their sum leaves the safe range, elements are
 * divided by the largest first.
 */
public final class GlobalNorm {
  /** A sum of squares below this may have lost some to underflow in float32. */
  private static final double LEAST_SAFE = 0x1p-80;

  private static final MapFunction SQUARED_RATIO =
      MapFunction.of(
          "squared ratio",
          2,
          x -> {
            Expr ratio = x.get(0).div(x.get(1));
            return List.of(ratio.mul(ratio));
          });

  private GlobalNorm() {}

  /** A norm {@code scale·ratio}, which itself may be beyond float64. */
  private record Scaled(double scale, double ratio) {
    double value() {
      return scale * ratio;
    }
  }

  /** √Σ‖g‖²; 0 of nothing, NaN if an element is NaN, else infinite if one is. */
  public static double of(List<Tensor> gradients) {
    return scaled(gradients).value();
  }

  /** {@link #of(List)} of the leaves. */
  public static <P> double of(Structure<P> structure, P gradients) {
    return of(structure.leaves(gradients));
  }

  /**
   * The gradients, scaled down together if their norm exceeds {@code limit}, else as they are.
   *
   * @throws IllegalArgumentException if the limit is negative or NaN
   * @throws ArithmeticException if a gradient is not finite, naming the first
   */
  public static <P> P clip(Structure<P> structure, P gradients, double limit) {
    if (!(limit >= 0)) {
      throw new IllegalArgumentException("clip: limit " + limit + ", expected at least 0");
    }
    List<Tensor> leaves = structure.leaves(gradients);
    Scaled norm = scaled(leaves);
    if (!Double.isFinite(norm.scale)) {
      throw notFinite(structure.names(gradients), leaves);
    }
    if (norm.value() <= limit) {
      return gradients;
    }
    double factor = limit / norm.ratio;
    // With a scale of 1 there is one product; else the limit divided by it might vanish.
    return structure.map(
        gradients, g -> norm.scale == 1 ? g.mul(factor) : g.div(norm.scale).mul(factor));
  }

  /** {@link #clip(Structure, Object, double)} of a list. */
  public static List<Tensor> clip(List<Tensor> gradients, double limit) {
    return clip(Structure.list(), gradients, limit);
  }

  private static ArithmeticException notFinite(List<String> names, List<Tensor> leaves) {
    int first = 0;
    while (leaves.get(first).isFinite()) {
      first++;
    }
    return new ArithmeticException("clip: gradient " + names.get(first) + " is not finite");
  }

  private static Scaled scaled(List<Tensor> gradients) {
    double sum = 0;
    for (Tensor g : gradients) {
      sum += g.square().sum().item();
    }
    if (sum >= LEAST_SAFE && sum < Double.POSITIVE_INFINITY) {
      return new Scaled(1, Math.sqrt(sum));
    }
    double largest = 0;
    for (Tensor g : gradients) {
      if (g.shape().size() > 0) {
        largest = Math.max(largest, g.abs().max().item()); // NaN if either is
      }
    }
    if (largest == 0 || !Double.isFinite(largest)) {
      return new Scaled(largest, 1);
    }
    sum = 0;
    for (Tensor g : gradients) {
      Tensor scale = Tensor.scalar(g.dtype(), largest);
      sum += Tensor.sumOf(SQUARED_RATIO, new int[0], g, scale).item();
    }
    return new Scaled(largest, Math.sqrt(sum));
  }
}
