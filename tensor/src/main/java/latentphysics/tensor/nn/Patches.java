package latentphysics.tensor.nn;

import java.util.List;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Patches of images as columns of a matrix (im2col), and back.
 *
 * <p>With the patches P {@code [batch, channels·kernel, positions]} a convolution is the product of
 * the weights, one row for each output channel, with P.
 */
public final class Patches {
  private Patches() {}

  /**
   * Patches of {@code [batch, channels, rows, columns]}: {@code [batch, channels·kernelRows·
   * kernelColumns, positions]}, both in row-major order.
   *
   * @param options stride, padding and dilation; groups are not used
   * @throws IllegalArgumentException if the kernel does not fit
   */
  public static Tensor unfold(
      Tensor x, int kernelRows, int kernelColumns, ConvolutionOptions options) {
    List<ConvolutionAxis> axes = axes("unfold", x, kernelRows, kernelColumns, options);
    Tensor patches = x;
    for (int s = 0; s < 2; s++) {
      ConvolutionAxis axis = axes.get(s);
      int behind = Math.max(0, reach(axis) - axis.input() - axis.before());
      Tensor padded = patches.pad(s + 2, axis.before(), behind);
      patches =
          Primitive.one(
              new Primitive.Windows(
                  s + 2, axis.output(), axis.kernel(), axis.stride(), axis.dilation()),
              padded);
    }
    return patches
        .permute(0, 1, 4, 5, 2, 3)
        .reshape(
            x.dim(0),
            x.dim(1) * kernelRows * kernelColumns,
            axes.get(0).output() * axes.get(1).output());
  }

  /**
   * The adjoint of {@link #unfold}: adds patches up where they lay, in the order of their elements.
   *
   * @param patches {@code [batch, channels·kernelRows·kernelColumns, positions]}
   * @param rows of the result
   * @param columns of the result
   * @param options as for {@link #unfold}
   * @return {@code [batch, channels, rows, columns]}
   * @throws IllegalArgumentException if the patches are not those of such images
   */
  public static Tensor fold(
      Tensor patches,
      int rows,
      int columns,
      int kernelRows,
      int kernelColumns,
      ConvolutionOptions options) {
    int kernel = Math.multiplyExact(kernelRows, kernelColumns);
    if (patches.shape().rank() != 3 || kernel < 1 || patches.dim(1) % kernel != 0) {
      throw new IllegalArgumentException(
          "fold: patches "
              + patches.shape()
              + ", expected batch, a multiple of "
              + kernel
              + ", positions");
    }
    int channels = patches.dim(1) / kernel;
    Tensor images = Tensor.zeros(patches.dtype(), patches.dim(0), channels, rows, columns);
    List<ConvolutionAxis> axes = axes("fold", images, kernelRows, kernelColumns, options);
    int positions = Math.multiplyExact(axes.get(0).output(), axes.get(1).output());
    if (patches.dim(2) != positions) {
      throw new IllegalArgumentException(
          "fold: patches " + patches.shape() + ", expected " + positions + " positions");
    }
    Tensor sums =
        patches
            .reshape(
                patches.dim(0),
                channels,
                kernelRows,
                kernelColumns,
                axes.get(0).output(),
                axes.get(1).output())
            .permute(0, 1, 4, 5, 2, 3);
    for (int s = 1; s >= 0; s--) {
      ConvolutionAxis axis = axes.get(s);
      int length = Math.max(reach(axis), axis.before() + axis.input());
      sums = Primitive.one(new Primitive.Fold(s + 2, length, axis.stride(), axis.dilation()), sums);
      sums = sums.slice(s + 2, axis.before(), axis.before() + axis.input());
    }
    return sums;
  }

  private static List<ConvolutionAxis> axes(
      String name, Tensor x, int kernelRows, int kernelColumns, ConvolutionOptions options) {
    if (x.shape().rank() != 4 || kernelRows < 1 || kernelColumns < 1) {
      throw new IllegalArgumentException(
          name
              + ": input "
              + x.shape()
              + " and kernel "
              + kernelRows
              + " by "
              + kernelColumns
              + ", expected 4 axes and at least one position");
    }
    return Convolution.slide(name, x, new int[] {kernelRows, kernelColumns}, options);
  }

  /** Positions of the padded axis that the last window reaches. */
  private static int reach(ConvolutionAxis axis) {
    return axis.output() == 0
        ? 0
        : axis.inputAt(axis.output() - 1, axis.kernel() - 1) + 1 + axis.before();
  }
}
