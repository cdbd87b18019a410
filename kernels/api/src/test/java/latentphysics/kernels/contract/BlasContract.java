package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;

/**
 * What every provider must do with the lines of factorizations: give the bits of the scalar
 * reference, and leave alone what lies beside them. Matrices have gaps between their rows.
 */
public abstract class BlasContract {
  private static final int[] LENGTHS = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33, 40, 47, 48, 63, 64, 65, 100, 130
  };
  private static final int[] ROWS = {0, 1, 2, 3, 8, 17, 43};
  private static final int SIZE = 45 * 140;
  private static final long SEED = 77;

  private final Kernels reference = new ScalarKernels();

  /** The kernels under test. */
  protected abstract Kernels kernels();

  /** Arrays of both types with the same contents for each side. */
  private record Arrays(float[] f, float[] g, float[] h, double[] d, double[] e, double[] k) {
    static Arrays of(long seed) {
      Random random = new Random(seed);
      return new Arrays(
          (float[]) SampleNumbers.ordinary(random, ElementType.FLOAT32, SIZE),
          (float[]) SampleNumbers.ordinary(random, ElementType.FLOAT32, SIZE),
          (float[]) SampleNumbers.ordinary(random, ElementType.FLOAT32, SIZE),
          (double[]) SampleNumbers.ordinary(random, ElementType.FLOAT64, SIZE),
          (double[]) SampleNumbers.ordinary(random, ElementType.FLOAT64, SIZE),
          (double[]) SampleNumbers.ordinary(random, ElementType.FLOAT64, SIZE));
    }
  }

  /** One call of an operation with both types. */
  private interface Call {
    void on(Kernels kernels, Arrays arrays);
  }

  private void check(long seed, String where, Call call) {
    Arrays expected = Arrays.of(seed);
    Arrays actual = Arrays.of(seed);
    call.on(reference, expected);
    call.on(kernels(), actual);
    String context = where + ", seed " + seed;
    assertArrayEquals(expected.f, actual.f, context);
    assertArrayEquals(expected.g, actual.g, context);
    assertArrayEquals(expected.h, actual.h, context);
    assertArrayEquals(expected.d, actual.d, context);
    assertArrayEquals(expected.e, actual.e, context);
    assertArrayEquals(expected.k, actual.k, context);
  }

  @Test
  void dot() {
    for (int n : LENGTHS) {
      Arrays a = Arrays.of(SEED + n);
      assertEquals(
          reference.dot(n, a.f, 3, a.g, 1), kernels().dot(n, a.f, 3, a.g, 1), "float, n " + n);
      assertEquals(
          reference.dot(n, a.d, 3, a.e, 1), kernels().dot(n, a.d, 3, a.e, 1), "double, n " + n);
      assertEquals(0, Float.floatToIntBits(kernels().dot(0, a.f, 0, a.g, 0)));
    }
  }

  /** A dot product is the sum of 16 interleaved chains; one chain gives other bits. */
  @Test
  void dotHasItsOrder() {
    double[] x = new double[18];
    double[] y = new double[18];
    java.util.Arrays.fill(y, 1);
    x[0] = 1;
    x[16] = 0x1p-53;
    x[1] = 0x1p-53;
    // (1 + 2⁻⁵³) rounds to 1 in lane 0; lane 1 adds another 2⁻⁵³, which is lost as well.
    assertEquals(1, kernels().dot(18, x, 0, y, 0));
    x[16] = 0;
    x[17] = 0x1p-53;
    // Lane 1 holds 2⁻⁵², which is not lost.
    assertEquals(1 + 0x1p-52, kernels().dot(18, x, 0, y, 0));
  }

  @Test
  void linesAlone() {
    for (int n : LENGTHS) {
      check(
          SEED + n,
          "axpy, n " + n,
          (k, a) -> {
            k.axpy(n, 0.7f, a.f, 3, a.g, 1);
            k.axpy(n, -0.7, a.d, 3, a.e, 1);
          });
      check(
          SEED + n,
          "scal, n " + n,
          (k, a) -> {
            k.scal(n, 0.7f, a.f, 3);
            k.scal(n, -0.7, a.d, 3);
          });
      check(
          SEED + n,
          "rot, n " + n,
          (k, a) -> {
            k.rot(n, a.f, 3, a.f, 200, 0.6f, 0.8f);
            k.rot(n, a.d, 3, a.e, 200, 0.6, -0.8);
          });
    }
  }

  @Test
  void matrices() {
    for (int n : LENGTHS) {
      int order = Math.min(n, 65);
      check(
          SEED + n,
          "syr2, n " + order,
          (k, a) -> {
            k.syr2(order, a.f, 2, a.g, 1, a.h, 3, order + 2);
            k.syr2(order, a.d, 2, a.e, 1, a.k, 3, order + 2);
          });
      for (int rows : ROWS) {
        check(
            SEED + n + rows,
            "lasr, " + rows + " rotations, n " + n,
            (k, a) -> {
              k.lasr(rows, n, a.f, a.g, 5, a.h, 3, n + 2);
              k.lasr(rows, n, a.d, a.e, 5, a.k, 3 + rows * (n + 2), -n - 2);
            });
        for (int step : new int[] {1, 3}) {
          String where = rows + " rows, n " + n + ", step " + step;
          check(
              SEED + n + rows,
              "gemv, " + where,
              (k, a) -> {
                k.gemv(rows, n, a.f, 2, step, a.g, 1, n + 2, a.h, 3);
                k.gemv(rows, n, a.d, 2, step, a.e, 1, n + 2, a.k, 3);
              });
          check(
              SEED + n + rows,
              "ger, " + where,
              (k, a) -> {
                k.ger(rows, n, a.f, 2, step, a.g, 1, a.h, 3, n + 2);
                k.ger(rows, n, a.d, 2, step, a.e, 1, a.k, 3, n + 2);
              });
        }
      }
    }
  }
}
