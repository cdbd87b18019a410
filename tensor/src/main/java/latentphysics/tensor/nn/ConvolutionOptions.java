package latentphysics.tensor.nn;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a convolution slides. Immutable: each {@code with…} method gives changed options.
 *
 * <p>Lists hold a number for each spatial axis, or one number for all of them.
 *
 * @param stride input positions from one output position to the next, at least 1
 * @param before zeros before the input, at least 0
 * @param after zeros after the input, at least 0
 * @param dilation input positions from one kernel position to the next, at least 1
 * @param groups into which the channels are cut; outputs of a group see the inputs of that group
 * @param same whether the padding is chosen so that the output has ⌈input/stride⌉ positions, what
 *     is odd going behind; {@code before} and {@code after} are then not used
 */
public record ConvolutionOptions(
    List<Integer> stride,
    List<Integer> before,
    List<Integer> after,
    List<Integer> dilation,
    int groups,
    boolean same) {
  private static final List<Integer> ZERO = List.of(0);
  private static final List<Integer> ONE = List.of(1);

  /** Every position where the kernel lies within the input: stride 1, no padding, one group. */
  public static final ConvolutionOptions VALID =
      new ConvolutionOptions(ONE, ZERO, ZERO, ONE, 1, false);

  /** As many output positions as input positions: stride 1, zeros around, one group. */
  public static final ConvolutionOptions SAME =
      new ConvolutionOptions(ONE, ZERO, ZERO, ONE, 1, true);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is below its range
   */
  public ConvolutionOptions {
    stride = atLeast("stride", 1, stride);
    before = atLeast("padding", 0, before);
    after = atLeast("padding", 0, after);
    dilation = atLeast("dilation", 1, dilation);
    if (groups < 1) {
      throw new IllegalArgumentException("convolution: " + groups + " groups, expected at least 1");
    }
  }

  /** With another stride, one number for all axes or one for each. */
  public ConvolutionOptions withStride(int... values) {
    return new ConvolutionOptions(list(values), before, after, dilation, groups, same);
  }

  /** With as many zeros before as after the input, one number for all axes or one for each. */
  public ConvolutionOptions withPadding(int... values) {
    return withPadding(list(values), list(values));
  }

  /** With zeros before and after the input, one number for all axes or one for each. */
  public ConvolutionOptions withPadding(List<Integer> before, List<Integer> after) {
    return new ConvolutionOptions(stride, before, after, dilation, groups, false);
  }

  /** With another dilation, one number for all axes or one for each. */
  public ConvolutionOptions withDilation(int... values) {
    return new ConvolutionOptions(stride, before, after, list(values), groups, same);
  }

  /** With another number of groups. */
  public ConvolutionOptions withGroups(int number) {
    return new ConvolutionOptions(stride, before, after, dilation, number, same);
  }

  private static List<Integer> list(int... values) {
    return IntStream.of(values).boxed().toList();
  }

  private static List<Integer> atLeast(String name, int least, List<Integer> values) {
    if (values.isEmpty() || Collections.min(values) < least) {
      throw new IllegalArgumentException(
          "convolution: " + name + " " + values + ", expected at least " + least);
    }
    return List.copyOf(values);
  }

  /** The numbers of all axes, of which {@code values} may give one for all. */
  static int[] each(String operation, String name, List<Integer> values, int axes) {
    if (values.size() != 1 && values.size() != axes) {
      throw new IllegalArgumentException(
          operation + ": " + name + " " + values + ", expected one number or " + axes);
    }
    int[] all = new int[axes];
    Arrays.setAll(all, axis -> values.get(values.size() == 1 ? 0 : axis));
    return all;
  }
}
