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
    expectFloat("uniform", dtype);
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
    expectFloat("uniform", dtype);
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
    expectFloat("normal", dtype);
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
    expectFloat("orthogonal", dtype);
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
   * Independent whole numbers {@code low … high−1}, int32, all exactly equally likely.
   *
   * @param low at least −2³¹
   * @param high at most 2³¹
   * @throws IllegalArgumentException if {@code low} is not less than {@code high}, or the range
   *     does not fit int32
   */
  public Tensor integers(long low, long high, int... dims) {
    if (low >= high || low < Integer.MIN_VALUE || high > Integer.MAX_VALUE + 1L) {
      throw new IllegalArgumentException(
          "integers: range [" + low + ", " + high + "), expected low < high within int32");
    }
    int size = Shape.of(dims).size();
    return Tensor.of(Integers.below(this, size, high - low, (int) low)).reshape(dims);
  }

  /** Independent truth values, true with probability p, to 53 bits of it. */
  public Tensor bernoulli(double p, int... dims) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("bernoulli: p " + p + ", expected 0 to 1");
    }
    return uniform(DType.FLOAT64, dims).less(p);
  }

  /**
   * The numbers 0 … n−1, int32, in random order (Fisher and Yates), all orders equally likely. Rows
   * of a tensor in random order are {@code x.take(key.permutation(x.dim(0)), 0)}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public Tensor permutation(int n) {
    expectCount("permutation", n);
    return Tensor.of(Integers.shuffled(this, n, n));
  }

  /**
   * {@code count} of the numbers 0 … n−1, int32, in random order, all equally likely.
   *
   * @param replace whether a number may be drawn again; without, this is the beginning of {@link
   *     #permutation}
   * @throws IllegalArgumentException if there are not that many numbers to draw
   */
  public Tensor choice(int n, int count, boolean replace) {
    expectCount("choice", count);
    expectEnough(n, count, replace);
    return Tensor.of(
        replace ? Integers.below(this, count, n, 0) : Integers.shuffled(this, n, count));
  }

  /**
   * {@code count} indices into {@code weights}, int32, each drawn with probability proportional to
   * its weight, without replacement among those that are left.
   *
   * @param weights of rank 1, finite and not negative; they need not add up to 1
   * @param replace whether an index may be drawn again
   * @throws IllegalArgumentException if a weight does not fit, or there are not that many weights
   *     above 0 to draw
   */
  public Tensor choice(Tensor weights, int count, boolean replace) {
    if (weights.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "choice: weights of shape " + weights.shape() + ", expected rank 1");
    }
    expectCount("choice", count);
    double[] given = weights.toDoubles();
    int positive = 0;
    for (int i = 0; i < given.length; i++) {
      if (!(given[i] >= 0 && given[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "choice: weight " + i + " is " + given[i] + ", expected finite, at least 0");
      }
      positive += given[i] > 0 ? 1 : 0;
    }
    expectEnough(positive, count, replace);
    return Tensor.of(
        replace
            ? Weighted.withReplacement(this, given, count)
            : Weighted.withoutReplacement(this, given, count));
  }

  private static void expectFloat(String operation, DType dtype) {
    if (!dtype.isFloat()) {
      throw new IllegalArgumentException(
          operation + ": type " + dtype + ", expected float32 or float64");
    }
  }

  private static void expectCount(String operation, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          operation + ": " + count + " of them, expected at least 0");
    }
  }

  private static void expectEnough(int available, int count, boolean replace) {
    if (available < 0 || count > (replace && available > 0 ? Integer.MAX_VALUE : available)) {
      throw new IllegalArgumentException(
          "choice: "
              + count
              + " of "
              + available
              + (replace ? " with" : " without")
              + " replacement, expected at least that many to draw from");
    }
  }
}
