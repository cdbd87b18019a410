package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.function.Executable;

/** Comparisons that several test classes make. */
public final class Close {
  private Close() {}

  /** Equal shapes, and every value within {@code bound·(1 + |expected|)}. */
  public static void close(Tensor expected, Tensor actual, double bound, String context) {
    assertEquals(expected.shape(), actual.shape(), context);
    close(expected.toDoubles(), actual, bound, context);
  }

  /** Every value within {@code bound·(1 + |expected|)}. */
  public static void close(double[] expected, Tensor actual, double bound, String context) {
    double[] values = actual.toDoubles();
    assertEquals(expected.length, values.length, context);
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i] - expected[i]) <= bound * (1 + Math.abs(expected[i])))) {
        fail(
            context
                + ": element "
                + i
                + " is "
                + values[i]
                + ", expected "
                + expected[i]
                + " within "
                + bound);
      }
    }
  }

  /** Tensors equal in type, shape and every bit. */
  public static void sameBits(List<Tensor> expected, List<Tensor> actual, String context) {
    assertEquals(expected.size(), actual.size(), context);
    for (int i = 0; i < expected.size(); i++) {
      String which = context + ", tensor " + i;
      assertEquals(expected.get(i).shape(), actual.get(i).shape(), which);
      assertEquals(expected.get(i).dtype(), actual.get(i).dtype(), which);
      assertArrayEquals(bits(expected.get(i)), bits(actual.get(i)), which);
    }
  }

  /** The call throws an IllegalArgumentException with just the given sentence. */
  public static void rejects(String sentence, Executable call) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static long[] bits(Tensor tensor) {
    return Arrays.stream(tensor.toDoubles()).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
