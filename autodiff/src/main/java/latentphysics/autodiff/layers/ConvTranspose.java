package latentphysics.autodiff.layers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.random.Key;

/**
 * Transposed convolution over one or two axes, as many as the kernels have, with a bias: the
 * adjoint of the convolution with the same weights and options, which takes its outputs back to
 * lengths of its inputs. It makes an axis about as many times longer as the stride says.
 *
 * <p>Layouts are those of PyTorch's {@code ConvTranspose1d} and {@code ConvTranspose2d}, in JAX
 * {@code conv_transpose} with {@code transpose_kernel=True}. {@link Convolution#convTranspose1d}
 * has the lengths of the output.
 *
 * @param weights {@code [inputs, outputs/groups, length]} or {@code [inputs, outputs/groups, rows,
 *     columns]}
 * @param bias {@code [outputs]}, if there is one
 * @param options stride, padding, dilation and groups of the convolution
 * @param outputPadding positions that the output is longer at its end: none, one number for all
 *     axes, or one for each
 */
public record ConvTranspose(
    Tensor weights,
    Optional<Tensor> bias,
    ConvolutionOptions options,
    List<Integer> outputPadding) {

  /** Keeps an unmodifiable copy of the list. */
  public ConvTranspose {
    outputPadding = List.copyOf(outputPadding);
  }

  /**
   * A layer with weights by {@link Initializer#GLOROT_UNIFORM}, a bias of zeros and no output
   * padding.
   *
   * @param inputs channels, a multiple of the groups
   * @param outputs channels, a multiple of the groups
   * @param dtype float32 or float64
   * @param kernel its length, or its rows and columns, each at least 1
   * @throws IllegalArgumentException if a number or the type is another
   */
  public static ConvTranspose of(
      Key key, int inputs, int outputs, ConvolutionOptions options, DType dtype, int... kernel) {
    return of(key, Initializer.GLOROT_UNIFORM, inputs, outputs, options, dtype, kernel);
  }

  /**
   * As {@link #of(Key, int, int, ConvolutionOptions, DType, int...)} with weights by a given
   * initializer.
   */
  public static ConvTranspose of(
      Key key,
      Initializer initializer,
      int inputs,
      int outputs,
      ConvolutionOptions options,
      DType dtype,
      int... kernel) {
    int groups = options.groups();
    Conv.checkSizes("convTranspose", inputs, outputs, groups, dtype, kernel);
    return new ConvTranspose(
        initializer.draw(
            key,
            dtype,
            Conv.fan(inputs, outputs, groups, kernel),
            Conv.dims(inputs, outputs / groups, kernel)),
        Optional.of(Tensor.zeros(dtype, outputs)),
        options,
        List.of());
  }

  /** The same kernels without a bias. */
  public ConvTranspose withoutBias() {
    return new ConvTranspose(weights, Optional.empty(), options, outputPadding);
  }

  /** With another output padding, one number for all axes or one for each. */
  public ConvTranspose withOutputPadding(int... values) {
    return new ConvTranspose(weights, bias, options, Arrays.stream(values).boxed().toList());
  }

  /** As {@link #apply(Tensor, Activation)} without an activation. */
  public Tensor apply(Tensor x) {
    return apply(x, Activation.NONE);
  }

  /**
   * The layer followed by an elementwise function, which goes over the result together with the
   * bias.
   *
   * @param x {@code [batch, inputs, length]} or {@code [batch, inputs, rows, columns]}
   * @return {@code [batch, outputs, …]}
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor apply(Tensor x, Activation activation) {
    boolean one = Conv.spatialAxes("convTranspose", weights) == 1;
    Arguments.expectType("convTranspose", "x", x, weights.dtype());
    int[] padding = outputPadding.stream().mapToInt(Integer::intValue).toArray();
    Tensor y =
        one
            ? Convolution.convTranspose1d(x, weights, options, padding)
            : Convolution.convTranspose2d(x, weights, options, padding);
    if (bias.isEmpty()) {
      return activation.apply(y);
    }
    int outputs = Math.multiplyExact(weights.dim(1), options.groups());
    Tensor offset = Conv.perChannel("convTranspose", bias.get(), outputs, weights);
    return Tensor.map(activation.afterBias(), y, offset);
  }
}
