package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import latentphysics.tensor.nn.Pooling;
import latentphysics.tensor.nn.PoolingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects pooling against plain loops over windows. */
final class PoolingTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void anyOptions(DType dtype) {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] kernel = {1 + random.nextInt(4), 1 + random.nextInt(10)};
      int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(3)};
      int[] padding = {random.nextInt(kernel[0] / 2 + 1), random.nextInt(kernel[1] / 2 + 1)};
      int[] dilation = {1 + random.nextInt(2), 1 + random.nextInt(2)};
      int[] length = new int[2];
      for (int axis = 0; axis < 2; axis++) {
        int covered = (kernel[axis] - 1) * dilation[axis] + 1;
        // With dilation, a window over a shorter axis could see nothing of it.
        int least = dilation[axis] == 1 ? covered - 2 * padding[axis] : covered;
        length[axis] = Math.max(1, least) + random.nextInt(8);
      }
      Tensor x = Samples.random(dtype, seed, 2, 3, length[0], length[1]);
      PoolingOptions options =
          PoolingOptions.of(kernel).withStride(stride).withPadding(padding).withDilation(dilation);
      String context = x.shape() + ", " + options + ", seed " + seed;
      Loops loops = new Loops(x, kernel, stride, padding, dilation);
      Tensor maxima = Pooling.maxPool2d(x, options);
      assertEquals(Shape.of(2, 3, loops.windows(0), loops.windows(1)), maxima.shape(), context);
      Check.values(loops.maxima(), maxima, context);
      double allowed = 200 * dtype.epsilon();
      Check.within(loops.averages(true), Pooling.avgPool2d(x, options), allowed, context);
      Check.within(
          loops.averages(false),
          Pooling.avgPool2d(x, options.withCountPadding(false)),
          allowed,
          context);
      for (Samples.Layout layout : Samples.layouts(x)) {
        Check.sameBits(maxima, Pooling.maxPool2d(layout.tensor(), options), layout + context);
      }
    }
  }

  /** The definition, window by window. */
  private record Loops(Tensor x, int[] kernel, int[] stride, int[] padding, int[] dilation) {

    int windows(int axis) {
      int covered = (kernel[axis] - 1) * dilation[axis] + 1;
      return (x.dim(axis + 2) + 2 * padding[axis] - covered) / stride[axis] + 1;
    }

    double[] maxima() {
      return over((values, count) -> Arrays.stream(values, 0, count).max().orElseThrow());
    }

    double[] averages(boolean padded) {
      int all = kernel[0] * kernel[1];
      return over(
          (values, count) -> Arrays.stream(values, 0, count).sum() / (padded ? all : count));
    }

    private interface Summary {
      double of(double[] values, int count);
    }

    private double[] over(Summary summary) {
      double[] source = x.toDoubles();
      double[] result = new double[x.dim(0) * x.dim(1) * windows(0) * windows(1)];
      double[] seen = new double[kernel[0] * kernel[1]];
      int next = 0;
      for (int image = 0; image < x.dim(0) * x.dim(1); image++) {
        for (int h = 0; h < windows(0); h++) {
          for (int v = 0; v < windows(1); v++) {
            int count = 0;
            for (int i = 0; i < kernel[0]; i++) {
              for (int j = 0; j < kernel[1]; j++) {
                int row = h * stride[0] + i * dilation[0] - padding[0];
                int column = v * stride[1] + j * dilation[1] - padding[1];
                if (row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3)) {
                  seen[count++] = source[(image * x.dim(2) + row) * x.dim(3) + column];
                }
              }
            }
            result[next++] = summary.of(seen, count);
          }
        }
      }
      return result;
    }
  }

  @Test
  void numbersByHand() {
    Tensor line = Tensor.of(new double[] {1, 5, 2, -3, -4, -1}, 1, 1, 6);
    Check.values(new double[] {5, 2, -1}, Pooling.maxPool1d(line, PoolingOptions.of(2)), "pairs");
    Check.values(
        new double[] {5, 5, -1},
        Pooling.maxPool1d(line, PoolingOptions.of(3).withStride(2).withPadding(1)),
        "padding is less than every number");
    Check.values(
        new double[] {3, -0.5, -2.5}, Pooling.avgPool1d(line, PoolingOptions.of(2)), "pairs");
    PoolingOptions padded = PoolingOptions.of(2).withPadding(1);
    Check.values(
        new double[] {0.5, 3.5, -3.5, -0.5}, Pooling.avgPool1d(line, padded), "zeros counted");
    Check.values(
        new double[] {1, 3.5, -3.5, -1},
        Pooling.avgPool1d(line, padded.withCountPadding(false)),
        "zeros not counted");
    Check.values(new double[] {8.0 / 3, -8.0 / 3}, Pooling.adaptiveAvgPool(line, 2), "two halves");
    Check.values(
        new double[] {3, 3.5, -3.5, -2.5},
        Pooling.adaptiveAvgPool(line, 4),
        "windows that overlap");
    Check.values(new double[] {0}, Pooling.globalAvgPool(line), "(1+5+2−3−4−1) ÷ 6");
    Tensor one = Tensor.ones(DType.FLOAT64, 1, 1, 1);
    PoolingOptions around = PoolingOptions.of(2).withPadding(1).withDilation(2);
    Check.values(
        new double[] {Double.NEGATIVE_INFINITY}, Pooling.maxPool1d(one, around), "sees nothing");
    Check.values(
        new double[] {Double.NaN},
        Pooling.avgPool1d(one, around.withCountPadding(false)),
        "an average of nothing");
    Check.values(
        new double[] {Double.NaN, 4},
        Pooling.maxPool1d(
            Tensor.of(new double[] {Double.NaN, 1, 3, 4}, 1, 1, 4), PoolingOptions.of(2)),
        "NaN");
  }

  @Test
  void lengthsOfZero() {
    Tensor none = Tensor.zeros(DType.FLOAT32, 0, 3, 4, 4);
    assertEquals(Shape.of(0, 3, 2, 2), Pooling.maxPool2d(none, PoolingOptions.of(2)).shape());
    assertEquals(Shape.of(0, 3, 2, 2), Pooling.avgPool2d(none, PoolingOptions.of(2)).shape());
    assertEquals(Shape.of(0, 3), Pooling.globalAvgPool(none).shape());
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 1, 1, 4, 4);
    Check.rejects(
        "maxPool2d: kernel [5] with dilation [1] and padding [0] on [1, 1, 4, 4], expected windows"
            + " within the padded input and padding of at most half a kernel",
        () -> Pooling.maxPool2d(x, PoolingOptions.of(5)));
    Check.rejects(
        "avgPool2d: kernel [2] with dilation [1] and padding [2] on [1, 1, 4, 4], expected windows"
            + " within the padded input and padding of at most half a kernel",
        () -> Pooling.avgPool2d(x, PoolingOptions.of(2).withPadding(2)));
    Check.rejects(
        "maxPool1d: input [1, 1, 4, 4], expected 3 axes",
        () -> Pooling.maxPool1d(x, PoolingOptions.of(2)));
    Check.rejects(
        "maxPool2d: int32 input, expected float32 or float64",
        () -> Pooling.maxPool2d(x.astype(DType.INT32), PoolingOptions.of(2)));
    Check.rejects(
        "adaptiveAvgPool: 0 windows on axis 3 of [1, 1, 4, 4], expected at least 1 over at least 1"
            + " position",
        () -> Pooling.adaptiveAvgPool(x, 2, 0));
    Check.rejects("pooling: kernel [0], expected at least 1", () -> PoolingOptions.of(0));
  }
}
