package latentphysics.tensor.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Maxima and averages over windows of {@code [batch, channels, length]} or {@code [batch, channels,
 * rows, columns]}.
 *
 * <p>Windows are taken along the columns first, then along the rows, position by position in order.
 * NaN in a window gives NaN. A dilated window beside a short axis may see nothing but padding: its
 * maximum is −∞, its average of no numbers NaN. There are ⌊(length + 2·padding − d·(kernel−1) −
 * 1)/stride⌋ + 1 windows.
 *
 * <p>All methods throw {@link IllegalArgumentException} that names the argument that does not fit.
 */
public final class Pooling {
  /** Positions that one pass takes; windows with more take several. */
  private static final int MOST_AT_ONCE = 8;

  private static final List<MapFunction> MAXIMA = joined("maxPool", Expr::max);
  private static final List<MapFunction> SUMS = joined("avgPool", Expr::add);

  private Pooling() {}

  /**
   * The largest elements of windows of {@code [batch, channels, length]}; see {@link #maxPool2d}.
   */
  public static Tensor maxPool1d(Tensor x, PoolingOptions options) {
    return maximum("maxPool1d", 1, x, options);
  }

  /**
   * The largest elements of windows of {@code [batch, channels, rows, columns]}; padding counts as
   * −∞.
   *
   * <p>The derivative goes to the largest element; to the last of several that are equal, in the
   * order of (row, column).
   */
  public static Tensor maxPool2d(Tensor x, PoolingOptions options) {
    return maximum("maxPool2d", 2, x, options);
  }

  /** The averages of windows of {@code [batch, channels, length]}; padding counts as zero. */
  public static Tensor avgPool1d(Tensor x, PoolingOptions options) {
    return average("avgPool1d", 1, x, options);
  }

  /**
   * The averages of windows of {@code [batch, channels, rows, columns]}; padding counts as zero,
   * and among the numbers if the options say so.
   */
  public static Tensor avgPool2d(Tensor x, PoolingOptions options) {
    return average("avgPool2d", 2, x, options);
  }

  /**
   * Averages over so many windows that fill each spatial axis as evenly as can be: window i of n
   * over a length L goes from ⌊i·L/n⌋ to ⌈(i+1)·L/n⌉.
   *
   * @param x {@code [batch, channels, length]} or {@code [batch, channels, rows, columns]}, with at
   *     least one position
   * @param lengths windows per spatial axis, each at least 1
   */
  public static Tensor adaptiveAvgPool(Tensor x, int... lengths) {
    int spatial = lengths.length;
    expectRank("adaptiveAvgPool", spatial, x);
    Tensor result = x;
    for (int axis = x.shape().rank() - 1; axis >= 2; axis--) {
      int windows = lengths[axis - 2];
      long length = x.dim(axis);
      if (windows < 1 || length < 1) {
        throw new IllegalArgumentException(
            "adaptiveAvgPool: "
                + windows
                + " windows on axis "
                + axis
                + " of "
                + x.shape()
                + ", expected at least 1 over at least 1 position");
      }
      Tensor[] parts = new Tensor[windows];
      for (int i = 0; i < windows; i++) {
        int from = (int) (i * length / windows);
        int to = (int) Math.ceilDiv((i + 1) * length, (long) windows);
        parts[i] = result.slice(axis, from, to).mean(axis).expandDims(axis);
      }
      result = Tensor.concatenate(axis, parts);
    }
    return result;
  }

  /** The average over all positions: {@code [batch, channels]}. */
  public static Tensor globalAvgPool(Tensor x) {
    if (x.shape().rank() < 3) {
      throw new IllegalArgumentException(
          "globalAvgPool: " + x.shape() + ", expected batch, channels and at least one more axis");
    }
    int[] axes = new int[x.shape().rank() - 2];
    Arrays.setAll(axes, axis -> axis + 2);
    return x.mean(axes);
  }

