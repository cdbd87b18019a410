package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Reduces axes of a function of operands, in the order that {@link Primitive.Sum} prescribes,
 * whatever the layout.
 *
 * <p>Two ways lead to the same bits. Where terms lie side by side they are rows: a kernel reduces
 * each. Where results do, they are columns that advance together. Terms that are neither, and those
 * that a function has yet to compute, go through a small buffer in one of the two forms.
 */
final class ReductionEvaluation {
  /** Columns that advance together: their partial sums fill the L1 cache. */
  private static final int COLUMNS = 512;

  private static final int LEAST_COLUMNS = 8;

  /** Numbers of a buffer. */
  private static final int BUFFER = 1 << 13;

  /** Terms of a task. */
  private static final int TASK = 1 << 16;

  /** Of a term that needs no computing. */
  private static final double NANOS_PER_TERM = 0.05;

  private static final Shape SCALAR = Shape.of();

  private final Reduction reduction;
  private final MapFunction function;
  private final List<ArrayTensor> operands;
  private final DType dtype;
  private final Axes kept;
  private final Axes reduced;
  private final int results;
  private final int terms;
  private final int blocks;
  private final double nanos; // on one thread
  private final Object[] arrays;

  /** Some of the axes, with the strides of every operand. */
  private record Axes(int[] dims, int[][] strides) {

    static Axes of(List<ArrayTensor> operands, List<Integer> axes, boolean chosen) {
      int rank = operands.getFirst().shape().rank();
      int count = chosen ? axes.size() : rank - axes.size();
      int[] dims = new int[count];
      int[][] strides = new int[operands.size()][count];
      for (int axis = 0, k = 0; axis < rank; axis++) {
        if (axes.contains(axis) == chosen) {
          dims[k] = operands.getFirst().shape().dim(axis);
          for (int p = 0; p < strides.length; p++) {
            strides[p][k] = operands.get(p).strides[axis];
          }
          k++;
        }
      }
      return new Axes(dims, strides);
    }

    int rank() {
      return dims.length;
    }

    int last() {
      return dims[dims.length - 1];
    }

    int lastStride(int operand) {
      return strides[operand][dims.length - 1];
    }

    /** The stride of all axes taken as one, or −1 if they are not evenly spaced. */
    int evenStride(int operand) {
      int stride = 1;
      int expected = -1;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        if (dims[axis] == 1) {
          continue;
        }
        if (expected == -1) {
          stride = strides[operand][axis];
          expected = stride;
        }
        if (strides[operand][axis] != expected || stride < 0) {
          return -1;
        }
        expected *= dims[axis];
      }
      return stride;
    }

    /** Distance of element {@code index} of the first {@code rank} axes from element 0. */
    int offset(int operand, int index, int rank) {
      int rest = index;
      int offset = 0;
      for (int axis = rank - 1; axis >= 0; axis--) {
        offset += rest % dims[axis] * strides[operand][axis];
        rest /= dims[axis];
      }
      return offset;
    }

    /** These axes, then others. */
    Axes then(Axes others) {
      int[] all = Arrays.copyOf(dims, dims.length + others.dims.length);
      System.arraycopy(others.dims, 0, all, dims.length, others.dims.length);
      int[][] steps = new int[strides.length][];
      for (int p = 0; p < steps.length; p++) {
        steps[p] = Arrays.copyOf(strides[p], all.length);
        System.arraycopy(others.strides[p], 0, steps[p], dims.length, others.dims.length);
      }
      return new Axes(all, steps);
    }

