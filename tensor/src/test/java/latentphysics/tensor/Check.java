package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import latentphysics.kernels.Workers;
import org.junit.jupiter.api.function.Executable;

/** What several test classes assert. */
final class Check {
  private static final List<Integer> THREADS = List.of(1, 2, 5);

  private Check() {}

  /** The message of the IllegalArgumentException that is thrown is just the given sentence. */
  static void rejects(String sentence, Executable call) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  /** Shape and values are equal, the values bit by bit. */
  static void sameBits(Tensor expected, Tensor actual, String context) {
    assertEquals(expected.shape(), actual.shape(), context);
    assertEquals(expected.dtype(), actual.dtype(), context);
    assertArrayEquals(bits(expected), bits(actual), context);
  }

  /** Every value is the expected one, zeros of either sign and all NaN being alike. */
  static void values(double[] expected, Tensor actual, String context) {
    close(expected, actual, 0, context);
  }

  /**
   * Every value lies within so many units in the last place of the expected one, taken in the
   * tensor's own type.
   */
  static void close(double[] expected, Tensor actual, double ulps, String context) {
    double[] values = actual.toDoubles();
    assertEquals(expected.length, values.length, context);
    for (int i = 0; i < values.length; i++) {
      double want = expected[i];
      double unit = actual.dtype() == DType.FLOAT32 ? Math.ulp((float) want) : Math.ulp(want);
      double rounded = actual.dtype() == DType.FLOAT32 ? (float) want : want;
      boolean equal =
          Double.isFinite(rounded)
              ? Math.abs(values[i] - want) <= ulps * unit || values[i] == rounded
              : Double.compare(values[i], rounded) == 0;
      if (!equal) {
        fail(context + ": element " + i + " is " + values[i] + ", expected " + want);
      }
    }
  }

  /** Every value lies within an absolute distance of the expected one. */
  static void within(double[] expected, Tensor actual, double distance, String context) {
    double[] values = actual.toDoubles();
    assertEquals(expected.length, values.length, context);
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i] - expected[i]) <= distance)) {
        fail(context + ": element " + i + " is " + values[i] + ", expected " + expected[i]);
      }
    }
  }

  /** The result of a computation after it has given the same bits on 1, 2 and 5 threads. */
  static Tensor onAnyThreads(Supplier<Tensor> computation, String context) {
    Tensor first = onThreads(THREADS.getFirst(), computation);
    for (int threads : THREADS.subList(1, THREADS.size())) {
      sameBits(first, onThreads(threads, computation), context + " on " + threads + " threads");
    }
    return first;
  }

  /** The result of a computation on so many threads. */
  static <T> T onThreads(int threads, Supplier<T> computation) {
    try (Workers workers = Workers.of(threads)) {
      return workers.call(computation);
    }
  }

  private static long[] bits(Tensor tensor) {
    return Arrays.stream(tensor.toDoubles()).mapToLong(Double::doubleToLongBits).toArray();
  }
}
