package latentphysics.autodiff.layers;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.random.Key;

/**
 * Convolution over one or two axes, as many as the kernels have, with a bias.
 *
 * <p>Kernels are not flipped; channels stand before space and layouts of input and weights are
 * those of PyTorch ({@code NCHW} and {@code OIHW} in JAX). {@link Convolution} has the formula and
 * the lengths of the output.
 *
 * @param weights {@code [outputs, inputs/groups, length]} or {@code [outputs, inputs/groups, rows,
 *     columns]}
 * @param bias {@code [outputs]}, if there is one
 * @param options stride, padding, dilation and groups
 */
public record Conv(Tensor weights, Optional<Tensor> bias, ConvolutionOptions options) {

  /**
   * A layer with weights by {@link Initializer#GLOROT_UNIFORM} and a bias of zeros.
   *
   * @param inputs channels, a multiple of the groups
   * @param outputs channels, a multiple of the groups
   * @param dtype float32 or float64
   * @param kernel its length, or its rows and columns, each at least 1
   * @throws IllegalArgumentException if a number or the type is another
   */
  public static Conv of(
      Key key, int inputs, int outputs, ConvolutionOptions options, DType dtype, int... kernel) {
    return of(key, Initializer.GLOROT_UNIFORM, inputs, outputs, options, dtype, kernel);
  }

  /**
   * As {@link #of(Key, int, int, ConvolutionOptions, DType, int...)} with weights by a given
   * initializer.
   */
  public static Conv of(
      Key key,
      Initializer initializer,
      int inputs,
      int outputs,
      ConvolutionOptions options,
      DType dtype,
      int... kernel) {
    int groups = options.groups();
    checkSizes("conv", inputs, outputs, groups, dtype, kernel);
    return new Conv(
        initializer.draw(
            key,
            dtype,
            fan(inputs, outputs, groups, kernel),
            dims(outputs, inputs / groups, kernel)),
        Optional.of(Tensor.zeros(dtype, outputs)),
        options);
  }

  /** The same kernels without a bias. */
  public Conv withoutBias() {
    return new Conv(weights, Optional.empty(), options);
  }

  /** As {@link #apply(Tensor, Activation)} without an activation. */
  public Tensor apply(Tensor x) {
    return apply(x, Activation.NONE);
  }

  /**
   * The layer followed by an elementwise function. Bias and function go over the result in the pass
   * that writes it; under automatic differentiation they are one pass of their own.
   *
   * @param x {@code [batch, inputs, length]} or {@code [batch, inputs, rows, columns]}
   * @return {@code [batch, outputs, …]}
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor apply(Tensor x, Activation activation) {
    boolean one = spatialAxes("conv", weights) == 1;
    Arguments.expectType("conv", "x", x, weights.dtype());
    if (bias.isPresent()) {
      Tensor offset = perChannel("conv", bias.get(), weights.dim(0), weights);
      return one
          ? Convolution.conv1dThen(activation.afterBias(), x, weights, options, offset)
          : Convolution.conv2dThen(activation.afterBias(), x, weights, options, offset);
    }
    if (activation == Activation.NONE) {
      return one
          ? Convolution.conv1d(x, weights, options)
          : Convolution.conv2d(x, weights, options);
    }
    return one
        ? Convolution.conv1dThen(activation.alone(), x, weights, options)
        : Convolution.conv2dThen(activation.alone(), x, weights, options);
  }

  // The transposed convolution shares what follows.

  static void checkSizes(
      String layer, int inputs, int outputs, int groups, DType dtype, int... kernel) {
    Arguments.expectSizes(layer, inputs, outputs);
    Arguments.expectFloat(layer, dtype);
    if (inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          layer
              + ": "
              + inputs
              + " inputs and "
              + outputs
              + " outputs in "
              + groups
              + " groups, expected multiples");
    }
    boolean ranks = kernel.length == 1 || kernel.length == 2;
    if (!ranks || Arrays.stream(kernel).anyMatch(length -> length < 1)) {
      throw new IllegalArgumentException(
          layer
              + ": kernel "
              + Arrays.toString(kernel)
              + ", expected one or two lengths of at least 1");
    }
  }

  static Initializer.Fan fan(int inputs, int outputs, int groups, int... kernel) {
    long positions = Arrays.stream(kernel).asLongStream().reduce(1, Math::multiplyExact);
    return new Initializer.Fan(
        Math.multiplyExact(inputs / groups, positions),
        Math.multiplyExact(outputs / groups, positions));
  }

  static int[] dims(int first, int second, int... kernel) {
    return IntStream.concat(IntStream.of(first, second), Arrays.stream(kernel)).toArray();
  }

  /** Number of axes over which the kernels slide. */
  static int spatialAxes(String layer, Tensor weights) {
    int rank = weights.shape().rank();
    if (rank != 3 && rank != 4) {
      throw new IllegalArgumentException(
          layer + ": weights " + weights.shape() + ", expected 3 or 4 axes");
    }
    return rank - 2;
  }

  /** A bias in a shape that broadcasts over the axes behind the channels. */
  static Tensor perChannel(String layer, Tensor bias, int channels, Tensor weights) {
    Arguments.expectShape(layer, "bias", bias, Shape.of(channels));
    int[] dims = new int[weights.shape().rank() - 1];
    Arrays.fill(dims, 1);
    dims[0] = channels;
    return bias.reshape(dims);
  }
}
