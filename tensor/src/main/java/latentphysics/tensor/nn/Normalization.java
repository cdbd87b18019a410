package latentphysics.tensor.nn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.AxisFunction;
import latentphysics.tensor.AxisFunction.Line;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/**
 * Layer, group and batch normalization: (x − mean) ÷ √(variance + ε) · γ + β, by two passes over
 * groups of elements that differ between the three. The variance is the mean square of distances.
 *
 * <p>Where a group has one element or equal ones the result is β. NaN and infinities spread over
 * their group. All functions are differentiable to any order by x, γ and β.
 */
public final class Normalization {
  private static final MapFunction QUOTIENT =
      MapFunction.of("quotient", 2, x -> List.of(x.get(0).div(x.get(1))));

  private static final MapFunction SQUARED_DISTANCE =
      MapFunction.of(
          "squared distance",
          2,
          x -> {
            Expr d = x.get(0).sub(x.get(1));
            return List.of(d.mul(d));
          });

  /** 1/√(v/n + ε), of the sum of squares v. */
  private static final MapFunction INVERSE_DEVIATION =
      MapFunction.of(
          "inverse deviation",
          3,
          x -> List.of(Expr.constant(1).div(x.get(0).div(x.get(1)).add(x.get(2)).sqrt())));

  /** (x − mean)·scale·γ + β, of x, γ, β, mean and scale. */
  private static final MapFunction AFFINE =
      MapFunction.of(
          "normalize",
          5,
          x -> List.of(x.get(0).sub(x.get(3)).mul(x.get(4)).fma(x.get(1), x.get(2))));

  /** Of x, γ and β along the axis, with its length and ε. */
  private static final AxisFunction NORMALIZE =
      AxisFunction.of(
          "normalize",
          3,
          2,
          x -> {
            Line mean = Line.map(QUOTIENT, x.get(0).sum(), x.get(3));
            Line squares = Line.sumOf(SQUARED_DISTANCE, x.get(0), mean);
            Line scale = Line.map(INVERSE_DEVIATION, squares, x.get(3), x.get(4));
            return Line.map(AFFINE, x.get(0), x.get(1), x.get(2), mean, scale);
          });

  /**
   * A normalized batch and the statistics it was normalized by.
   *
   * @param output of the shape of the operand
   * @param mean for each channel, {@code [channels]}
   * @param variance for each channel, {@code [channels]}, the mean square of distances
   */
  public record Batch(Tensor output, Tensor mean, Tensor variance) {}

  private Normalization() {}

