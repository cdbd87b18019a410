package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;

/**
 * A matrix product with a layout made by chance: A by rows or by columns, in either direction, and
 * with gaps in all three matrices.
 */
record ProductCase(
    int m,
    int n,
    int k,
    int aOffset,
    int aRow,
    int aColumn,
    int bOffset,
    int bRow,
    int cOffset,
    int cRow,
    Object a,
    Object b,
    Object c) {

  /** The case that belongs to the given sizes. */
  static ProductCase of(ElementType type, int m, int n, int k) {
    Random random = new Random(m + 1009L * (n + 1009L * k));
    boolean transposed = random.nextBoolean();
    int gap = random.nextInt(3);
    int aRow = transposed ? 1 + gap / 2 : k + gap;
    int aColumn = transposed ? aRow * m + gap : 1;
    int aSize = (m + 1) * aRow + (k + 1) * aColumn + 3;
    int aOffset = random.nextInt(3);
    if (random.nextInt(3) == 0) {
      aOffset += m * aRow;
      aRow = -aRow;
    }
    if (random.nextInt(3) == 0) {
      aOffset += k * aColumn;
      aColumn = -aColumn;
    }
    int bOffset = random.nextInt(3);
    int bRow = n + random.nextInt(3);
    int cOffset = random.nextInt(3);
    int cRow = n + random.nextInt(3);
    boolean any = random.nextInt(4) == 0;
    int bSize = bOffset + k * bRow + 1;
    int cSize = cOffset + m * cRow + 1;
    return new ProductCase(
        m,
        n,
        k,
        aOffset,
        aRow,
        aColumn,
        bOffset,
        bRow,
        cOffset,
        cRow,
        any ? mixed(random, type, aSize) : SampleNumbers.ordinary(random, type, aSize),
        SampleNumbers.ordinary(random, type, bSize),
        // What C held, not a number among it, must not count.
        SampleNumbers.any(random, type, cSize));
  }

  /** Mostly ordinary numbers, as one NaN makes a whole row of the product NaN. */
  private static Object mixed(Random random, ElementType type, int size) {
    Object ordinary = SampleNumbers.ordinary(random, type, size);
    Object special = SampleNumbers.any(random, type, size);
    for (int i = 0; i < size; i += 1 + random.nextInt(97)) {
      System.arraycopy(special, i, ordinary, i, 1);
    }
    return ordinary;
  }

  void check(Kernels reference, Kernels kernels) {
    String where = "m=" + m + " n=" + n + " k=" + k + " aRow=" + aRow + " aColumn=" + aColumn;
    Object expected = product(reference);
    Object actual = product(kernels);
    if (expected instanceof float[] floats) {
      assertArrayEquals(floats, (float[]) actual, where);
    } else {
      assertArrayEquals((double[]) expected, (double[]) actual, where);
    }
  }

  private Object product(Kernels by) {
    if (c instanceof float[] floats) {
      float[] result = floats.clone();
      by.gemm(
          m,
          n,
          k,
          (float[]) a,
          aOffset,
          aRow,
          aColumn,
          (float[]) b,
          bOffset,
          bRow,
          result,
          cOffset,
          cRow);
      return result;
    }
    double[] result = ((double[]) c).clone();
    by.gemm(
        m,
        n,
        k,
        (double[]) a,
        aOffset,
        aRow,
        aColumn,
        (double[]) b,
        bOffset,
        bRow,
        result,
        cOffset,
        cRow);
    return result;
  }
}
