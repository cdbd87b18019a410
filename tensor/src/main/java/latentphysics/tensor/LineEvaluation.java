package latentphysics.tensor;

import java.util.stream.IntStream;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;
import latentphysics.kernels.line.DoubleLine;
import latentphysics.kernels.line.FloatLine;
import latentphysics.kernels.line.IntLine;

/**
 * Computes what runs along one axis: cumulative sums, places of extremes, sorting orders.
 *
 * <p>The axis is brought to the end by a transposing copy where it is not there already; each line
 * is then a row of adjacent elements, computed by one thread.
 */
final class LineEvaluation {
  /** Elements of a task. */
  private static final int TASK = 1 << 15;

  private LineEvaluation() {}

  /** Rows of adjacent elements along an axis of a tensor. */
  private record Lines(ArrayTensor rows, int[] order, int count, int length) {

    static Lines of(ArrayTensor x, int axis) {
      int rank = x.shape().rank();
      int[] order =
          IntStream.range(0, rank).map(a -> a < axis ? a : a < rank - 1 ? a + 1 : axis).toArray();
      ArrayTensor rows = x.permute(order).array().packed();
      int length = x.shape().dim(axis);
      return new Lines(rows, order, length == 0 ? 0 : x.shape().size() / length, length);
    }

    int offset(int line) {
      return rows.offset + line * length;
    }

    /** Calls {@code body} for ranges of lines. */
    void forEach(double nanosPerElement, RangeBody body) {
      int perTask = Math.max(1, TASK / Math.max(1, length));
      Workers.current()
          .forEach(
              Math.ceilDiv(count, perTask),
              nanosPerElement * count * length,
              task -> body.run(task * perTask, Math.min(count, (task + 1) * perTask)));
    }

    /** Results in the order of the rows as a tensor in the order of the axes. */
    Tensor restore(DType dtype, Object data) {
      int[] inverse = new int[order.length];
      for (int a = 0; a < order.length; a++) {
        inverse[order[a]] = a;
      }
      return ArrayTensor.rowMajor(dtype, rows.shape(), data).permute(inverse);
    }
  }

  private interface RangeBody {
    void run(int from, int to);
  }

  static Tensor cumulativeSum(int axis, boolean reverse, ArrayTensor x, DType dtype) {
    ArrayTensor numbers = x.dtype() == dtype ? x : ElementwiseEvaluation.convert(x, dtype);
    Lines lines = Lines.of(numbers, axis);
    int length = lines.length;
    Object from = lines.rows.data;
    Object y = dtype.newArray(x.shape().size());
    lines.forEach(
        1,
        (first, end) -> {
          for (int line = first; line < end; line++) {
            int start = lines.offset(line);
            int to = line * length;
            switch (from) {
              case float[] f -> FloatLine.cumulativeSum(reverse, f, start, length, (float[]) y, to);
              case double[] d ->
                  DoubleLine.cumulativeSum(reverse, d, start, length, (double[]) y, to);
              case int[] i -> cumulativeSum(reverse, i, start, length, (int[]) y, to);
              default -> throw new AssertionError(from.getClass());
            }
          }
        });
    return lines.restore(dtype, y);
  }

  private static void cumulativeSum(
      boolean reverse, int[] x, int xOffset, int length, int[] y, int yOffset) {
    long total = 0;
    for (int k = 0; k < length; k++) {
      int i = reverse ? length - 1 - k : k;
      total += x[xOffset + i];
      y[yOffset + i] = IntegerReduction.fitting("cumsum", total);
    }
  }

  static Tensor argExtremum(boolean largest, int axis, ArrayTensor x, Shape shape) {
    ArrayTensor numbers =
        x.dtype() == DType.BOOL ? ElementwiseEvaluation.convert(x, DType.INT32) : x;
    Lines lines = Lines.of(numbers, axis);
    int length = lines.length;
    Object from = lines.rows.data;
    int[] places = new int[shape.size()];
    lines.forEach(
        0.2,
        (first, end) -> {
          Kernels kernels = Providers.best();
          switch (from) {
            case float[] f -> {
              float[] best = new float[end - first];
              int start = lines.offset(first);
              kernels.extremeOfRows(largest, end - first, length, f, start, length, best, 0);
              for (int line = first; line < end; line++) {
                places[line] = kernels.indexOf(best[line - first], f, lines.offset(line), length);
              }
            }
            case double[] d -> {
              double[] best = new double[end - first];
              int start = lines.offset(first);
              kernels.extremeOfRows(largest, end - first, length, d, start, length, best, 0);
              for (int line = first; line < end; line++) {
                places[line] = kernels.indexOf(best[line - first], d, lines.offset(line), length);
              }
            }
            case int[] i -> {
              for (int line = first; line < end; line++) {
                places[line] = IntLine.placeOfExtreme(largest, i, lines.offset(line), length);
              }
            }
            default -> throw new AssertionError(from.getClass());
          }
        });
    return ArrayTensor.rowMajor(DType.INT32, shape, places);
  }

  static Tensor argSort(int axis, boolean descending, ArrayTensor x) {
    ArrayTensor numbers =
        x.dtype() == DType.BOOL ? ElementwiseEvaluation.convert(x, DType.INT32) : x;
    Lines lines = Lines.of(numbers, axis);
    int length = lines.length;
    Object from = lines.rows.data;
    int[] places = new int[x.shape().size()];
    lines.forEach(
        20,
        (first, end) -> {
          long[] work = new long[length];
          for (int line = first; line < end; line++) {
            int start = lines.offset(line);
            int to = line * length;
            switch (from) {
              case float[] f -> FloatLine.argSort(descending, f, start, length, work, places, to);
              case double[] d -> DoubleLine.argSort(descending, d, start, length, work, places, to);
              case int[] i -> IntLine.argSort(descending, i, start, length, work, places, to);
              default -> throw new AssertionError(from.getClass());
            }
          }
        });
    return lines.restore(DType.INT32, places);
  }
}