  /**
   * Layer normalization (Ba, Kiros and Hinton, 2016, arXiv:1607.06450): over the last axes, as many
   * as γ has.
   *
   * @param x {@code [batch…, features…]}, float32 or float64
   * @param gamma {@code [features…]}, at least one axis
   * @param beta {@code [features…]}
   * @param epsilon at least 0
   * @throws IllegalArgumentException if shapes do not fit or ε is negative or NaN
   */
  public static Tensor layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    check("layerNorm", x, epsilon);
    int features = gamma.shape().rank();
    int batch = x.shape().rank() - features;
    boolean fits = features > 0 && batch >= 0 && gamma.shape().equals(beta.shape());
    for (int axis = 0; fits && axis < features; axis++) {
      fits = gamma.dim(axis) == x.dim(batch + axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "layerNorm: gamma "
              + gamma.shape()
              + " and beta "
              + beta.shape()
              + " for "
              + x.shape()
              + ", expected the lengths of its last axes");
    }
    int n = gamma.shape().size();
    int[] dims = IntStream.range(0, batch + 1).map(a -> a < batch ? x.dim(a) : n).toArray();
    return normalize(x.reshape(dims), -1, gamma.reshape(n), beta.reshape(n), n, epsilon)
        .reshape(x.shape().dims());
  }

  /**
   * Group normalization (Wu and He, 2018, arXiv:1803.08494): over the channels of a group and all
   * axes behind them.
   *
   * @param x {@code [batch, channels, space…]}, float32 or float64
   * @param groups divides the number of channels; 1 normalizes all channels together, as many as
   *     channels each for itself
   * @param gamma {@code [channels]}
   * @param beta {@code [channels]}
   * @param epsilon at least 0
   * @throws IllegalArgumentException if shapes do not fit or ε is negative or NaN
   */
  public static Tensor groupNorm(Tensor x, int groups, Tensor gamma, Tensor beta, double epsilon) {
    check("groupNorm", x, epsilon);
    int channels = channels("groupNorm", x, gamma, beta);
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "groupNorm: " + groups + " groups of " + channels + " channels, expected a divisor");
    }
    int batch = x.dim(0);
    int space = IntStream.range(2, x.shape().rank()).map(x::dim).reduce(1, (a, b) -> a * b);
    int n = channels / groups * space;
    int[] spread = {channels, space};
    return normalize(
            x.reshape(batch, groups, n),
            -1,
            gamma.reshape(channels, 1).broadcastTo(spread).reshape(groups, n),
            beta.reshape(channels, 1).broadcastTo(spread).reshape(groups, n),
            n,
            epsilon)
        .reshape(x.shape().dims());
  }

  /**
   * Batch normalization for training (Ioffe and Szegedy, 2015, arXiv:1502.03167): over all axes but
   * the channels.
   *
   * <p>The statistics are returned so that the caller can keep running means of them; an estimate
   * of the variance without bias is n ÷ (n − 1) times the one returned, n being elements per
   * channel.
   *
   * @param x {@code [batch, channels, space…]}, float32 or float64
   * @param gamma {@code [channels]}
   * @param beta {@code [channels]}
   * @param epsilon at least 0
   * @throws IllegalArgumentException if shapes do not fit or ε is negative or NaN
   */
  public static Batch batchNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    check("batchNorm", x, epsilon);
    channels("batchNorm", x, gamma, beta);
    int[] axes = IntStream.range(0, x.shape().rank()).filter(axis -> axis != 1).toArray();
    Tensor mean = x.mean(axes);
    double n = x.shape().size() / (double) Math.max(1, mean.shape().size());
    Tensor variance = Tensor.sumOf(SQUARED_DISTANCE, axes, x, alongChannels(x, mean)).div(n);
    return new Batch(batchNorm(x, mean, variance, gamma, beta, epsilon), mean, variance);
  }

  /**
   * Batch normalization by given statistics, for inference.
   *
   * @param x {@code [batch, channels, space…]}, float32 or float64
   * @param mean {@code [channels]}
   * @param variance {@code [channels]}, at least 0
   * @param gamma {@code [channels]}
   * @param beta {@code [channels]}
   * @param epsilon at least 0
   * @throws IllegalArgumentException if shapes do not fit or ε is negative or NaN
   */
  public static Tensor batchNorm(
      Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, double epsilon) {
    check("batchNorm", x, epsilon);
    channels("batchNorm", x, gamma, beta);
    channels("batchNorm", x, mean, variance);
    Tensor one = Tensor.scalar(x.dtype(), 1);
    Tensor scale = Tensor.map(INVERSE_DEVIATION, variance, one, Tensor.scalar(x.dtype(), epsilon));
    return Tensor.map(
        AFFINE,
        x,
        alongChannels(x, gamma),
        alongChannels(x, beta),
        alongChannels(x, mean),
        alongChannels(x, scale));
  }

  private static Tensor normalize(
      Tensor x, int axis, Tensor gamma, Tensor beta, int n, double epsilon) {
    Tensor length = Tensor.scalar(x.dtype(), n);
    return NORMALIZE.apply(axis, x, gamma, beta, length, Tensor.scalar(x.dtype(), epsilon));
  }

  /** {@code [channels]} in a shape that broadcasts over the axes behind the channels. */
  private static Tensor alongChannels(Tensor x, Tensor numbers) {
    int[] dims = new int[x.shape().rank() - 1];
    Arrays.fill(dims, 1);
    dims[0] = numbers.dim(0);
    return numbers.reshape(dims);
  }

  private static void check(String name, Tensor x, double epsilon) {
    if (!x.dtype().isFloat()) {
      throw new IllegalArgumentException(
          name + ": " + x.dtype() + ", expected " + DType.FLOAT32 + " or " + DType.FLOAT64);
    }
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException(name + ": epsilon " + epsilon + ", expected at least 0");
    }
  }

  private static int channels(String name, Tensor x, Tensor first, Tensor second) {
    boolean fits = x.shape().rank() >= 2;
    for (Tensor numbers : List.of(first, second)) {
      fits = fits && numbers.shape().rank() == 1 && numbers.dim(0) == x.dim(1);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + ": "
              + first.shape()
              + " and "
              + second.shape()
              + " for "
              + x.shape()
              + ", expected one number for each of its channels, axis 1");
    }
    return x.dim(1);
  }
}
