package latentphysics.tensor.random;

import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;

/**
 * A key of counter-based random numbers: the same key gives the same numbers, on every machine and
 * with any number of threads. A key is a value, not a state: use it once, and {@link #split} it for
 * more.
 *
 * @param high upper half
 * @param low lower half
 */
public record Key(int high, int low) {
  private static final int DRAWS = 0;
  private static final int CHILDREN = 1;

  /** The key of a seed. */
  public static Key of(long seed) {
    return new Key((int) (seed >>> 32), (int) seed);
  }

  /** Keys whose numbers are independent of each other's and of this key's. */
  public Key[] split(int count) {
    Key[] keys = new Key[count];
    for (int i = 0; i < count; i++) {
      int[] words = {i, 0, 0, CHILDREN};
      Philox.block(words, low, high);
      keys[i] = new Key(words[1], words[0]);
    }
    return keys;
  }

  /** Independent uniform numbers in [0, 1), of 24 (float32) or 53 (float64) random bits. */
  public Tensor uniform(DType dtype, int... dims) {
    double[] values = uniforms(Shape.of(dims).size());
    if (dtype == DType.FLOAT32) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.floor(values[i] * 0x1p24) * 0x1p-24;
      }
    }
    return Tensor.of(dtype, values).reshape(dims);
  }

  /** Independent numbers of mean 0 and variance 1, normally distributed (Box and Muller, 1958). */
  public Tensor normal(DType dtype, int... dims) {
    return Tensor.of(dtype, normals(Shape.of(dims).size())).reshape(dims);
  }

  /** Whole numbers 0 … bound−1, equally likely within 2⁻⁵³·bound. */
  public int[] integers(int count, int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("integers: bound " + bound + ", expected at least 1");
    }
    double[] uniform = uniforms(count);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = (int) (uniform[i] * bound);
    }
    return values;
  }

  /** The numbers 0 … count−1 in random order (Fisher and Yates). */
  public int[] permutation(int count) {
    double[] uniform = uniforms(count);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = (int) (uniform[i] * (i + 1));
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private double[] normals(int count) {
    double[] uniform = uniforms(count + count % 2);
    double[] values = new double[count];
    for (int i = 0; i < count; i += 2) {
      double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform[i]));
      double angle = 2 * Math.PI * uniform[i + 1];
      values[i] = radius * StrictMath.cos(angle);
      if (i + 1 < count) {
        values[i + 1] = radius * StrictMath.sin(angle);
      }
    }
    return values;
  }

  private double[] uniforms(int count) {
    double[] values = new double[count];
    int[] words = new int[4];
    for (int i = 0; i < count; i += 2) {
      words[0] = i / 2;
      words[1] = 0;
      words[2] = 0;
      words[3] = DRAWS;
      Philox.block(words, low, high);
      values[i] = uniform(words[0], words[1]);
      if (i + 1 < count) {
        values[i + 1] = uniform(words[2], words[3]);
      }
    }
    return values;
  }

  private static double uniform(int upper, int lower) {
    long bits = (upper & 0xFFFFFFFFL) << 21 ^ (lower & 0xFFFFFFFFL) >>> 11;
    return bits * 0x1p-53;
  }
}
