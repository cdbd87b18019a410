package latentphysics.tensor;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;

/**
 * Computes sums, each in the order that {@link Primitive.Sum} prescribes, whatever the layout.
 *
 * <p>Two ways lead to the same bits. Along rows, a block of terms is computed into a buffer and
 * added by the kernel. Where the last axis is kept, its columns advance side by side: row i of a
 * block is added to running sum i mod {@link Kernels#SUM_LANES}, a vector over the columns.
 */
final class SumEvaluation {
  private static final int COLUMNS = 512;
  private static final int LEAST_COLUMNS = 8;
  private static final ConcurrentHashMap<MapFunction, MapFunction> ACCUMULATED =
      new ConcurrentHashMap<>();

  private final MapFunction function;
  private final List<ArrayTensor> operands;
  private final DType dtype;
  private final int[] keptDims;
  private final int[][] keptStrides;
  private final int terms;
  private final int blocks;
  private final MapLoop summed;
  private final double nanos; // on one thread
  private final Object[] arrays;

  private SumEvaluation(MapFunction function, List<Integer> axes, List<ArrayTensor> operands) {
    this.function = function;
    this.operands = operands;
    Shape shape = operands.getFirst().shape();
    dtype = operands.getFirst().dtype();
    int inputs = operands.size();
    int[] summedDims = new int[axes.size()];
    keptDims = new int[shape.rank() - axes.size()];
    keptStrides = new int[inputs][keptDims.length];
    int[][] summedStrides = new int[inputs + 1][summedDims.length];
    int count = 1;
    for (int axis = 0, k = 0, s = 0; axis < shape.rank(); axis++) {
      boolean sum = axes.contains(axis);
      for (int p = 0; p < inputs; p++) {
        int stride = operands.get(p).strides[axis];
        if (sum) {
          summedStrides[p][s] = stride;
        } else {
          keptStrides[p][k] = stride;
        }
      }
      if (sum) {
        summedDims[s++] = shape.dim(axis);
        count *= shape.dim(axis);
      } else {
        keptDims[k++] = shape.dim(axis);
      }
    }
    terms = count;
    nanos = ElementwiseEvaluation.NANOS_PER_ELEMENT * shape.size();
    blocks = Math.ceilDiv(terms, Kernels.SUM_BLOCK);
    // The last operand is a buffer in the order of the terms.
    int stride = 1;
    for (int s = summedDims.length - 1; s >= 0; s--) {
      summedStrides[inputs][s] = stride;
      stride *= summedDims[s];
    }
    summed = new MapLoop(summedDims, summedStrides);
    arrays = new Object[inputs + 1];
    for (int p = 0; p < inputs; p++) {
      arrays[p] = operands.get(p).data;
    }
  }

  /** Sum of {@code function(operands)} over {@code axes}. */
  static Tensor apply(MapFunction function, List<Integer> axes, List<ArrayTensor> operands) {
    Shape shape = ShapeRules.infer(new Primitive.Sum(function, axes), List.copyOf(operands));
    SumEvaluation sum = new SumEvaluation(function, axes, operands);
    if (sum.terms == 0 || shape.size() == 0) {
      return ArrayTensor.rowMajor(sum.dtype, shape, sum.dtype.newArray(shape.size()));
    }
    int last = operands.getFirst().shape().rank() - 1;
    boolean keepsColumns = last >= 0 && !axes.contains(last) && shape.dim(-1) >= LEAST_COLUMNS;
    Object result = keepsColumns ? sum.alongColumns(shape) : sum.alongRows(shape);
    return ArrayTensor.rowMajor(sum.dtype, shape, result);
  }

  private Object alongRows(Shape shape) {
    Object partial = dtype.newArray(Math.multiplyExact(shape.size(), blocks));
    MapKernel kernel = function.kernel(dtype);
    int perTask = Math.max(1, ElementwiseEvaluation.BLOCK / Math.min(terms, Kernels.SUM_BLOCK));
    int all = shape.size() * blocks;
    Workers.current()
        .forEach(
            Math.ceilDiv(all, perTask),
            nanos,
            task -> {
              Object[] withBuffer = arrays.clone();
              Object buffer = dtype.newArray(Math.min(terms, Kernels.SUM_BLOCK));
              withBuffer[operands.size()] = buffer;
              int[] offsets = new int[withBuffer.length];
              int first = task * perTask;
              int end = first + Math.min(perTask, all - first);
              for (int b = first; b < end; b++) {
                int from = b % blocks * Kernels.SUM_BLOCK;
                int to = from + Math.min(terms - from, Kernels.SUM_BLOCK);
                keptOffsets(b / blocks, keptDims.length, offsets);
                offsets[operands.size()] = -from;
                summed.run(kernel, withBuffer, offsets, from, to);
                switch (partial) {
                  case float[] f -> f[b] = Providers.best().sum((float[]) buffer, 0, to - from);
                  case double[] d -> d[b] = Providers.best().sum((double[]) buffer, 0, to - from);
                  default -> throw new AssertionError(partial.getClass());
                }
              }
            });
    return blocks == 1 ? partial : combine(partial, shape.size(), 1);
  }

