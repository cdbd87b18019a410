package latentphysics.kernels;

/**
 * Sizes of a convolution of input x {@code [batch, inputChannels, rows, columns]} with kernels w
 * {@code [outputChannels, inputChannels/groups, rows, columns]} to output y {@code [batch,
 * outputChannels, rows, columns]}, all in row-major order.
 *
 * <p>Channels are cut into groups of neighbours; outputs of a group see the inputs of that group.
 * The sum of all products that meet,
 *
 * <pre>
 *   T(x, w, y) = Σ x[n, c, h·s + i·d − p, …]·w[o, c, i, …]·y[n, o, h, …],
 * </pre>
 *
 * is linear in each of the three. A convolution is the derivative of T by one of them; the {@link
 * Role} says by which.
 *
 * @param batch independent images, at least 0
 * @param groups at least 1, divides both numbers of channels
 * @param inputChannels of all groups, at least 0
 * @param outputChannels of all groups, at least 0
 * @param rows first spatial axis
 * @param columns second spatial axis
 */
public record ConvolutionShape(
    int batch,
    int groups,
    int inputChannels,
    int outputChannels,
    ConvolutionAxis rows,
    ConvolutionAxis columns) {

  /** Which of the three is computed from the two others. */
  public enum Role {
    /** y from x and w: the convolution. */
    OUTPUT,
    /** x from y and w: the transposed convolution, and the gradient by the input. */
    INPUT,
    /** w from x and y: the gradient by the kernels. */
    KERNEL
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is below its range or groups do not divide
   */
  public ConvolutionShape {
    if (batch < 0 || groups < 1 || inputChannels < 0 || outputChannels < 0) {
      throw new IllegalArgumentException(
          "convolution: batch "
              + batch
              + ", groups "
              + groups
              + ", channels "
              + inputChannels
              + " and "
              + outputChannels
              + ", expected at least 0 and one group");
    }
    if (inputChannels % groups != 0 || outputChannels % groups != 0) {
      throw new IllegalArgumentException(
          "convolution: "
              + inputChannels
              + " and "
              + outputChannels
              + " channels, expected multiples of "
              + groups
              + " groups");
    }
  }

  /** Input channels of one group. */
  public int groupInputs() {
    return inputChannels / groups;
  }

  /** Output channels of one group. */
  public int groupOutputs() {
    return outputChannels / groups;
  }

  /** Positions of a kernel in one channel. */
  public int kernelSize() {
    return rows.kernel() * columns.kernel();
  }

  /** Elements of the input. */
  public int inputSize() {
    return batch * inputChannels * rows.input() * columns.input();
  }

  /** Elements of all kernels. */
  public int kernelsSize() {
    return outputChannels * groupInputs() * kernelSize();
  }

  /** Elements of the output. */
  public int outputSize() {
    return batch * outputChannels * rows.output() * columns.output();
  }

  /**
   * Parts into which the result can be cut: rows of all images of the output or of the input, or
   * input channels of the kernels.
   */
  public int parts(Role role) {
    return switch (role) {
      case OUTPUT -> batch * rows.output();
      case INPUT -> batch * rows.input();
      case KERNEL -> inputChannels;
    };
  }

  /** Multiply-adds of the whole, those with padding among them; the same for every role. */
  public double multiplyAdds() {
    return (double) outputSize() * groupInputs() * kernelSize();
  }

  /** Images whose positions share a chain of additions in {@link Role#KERNEL}. */
  public int chainImages() {
    long image = (long) rows.output() * columns.output();
    return (int) Math.max(1, Kernels.PRODUCT_BLOCK / Math.max(1, image));
  }

  /** Output rows of an image that share a chain in {@link Role#KERNEL}. */
  public int chainRows() {
    int fitting = Kernels.PRODUCT_BLOCK / Math.max(1, columns.output());
    return Math.max(1, Math.min(rows.output(), fitting));
  }

  /** Output columns of a row that share a chain in {@link Role#KERNEL}. */
  public int chainColumns() {
    return Math.max(1, Math.min(columns.output(), Kernels.PRODUCT_BLOCK));
  }
}
