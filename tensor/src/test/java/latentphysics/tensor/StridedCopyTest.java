package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects copies of views: every element lands where its index says, whatever the type. */
final class StridedCopyTest {
  private static final long SEED = 77;

  private static Tensor numbered(DType dtype, int... dims) {
    double[] values = new double[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype == DType.BOOL ? i * 7 % 5 % 2 : i;
    }
    return Tensor.of(dtype, values, values.length).reshape(dims);
  }

  /** The elements in row-major order, one by one by their index. */
  private static double[] byIndex(ArrayTensor x) {
    double[] all = new double[x.shape().size()];
    for (int i = 0; i < all.length; i++) {
      int rest = i;
      int position = x.offset;
      for (int axis = x.shape().rank() - 1; axis >= 0; axis--) {
        position += rest % x.shape().dim(axis) * x.strides[axis];
        rest /= x.shape().dim(axis);
      }
      all[i] =
          switch (x.data) {
            case float[] f -> f[position];
            case double[] d -> d[position];
            case int[] n -> n[position];
            case boolean[] b -> b[position] ? 1 : 0;
            default -> throw new AssertionError(x.data.getClass());
          };
    }
    return all;
  }

  private static void check(Tensor view, String context) {
    ArrayTensor x = view.array();
    Tensor copy = Check.onAnyThreads(() -> ElementwiseEvaluation.copy(x), context);
    assertTrue(copy.array().isRowMajor(), context);
    assertArrayEquals(byIndex(x), copy.toDoubles(), context);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyPermutation(DType dtype) {
    for (int[] dims :
        new int[][] {
          {},
          {0},
          {1},
          {5},
          {37, 50},
          {3, 1000},
          {1000, 3},
          {16, 1, 33},
          {17, 9, 21},
          {2, 3, 4, 5},
          {4, 20, 3, 18},
          {2, 0, 3}
        }) {
      Tensor x = numbered(dtype, dims);
      for (int[] order : permutations(dims.length)) {
        check(x.permute(order), dtype + " " + x.shape() + " by " + Arrays.toString(order));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void largePlanesInPieces(DType dtype) {
    check(numbered(dtype, 300, 400).transpose(), dtype + " 300×400");
    check(numbered(dtype, 9000, 20).transpose(), dtype + " 9000×20");
    check(numbered(dtype, 20, 9000).transpose(), dtype + " 20×9000");
    check(numbered(dtype, 3, 50, 60).permute(0, 2, 1), dtype + " planes");
    check(numbered(dtype, 2, 70000).slice(1, 1, 70000), dtype + " long rows");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void slicesStepsFlipsAndRepetition(DType dtype) {
    Random random = new Random(SEED);
    Tensor x = numbered(dtype, 6, 40, 35);
    for (int round = 0; round < 60; round++) {
      Tensor view = x;
      for (int axis = 0; axis < 3; axis++) {
        int start = random.nextInt(view.dim(axis));
        int end = start + random.nextInt(view.dim(axis) - start + 1);
        view = view.slice(axis, start, end, 1 + random.nextInt(3));
        view = random.nextInt(4) == 0 ? view.flip(axis) : view;
      }
      List<int[]> orders = permutations(3);
      view = view.permute(orders.get(random.nextInt(orders.size())));
      if (random.nextBoolean()) {
        int[] dims = IntStream.concat(IntStream.of(2), IntStream.of(view.shape().dims())).toArray();
        view = view.broadcastTo(dims).permute(1, 2, 3, 0);
      }
      check(view, dtype + ", round " + round + ", seed " + SEED);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void intoPartOfALargerArray(DType dtype) {
    Tensor x = numbered(dtype, 24, 31);
    Tensor joined = Tensor.concatenate(1, x.transpose(), numbered(dtype, 31, 2), x.transpose());
    for (int part : new int[] {0, 26}) {
      assertArrayEquals(
          byIndex(x.transpose().array()),
          byIndex(joined.slice(1, part, part + 24).array()),
          dtype + ", part at " + part);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void mapsOfLargeViewsCopyThemFirst(DType dtype) {
    Tensor x = Samples.random(dtype, 920, 70, 80);
    Tensor y = Samples.random(dtype, 921, 80, 70);
    double[] expected = x.toDoubles();
    double[] other = y.toDoubles();
    for (int r = 0; r < 70; r++) {
      for (int c = 0; c < 80; c++) {
        expected[r * 80 + c] += other[c * 70 + r];
      }
    }
    Check.close(expected, x.add(y.transpose()), 0.5, "seeds 920 and 921");
    Tensor repeated = y.slice(1, 0, 1).transpose().broadcastTo(70, 80);
    for (int r = 0; r < 70; r++) {
      for (int c = 0; c < 80; c++) {
        expected[r * 80 + c] = x.toDoubles()[r * 80 + c] + other[c * 70];
      }
      if (r == 2) {
        break;
      }
    }
    Check.close(Arrays.copyOf(expected, 240), x.add(repeated).slice(0, 0, 3), 0.5, "seed 920");
  }

  private static List<int[]> permutations(int rank) {
    List<int[]> all = new ArrayList<>();
    all.add(new int[0]);
    for (int axis = 0; axis < rank; axis++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] shorter : all) {
        for (int at = 0; at <= axis; at++) {
          int[] order = new int[axis + 1];
          System.arraycopy(shorter, 0, order, 0, at);
          order[at] = axis;
          System.arraycopy(shorter, at, order, at + 1, axis - at);
          longer.add(order);
        }
      }
      all = longer;
    }
    return all;
  }
}
