package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every provider must do with rows and columns of numbers and when it transposes: give the
 * bits of the scalar reference. Arrays are compared whole, so an element that must stay as it was
 * is checked too. All NaNs count as equal.
 */
public abstract class ReductionsContract {
  private static final int[] LENGTHS = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 33, 64, 65, 100, 1000, 1023, 1024
  };
  private static final int[] ROWS = {0, 1, 2, 3, 4, 5, 9};
  private static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 33, 47, 64, 100};
  private static final long SEED = 31;

  private final Kernels reference = new ScalarKernels();

  /** The kernels under test. */
  protected abstract Kernels kernels();

  /** One call of a kernel: from x to y, both of the type. */
  private interface Call {
    void on(Kernels kernels, Object x, int xOffset, Object y, int yOffset);
  }

  private void check(
      ElementType type, boolean special, int xSize, int ySize, String where, Call call) {
    Random random = new Random(SEED + xSize + ySize);
    int xOffset = random.nextInt(4);
    int yOffset = random.nextInt(4);
    Object x =
        special
            ? SampleNumbers.any(random, type, xOffset + xSize)
            : SampleNumbers.ordinary(random, type, xOffset + xSize);
    Object y = SampleNumbers.ordinary(random, type, yOffset + ySize + 2);
    Object wanted = SampleNumbers.copy(y);
    call.on(reference, x, xOffset, wanted, yOffset);
    call.on(kernels(), x, xOffset, y, yOffset);
    String context = where + ", " + type + ", special " + special + ", seed " + SEED;
    if (wanted instanceof float[] floats) {
      assertArrayEquals(floats, (float[]) y, context);
    } else {
      assertArrayEquals((double[]) wanted, (double[]) y, context);
    }
  }

  /** Where a kernel adds up the results of a map, it does so in the order of the sums of rows. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void sumsOfMaps(ElementType type) {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int inputs = 1 + random.nextInt(3);
      Instructions program =
          RandomExpressions.program(seed, type, inputs, 1, 1 + random.nextInt(20));
      MapKernel expected = reference.compile(program);
      MapKernel actual = kernels().compile(program);
      for (int length : LENGTHS) {
        int rows = 1 + random.nextInt(3);
        Object[] arrays = new Object[inputs + 1];
        int[] offsets = new int[inputs + 1];
        int[] strides = new int[inputs + 1];
        int[] steps = new int[inputs + 1];
        for (int p = 0; p < inputs; p++) {
          offsets[p] = random.nextInt(4);
          strides[p] = random.nextInt(2);
          steps[p] = random.nextInt(length + 3);
          int size = offsets[p] + rows * steps[p] + length + 1;
          arrays[p] = SampleNumbers.any(random, type, size);
        }
        int gap = random.nextInt(3);
        offsets[inputs] = random.nextInt(4);
        steps[inputs] = Kernels.SUM_LANES + gap;
        int size = offsets[inputs] + rows * steps[inputs] - gap + Kernels.SUM_LANES;
        arrays[inputs] = SampleNumbers.any(random, type, size);
        String where = type + ", program " + seed + ", " + rows + " rows of " + length;
        int[] sameOffsets = offsets.clone();
        if (actual.sums(arrays, offsets, strides, steps, rows, 0, length)) {
          assertArrayEquals(sameOffsets, offsets, where);
          double[] sums =
              partialSums(expected, type, arrays, offsets, strides, steps, rows, length);
          for (int k = 0; k < sums.length; k++) {
            int at =
                offsets[inputs] + k / Kernels.SUM_LANES * steps[inputs] + k % Kernels.SUM_LANES;
            double sum =
                arrays[inputs] instanceof float[] floats
                    ? floats[at]
                    : ((double[]) arrays[inputs])[at];
            assertEquals(sums[k], sum, where + ", partial sum " + k);
          }
        }
      }
    }
  }

  private static double[] partialSums(
      MapKernel map,
      ElementType type,
      Object[] arrays,
      int[] offsets,
      int[] strides,
      int[] steps,
      int rows,
      int length) {
    int last = arrays.length - 1;
    double[] sums = new double[rows * Kernels.SUM_LANES];
    for (int r = 0; r < rows; r++) {
      Object[] operands = arrays.clone();
      operands[last] = type.newArray(length);
      int[] ofRow = offsets.clone();
      for (int p = 0; p < last; p++) {
        ofRow[p] += r * steps[p];
      }
      ofRow[last] = 0;
      int[] adjacent = strides.clone();
      adjacent[last] = 1;
      map.run(operands, ofRow, adjacent, 0, length);
      for (int i = 0; i < length; i++) {
        int k = r * Kernels.SUM_LANES + i % Kernels.SUM_LANES;
        sums[k] =
            operands[last] instanceof float[] floats
                ? (float) sums[k] + floats[i]
                : sums[k] + ((double[]) operands[last])[i];
      }
    }
    return sums;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void sumsOfRows(ElementType type) {
    for (int length : LENGTHS) {
      for (int rows : ROWS) {
        for (int gap : new int[] {0, 3}) {
          int row = length + gap;
          for (boolean special : new boolean[] {false, true}) {
            check(
                type,
                special,
                rows * row,
                rows,
                rows + " rows of " + length + ", " + row + " apart",
                (k, x, xo, y, yo) -> {
                  if (type == ElementType.FLOAT32) {
                    k.sumRows(rows, length, (float[]) x, xo, row, (float[]) y, yo);
                  } else {
                    k.sumRows(rows, length, (double[]) x, xo, row, (double[]) y, yo);
                  }
                });
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void sumsOfColumns(ElementType type) {
    for (int rows : new int[] {0, 1, 2, 15, 16, 17, 63, 64, 65, 130}) {
      for (int columns : SIZES) {
        for (boolean special : new boolean[] {false, true}) {
          int row = columns + (special ? 0 : 1);
          check(
              type,
              special,
              rows * row,
              Kernels.SUM_LANES * columns,
              rows + " rows of " + columns + " columns",
              (k, x, xo, y, yo) -> {
                if (type == ElementType.FLOAT32) {
                  k.addRows(rows, columns, (float[]) x, xo, row, (float[]) y, yo);
                } else {
                  k.addRows(rows, columns, (double[]) x, xo, row, (double[]) y, yo);
                }
              });
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void lanesOfColumnsGiveTheSumsOfRows(ElementType type) {
    Random random = new Random(SEED);
    int terms = 1000;
    int columns = 37;
    double[] x = new double[terms * columns];
    double[] transposed = new double[terms * columns];
    for (int i = 0; i < terms; i++) {
      for (int c = 0; c < columns; c++) {
        double value = (float) random.nextGaussian();
        x[i * columns + c] = value;
        transposed[c * terms + i] = value;
      }
    }
    double[] sums = new double[columns];
    double[] lanes = new double[Kernels.SUM_LANES * columns];
    if (type == ElementType.FLOAT64) {
      kernels().sumRows(columns, terms, transposed, 0, terms, sums, 0);
      kernels().addRows(terms, columns, x, 0, columns, lanes, 0);
    } else {
      float[] floatSums = new float[columns];
      float[] floatLanes = new float[lanes.length];
      kernels().sumRows(columns, terms, floats(transposed), 0, terms, floatSums, 0);
      kernels().addRows(terms, columns, floats(x), 0, columns, floatLanes, 0);
      for (int c = 0; c < columns; c++) {
        sums[c] = floatSums[c];
      }
      for (int i = 0; i < lanes.length; i++) {
        lanes[i] = floatLanes[i];
      }
    }
    for (int half = Kernels.SUM_LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half * columns; i++) {
        lanes[i] += lanes[half * columns + i];
        lanes[i] = type == ElementType.FLOAT32 ? (float) lanes[i] : lanes[i];
      }
    }
    for (int c = 0; c < columns; c++) {
      assertEquals(sums[c], lanes[c], type + ", column " + c + ", seed " + SEED);
    }
  }

  private static float[] floats(double[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) x[i];
    }
    return y;
  }

  @Test
  void sumOfNegativeZerosIsZero() {
    float[] x = {-0.0f, -0.0f, -0.0f, -0.0f, -0.0f, -0.0f};
    double[] y = {-0.0, -0.0, -0.0, -0.0, -0.0, -0.0};
    for (int length = 0; length <= x.length; length++) {
      float[] sum = {1};
      double[] doubleSum = {1};
      kernels().sumRows(1, length, x, 0, 0, sum, 0);
      kernels().sumRows(1, length, y, 0, 0, doubleSum, 0);
      assertEquals(0.0f, sum[0], "length " + length);
      assertEquals(0.0, doubleSum[0], "length " + length);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void extremesOfRows(ElementType type) {
    for (int length : LENGTHS) {
      for (int rows : new int[] {0, 1, 3}) {
        for (boolean special : new boolean[] {false, true}) {
          for (boolean largest : new boolean[] {false, true}) {
            int row = length + 1;
            check(
                type,
                special,
                rows * row,
                rows,
                (largest ? "largest of " : "smallest of ") + rows + " rows of " + length,
                (k, x, xo, y, yo) -> {
                  if (type == ElementType.FLOAT32) {
                    k.extremeOfRows(largest, rows, length, (float[]) x, xo, row, (float[]) y, yo);
                  } else {
                    k.extremeOfRows(largest, rows, length, (double[]) x, xo, row, (double[]) y, yo);
                  }
                });
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void extremesOfColumns(ElementType type) {
    for (int rows : new int[] {0, 1, 3, 4, 5, 9}) {
      for (int columns : SIZES) {
        for (boolean special : new boolean[] {false, true}) {
          for (boolean largest : new boolean[] {false, true}) {
            int row = columns + 1;
            check(
                type,
                special,
                rows * row,
                columns,
                (largest ? "largest of " : "smallest of ") + rows + " rows, columns " + columns,
                (k, x, xo, y, yo) -> {
                  if (type == ElementType.FLOAT32) {
                    k.extremeWithRows(
                        largest, rows, columns, (float[]) x, xo, row, (float[]) y, yo);
                  } else {
                    k.extremeWithRows(
                        largest, rows, columns, (double[]) x, xo, row, (double[]) y, yo);
                  }
                });
          }
        }
      }
    }
  }

  @Test
  void extremesTellTheZerosApartAndKeepNaN() {
    for (int length : new int[] {2, 3, 16, 17, 70, 200}) {
      for (int at = 0; at < length; at++) {
        float[] x = new float[length];
        Arrays.fill(x, -0.0f);
        x[at] = 0.0f;
        assertEquals(0.0f, extreme(true, x), length + " numbers, +0 at " + at);
        assertEquals(length == 1 ? 0.0f : -0.0f, extreme(false, x), length + ", +0 at " + at);
        x[at] = Float.NaN;
        assertEquals(Float.NaN, extreme(true, x), length + " numbers, NaN at " + at);
        assertEquals(Float.NaN, extreme(false, x), length + " numbers, NaN at " + at);
      }
    }
  }

  private float extreme(boolean largest, float[] x) {
    float[] y = new float[1];
    kernels().extremeOfRows(largest, 1, x.length, x, 0, 0, y, 0);
    return y[0];
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void firstIndexOfANumber(ElementType type) {
    Random random = new Random(SEED);
    double[] values = {0, -0.0, 1, 2, Double.NaN, Double.POSITIVE_INFINITY, 9};
    for (int length : LENGTHS) {
      double[] x = new double[length + 2];
      for (int i = 0; i < x.length; i++) {
        // Rare values, so that the first one may lie anywhere.
        x[i] = random.nextInt(1 + length / 4) == 0 ? values[random.nextInt(5)] : 3;
      }
      for (double value : values) {
        int expected = reference.indexOf(value, x, 1, length);
        int actual =
            type == ElementType.FLOAT64
                ? kernels().indexOf(value, x, 1, length)
                : kernels().indexOf((float) value, floats(x), 1, length);
        assertEquals(expected, actual, value + " among " + length + ", seed " + SEED);
      }
    }
  }

  @Test
  void transposes() {
    Random random = new Random(SEED);
    for (int rows : SIZES) {
      for (int columns : SIZES) {
        int xRow = columns + random.nextInt(3);
        int yRow = rows + random.nextInt(3);
        int xOffset = random.nextInt(3);
        int yOffset = random.nextInt(3);
        int xSize = xOffset + rows * xRow;
        int ySize = yOffset + columns * yRow + 2;
        int[] ints = random.ints(xSize).toArray();
        String where = rows + "×" + columns + ", seed " + SEED;
        int[] wanted = new int[ySize];
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < columns; c++) {
            wanted[yOffset + c * yRow + r] = ints[xOffset + r * xRow + c];
          }
        }
        int[] y = new int[ySize];
        kernels().transpose(rows, columns, ints, xOffset, xRow, y, yOffset, yRow);
        assertArrayEquals(wanted, y, where);
        float[] floats = new float[xSize];
        double[] doubles = new double[xSize];
        boolean[] booleans = new boolean[xSize];
        for (int i = 0; i < xSize; i++) {
          floats[i] = ints[i] >> 8;
          doubles[i] = ints[i];
          booleans[i] = ints[i] > 0;
        }
        float[] floatResult = new float[ySize];
        double[] doubleResult = new double[ySize];
        boolean[] booleanResult = new boolean[ySize];
        kernels().transpose(rows, columns, floats, xOffset, xRow, floatResult, yOffset, yRow);
        kernels().transpose(rows, columns, doubles, xOffset, xRow, doubleResult, yOffset, yRow);
        kernels().transpose(rows, columns, booleans, xOffset, xRow, booleanResult, yOffset, yRow);
        for (int i = 0; i < ySize; i++) {
          assertEquals(wanted[i] >> 8, floatResult[i], where);
          assertEquals(wanted[i], doubleResult[i], where);
          assertEquals(wanted[i] > 0, booleanResult[i], where);
        }
      }
    }
  }
}
