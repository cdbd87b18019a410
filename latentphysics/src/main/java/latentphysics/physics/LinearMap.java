package latentphysics.physics;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * One affine map for a nominal step, z′ = z·A + b; over a duration τ near it, z′ = z + τ·(z·A + b −
 * z).
 */
public record LinearMap(int first, int width) implements Rule {
  private static final double RIDGE = 1e-4;

  @Override
  public String name() {
    return "linear map";
  }

  @Override
  public int constants() {
    return width * (width + 1);
  }

  @Override
  public Fitted fit(Transitions transitions) {
    int n = transitions.count();
    int rows = n + width + 1;
    double[] left = new double[rows * (width + 1)];
    double[] right = new double[rows * width];
    double square = 0;
    for (int i = 0; i < n; i++) {
      left[i * (width + 1) + width] = 1;
      for (int j = 0; j < width; j++) {
        double z = transitions.before()[i][first + j];
        left[i * (width + 1) + j] = z;
        right[i * width + j] = (transitions.after()[i][first + j] - z) / transitions.steps()[i];
        square += z * z;
      }
    }
    // A ridge keeps the fit defined where a coordinate does not move.
    double ridge = Math.sqrt(RIDGE * (square / width + n * RIDGE));
    for (int j = 0; j <= width; j++) {
      left[(n + j) * (width + 1) + j] = ridge;
    }
    Tensor solution = Tensor.of(left, rows, width + 1).lstsq(Tensor.of(right, rows, width));
    Tensor change = solution.slice(0, 0, width);
    Tensor drift = solution.slice(0, width, width + 1);
    return (previous, before, previousSteps, steps) -> {
      DType dtype = before.dtype();
      Tensor velocity = before.matmul(change.astype(dtype)).add(drift.astype(dtype));
      return before.add(velocity.mul(steps));
    };
  }
}
