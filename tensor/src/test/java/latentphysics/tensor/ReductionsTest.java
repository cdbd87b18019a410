package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects the values of reductions other than the sum against plain loops, over axes, layouts and
 * threads, and what they make of NaN, infinities, signed zeros and nothing at all.
 */
final class ReductionsTest {
  private static final int[][] SHAPES = {
    {}, {1}, {7}, {1500}, {3, 5}, {40, 50}, {2, 3, 4}, {4, 1, 9, 2}, {3, 700, 2}
  };

  /** A reduction of a tensor over axes. */
  private interface Over {
    Tensor axes(Tensor x, int... axes);
  }

  /** Compares with a function of the terms of each result, in order. */
  private static void check(
      DType dtype, String name, Over reduction, ToDoubleFunction<double[]> expected, double ulps) {
    for (int[] dims : SHAPES) {
      Tensor x = Samples.random(dtype, 930, dims);
      for (int chosen = 0; chosen < 1 << dims.length; chosen++) {
        int mask = chosen;
        int[] axes = IntStream.range(0, dims.length).filter(a -> (mask >> a & 1) != 0).toArray();
        int[] all = axes.length == 0 ? IntStream.range(0, dims.length).toArray() : axes;
        double[] wanted = Arrays.stream(terms(x, all)).mapToDouble(expected).toArray();
        for (Samples.Layout layout : Samples.layouts(x)) {
          String context = name + " of " + layout + " over " + Arrays.toString(axes);
          Tensor actual = Check.onAnyThreads(() -> reduction.axes(layout.tensor(), axes), context);
          Check.close(wanted, actual, ulps, context + ", seed 930");
        }
      }
    }
  }

  private static double[][] terms(Tensor x, int... axes) {
    Tensor lines = LineFunctions.merged("terms", x, axes);
    int n = lines.dim(-1);
    double[] values = lines.toDoubles();
    return IntStream.range(0, n == 0 ? 0 : values.length / n)
        .mapToObj(i -> Arrays.copyOfRange(values, i * n, (i + 1) * n))
        .toArray(double[][]::new);
  }

