package latentphysics.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** Stacks of random matrices that linear algebra is tried on, and how results are compared. */
final class Stacks {
  static final long SEED = 91;
  static final int[][] SQUARE = {
    {1, 1}, {2, 2}, {5, 5}, {17, 17}, {3, 4, 4}, {2, 1, 3, 3}, {0, 0}, {0, 3, 3}, {2, 0, 0}
  };
  static final int[][] ANY = {
    {1, 1}, {4, 2}, {2, 4}, {3, 3}, {20, 7}, {7, 20}, {3, 5, 2}, {2, 3, 2, 5}, {3, 0}, {0, 3}
  };

  private Stacks() {}

  static Tensor normal(long seed, DType dtype, int... dims) {
    return Key.of(seed).normal(dtype, dims);
  }

  /** Equal to so many roundings of the largest element. */
  static void same(Tensor expected, Tensor actual, String where) {
    assertEquals(expected.shape(), actual.shape(), where);
    assertEquals(expected.dtype(), actual.dtype(), where);
    double[] x = expected.toDoubles();
    double[] y = actual.toDoubles();
    double largest = 1;
    for (double value : x) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(x, y, 2000 * expected.dtype().epsilon() * largest, where + ", seed " + SEED);
  }

  static Tensor eye(Tensor like) {
    int[] dims = like.shape().dims();
    return Tensor.eye(like.dtype(), dims[dims.length - 1]).broadcastTo(dims);
  }

  static String named(String name, DType dtype, int[] dims) {
    return name + " of " + dtype + Arrays.toString(dims);
  }
}
