package latentphysics.autodiff.layers;

import java.util.Arrays;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * How the first values of weights are chosen.
 *
 * <p>Those that are named after authors keep the variance of what flows through a layer: of signals
 * forward, of gradients backward. Weights of size 0 are allowed.
 */
@FunctionalInterface
public interface Initializer {

  /**
   * Through how many connections signals come and go.
   *
   * <ul>
   *   <li>dense, {@code [inputs, outputs]}: inputs and outputs;
   *   <li>convolution, {@code [outputs, inputs/groups, kernel…]}, and transposed convolution,
   *       {@code [inputs, outputs/groups, kernel…]}: inputs and outputs of one group, each times
   *       the positions of the kernel. Strides do not count.
   * </ul>
   *
   * @param in terms of the sum that makes one output, at least 0
   * @param out outputs that one input goes into, at least 0
   */
  record Fan(long in, long out) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public Fan {
      if (in < 0 || out < 0) {
        throw new IllegalArgumentException(
            "initializer: fan " + in + " in, " + out + " out, expected at least 0");
      }
    }

    /** The fan of the way back. */
    public Fan reversed() {
      return new Fan(out, in);
    }
  }

  /**
   * First values.
   *
   * @param key of the random numbers; not used elsewhere
   * @param dtype float32 or float64
   * @param fan of the weights
   * @param dims shape of the weights
   * @throws IllegalArgumentException if the type is another
   */
  Tensor draw(Key key, DType dtype, Fan fan, int... dims);

  /** Zeros. */
  Initializer ZEROS = (key, dtype, fan, dims) -> Tensor.zeros(dtype, dims);

  /**
   * Uniform in [−b, b), b = √(6/(in + out)), of variance 2/(in + out): for layers that are linear
   * near 0, such as with tanh (Glorot and Bengio, AISTATS 2010, eq. 16).
   */
  Initializer GLOROT_UNIFORM =
      (key, dtype, fan, dims) -> uniform(key, dtype, 2.0 / (fan.in() + fan.out()), dims);

  /** Normal of variance 2/(in + out) (Glorot and Bengio, AISTATS 2010, eq. 12). */
  Initializer GLOROT_NORMAL =
      (key, dtype, fan, dims) -> normal(key, dtype, 2.0 / (fan.in() + fan.out()), dims);

  /**
   * Uniform in [−b, b), b = √(6/in), of variance 2/in: for layers before a rectifier (He, Zhang,
   * Ren and Sun, ICCV 2015, eq. 10).
   */
  Initializer HE_UNIFORM = (key, dtype, fan, dims) -> uniform(key, dtype, 2.0 / fan.in(), dims);

  /** Normal of variance 2/in (He, Zhang, Ren and Sun, ICCV 2015, eq. 10). */
  Initializer HE_NORMAL = (key, dtype, fan, dims) -> normal(key, dtype, 2.0 / fan.in(), dims);

  /**
   * The same with fan in and fan out exchanged: keeps the variance of gradients instead of that of
   * signals. {@code HE_NORMAL.backward()} is eq. 14 of He et al., of variance 2/out.
   */
  default Initializer backward() {
    return (key, dtype, fan, dims) -> draw(key, dtype, fan.reversed(), dims);
  }

  /**
   * A random orthogonal matrix times a number (Saxe, McClelland and Ganguli, ICLR 2014, section 3):
   * of the first axis by all others the rows are orthonormal, or the columns where there are more
   * rows; uniformly distributed.
   *
   * @param gain by which all singular values are multiplied
   * @return an initializer that throws IllegalArgumentException for weights with less than 2 axes
   */
  static Initializer orthogonal(double gain) {
    return (key, dtype, fan, dims) -> {
      if (dims.length < 2) {
        throw new IllegalArgumentException(
            "orthogonal: shape " + Arrays.toString(dims) + ", expected at least 2 axes");
      }
      int size = Shape.of(dims).size();
      return size == 0
          ? Tensor.zeros(dtype, dims)
          : key.orthogonal(dtype, dims[0], size / dims[0]).mul(gain).reshape(dims);
    };
  }

  private static Tensor uniform(Key key, DType dtype, double variance, int... dims) {
    if (Shape.of(dims).size() == 0) {
      // A fan of 0 would make the variance infinite.
      return Tensor.zeros(dtype, dims);
    }
    double bound = Math.sqrt(3 * variance);
    return key.uniform(-bound, bound, dtype, dims);
  }

  private static Tensor normal(Key key, DType dtype, double variance, int... dims) {
    return Shape.of(dims).size() == 0
        ? Tensor.zeros(dtype, dims)
        : key.normal(dtype, dims).mul(Math.sqrt(variance));
  }
}
