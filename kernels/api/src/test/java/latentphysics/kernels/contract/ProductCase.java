package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;

/**
 * A matrix product with a layout made by chance: A and B by rows or by columns, in either
 * direction, repeated or with gaps in all three matrices.
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
    int bColumn,
    int cOffset,
    int cRow,
    Object a,
    Object b,
    Object c) {

  /** Gaps between lines of an operand; some kernels copy what lies a page apart. */
  private static final int[] FAR = {0, 0, 0, 1, 2, 300, 1024};

  /** The case that belongs to the given sizes; there are many layouts. */
  static ProductCase of(ElementType type, int m, int n, int k, int layout) {
    Random random = new Random(layout + 101L * (m + 1009L * (n + 1009L * k)));
    Operand left = Operand.of(random, m, k);
    Operand right = Operand.of(random, k, n);
    int cOffset = random.nextInt(3);
    int cRow = n + random.nextInt(3);
    boolean any = random.nextInt(4) == 0;
    int cSize = cOffset + m * cRow + 1;
    return new ProductCase(
        m,
        n,
        k,
        left.offset,
        left.row,
        left.column,
        right.offset,
        right.row,
        right.column,
        cOffset,
        cRow,
        any ? mixed(random, type, left.size) : SampleNumbers.ordinary(random, type, left.size),
        random.nextInt(4) == 0
            ? mixed(random, type, right.size)
            : SampleNumbers.ordinary(random, type, right.size),
        // What C held, not a number among it, must not count.
        SampleNumbers.any(random, type, cSize));
  }

  /**
   * Where the elements of an operand lie in an array of the given size, which has none to spare.
   */
  private record Operand(int offset, int row, int column, int size) {

    static Operand of(Random random, int rows, int columns) {
      int adjacent =
          switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 2;
            default -> 1;
          };
      boolean byRows = random.nextInt(3) > 0;
      int far = adjacent * (byRows ? columns : rows) + FAR[random.nextInt(FAR.length)];
      int row = byRows ? far : adjacent;
      int column = byRows ? adjacent : far;
      int offset = random.nextInt(3);
      int size = offset + Math.max(0, rows - 1) * row + Math.max(0, columns - 1) * column + 1;
      if (random.nextInt(4) == 0) {
        offset += Math.max(0, rows - 1) * row;
        row = -row;
      }
      if (random.nextInt(4) == 0) {
        offset += Math.max(0, columns - 1) * column;
        column = -column;
      }
      return new Operand(offset, row, column, size);
    }
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
    String where =
        "m="
            + m
            + " n="
            + n
            + " k="
            + k
            + " aRow="
            + aRow
            + " aColumn="
            + aColumn
            + " bRow="
            + bRow
            + " bColumn="
            + bColumn;
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
          bColumn,
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
        bColumn,
        result,
        cOffset,
        cRow);
    return result;
  }
}
