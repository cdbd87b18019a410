package latentphysics.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.tensor.storage.TensorArrays;

/** Tensors of every kind that files have to keep, and whether they are kept bit by bit. */
final class Same {
  /** NaN with a sign and a payload, quiet and signalling. */
  static final int[] FLOAT_NANS = {0x7fc00000, 0xffc12345, 0x7f800001, 0xffbfffff};

  static final long[] DOUBLE_NANS = {
    0x7ff8000000000000L, 0xfff8123456789abcL, 0x7ff0000000000001L, 0xfff7ffffffffffffL
  };

  private Same() {}

  /** Asserts equal type, shape and bits. */
  static void assertSame(Tensor expected, Tensor found, String message) {
    assertEquals(expected.dtype(), found.dtype(), message);
    assertEquals(expected.shape(), found.shape(), message);
    assertArrayEquals(bits(expected), bits(found), message);
  }

  /** Bits of the elements in row-major order. */
  static long[] bits(Tensor tensor) {
    TensorArrays.Elements elements = TensorArrays.access().elements(tensor);
    int from = elements.offset();
    IntStream all = IntStream.range(0, tensor.shape().size());
    return switch (elements.array()) {
      case float[] f -> all.mapToLong(i -> Float.floatToRawIntBits(f[from + i])).toArray();
      case double[] d -> all.mapToLong(i -> Double.doubleToRawLongBits(d[from + i])).toArray();
      case int[] n -> all.mapToLong(i -> n[from + i]).toArray();
      case boolean[] b -> all.mapToLong(i -> b[from + i] ? 1 : 0).toArray();
      default -> throw new AssertionError(elements.array().getClass());
    };
  }

  /** Tensors by a name that says what is particular about them. */
  static Map<String, Tensor> samples() {
    Map<String, Tensor> samples = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      for (int rank = 0; rank <= 8; rank++) {
        int[] dims = IntStream.range(rank, 2 * rank).map(i -> 1 + i % 3).toArray();
        samples.put(dtype + " of rank " + rank, numbers(dtype, 300 + rank, dims));
      }
      Tensor matrix = numbers(dtype, 310, 5, 7);
      samples.put(dtype + " transposed", matrix.transpose());
      samples.put(dtype + " sliced", matrix.slice(1, 2, 5));
      samples.put(dtype + " rows", matrix.slice(0, 1, 3));
      samples.put(dtype + " permuted", numbers(dtype, 311, 2, 3, 4).permute(2, 0, 1));
      samples.put(dtype + " repeated", numbers(dtype, 312, 3, 1).broadcastTo(2, 3, 4));
      samples.put(dtype + " empty", Tensor.zeros(dtype, 0));
      samples.put(dtype + " empty in the middle", Tensor.zeros(dtype, 3, 0, 2));
      // Several times the size of the buffers, and no multiple of it.
      samples.put(dtype + " long", numbers(dtype, 313, 40_001));
    }
    float[] floats = {-0.0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY};
    samples.put("float32 limits", Tensor.of(floats));
    double[] doubles = {-0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY};
    samples.put("float64 limits", Tensor.of(doubles));
    samples.put("int32 limits", Tensor.of(new int[] {Integer.MIN_VALUE, -1, Integer.MAX_VALUE}));
    float[] nans = new float[FLOAT_NANS.length];
    double[] wideNans = new double[DOUBLE_NANS.length];
    for (int i = 0; i < nans.length; i++) {
      nans[i] = Float.intBitsToFloat(FLOAT_NANS[i]);
      wideNans[i] = Double.longBitsToDouble(DOUBLE_NANS[i]);
    }
    samples.put("float32 NaN", Tensor.of(nans));
    samples.put("float64 NaN", Tensor.of(wideNans));
    return samples;
  }

  private static Tensor numbers(DType dtype, int seed, int... dims) {
    Tensor normal = Key.of(seed).normal(DType.FLOAT64, dims);
    return switch (dtype) {
      case FLOAT32, FLOAT64 -> normal.astype(dtype);
      case INT32 -> normal.mul(1e6).astype(dtype);
      case BOOL -> normal.mul(1.5).astype(DType.INT32).astype(dtype);
    };
  }

  /** Names of maps in their order. */
  static List<String> names(Map<String, ?> map) {
    return new ArrayList<>(map.keySet());
  }
}
