package latentphysics.tensor.random;

import java.util.List;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Providers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;

/** Uniform and normal numbers, in bulk. */
final class Continuous {
  private static final long ALL_BITS = -1L;
  private static final long BITS_OF_FLOAT32 = -1L << (53 - 24);

  /** Compiled when first needed. */
  private static final class Normals {
    static final MapKernel KERNEL = boxMuller(Providers.best());
  }

  private Continuous() {}

  /**
   * Two independent normal numbers from two uniform ones in [0, 1): √(−2·log(1 − u))·(cos 2πv, sin
   * 2πv) (Box and Muller 1958). At most √(106·log 2) = 8.57, which 1 − u = 2⁻⁵³ gives.
   *
   * <p>An expression, so that the numbers are the same bits on every machine and provider.
   */
  static MapKernel boxMuller(Kernels provider) {
    Expr u = Expr.input(0);
    Expr v = Expr.input(1);
    Expr logarithm = Expr.constant(1).sub(u).call(Expr.Function.LOG);
    Expr radius = logarithm.mul(Expr.constant(-2)).sqrt();
    Expr angle = v.mul(Expr.constant(2 * Math.PI));
    Expr cosine = radius.mul(angle.call(Expr.Function.COS));
    Expr sine = radius.mul(angle.call(Expr.Function.SIN));
    return provider.compile(Instructions.compile(List.of(cosine, sine), 2, ElementType.FLOAT64));
  }

  /**
   * Fills an array with uniform numbers in [0, 1).
   *
   * @param values {@code float[]}, for numbers of 24 random bits, or {@code double[]}, for 53
   */
  static void uniform(Key key, Object values, int count) {
    long mask = values instanceof float[] ? BITS_OF_FLOAT32 : ALL_BITS;
    Draws.forEachChunk(
        key,
        Draws.NUMBERS,
        Math.ceilDiv(count, 2),
        chunk -> {
          double[] even = new double[chunk];
          double[] odd = new double[chunk];
          return (words, first, counters) -> {
            uniform(words[0], words[1], mask, counters, even);
            uniform(words[2], words[3], mask, counters, odd);
            interleave(even, odd, values, 2 * first, counters);
          };
        });
  }

  /**
   * Fills an array with normal numbers of mean 0 and variance 1: uniform numbers 2i and 2i+1, of 53
   * bits, make normal numbers 2i and 2i+1.
   *
   * @param values {@code float[]}, for numbers rounded to float32, or {@code double[]}
   */
  static void normal(Key key, Object values, int count) {
    Draws.forEachChunk(
        key,
        Draws.NUMBERS,
        Math.ceilDiv(count, 2),
        chunk -> {
          double[] u = new double[chunk];
          double[] v = new double[chunk];
          double[] even = new double[chunk];
          double[] odd = new double[chunk];
          Object[] arrays = {u, v, even, odd};
          int[] offsets = new int[arrays.length];
          int[] strides = {1, 1, 1, 1};
          return (words, first, counters) -> {
            uniform(words[0], words[1], ALL_BITS, counters, u);
            uniform(words[2], words[3], ALL_BITS, counters, v);
            Normals.KERNEL.run(arrays, offsets, strides, 0, counters);
            interleave(even, odd, values, 2 * first, counters);
          };
        });
  }

  private static void uniform(
      long[] upper, long[] lower, long mask, int counters, double[] values) {
    for (int i = 0; i < counters; i++) {
      values[i] = (Draws.join(upper[i], lower[i]) >>> 11 & mask) * 0x1p-53;
    }
  }

  /** The last number of an odd count has no successor. */
  private static void interleave(
      double[] even, double[] odd, Object values, int start, int counters) {
    switch (values) {
      case float[] f -> {
        int pairs = Math.min(counters, (f.length - start) / 2);
        for (int i = 0; i < pairs; i++) {
          f[start + 2 * i] = (float) even[i];
          f[start + 2 * i + 1] = (float) odd[i];
        }
        if (pairs < counters) {
          f[start + 2 * pairs] = (float) even[pairs];
        }
      }
      case double[] d -> {
        int pairs = Math.min(counters, (d.length - start) / 2);
        for (int i = 0; i < pairs; i++) {
          d[start + 2 * i] = even[i];
          d[start + 2 * i + 1] = odd[i];
        }
        if (pairs < counters) {
          d[start + 2 * pairs] = even[pairs];
        }
      }
      default -> throw new AssertionError(values.getClass());
    }
  }
}
