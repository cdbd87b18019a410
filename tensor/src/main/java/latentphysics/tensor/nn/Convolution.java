package latentphysics.tensor.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape.Role;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;

/**
 * Convolution as networks mean it (kernels are not flipped), in PyTorch's layout, and its adjoint.
 *
 * <pre>
 *   y[n, o, h, v] = Σ w[o, c, i, j]·x[n, g + c, h·s + i·d − p, v·s + j·d − p]
 * </pre>
 *
 * <p>over the channels c of the group of o, which begins at g, and all kernel positions; x is zero
 * outside. Input {@code [batch, channels, rows, columns]}, weights {@code [outputs,
 * channels/groups, rows, columns]}; in one dimension without the rows. An output without terms is
 * zero. A zero of the padding is multiplied too: with an infinite weight it gives NaN.
 *
 * <p>All methods throw {@link IllegalArgumentException} that names the argument that does not fit.
 */
public final class Convolution {
  private static final MapFunction ADD =
      MapFunction.of("bias", 2, x -> List.of(x.get(0).add(x.get(1))));

  private Convolution() {}

  /** As {@link #conv1d(Tensor, Tensor, ConvolutionOptions)} without padding, in steps of one. */
  public static Tensor conv1d(Tensor x, Tensor weight) {
    return conv1d(x, weight, ConvolutionOptions.VALID);
  }

  /**
   * Convolution over one axis: {@code [batch, channels, length]} with {@code [outputs,
   * channels/groups, kernel]} to {@code [batch, outputs, ⌊(length + padding − d·(kernel−1) − 1)/s⌋
   * + 1]}.
   */
  public static Tensor conv1d(Tensor x, Tensor weight, ConvolutionOptions options) {
    return Primitive.one(convolution("conv1d", 1, x, weight, options), x, weight);
  }