    /** The last axis alone, shortened to {@code width} elements. */
    Axes lastOnly(int width) {
      int[][] steps = new int[strides.length][];
      for (int p = 0; p < steps.length; p++) {
        steps[p] = new int[] {lastStride(p)};
      }
      return new Axes(new int[] {width}, steps);
    }
  }

  private ReductionEvaluation(
      Reduction reduction, MapFunction function, List<Integer> axes, List<ArrayTensor> operands) {
    this.reduction = reduction;
    this.function = function;
    this.operands = operands;
    dtype = operands.getFirst().dtype();
    kept = Axes.of(operands, axes, false);
    reduced = Axes.of(operands, axes, true);
    results = Shape.of(kept.dims).size();
    terms = Shape.of(reduced.dims).size();
    blocks = Math.ceilDiv(terms, Kernels.SUM_BLOCK);
    double perTerm = isPlain() ? NANOS_PER_TERM : ElementwiseEvaluation.NANOS_PER_ELEMENT;
    nanos = perTerm * operands.getFirst().shape().size();
    arrays = new Object[operands.size() + 1];
    for (int p = 0; p < operands.size(); p++) {
      arrays[p] = operands.get(p).data;
    }
  }

  /**
   * Reduction of {@code function(operands)} over {@code axes}.
   *
   * @param shape of the result
   */
  static Tensor apply(
      Reduction reduction,
      MapFunction function,
      List<Integer> axes,
      List<ArrayTensor> operands,
      Shape shape) {
    DType dtype = operands.getFirst().dtype();
    if (shape.size() == 0 || operands.getFirst().shape().size() == 0) {
      return (ArrayTensor) Tensor.full(dtype, reduction.ofNothing(), shape.dims());
    }
    Object y = new ReductionEvaluation(reduction, function, axes, operands).evaluate();
    return ArrayTensor.rowMajor(dtype, shape, y);
  }

  /**
   * The sum of all elements of a small packed tensor; null if it has to go the long way.
   *
   * @param function of one operand
   */
  static @Nullable Tensor direct(MapFunction function, ArrayTensor x) {
    int size = x.shape().size();
    if (!function.returnsFirst()
        || !x.dtype().isFloat()
        || !x.isRowMajor()
        || size == 0
        || size > Kernels.SUM_BLOCK) {
      return null;
    }
    Object sum = x.dtype().newArray(1);
    Reduction.SUM.rows(1, size, x.data, x.offset, 0, sum, 0);
    return ArrayTensor.rowMajor(x.dtype(), SCALAR, sum);
  }

  /** Whether the terms are the elements of the one operand. */
  private boolean isPlain() {
    return operands.size() == 1 && function.returnsFirst();
  }

  private Object evaluate() {
    int evenStride = reduced.evenStride(0);
    boolean wide = kept.rank() > 0 && kept.last() >= LEAST_COLUMNS;
    if (isPlain() && terms > 1 && evenStride == 1) {
      return rowsInPlace();
    }
    if (isPlain()
        && kept.rank() > 0
        && kept.lastStride(0) == 1
        && (wide ? evenStride >= 0 : evenStride == kept.last())) {
      return columns(true, evenStride);
    }
    // Through a buffer, in the order in which memory is read.
    boolean rows = !wide || (reduced.rank() > 0 && reduced.lastStride(0) == 1);
    return rows ? bufferedRows() : columns(false, 0);
  }

  /** Terms of each result adjacent: rows of the operand itself. */
  private Object rowsInPlace() {
    Object partial = dtype.newArray(Math.multiplyExact(results, blocks));
    int inner = kept.rank() == 0 ? 1 : kept.last();
    int row = kept.rank() == 0 ? 0 : kept.lastStride(0);
    int length = Math.min(terms, Kernels.SUM_BLOCK);
    int perTask = Math.max(1, TASK / length); // of partial results
    int all = results * blocks;
    int whole = terms / Kernels.SUM_BLOCK;
    Workers.current()
        .forEach(
            Math.ceilDiv(all, perTask),
            nanos,
            task -> {
              int end = Math.min(all, (task + 1) * perTask);
              for (int b = task * perTask; b < end; ) {
                int r = b / blocks;
                int block = b % blocks;
                int start =
                    operands.getFirst().offset
                        + kept.offset(0, r, kept.rank())
                        + block * Kernels.SUM_BLOCK;
                int count;
                if (blocks == 1) {
                  // Results along the last kept axis.
                  count = Math.min(end - b, inner - r % inner);
                  reduction.rows(count, terms, arrays[0], start, row, partial, b);
                } else if (block < whole) {
                  // Whole blocks of one result.
                  count = Math.min(end - b, whole - block);
                  reduction.rows(
                      count, Kernels.SUM_BLOCK, arrays[0], start, Kernels.SUM_BLOCK, partial, b);
                } else {
                  count = 1;
                  reduction.rows(1, terms % Kernels.SUM_BLOCK, arrays[0], start, 0, partial, b);
                }
                b += count;
              }
            });
    return combined(partial, results, 1);
  }

  /** Rows that are computed or copied into a buffer first. */
  private Object bufferedRows() {
    Object partial = dtype.newArray(Math.multiplyExact(results, blocks));
    int inputs = operands.size();
    Axes all = kept.then(reduced);
    MapLoop loop = new MapLoop(all.dims, withRowMajorBuffer(all));
    MapKernel kernel = function.kernel(dtype);
    int length = Math.min(terms, Kernels.SUM_BLOCK);
    int perBuffer = Math.max(1, BUFFER / length); // of partial results
    int perTask = Math.max(perBuffer, TASK / length);
    int count = results * blocks;
    Workers.current()
        .forEach(
            Math.ceilDiv(count, perTask),
            nanos,
            task -> {
              Object buffer = dtype.newArray(Math.min(count, perBuffer) * length);
              Object[] withBuffer = arrays.clone();
              withBuffer[inputs] = buffer;
              int[] offsets = offsets();
              int end = Math.min(count, (task + 1) * perTask);
              for (int b = task * perTask; b < end; ) {
                int n = Math.min(perBuffer, end - b);
                int from = termsBefore(b);
                offsets[inputs] = -from;
                loop.run(kernel, withBuffer, offsets, from, termsBefore(b + n));
                reduceBuffer(buffer, b, n, partial);
                b += n;
              }
            });
    return combined(partial, results, 1);
  }

  /** Number of terms before block b of all blocks of all results. */
  private int termsBefore(int b) {
    return b / blocks * terms + b % blocks * Kernels.SUM_BLOCK;
  }

  /** Reduces blocks {@code b … b+n−1}, whose terms fill the buffer without gaps. */
  private void reduceBuffer(Object buffer, int b, int n, Object partial) {
    if (blocks == 1) {
      reduction.rows(n, terms, buffer, 0, terms, partial, b);
      return;
    }
    int start = termsBefore(b);
    for (int k = b; k < b + n; k++) {
      int length = Math.min(Kernels.SUM_BLOCK, terms - k % blocks * Kernels.SUM_BLOCK);
      reduction.rows(1, length, buffer, termsBefore(k) - start, 0, partial, k);
    }
  }

  /**
   * Results side by side along the last kept axis.
   *
   * @param inPlace whether the operand itself holds the terms, rows {@code row} apart
   */
  private Object columns(boolean inPlace, int row) {
    int columns = kept.last();
    int outer = results / columns;
    int pieces = Math.ceilDiv(columns, COLUMNS);
    int widest = Math.min(columns, COLUMNS);
    int units = Math.multiplyExact(outer * pieces, blocks);
    int perTask = Math.max(1, TASK / (widest * Math.min(terms, Kernels.SUM_BLOCK)));
    Object partial = dtype.newArray(Math.multiplyExact(results, blocks));
    Workers.current()
        .forEach(
            Math.ceilDiv(units, perTask),
            nanos,
            task -> {
              ComputedRows computed = inPlace ? null : new ComputedRows(widest);
              Object lanes = dtype.newArray(reduction.lanes() * widest);
              int[] offsets = new int[operands.size() + 1];
              int end = Math.min(units, (task + 1) * perTask);
              for (int unit = task * perTask; unit < end; unit++) {
                int block = unit % blocks;
                int first = unit / blocks % pieces * COLUMNS;
                int k = unit / blocks / pieces;
                int width = Math.min(COLUMNS, columns - first);
                int from = block * Kernels.SUM_BLOCK;
                int to = Math.min(terms, from + Kernels.SUM_BLOCK);
                for (int p = 0; p < operands.size(); p++) {
                  offsets[p] =
                      operands.get(p).offset
                          + kept.offset(p, k, kept.rank() - 1)
                          + first * kept.lastStride(p);
                }
                reduction.clear(lanes, to - from, width);
                if (computed == null) {
                  int start = offsets[0] + from * row;
                  reduction.addRows(to - from, width, arrays[0], start, row, lanes, 0);
                } else {
                  computed.addRows(offsets, from, to, width, lanes);
                }
                reduction.fold(lanes, to - from, width);
                int start = (k * blocks + block) * columns + first;
                System.arraycopy(lanes, 0, partial, start, width);
              }
            });
    return combined(partial, outer, columns);
  }

  /** Rows of columns that are computed or copied into a buffer first. */
  private final class ComputedRows {
    private final MapKernel kernel = function.kernel(dtype);
    private final Object[] withBuffer = arrays.clone();
    private final int rows;
    private int loopWidth;
    private MapLoop loop;

    ComputedRows(int widest) {
      rows = Math.max(1, BUFFER / widest / Kernels.SUM_LANES) * Kernels.SUM_LANES;
      withBuffer[operands.size()] = dtype.newArray(Math.min(terms, rows) * widest);
      loopWidth = widest;
      loop = loop(widest);
    }

    private MapLoop loop(int width) {
      Axes all = reduced.then(kept.lastOnly(width));
      return new MapLoop(all.dims, withRowMajorBuffer(all));
    }

    /** Joins terms {@code from … to−1} of some columns to their lanes. */
    void addRows(int[] offsets, int from, int to, int width, Object lanes) {
      if (width != loopWidth) {
        loopWidth = width;
        loop = loop(width);
      }
      int buffer = operands.size();
      for (int i = from; i < to; i += rows) {
        int count = Math.min(rows, to - i);
        offsets[buffer] = -i * width;
        loop.run(kernel, withBuffer, offsets, i * width, (i + count) * width);
        reduction.addRows(count, width, withBuffer[buffer], 0, width, lanes, 0);
      }
    }
  }

  /** The strides of all operands and of a row-major buffer. */
  private static int[][] withRowMajorBuffer(Axes axes) {
    int[][] strides = Arrays.copyOf(axes.strides, axes.strides.length + 1);
    strides[axes.strides.length] = Shape.of(axes.dims).rowMajorStrides();
    return strides;
  }

  /** Offsets of the operands' first elements, and a place for the buffer's. */
  private int[] offsets() {
    int[] offsets = new int[operands.size() + 1];
    for (int p = 0; p < operands.size(); p++) {
      offsets[p] = operands.get(p).offset;
    }
    return offsets;
  }

  private Object combined(Object partial, int outer, int columns) {
    if (blocks == 1) {
      return partial;
    }
    Object y = dtype.newArray(outer * columns);
    reduction.combineBlocks(partial, outer, blocks, columns, y, 0);
    return y;
  }
}
