package latentphysics.tensor.nn;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The windows of a pooling. Immutable: each {@code with…} method gives changed options.
 *
 * <p>Lists hold a number for each spatial axis, or one number for all of them. Windows that would
 * reach beyond the padding are left out.
 *
 * @param kernel positions of a window, at least 1
 * @param stride positions from one window to the next, at least 1
 * @param padding positions before and after the input that belong to windows, at most half of the
 *     kernel
 * @param dilation positions from one of a window to the next, at least 1
 * @param countPadding whether an average divides by all positions of a window, or only by those
 *     inside the input
 */
public record PoolingOptions(
    List<Integer> kernel,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation,
    boolean countPadding) {
  private static final List<Integer> ZERO = List.of(0);
  private static final List<Integer> ONE = List.of(1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is below its range
   */
  public PoolingOptions {
    kernel = atLeast("kernel", 1, kernel);
    stride = atLeast("stride", 1, stride);
    padding = atLeast("padding", 0, padding);
    dilation = atLeast("dilation", 1, dilation);
  }

  /** Windows side by side, without padding: the stride is the kernel. */
  public static PoolingOptions of(int... kernel) {
    return new PoolingOptions(list(kernel), list(kernel), ZERO, ONE, true);
  }

  /** With another stride, one number for all axes or one for each. */
  public PoolingOptions withStride(int... values) {
    return new PoolingOptions(kernel, list(values), padding, dilation, countPadding);
  }

  /** With padding before and after the input, one number for all axes or one for each. */
  public PoolingOptions withPadding(int... values) {
    return new PoolingOptions(kernel, stride, list(values), dilation, countPadding);
  }

  /** With another dilation, one number for all axes or one for each. */
  public PoolingOptions withDilation(int... values) {
    return new PoolingOptions(kernel, stride, padding, list(values), countPadding);
  }

  /** Whether averages divide by all positions of a window, those of the padding among them. */
  public PoolingOptions withCountPadding(boolean count) {
    return new PoolingOptions(kernel, stride, padding, dilation, count);
  }

  private static List<Integer> list(int... values) {
    return IntStream.of(values).boxed().toList();
  }

  private static List<Integer> atLeast(String name, int least, List<Integer> values) {
    if (values.isEmpty() || Collections.min(values) < least) {
      throw new IllegalArgumentException(
          "pooling: " + name + " " + values + ", expected at least " + least);
    }
    return List.copyOf(values);
  }
}