  private Object alongColumns(Shape shape) {
    int columns = keptDims[keptDims.length - 1];
    int outer = shape.size() / columns;
    int pieces = Math.ceilDiv(columns, COLUMNS);
    Object partial = dtype.newArray(Math.multiplyExact(shape.size(), blocks));
    MapKernel kernel =
        ACCUMULATED.computeIfAbsent(function, ElementwiseEvaluation::accumulate).kernel(dtype);
    int inputs = operands.size();
    Workers.current()
        .forEach(
            Math.multiplyExact(outer * pieces, blocks),
            nanos,
            task -> {
              int block = task % blocks;
              int piece = task / blocks % pieces;
              int kept = task / blocks / pieces;
              int first = piece * COLUMNS;
              int width = Math.min(COLUMNS, columns - first);
              ColumnBlock run = new ColumnBlock(kernel, inputs, width, dtype);
              keptOffsets(kept, keptDims.length - 1, run.base);
              for (int p = 0; p < inputs; p++) {
                run.strides[p] = keptStrides[p][keptDims.length - 1];
                run.arrays[p] = arrays[p];
                run.base[p] += first * run.strides[p];
              }
              int from = block * Kernels.SUM_BLOCK;
              int to = from + Math.min(terms - from, Kernels.SUM_BLOCK);
              // The loop over terms calls the block once per stretch of terms.
              summed.run(run, arrays, run.base, from, to);
              int start = (kept * blocks + block) * columns + first;
              combineLanes(run.lanes, width);
              System.arraycopy(run.lanes, 0, partial, start, width);
            });
    return blocks == 1 ? partial : combine(partial, outer, columns);
  }

  /** Adds rows of columns to running sums; a kernel so that {@link MapLoop} can drive it. */
  private static final class ColumnBlock implements MapKernel {
    final Object[] arrays;
    final int[] strides;
    final int[] base;
    final Object lanes;
    private final int[] offsets;
    private final MapKernel kernel;
    private final int width;
    private int lane;

    ColumnBlock(MapKernel kernel, int inputs, int width, DType dtype) {
      this.kernel = kernel;
      this.width = width;
      arrays = new Object[inputs + 2];
      strides = new int[inputs + 2];
      base = new int[inputs + 1];
      offsets = new int[inputs + 2];
      lanes = dtype.newArray(Kernels.SUM_LANES * width);
      arrays[inputs] = lanes;
      arrays[inputs + 1] = lanes;
      strides[inputs] = 1;
      strides[inputs + 1] = 1;
    }

    @Override
    public void run(Object[] ignored, int[] rowOffsets, int[] rowStrides, int from, int to) {
      int inputs = arrays.length - 2;
      for (int i = from; i < to; i++) {
        for (int p = 0; p < inputs; p++) {
          offsets[p] = rowOffsets[p] + i * rowStrides[p];
        }
        offsets[inputs] = lane * width;
        offsets[inputs + 1] = lane * width;
        kernel.run(arrays, offsets, strides, 0, width);
        lane = (lane + 1) % Kernels.SUM_LANES;
      }
    }
  }

  private void keptOffsets(int index, int axes, int[] offsets) {
    int rest = index;
    for (int p = 0; p < operands.size(); p++) {
      offsets[p] = operands.get(p).offset;
    }
    for (int axis = axes - 1; axis >= 0; axis--) {
      int i = rest % keptDims[axis];
      rest /= keptDims[axis];
      for (int p = 0; p < operands.size(); p++) {
        offsets[p] += i * keptStrides[p][axis];
      }
    }
  }

  private static void combineLanes(Object lanes, int width) {
    for (int half = Kernels.SUM_LANES / 2; half > 0; half /= 2) {
      addInto(lanes, 0, half * width, half * width);
    }
  }

  /** Adds up the sums of blocks, {@code [outer, blocks, columns]}, in a balanced tree. */
  private Object combine(Object partial, int outer, int columns) {
    Object result = dtype.newArray(outer * columns);
    for (int k = 0; k < outer; k++) {
      int start = k * blocks * columns;
      for (int stride = 1; stride < blocks; stride *= 2) {
        for (int b = 0; b + stride < blocks; b += 2 * stride) {
          addInto(partial, start + b * columns, start + (b + stride) * columns, columns);
        }
      }
      System.arraycopy(partial, start, result, k * columns, columns);
    }
    return result;
  }

  private static void addInto(Object array, int to, int from, int length) {
    switch (array) {
      case float[] f -> {
        for (int i = 0; i < length; i++) {
          f[to + i] += f[from + i];
        }
      }
      case double[] d -> {
        for (int i = 0; i < length; i++) {
          d[to + i] += d[from + i];
        }
      }
      default -> throw new AssertionError(array.getClass());
    }
  }
}