  /** As {@link #conv1d(Tensor, Tensor, ConvolutionOptions)}, plus a bias of each output channel. */
  public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, ConvolutionOptions options) {
    return conv1dThen(ADD, x, weight, options, perChannel("conv1d", 1, bias, weight.dim(0)));
  }

  /**
   * An elementwise function of a convolution and of further operands, such as a bias {@code
   * [outputs, 1]} and an activation, in one pass over the result.
   *
   * @param function of the output of {@link #conv1d(Tensor, Tensor, ConvolutionOptions)}, then of
   *     {@code more}; with one result
   * @param more operands that broadcast to the output
   */
  public static Tensor conv1dThen(
      MapFunction function, Tensor x, Tensor weight, ConvolutionOptions options, Tensor... more) {
    return then(convolution("conv1d", 1, x, weight, options), function, x, weight, more);
  }

  /** As {@link #conv2d(Tensor, Tensor, ConvolutionOptions)} without padding, in steps of one. */
  public static Tensor conv2d(Tensor x, Tensor weight) {
    return conv2d(x, weight, ConvolutionOptions.VALID);
  }

  /**
   * Convolution over two axes: {@code [batch, channels, rows, columns]} with {@code [outputs,
   * channels/groups, rows, columns]}; output lengths as for {@link #conv1d(Tensor, Tensor,
   * ConvolutionOptions)}.
   */
  public static Tensor conv2d(Tensor x, Tensor weight, ConvolutionOptions options) {
    return Primitive.one(convolution("conv2d", 2, x, weight, options), x, weight);
  }

  /** As {@link #conv2d(Tensor, Tensor, ConvolutionOptions)}, plus a bias of each output channel. */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, ConvolutionOptions options) {
    return conv2dThen(ADD, x, weight, options, perChannel("conv2d", 2, bias, weight.dim(0)));
  }

  /** As {@link #conv1dThen}, of {@link #conv2d(Tensor, Tensor, ConvolutionOptions)}. */
  public static Tensor conv2dThen(
      MapFunction function, Tensor x, Tensor weight, ConvolutionOptions options, Tensor... more) {
    return then(convolution("conv2d", 2, x, weight, options), function, x, weight, more);
  }

  /**
   * The adjoint of {@link #conv1d(Tensor, Tensor, ConvolutionOptions)} with the same weights:
   * {@code [batch, inputs, length]} with {@code [inputs, outputs/groups, kernel]} to {@code [batch,
   * outputs, (length − 1)·s − padding + d·(kernel−1) + 1 + outputPadding]}.
   *
   * @param outputPadding positions that the output is longer at its end, 0 … max(s, d)−1; of the
   *     lengths that a convolution takes to one and the same, it chooses
   */
  public static Tensor convTranspose1d(
      Tensor x, Tensor weight, ConvolutionOptions options, int... outputPadding) {
    return Primitive.one(
        transposed("convTranspose1d", 1, x, weight, options, outputPadding), x, weight);
  }

  /** As {@link #convTranspose1d(Tensor, Tensor, ConvolutionOptions, int...)}, plus a bias. */
  public static Tensor convTranspose1d(
      Tensor x, Tensor weight, Tensor bias, ConvolutionOptions options, int... outputPadding) {
    Primitive.Convolution convolution =
        transposed("convTranspose1d", 1, x, weight, options, outputPadding);
    int outputs = Math.multiplyExact(weight.dim(1), options.groups());
    return then(convolution, ADD, x, weight, perChannel("convTranspose1d", 1, bias, outputs));
  }

  /**
   * The adjoint of {@link #conv2d(Tensor, Tensor, ConvolutionOptions)} with the same weights:
   * {@code [batch, inputs, rows, columns]} with {@code [inputs, outputs/groups, rows, columns]};
   * output lengths as for {@link #convTranspose1d}.
   *
   * @param outputPadding none, one for both axes, or one for each
   */
  public static Tensor convTranspose2d(
      Tensor x, Tensor weight, ConvolutionOptions options, int... outputPadding) {
    return Primitive.one(
        transposed("convTranspose2d", 2, x, weight, options, outputPadding), x, weight);
  }

  /** As {@link #convTranspose2d(Tensor, Tensor, ConvolutionOptions, int...)}, plus a bias. */
  public static Tensor convTranspose2d(
      Tensor x, Tensor weight, Tensor bias, ConvolutionOptions options, int... outputPadding) {
    Primitive.Convolution convolution =
        transposed("convTranspose2d", 2, x, weight, options, outputPadding);
    int outputs = Math.multiplyExact(weight.dim(1), options.groups());
    return then(convolution, ADD, x, weight, perChannel("convTranspose2d", 2, bias, outputs));
  }

  private static Primitive.Convolution convolution(
      String name, int spatial, Tensor x, Tensor weight, ConvolutionOptions options) {
    expectRanks(name, spatial, x, weight);
    int groups = options.groups();
    if ((long) weight.dim(1) * groups != x.dim(1)) {
      throw new IllegalArgumentException(
          name
              + ": input "
              + x.shape()
              + " has "
              + x.dim(1)
              + " channels, weight "
              + weight.shape()
              + " in "
              + groups
              + " groups needs "
              + (long) weight.dim(1) * groups);
    }
    expectGroups(name, weight, groups);
    int[] kernel = new int[spatial];
    Arrays.setAll(kernel, axis -> weight.dim(axis + 2));
    List<ConvolutionAxis> axes = slide(name, x, kernel, options);
    return new Primitive.Convolution(axes, groups, Role.OUTPUT);
  }

  /** The spatial axes of an input over which kernels slide. */
  static List<ConvolutionAxis> slide(
      String name, Tensor x, int[] kernel, ConvolutionOptions options) {
    int spatial = kernel.length;
    int[] stride = ConvolutionOptions.each(name, "stride", options.stride(), spatial);
    int[] before = ConvolutionOptions.each(name, "padding", options.before(), spatial);
    int[] after = ConvolutionOptions.each(name, "padding", options.after(), spatial);
    int[] dilation = ConvolutionOptions.each(name, "dilation", options.dilation(), spatial);
    List<ConvolutionAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < spatial; axis++) {
      int input = x.dim(axis + 2);
      long covered = covered(kernel[axis], dilation[axis]);
      long first = before[axis];
      long padding = first + after[axis];
      if (options.same()) {
        long output = Math.ceilDiv(input, stride[axis]);
        padding = input == 0 ? 0 : Math.max(0, (output - 1) * stride[axis] + covered - input);
        first = padding / 2;
      }
      long room = input + padding - covered;
      if (room < 0 && !(options.same() && input == 0)) {
        throw new IllegalArgumentException(
            name
                + ": kernel covers "
                + covered
                + " positions of axis "
                + (axis + 2)
                + " of input "
                + x.shape()
                + " with padding "
                + padding
                + ", expected at most "
                + (input + padding));
      }
      long output = room < 0 ? 0 : room / stride[axis] + 1;
      axes.add(
          new ConvolutionAxis(
              input,
              kernel[axis],
              length(name, output),
              stride[axis],
              dilation[axis],
              length(name, first)));
    }
    return axes;
  }

  private static Primitive.Convolution transposed(
      String name,
      int spatial,
      Tensor x,
      Tensor weight,
      ConvolutionOptions options,
      int... outputPadding) {
    expectRanks(name, spatial, x, weight);
    if (weight.dim(0) != x.dim(1)) {
      throw new IllegalArgumentException(
          name
              + ": input "
              + x.shape()
              + " has "
              + x.dim(1)
              + " channels, weight "
              + weight.shape()
              + " needs "
              + weight.dim(0));
    }
    expectGroups(name, weight, options.groups());
    int[] stride = ConvolutionOptions.each(name, "stride", options.stride(), spatial);
    int[] before = ConvolutionOptions.each(name, "padding", options.before(), spatial);
    int[] after = ConvolutionOptions.each(name, "padding", options.after(), spatial);
    int[] dilation = ConvolutionOptions.each(name, "dilation", options.dilation(), spatial);
    List<Integer> more = outputPadding.length == 0 ? List.of(0) : boxed(outputPadding);
    int[] extra = ConvolutionOptions.each(name, "output padding", more, spatial);
    List<ConvolutionAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < spatial; axis++) {
      if (extra[axis] < 0 || extra[axis] >= Math.max(stride[axis], dilation[axis])) {
        throw new IllegalArgumentException(
            name
                + ": output padding "
                + more
                + ", expected at least 0 and less than the larger of stride "
                + stride[axis]
                + " and dilation "
                + dilation[axis]);
      }
      int output = x.dim(axis + 2);
      int kernel = weight.dim(axis + 2);
      long spread = Math.max(0, output - 1L) * stride[axis] + covered(kernel, dilation[axis]);
      long first = before[axis];
      long padding = first + after[axis];
      if (options.same()) {
        padding = Math.max(0, spread - (long) output * stride[axis]);
        first = padding / 2;
        // A kernel shorter than the stride leaves gaps, the last one too.
        spread = Math.max(spread, (long) output * stride[axis]);
      }
      long input = output == 0 ? 0 : spread - padding + extra[axis];
      if (input < 0) {
        throw new IllegalArgumentException(
            name
                + ": padding "
                + padding
                + " on axis "
                + (axis + 2)
                + " of input "
                + x.shape()
                + ", expected at most "
                + (spread + extra[axis]));
      }
      axes.add(
          new ConvolutionAxis(
              length(name, input),
              kernel,
              output,
              stride[axis],
              dilation[axis],
              length(name, first)));
    }
    return new Primitive.Convolution(axes, options.groups(), Role.INPUT);
  }

  private static long covered(int kernel, int dilation) {
    return (kernel - 1L) * dilation + 1;
  }

  private static int length(String name, long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + ": an axis would be " + length + " long, expected at most 2147483647");
    }
    return (int) length;
  }

  private static List<Integer> boxed(int... values) {
    List<Integer> list = new ArrayList<>();
    for (int value : values) {
      list.add(value);
    }
    return list;
  }

  private static void expectRanks(String name, int spatial, Tensor x, Tensor weight) {
    if (x.shape().rank() != spatial + 2 || weight.shape().rank() != spatial + 2) {
      throw new IllegalArgumentException(
          name
              + ": input "
              + x.shape()
              + " and weight "
              + weight.shape()
              + ", expected "
              + (spatial + 2)
              + " axes each");
    }
    for (int axis = 2; axis < spatial + 2; axis++) {
      if (weight.dim(axis) == 0) {
        throw new IllegalArgumentException(
            name + ": weight " + weight.shape() + ", expected kernels of at least one position");
      }
    }
  }

  private static void expectGroups(String name, Tensor weight, int groups) {
    if (weight.dim(0) % groups != 0) {
      throw new IllegalArgumentException(
          name
              + ": weight "
              + weight.shape()
              + " in "
              + groups
              + " groups, expected them to divide axis 0");
    }
  }

  /** A bias as a tensor that broadcasts over batch and positions. */
  private static Tensor perChannel(String name, int spatial, Tensor bias, int channels) {
    if (!bias.shape().equals(Shape.of(channels))) {
      throw new IllegalArgumentException(
          name + ": bias " + bias.shape() + ", expected [" + channels + "]");
    }
    int[] dims = new int[spatial + 1];
    Arrays.fill(dims, 1);
    dims[0] = channels;
    return bias.reshape(dims);
  }

  private static Tensor then(
      Primitive.Convolution convolution,
      MapFunction function,
      Tensor x,
      Tensor weight,
      Tensor... more) {
    Primitive.Convolution both =
        new Primitive.Convolution(
            convolution.axes(), convolution.groups(), convolution.role(), function);
    int[] dims = new int[x.shape().rank()];
    boolean output = convolution.role() == Role.OUTPUT;
    dims[0] = x.dim(0);
    dims[1] = output ? weight.dim(0) : weight.dim(1) * convolution.groups();
    for (int axis = 2; axis < dims.length; axis++) {
      ConvolutionAxis lengths = convolution.axes().get(axis - 2);
      dims[axis] = output ? lengths.output() : lengths.input();
    }
    List<Tensor> operands = new ArrayList<>(List.of(x, weight));
    for (Tensor operand : more) {
      operands.add(operand.broadcastTo(dims));
    }
    return Primitive.one(both, operands.toArray(Tensor[]::new));
  }
}