  private static Tensor maximum(String name, int spatial, Tensor x, PoolingOptions options) {
    expectRank(name, spatial, x);
    return overAxes(name, spatial, x, options, MAXIMA, Double.NEGATIVE_INFINITY);
  }

  private static Tensor average(String name, int spatial, Tensor x, PoolingOptions options) {
    expectRank(name, spatial, x);
    Tensor sum = overAxes(name, spatial, x, options, SUMS, 0);
    int[] kernel = ConvolutionOptions.each(name, "kernel", options.kernel(), spatial);
    int all = Arrays.stream(kernel).reduce(1, Math::multiplyExact);
    boolean padded = options.padding().stream().anyMatch(p -> p > 0);
    if (options.countPadding() || !padded) {
      return sum.div(all);
    }
    int[] dims = x.shape().dims();
    dims[0] = 1;
    dims[1] = 1;
    Tensor ones = Tensor.ones(x.dtype(), dims);
    return sum.div(overAxes(name, spatial, ones, options, SUMS, 0));
  }

  /** Joins the elements of windows, one axis after the other. */
  private static Tensor overAxes(
      String name,
      int spatial,
      Tensor x,
      PoolingOptions options,
      List<MapFunction> join,
      double outside) {
    int[] kernel = ConvolutionOptions.each(name, "kernel", options.kernel(), spatial);
    int[] stride = ConvolutionOptions.each(name, "stride", options.stride(), spatial);
    int[] padding = ConvolutionOptions.each(name, "padding", options.padding(), spatial);
    int[] dilation = ConvolutionOptions.each(name, "dilation", options.dilation(), spatial);
    Tensor result = x;
    for (int s = spatial - 1; s >= 0; s--) {
      int axis = s + 2;
      long room = x.dim(axis) + 2L * padding[s] - (kernel[s] - 1L) * dilation[s] - 1;
      if (2 * padding[s] > kernel[s] || room < 0) {
        throw new IllegalArgumentException(
            name
                + ": kernel "
                + options.kernel()
                + " with dilation "
                + options.dilation()
                + " and padding "
                + options.padding()
                + " on "
                + x.shape()
                + ", expected windows within the padded input and padding of at most half a"
                + " kernel");
      }
      int count = (int) (room / stride[s]) + 1;
      Tensor padded = padding[s] == 0 ? result : result.pad(axis, padding[s], padding[s], outside);
      result =
          join(
              Primitive.one(
                  new Primitive.Windows(axis, count, kernel[s], stride[s], dilation[s]), padded),
              kernel[s],
              join);
    }
    return result;
  }

  /** Joins what the windows on the last axis hold, in order. */
  private static Tensor join(Tensor windows, int size, List<MapFunction> join) {
    int last = windows.shape().rank() - 1;
    List<Tensor> next = new ArrayList<>();
    for (int j = 0; j < size; j++) {
      next.add(windows.slice(last, j, j + 1).squeeze(last));
      if (next.size() == MOST_AT_ONCE || j == size - 1) {
        Tensor joined = Tensor.map(join.get(next.size() - 1), next.toArray(Tensor[]::new));
        next.clear();
        next.add(joined);
      }
    }
    return next.getFirst();
  }

  /** The functions that join one, two, three … elements from the left. */
  private static List<MapFunction> joined(String name, BinaryOperator<Expr> join) {
    List<MapFunction> functions = new ArrayList<>();
    for (int n = 1; n <= MOST_AT_ONCE; n++) {
      functions.add(MapFunction.of(name, n, x -> List.of(x.stream().reduce(join).orElseThrow())));
    }
    return List.copyOf(functions);
  }

  private static void expectRank(String name, int spatial, Tensor x) {
    if (spatial < 1 || x.shape().rank() != spatial + 2) {
      throw new IllegalArgumentException(
          name + ": input " + x.shape() + ", expected " + (spatial + 2) + " axes");
    }
    if (!x.dtype().isFloat()) {
      throw new IllegalArgumentException(
          name + ": " + x.dtype() + " input, expected " + DType.FLOAT32 + " or " + DType.FLOAT64);
    }
  }
}
