package latentphysics.tensor;

import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.Workers;

/** Sums and extremes of integers and truth values: exact, so in any order. */
final class IntegerReduction {
  private static final int TASK = 1 << 16;
  private static final double NANOS_PER_TERM = 0.3;

  private IntegerReduction() {}

  /**
   * Reduction over {@code axes}.
   *
   * @param dtype int32; or bool for an extremum of truth values
   * @throws ArithmeticException if a sum does not fit int32
   */
  static Tensor apply(
      Reduction reduction, List<Integer> axes, ArrayTensor x, DType dtype, Shape shape) {
    int[] order =
        IntStream.concat(
                IntStream.range(0, x.shape().rank()).filter(axis -> !axes.contains(axis)),
                axes.stream().mapToInt(Integer::intValue))
            .toArray();
    ArrayTensor rows = x.permute(order).array().packed();
    int length = shape.size() == 0 ? 0 : x.shape().size() / shape.size();
    int perTask = Math.max(1, TASK / Math.max(1, length));
    Object y = dtype.newArray(shape.size());
    Workers.current()
        .forEach(
            Math.ceilDiv(shape.size(), perTask),
            NANOS_PER_TERM * x.shape().size(),
            task -> {
              int end = Math.min(shape.size(), (task + 1) * perTask);
              for (int r = task * perTask; r < end; r++) {
                long result = row(reduction, rows.data, rows.offset + r * length, length);
                if (y instanceof boolean[] truths) {
                  truths[r] = result != 0;
                } else {
                  ((int[]) y)[r] = fitting("sum", result);
                }
              }
            });
    return ArrayTensor.rowMajor(dtype, shape, y);
  }

  /**
   * A result as int32.
   *
   * @throws ArithmeticException if it does not fit
   */
  static int fitting(String operation, long result) {
    if (result != (int) result) {
      throw new ArithmeticException(
          operation + ": " + result + " does not fit int32; convert with astype");
    }
    return (int) result;
  }

  private static long row(Reduction reduction, Object data, int offset, int length) {
    return switch (data) {
      case int[] x -> row(reduction, x, offset, length);
      case boolean[] x -> row(reduction, x, offset, length);
      default -> throw new AssertionError(data.getClass());
    };
  }

  private static long row(Reduction reduction, int[] x, int offset, int length) {
    return switch (reduction) {
      case SUM -> {
        long sum = 0;
        for (int i = 0; i < length; i++) {
          sum += x[offset + i];
        }
        yield sum;
      }
      case MAX -> {
        int best = Integer.MIN_VALUE;
        for (int i = 0; i < length; i++) {
          best = Math.max(best, x[offset + i]);
        }
        yield best;
      }
      case MIN -> {
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < length; i++) {
          best = Math.min(best, x[offset + i]);
        }
        yield best;
      }
    };
  }

  private static long row(Reduction reduction, boolean[] x, int offset, int length) {
    int trues = 0;
    for (int i = 0; i < length; i++) {
      trues += x[offset + i] ? 1 : 0;
    }
    return switch (reduction) {
      case SUM -> trues;
      case MAX -> trues > 0 ? 1 : 0;
      case MIN -> trues == length ? 1 : 0;
    };
  }
}
