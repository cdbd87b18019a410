package latentphysics.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import latentphysics.kernels.Workers;

/**
 * Computes a function along an axis, a few lines at a time, each step for all of them, with the
 * bits of the primitives.
 *
 * <p>All is seen as {@code [outer, length, inner]}, the axis in the middle. Where nothing lies
 * behind the axis, lines are rows of adjacent elements; else they are columns that lie side by
 * side. A tile is some rows, or some columns of one outer index. Values between the steps live in
 * buffers of a tile that the tiles of a task use one after the other.
 */
final class AxisEvaluation {
  /** Elements of a tile of rows: a few buffers of them stay in the L1 cache. */
  private static final int ROWS_TILE = 1 << 13;

  /** Elements of a tile of columns: a buffer of them stays in the L2 cache. */
  private static final int COLUMNS_TILE = 1 << 17;

  private static final int LEAST_COLUMNS = 64;
  private static final int MOST_COLUMNS = 512;

  /** Elements of a task. */
  private static final int TASK = 1 << 16;

  /** Rows below this length cost more for being started than for their elements. */
  private static final int SHORTEST_ROW = 32;

  private static final int LEAST_TURNED = 1 << 12;

  final AxisFunction function;
  final List<ArrayTensor> operands;
  final DType dtype;
  final int[] outerDims;
  final int outer;
  final int length;
  final int inner;
  final boolean rows;
  final int tile; // lines of a tile
  final Object result;
  final boolean resultAlongAxis;

  private AxisEvaluation(AxisFunction function, int axis, List<ArrayTensor> given) {
    this.function = function;
    Shape shape = given.getFirst().shape();
    dtype = given.getFirst().dtype();
    outerDims = new int[axis];
    int before = 1;
    int after = 1;
    for (int a = 0; a < shape.rank(); a++) {
      if (a < axis) {
        outerDims[a] = shape.dim(a);
        before *= shape.dim(a);
      } else if (a > axis) {
        after *= shape.dim(a);
      }
    }
    outer = before;
    length = shape.dim(axis);
    inner = after;
    rows = inner == 1;
    operands = new ArrayList<>();
    for (ArrayTensor operand : given) {
      operands.add(evenlySpaced(operand, axis));
    }
    tile =
        rows
            ? Math.clamp(ROWS_TILE / length, 1, outer)
            : Math.min(inner, Math.clamp(COLUMNS_TILE / length, LEAST_COLUMNS, MOST_COLUMNS));
    resultAlongAxis = function.isAlongAxis(function.inputs() + function.steps().size() - 1);
    result = dtype.newArray(resultAlongAxis ? shape.size() : outer * inner);
  }

  /** The function of operands that all have the common shape, or length 1 at the axis. */
  static Tensor apply(AxisFunction function, int axis, List<ArrayTensor> operands) {
    Shape shape = operands.getFirst().shape();
    if (shape.dim(axis) < SHORTEST_ROW
        && shape.size() >= LEAST_TURNED
        && IntStream.range(axis + 1, shape.rank()).allMatch(a -> shape.dim(a) == 1)) {
      return turned(function, axis, operands);
    }
    AxisEvaluation evaluation = new AxisEvaluation(function, axis, operands);
    evaluation.run();
    int[] dims = operands.getFirst().shape().dims();
    dims[axis] = evaluation.resultAlongAxis ? dims[axis] : 1;
    return ArrayTensor.rowMajor(evaluation.dtype, Shape.of(dims), evaluation.result);
  }

  /** Many short rows as a few long columns, and back. */
  private static Tensor turned(AxisFunction function, int axis, List<ArrayTensor> operands) {
    int rank = operands.getFirst().shape().rank();
    int[] order =
        IntStream.range(0, rank).map(a -> a == 0 ? axis : a <= axis ? a - 1 : a).toArray();
    int[] back = IntStream.range(0, rank).map(a -> a == axis ? 0 : a < axis ? a + 1 : a).toArray();
    List<ArrayTensor> columns = operands.stream().map(x -> x.permute(order).array()).toList();
    return apply(function, 0, columns).permute(back).array().packed();
  }

  /**
   * The operand as {@code [outer…, length, inner]}: a copy where the axes behind the axis are not
   * evenly spaced, or elements along the last dimension neither adjacent nor repeated.
   */
  private ArrayTensor evenlySpaced(ArrayTensor x, int axis) {
    int rank = x.shape().rank();
    int stride = 0;
    int expected = 0;
    boolean even = true;
    boolean first = true;
    for (int a = rank - 1; a > axis; a--) {
      if (x.shape().dim(a) != 1) {
        stride = first ? x.strides[a] : stride;
        even &= first || x.strides[a] == expected;
        expected = x.strides[a] * x.shape().dim(a);
        first = false;
      }
    }
    int last = rows ? (x.shape().dim(axis) == 1 ? 0 : x.strides[axis]) : stride;
    ArrayTensor spaced = x;
    if (!even || (last != 0 && last != 1)) {
      spaced = ElementwiseEvaluation.copy(x);
      stride = rows ? 0 : 1;
    }
    int[] dims = new int[axis + 2];
    int[] strides = new int[axis + 2];
    for (int a = 0; a <= axis; a++) {
      dims[a] = x.shape().dim(a);
      strides[a] = dims[a] == 1 ? 0 : spaced.strides[a];
    }
    dims[axis + 1] = inner;
    strides[axis + 1] = stride;
    return spaced.view(Shape.of(dims), strides, spaced.offset);
  }

  private void run() {
    int across = Math.ceilDiv(rows ? outer : inner, tile);
    int count = rows ? across : outer * across;
    int perTask = Math.max(1, TASK / (tile * length));
    double nanos =
        ElementwiseEvaluation.NANOS_PER_ELEMENT
            * 0.5
            * function.steps().size()
            * outer
            * length
            * inner;
    Queue<AxisTiles> idle = new ConcurrentLinkedQueue<>(); // fresh buffers are not in the cache
    Workers.current()
        .forEach(
            Math.ceilDiv(count, perTask),
            nanos,
            task -> {
              AxisTiles waiting = idle.poll();
              AxisTiles tiles = waiting == null ? new AxisTiles(this) : waiting;
              int end = Math.min(count, (task + 1) * perTask);
              for (int t = task * perTask; t < end; t++) {
                tiles.compute(rows ? 0 : t / across, t % across * tile);
              }
              idle.add(tiles);
            });
  }
}