  private static double variance(double[] x, int ddof) {
    double mean = Arrays.stream(x).average().orElse(Double.NaN);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / Math.max(0, x.length - ddof);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void extremes(DType dtype) {
    check(dtype, "max", Tensor::max, x -> Arrays.stream(x).max().orElseThrow(), 0);
    check(dtype, "min", Tensor::min, x -> Arrays.stream(x).min().orElseThrow(), 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void variances(DType dtype) {
    check(dtype, "var", Tensor::var, x -> variance(x, 0), 60);
    check(dtype, "var 1", (x, axes) -> x.varDdof(1, axes), x -> variance(x, 1), 60);
    check(dtype, "std", Tensor::std, x -> Math.sqrt(variance(x, 0)), 30);
    check(dtype, "std 1", (x, axes) -> x.stdDdof(1, axes), x -> Math.sqrt(variance(x, 1)), 30);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void products(DType dtype) {
    check(
        dtype,
        "prod",
        (x, axes) -> x.mul(0.01).add(1).prod(axes),
        x -> Arrays.stream(x).map(v -> v * 0.01 + 1).reduce(1, (a, b) -> a * b),
        400);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void logsumexps(DType dtype) {
    check(
        dtype,
        "logsumexp",
        (x, axes) ->
            x.logsumexp(axes).exp(), // near 0 the logarithm itself has no relative accuracy
        x -> Arrays.stream(x).map(Math::exp).sum(),
        60);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void norms(DType dtype) {
    check(dtype, "norm", Tensor::norm, x -> norm(2, x), 20);
    check(dtype, "norm 1", (x, axes) -> x.normOfOrder(1, axes), x -> norm(1, x), 20);
    check(dtype, "norm 3.5", (x, axes) -> x.normOfOrder(3.5, axes), x -> norm(3.5, x), 60);
    check(
        dtype,
        "norm ∞",
        (x, axes) -> x.normOfOrder(Double.POSITIVE_INFINITY, axes),
        x -> Arrays.stream(x).map(Math::abs).max().orElse(0),
        0);
  }

  private static double norm(double p, double[] x) {
    return Math.pow(Arrays.stream(x).map(v -> Math.pow(Math.abs(v), p)).sum(), 1 / p);
  }

  @Test
  void normsNeitherOverflowNorVanish() {
    for (double scale : new double[] {1e30, 1e-30}) {
      Tensor x = Tensor.of(DType.FLOAT32, new double[] {3 * scale, -4 * scale});
      Check.close(new double[] {5 * scale}, x.norm(), 2, "scale " + scale);
      Check.close(
          new double[] {Math.cbrt(91) * scale}, x.normOfOrder(3), 8, "order 3, scale " + scale);
    }
    Tensor none = Tensor.zeros(DType.FLOAT32, 3);
    assertEquals(0, none.norm().item());
    assertEquals(0, none.normOfOrder(3).item());
    assertEquals(0, Tensor.zeros(DType.FLOAT32, 0).norm().item());
    Tensor infinite = Tensor.of(new double[] {1, Double.NEGATIVE_INFINITY});
    assertEquals(Double.POSITIVE_INFINITY, infinite.norm().item());
    assertTrue(Double.isNaN(Tensor.of(new double[] {1, Double.NaN}).norm().item()));
    Check.rejects("norm: order 0.5, expected at least 1", () -> none.normOfOrder(0.5));
    Check.rejects("norm: order NaN, expected at least 1", () -> none.normOfOrder(Double.NaN));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void softmaxes(DType dtype) {
    for (int[] dims : SHAPES) {
      Tensor x = Samples.random(dtype, 931, dims);
      for (int axis = 0; axis < dims.length; axis++) {
        int chosen = axis;
        double[][] lines = terms(x, axis);
        double[] softmax =
            Arrays.stream(lines)
                .flatMapToDouble(line -> {
                  double sum = Arrays.stream(line).map(Math::exp).sum();
                  return Arrays.stream(line).map(v -> Math.exp(v) / sum);
                })
                .toArray();
        double[] logs = DoubleStream.of(softmax).map(Math::log).toArray();
        for (Samples.Layout layout : Samples.layouts(x)) {
          String context = layout + " along " + axis + ", seed 931";
          Tensor actual = Check.onAnyThreads(() -> layout.tensor().softmax(chosen), context);
          Check.close(softmax, LineFunctions.merged("softmax", actual, axis), 8, context);
          Check.within(
              logs,
              LineFunctions.merged("softmax", layout.tensor().logSoftmax(axis), axis),
              8 * dtype.epsilon(),
              context);
        }
      }
    }
  }

  @Test
  void softmaxOfExtremes() {
    Tensor huge = Tensor.of(DType.FLOAT32, new double[] {1e30, 1e30, -1e30});
    Check.values(new double[] {0.5, 0.5, 0}, huge.softmax(0), "huge");
    double infinity = Double.POSITIVE_INFINITY;
    Tensor masked = Tensor.of(new double[] {0, -infinity, 0});
    Check.values(new double[] {0.5, 0, 0.5}, masked.softmax(-1), "masked");
    Check.values(
        new double[] {-Math.log(2), -infinity, -Math.log(2)}, masked.logSoftmax(0), "masked");
    Tensor none = Tensor.of(new double[] {-infinity, -infinity});
    Check.values(new double[] {Double.NaN, Double.NaN}, none.softmax(0), "nothing left");
    assertEquals(-infinity, none.logsumexp().item());
    assertEquals(infinity, Tensor.of(new double[] {infinity, 1}).logsumexp().item());
    assertEquals(-infinity, Tensor.zeros(DType.FLOAT64, 0).logsumexp().item());
    assertEquals(Shape.of(0, 3), Tensor.zeros(DType.FLOAT64, 0, 3).softmax(0).shape());
    assertEquals(Shape.of(0), Tensor.zeros(DType.FLOAT64, 0, 3).logsumexp(1).shape());
    assertEquals(1000 + Math.log(2), Tensor.of(new double[] {1000, 1000}).logsumexp().item());
  }

  @Test
  void extremesOfSpecialNumbers() {
    double[] x = {1, Double.NaN, 3};
    assertTrue(Double.isNaN(Tensor.of(x).max().item()));
    assertTrue(Double.isNaN(Tensor.of(x).min().item()));
    Tensor zeros = Tensor.of(new double[] {-0.0, 0.0, -0.0});
    assertEquals(0.0, zeros.max().item());
    assertEquals(-0.0, zeros.min().item());
    Check.sameBits(Tensor.zeros(DType.FLOAT32, 0), Tensor.zeros(DType.FLOAT32, 0, 2).max(1), "0");
    Check.rejects(
        "max: no elements over axes [0] of [0, 2], expected at least one",
        () -> Tensor.zeros(DType.FLOAT32, 0, 2).max(0));
    Check.rejects(
        "min: no elements over axes [0] of [0], expected at least one",
        () -> Tensor.zeros(DType.INT32, 0).min());
    Check.rejects(
        "max: axis 2 of [0, 2], expected one of its 2",
        () -> Tensor.zeros(DType.FLOAT32, 0, 2).max(2));
  }

  @Test
  void integersAndTruthValues() {
    Tensor x = Tensor.of(new int[] {5, -3, 7, 2, 0, 2}, 2, 3);
    assertEquals(DType.INT32, x.max(0).dtype());
    Check.values(new double[] {5, 0, 7}, x.max(0), "columns");
    Check.values(new double[] {-3, 0}, x.min(1), "rows");
    Check.values(new double[] {13}, x.sum(), "sum");
    Check.values(new double[] {7, -3, 9}, x.sum(0), "columns");
    Check.values(new double[] {13 / 6.0}, x.mean(), "mean");
    assertEquals(DType.FLOAT64, x.mean().dtype());
    Check.values(new double[] {-105, 0}, x.prod(1), "rows");
    assertEquals(DType.FLOAT64, x.var().dtype());
    Tensor truths = x.greater(0);
    Check.values(new double[] {4}, truths.sum(), "how many");
    Check.values(new double[] {1, 1}, truths.any(1), "rows");
    Check.values(new double[] {1, 0, 1}, truths.all(0), "columns");
    assertEquals(DType.BOOL, truths.max(0).dtype());
    Check.values(new double[] {1}, x.any(), "all elements");
    Check.values(new double[] {0}, x.all(), "all elements");
    Check.values(new double[] {0, 0}, Tensor.zeros(DType.BOOL, 0, 2).any(0), "any of nothing");
    Check.values(new double[] {1, 1}, Tensor.zeros(DType.BOOL, 0, 2).all(0), "all of nothing");
    assertEquals(Shape.of(0), Tensor.zeros(DType.BOOL, 0, 2).all(1).shape());
    int[] many = new int[100_000];
    Arrays.fill(many, 30_000);
    ArithmeticException e = assertThrows(ArithmeticException.class, () -> Tensor.of(many).sum());
    assertEquals("sum: 3000000000 does not fit int32; convert with astype", e.getMessage());
    many[1] = -30_000;
    Tensor halves = Tensor.of(many).reshape(2, 50_000);
    Check.values(new double[] {1_499_940_000, 1_500_000_000}, halves.sum(1), "rows");
    Check.values(new double[] {1_499_940_000, 1_500_000_000}, halves.transpose().sum(0), "columns");
  }

  @Test
  void ofNothing() {
    Tensor none = Tensor.zeros(DType.FLOAT32, 0, 2);
    Check.values(new double[] {1, 1}, none.prod(0), "prod");
    Check.values(new double[] {Double.NaN, Double.NaN}, none.var(0), "var");
    Check.values(new double[] {0, 0}, none.normOfOrder(3, 0), "norm");
    Check.values(
        new double[] {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY},
        none.logsumexp(0),
        "logsumexp");
    Check.values(new double[] {}, none.prod(1), "prod");
    Check.values(new double[] {Double.NaN}, Tensor.of(new double[] {3}).varDdof(1), "one number");
  }

  @Test
  void keptAxesHaveLengthOne() {
    Tensor x = Samples.random(DType.FLOAT64, 940, 3, 4, 5);
    assertEquals(Shape.of(1, 4, 1), x.keepDims().sum(0, -1).shape());
    assertEquals(Shape.of(1, 1, 1), x.keepDims().max().shape());
    Check.sameBits(x.mean(1).expandDims(1), x.keepDims().mean(1), "mean");
    Check.sameBits(x.var(1).expandDims(1), x.keepDims().var(1), "var");
    Check.sameBits(x.varDdof(1, 2).expandDims(2), x.keepDims().varDdof(1, 2), "var");
    Check.sameBits(x.std(1).expandDims(1), x.keepDims().std(1), "std");
    Check.sameBits(x.stdDdof(1, 0).expandDims(0), x.keepDims().stdDdof(1, 0), "std");
    Check.sameBits(x.prod(1).expandDims(1), x.keepDims().prod(1), "prod");
    Check.sameBits(x.min(2).expandDims(2), x.keepDims().min(2), "min");
    Check.sameBits(x.logsumexp(2).expandDims(2), x.keepDims().logsumexp(2), "logsumexp");
    Check.sameBits(x.norm(2).expandDims(2), x.keepDims().norm(2), "norm");
    Check.sameBits(x.normOfOrder(1, 2).expandDims(2), x.keepDims().normOfOrder(1, 2), "norm");
    Check.sameBits(x.any(0).expandDims(0), x.keepDims().any(0), "any");
    Check.sameBits(x.all(0).expandDims(0), x.keepDims().all(0), "all");
  }
}
