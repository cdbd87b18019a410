package latentphysics.world;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A fixed random map that observations are seen through: x = tanh(w·A₁ + b₁)·A₂, with entries A₁ ~
 * N(0, 1.2²), b₁ ~ N(0, ½²) and A₂ ~ N(0, 1/hidden).
 */
final class RandomView {
  private static final double SLOPE = 1.2;
  private static final double OFFSET = 0.5;

  private final Tensor first;
  private final Tensor bias;
  private final Tensor second;

  RandomView(Key key, int inputs, int hidden, int outputs) {
    Key[] keys = key.split(3);
    first = keys[0].normal(DType.FLOAT64, inputs, hidden).mul(SLOPE);
    bias = keys[1].normal(DType.FLOAT64, hidden).mul(OFFSET);
    second = keys[2].normal(DType.FLOAT64, hidden, outputs).mul(1 / Math.sqrt(hidden));
  }

  /** The factor that brings what is seen, {@code [n, outputs]}, to a mean variance of 1. */
  static double toUnitVariance(Tensor seen) {
    return 1 / Math.sqrt(seen.var(0).mean().item());
  }

  /** {@code [n, inputs]} to {@code [n, outputs]}. */
  Tensor apply(Tensor w) {
    return w.matmul(first).add(bias).tanh().matmul(second);
  }
}
