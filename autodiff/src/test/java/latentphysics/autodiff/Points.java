package latentphysics.autodiff;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** Seeded float64 arguments of tests. */
public final class Points {
  private Points() {}

  /** The given numbers, of rank 1. */
  public static Tensor vector(double... values) {
    return Tensor.of(values);
  }

  /** Normally distributed numbers. */
  static Tensor normal(long seed, int... dims) {
    return Key.of(seed).normal(DType.FLOAT64, dims);
  }

  /** Numbers in [0.5, 2). */
  static Tensor positive(long seed, int... dims) {
    return Key.of(seed).uniform(DType.FLOAT64, dims).mul(1.5).add(0.5);
  }

  /** Numbers of either sign, at least 0.5 from zero. */
  static Tensor awayFromZero(long seed, int... dims) {
    Tensor x = normal(seed, dims);
    return x.add(x.div(x.abs()).mul(0.5));
  }

  /** Stacks of matrices with singular values near 1: normal numbers and a heavy diagonal. */
  static Tensor fullRank(long seed, int... dims) {
    int rows = dims[dims.length - 2];
    int columns = dims[dims.length - 1];
    double[] diagonal = new double[rows * columns];
    for (int i = 0; i < Math.min(rows, columns); i++) {
      diagonal[i * columns + i] = 3;
    }
    return normal(seed, dims).add(Tensor.of(diagonal, rows, columns)).mul(0.3);
  }
}
