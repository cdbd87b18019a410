package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects orders, places of extremes and running sums against plain definitions. */
final class SortingTest {
  private static final double[] SPECIAL = {
    0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, -1, 1e-40, -1e-40
  };
  private static final long SEED = 950;

  /** Numbers with ties and special ones; as integers or truth values where the type is that. */
  private static Tensor mixed(DType dtype, Random random, int... dims) {
    double[] values = new double[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (random.nextInt(3)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> random.nextInt(10) - 5;
            default -> random.nextGaussian() * 1000;
          };
    }
    return Tensor.of(dtype, values, values.length).reshape(dims);
  }

  private static int[] expectedOrder(double[] x, boolean descending) {
    Comparator<Integer> byValue =
        (i, j) -> {
          double a = x[i] + 0.0;
          double b = x[j] + 0.0;
          if (Double.isNaN(a) || Double.isNaN(b)) {
            return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
          }
          return descending ? Double.compare(b, a) : Double.compare(a, b);
        };
    return IntStream.range(0, x.length)
        .boxed()
        .sorted(byValue)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void ordersAreStableWithNaNLast(DType dtype) {
    Random random = new Random(SEED);
    for (int length : new int[] {0, 1, 2, 3, 10, 100, 3000}) {
      Tensor x = mixed(dtype, random, length);
      for (boolean descending : new boolean[] {false, true}) {
        int[] expected = expectedOrder(x.toDoubles(), descending);
        String context = dtype + ", length " + length + ", " + descending + ", seed " + SEED;
        assertArrayEquals(expected, x.argsort(0, descending).toInts(), context);
        Check.sameBits(x.gather(Tensor.of(expected), 0), x.sort(0, descending), context);
      }
    }
  }

  @Test
  void doublesThatDifferInTheLowHalfOnly() {
    Random random = new Random(SEED);
    double[] x = new double[500];
    for (int i = 0; i < x.length; i++) {
      long low = random.nextLong() >>> 32;
      x[i] = Double.longBitsToDouble(((i % 2) * Long.MIN_VALUE) | 0x3FF00000_00000000L | low);
    }
    for (boolean descending : new boolean[] {false, true}) {
      assertArrayEquals(
          expectedOrder(x, descending),
          Tensor.of(x).argsort(0, descending).toInts(),
          "descending " + descending + ", seed " + SEED);
    }
    int[] integers = {Integer.MIN_VALUE, Integer.MAX_VALUE, 0, Integer.MIN_VALUE, -1};
    assertArrayEquals(new int[] {0, 3, 4, 2, 1}, Tensor.of(integers).argsort(0).toInts());
    assertArrayEquals(new int[] {1, 2, 4, 0, 3}, Tensor.of(integers).argsort(0, true).toInts());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyAxisAndLayout(DType dtype) {
    Random random = new Random(SEED);
    Tensor x = mixed(dtype, random, 5, 130, 70);
    for (int axis = 0; axis < 3; axis++) {
      int chosen = axis;
      for (boolean flipped : new boolean[] {false, true}) {
        Tensor view = flipped ? x.flip(0).transpose(1, 2) : x;
        String context = dtype + ", axis " + axis + ", flipped " + flipped + ", seed " + SEED;
        Tensor order = Check.onAnyThreads(() -> view.argsort(chosen), context);
        Tensor largest = Check.onAnyThreads(() -> view.argmax(chosen), context);
        Tensor smallest = Check.onAnyThreads(() -> view.argmin(chosen), context);
        double[] lines = LineFunctions.merged("lines", view, axis).toDoubles();
        int[] orders = LineFunctions.merged("lines", order, axis).toInts();
        int n = view.dim(axis);
        for (int line = 0; line < lines.length / n; line++) {
          double[] values = Arrays.copyOfRange(lines, line * n, (line + 1) * n);
          assertArrayEquals(
              expectedOrder(values, false),
              Arrays.copyOfRange(orders, line * n, (line + 1) * n),
              context);
          assertEquals(placeOfExtreme(values, true), largest.toInts()[line], context);
          assertEquals(placeOfExtreme(values, false), smallest.toInts()[line], context);
        }
      }
    }
  }

  private static int placeOfExtreme(double[] x, boolean largest) {
    int place = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        return i;
      }
      if (largest ? x[i] > x[place] : x[i] < x[place]) {
        place = i;
      }
    }
    return place;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "INT32"})
  void runningSums(DType dtype) {
    for (int[] dims : new int[][] {{0}, {1}, {9}, {3, 4}, {70, 600}, {2, 50, 40}, {3, 0}}) {
      Tensor x = Samples.random(DType.FLOAT64, 960, dims).mul(1000).astype(dtype);
      for (int axis = 0; axis < dims.length; axis++) {
        int chosen = axis;
        String context = dtype + " " + Arrays.toString(dims) + ", axis " + axis + ", seed 960";
        Tensor sums = Check.onAnyThreads(() -> x.cumsum(chosen), context);
        Tensor back =
            Check.onAnyThreads(
                () -> Primitive.one(new Primitive.CumulativeSum(chosen, true), x), context);
        double[] lines = LineFunctions.merged("lines", x, axis).toDoubles();
        double[] expected = new double[lines.length];
        double[] reverse = new double[lines.length];
        int n = dims[axis];
        for (int line = 0; n > 0 && line < lines.length / n; line++) {
          double total = 0;
          double fromEnd = 0;
          for (int i = 0; i < n; i++) {
            total += lines[line * n + i];
            fromEnd += lines[line * n + n - 1 - i];
            expected[line * n + i] = total;
            reverse[line * n + n - 1 - i] = fromEnd;
          }
        }
        Check.values(expected, LineFunctions.merged("lines", sums, axis), context);
        Check.values(reverse, LineFunctions.merged("lines", back, axis), context);
      }
    }
    Check.values(
        new double[] {1, 1, 2}, Tensor.of(new boolean[] {true, false, true}).cumsum(0), "");
  }

  @Test
  void errors() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 0, 3);
    Check.rejects(
        "argmax: no elements along axis 0 of [0, 3], expected at least one", () -> x.argmax(0));
    assertEquals(Shape.of(0), x.argmin(1).shape());
    assertEquals(Shape.of(0, 3), x.sort(0).shape());
    Check.rejects("argsort: axis 2 of [0, 3], expected one of its 2", () -> x.argsort(2));
    Check.rejects("cumsum: axis -3 of [0, 3], expected one of its 2", () -> x.cumsum(-3));
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class, () -> Tensor.of(new int[] {Integer.MAX_VALUE, 1}).cumsum(0));
    assertEquals("cumsum: 2147483648 does not fit int32; convert with astype", e.getMessage());
  }
}
