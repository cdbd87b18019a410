package latentphysics.kernels;

/**
 * One spatial axis of a convolution: output position h and kernel position i meet input position
 * {@code h·stride + i·dilation − before}; what lies outside the input is zero.
 *
 * <p>All three lengths are stated. The output may be shorter or longer than the input asks for: it
 * only says how many positions the sum has.
 *
 * @param input positions of the input, at least 0
 * @param kernel positions of the kernel, at least 0
 * @param output positions of the output, at least 0
 * @param stride input positions from one output position to the next, at least 1
 * @param dilation input positions from one kernel position to the next, at least 1
 * @param before zeros before the input, at least 0
 */
public record ConvolutionAxis(
    int input, int kernel, int output, int stride, int dilation, int before) {

  /** An axis of length 1: what a convolution of lower rank has in its place. */
  public static final ConvolutionAxis SINGLE = new ConvolutionAxis(1, 1, 1, 1, 1, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is below its range, or positions exceed an int
   */
  public ConvolutionAxis {
    if (input < 0 || kernel < 0 || output < 0 || before < 0) {
      throw new IllegalArgumentException(
          "convolution: input "
              + input
              + ", kernel "
              + kernel
              + ", output "
              + output
              + ", padding "
              + before
              + ", expected each at least 0");
    }
    if (stride < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          "convolution: stride "
              + stride
              + ", dilation "
              + dilation
              + ", expected each at least 1");
    }
    if ((long) output * stride + (long) kernel * dilation + input + before > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "convolution: output "
              + output
              + " times stride "
              + stride
              + " and kernel "
              + kernel
              + " times dilation "
              + dilation
              + " reach beyond 2147483647 positions");
    }
  }

  /** Input position that meets output position h and kernel position i; may lie outside. */
  public int inputAt(int h, int i) {
    return h * stride + i * dilation - before;
  }
}
