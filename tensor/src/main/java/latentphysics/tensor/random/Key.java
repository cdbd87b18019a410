package latentphysics.tensor.random;

import java.util.Arrays;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;

/**
 * A key of counter-based random numbers: the same key gives the same numbers, on every machine and
 * with any number of threads. A key is a value, not a state: use it once, and {@link #split} it for
 * more.
 *
 * <p>Number i of a key is made of 64 bits, half of the Philox4x32-10 block of counter ⌊i/2⌋ (Salmon
 * et al. 2011), so fewer numbers are the beginning of more, and a tensor's shape only arranges them
 * in row-major order.
 *
 * @param high upper half
 * @param low lower half
 */
public record Key(int high, int low) {

  /** The key of a seed. */
  public static Key of(long seed) {
    return new Key((int) (seed >>> 32), (int) seed);
  }

  /**
   * Keys whose numbers are independent of each other's and of this key's.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public Key[] split(int count) {
    expectCount("split", count);
    Key[] keys = new Key[count];
    for (int i = 0; i < count; i++) {
      keys[i] = Draws.key(this, Draws.CHILDREN, i);
    }
    return keys;
  }

  /** Two keys, as {@link #split(int)} gives them. */
  public Key[] split() {
    return split(2);
  }

  /**
   * The key for one of many steps, workers or names, such as step 1000 of a training: independent
   * of this key's numbers, of those of {@link #split}, and of those for other {@code data}.
   */
  public Key foldIn(long data) {
    return Draws.key(this, Draws.FOLDED, data);
  }

  /**
   * Independent uniform numbers in [0, 1): multiples of 2⁻²⁴ (float32) or 2⁻⁵³ (float64), the
   * leading bits of the 64. Both types give the same numbers but for the bits that float32 lacks.
   */
  public Tensor uniform(DType dtype, int... dims) {
    int size = Shape.of(dims).size();
    if (dtype == DType.FLOAT32) {
      float[] values = new float[size];
      Continuous.uniform(this, values, size);
      return Tensor.of(values).reshape(dims);
    }
    double[] values = new double[size];
    Continuous.uniform(this, values, size);
    return Tensor.of(values).reshape(dims);
  }

  /**
   * Independent uniform numbers in [low, high): low + (high − low)·u with the u of {@link
   * #uniform(DType, int...)}, computed in float64; where rounding reaches {@code high}, the number
   * below it.
   *
   * @throws IllegalArgumentException if {@code low} is not less than {@code high} in the type, or
   *     their difference is not finite
   */
  public Tensor uniform(double low, double high, DType dtype, int... dims) {
    int size = Shape.of(dims).size();
    boolean single = dtype == DType.FLOAT32;
    double from = single ? (float) low : low;
    double to = single ? (float) high : high;
    if (!(from < to && Double.isFinite(to - from))) {
      throw new IllegalArgumentException(
          "uniform: range ["
              + low
              + ", "
              + high
              + ") in "
              + dtype
              + ", expected low < high, finite");
    }
    double[] values = uniform(dtype, dims).toDoubles();
    double last = single ? Math.nextDown((float) to) : Math.nextDown(to);
    for (int i = 0; i < size; i++) {
      double value = Math.fma(to - from, values[i], from);
      values[i] = Math.min(single ? (float) value : value, last);
    }
    return Tensor.of(dtype, values).reshape(dims);
  }

  /**
   * Independent numbers of mean 0 and variance 1, normally distributed (Box and Muller 1958), from
   * pairs of uniform numbers of 53 bits; none exceeds 8.58. Computed in float64, also those that
   * are rounded to float32.
   */
  public Tensor normal(DType dtype, int... dims) {
    int size = Shape.of(dims).size();
    if (dtype == DType.FLOAT32) {
      float[] values = new float[size];
      Continuous.normal(this, values, size);
      return Tensor.of(values).reshape(dims);
    }
    double[] values = new double[size];
    Continuous.normal(this, values, size);
    return Tensor.of(values).reshape(dims);
  }

  /**
   * Orthogonal matrices {@code [batch…, m, n]}, uniformly distributed (Haar measure): with m ≥ n
   * their columns are orthonormal, with m &lt; n their rows. Computed in float64.
   *
   * @throws IllegalArgumentException with less than two {@code dims}
   */
  public Tensor orthogonal(DType dtype, int... dims) {
    if (dims.length < 2) {
      throw new IllegalArgumentException(
          "orthogonal: shape " + Arrays.toString(dims) + ", expected at least 2 axes");
    }
    int last = dims.length - 1;
    int m = Math.max(dims[last - 1], dims[last]);
    int n = Math.min(dims[last - 1], dims[last]);
    int size = Shape.of(dims).size();
    double[] values = new double[size];
    Continuous.normal(this, values, size);
    int batches = size == 0 ? 0 : size / (m * n);
    Workers.current()
        .forEach(
            batches,
            (double) size * n,
            batch -> HaarMatrix.orthonormalize(values, batch * m * n, m, n));
    int[] tall = dims.clone();
    tall[last - 1] = m;
    tall[last] = n;
    Tensor matrices = Tensor.of(dtype, values).reshape(tall);
    return dims[last - 1] < dims[last] ? matrices.transpose() : matrices;
  }

  /**
   * Whole numbers 0 … bound−1, all equally likely.
   *
   * @throws IllegalArgumentException if {@code bound} is less than 1
   */
  public int[] integers(int count, int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("integers: bound " + bound + ", expected at least 1");
    }
    return Integers.below(this, count, bound, 0);
  }

  /** The numbers 0 … count−1 in random order (Fisher and Yates), all orders equally likely. */
  public int[] permutation(int count) {
    return Integers.shuffled(this, count, count);
  }

  private static void expectCount(String operation, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          operation + ": " + count + " of them, expected at least 0");
    }
  }
}
