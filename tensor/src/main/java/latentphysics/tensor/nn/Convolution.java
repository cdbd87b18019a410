package latentphysics.tensor.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape.Role;
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
    return convolve("conv1d", 1, x, weight, options);
  }

  /** As {@link #conv1d(Tensor, Tensor, ConvolutionOptions)}, plus a bias of each output channel. */
  public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, ConvolutionOptions options) {
    return biased("conv1d", conv1d(x, weight, options), bias);
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
    return convolve("conv2d", 2, x, weight, options);
  }

  /** As {@link #conv2d(Tensor, Tensor, ConvolutionOptions)}, plus a bias of each output channel. */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, ConvolutionOptions options) {
    return biased("conv2d", conv2d(x, weight, options), bias);
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
    return transposed("convTranspose1d", 1, x, weight, options, outputPadding);
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
    return transposed("convTranspose2d", 2, x, weight, options, outputPadding);
  }

  private static Tensor convolve(
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
    return Primitive.one(new Primitive.Convolution(axes, groups, Role.OUTPUT), x, weight);
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

  private static Tensor transposed(
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
    return Primitive.one(new Primitive.Convolution(axes, options.groups(), Role.INPUT), x, weight);
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

  private static Tensor biased(String name, Tensor y, Tensor bias) {
    if (!bias.shape().equals(Shape.of(y.dim(1)))) {
      throw new IllegalArgumentException(
          name + ": bias " + bias.shape() + ", expected [" + y.dim(1) + "]");
    }
    int[] dims = new int[y.shape().rank() - 1];
    Arrays.fill(dims, 1);
    dims[0] = y.dim(1);
    return y.add(bias.reshape(dims));
  }
}
