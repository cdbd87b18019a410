package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects layer, group and batch normalization as layers, and running statistics. */
final class NormalizationLayerTest {
  private static final Structure<LayerNorm> LAYER = Structure.of(MethodHandles.lookup());
  private static final Structure<GroupNorm> GROUP = Structure.of(MethodHandles.lookup());
  private static final Structure<BatchNorm> BATCH = Structure.of(MethodHandles.lookup());
  private static final Structure<BatchNorm.Statistics> STATISTICS =
      Structure.of(MethodHandles.lookup());

  /** Numbers of x of equal group, normalized, times γ and plus β of the element's channel. */
  private static double[] reference(
      Tensor x, IntUnaryOperator group, IntUnaryOperator channel, Tensor gamma, Tensor beta) {
    double[] values = x.toDoubles();
    double[] scale = gamma.toDoubles();
    double[] shift = beta.toDoubles();
    double[] y = new double[values.length];
    for (int i = 0; i < y.length; i++) {
      int own = group.applyAsInt(i);
      double[] mates =
          IntStream.range(0, y.length)
              .filter(j -> group.applyAsInt(j) == own)
              .mapToDouble(j -> values[j])
              .toArray();
      double mean = Arrays.stream(mates).average().orElseThrow();
      double variance = Arrays.stream(mates).map(v -> (v - mean) * (v - mean)).average().orElse(0);
      int c = channel.applyAsInt(i);
      y[i] = (values[i] - mean) / Math.sqrt(variance + 1e-5) * scale[c] + shift[c];
    }
    return y;
  }

  @Test
  void layerNormIsTheFormula() {
    for (DType dtype : LayerCheck.TYPES) {
      LayerNorm layer = LayerCheck.random(LAYER, LayerNorm.of(dtype, 3, 2), 1);
      Tensor x = Key.of(2).normal(dtype, 2, 2, 3, 2);
      double[] expected = reference(x, i -> i / 6, i -> i % 6, layer.gamma(), layer.beta());
      Close.close(expected, layer.apply(x), LayerCheck.bound(dtype), "layerNorm " + dtype);
    }
    assertEquals(List.of("gamma", "beta"), LAYER.names(LayerNorm.of(DType.FLOAT32, 1)));
  }

  @Test
  void groupNormIsTheFormula() {
    for (DType dtype : LayerCheck.TYPES) {
      GroupNorm layer = LayerCheck.random(GROUP, GroupNorm.of(2, 4, dtype), 1);
      Tensor x = Key.of(2).normal(dtype, 3, 4, 5);
      double[] expected = reference(x, i -> i / 10, i -> i / 5 % 4, layer.gamma(), layer.beta());
      Close.close(expected, layer.apply(x), LayerCheck.bound(dtype), "groupNorm " + dtype);
    }
    assertEquals(List.of("gamma", "beta"), GROUP.names(GroupNorm.of(1, 1, DType.FLOAT32)));
  }

  @Test
  void batchNormIsTheFormulaAndMovesItsStatistics() {
    for (DType dtype : LayerCheck.TYPES) {
      double bound = LayerCheck.bound(dtype);
      BatchNorm layer = LayerCheck.random(BATCH, BatchNorm.of(3, dtype), 1);
      Tensor x = Key.of(2).normal(dtype, 4, 3, 2).mul(2).add(1);
      BatchNorm.Trained first = layer.train(x, layer.start());
      double[] expected = reference(x, i -> i / 2 % 3, i -> i / 2 % 3, layer.gamma(), layer.beta());
      Close.close(expected, first.output(), bound, "batchNorm " + dtype);
      double[] mean = new double[3];
      double[] variance = new double[3];
      statistics(x.toDoubles(), mean, variance);
      double[] runningMean = {0, 0, 0};
      double[] runningVariance = {1, 1, 1};
      BatchNorm.Statistics running = layer.start();
      for (int step = 0; step < 3; step++) {
        running = layer.train(x, running).statistics();
        for (int c = 0; c < 3; c++) {
          runningMean[c] = 0.9 * runningMean[c] + 0.1 * mean[c];
          runningVariance[c] = 0.9 * runningVariance[c] + 0.1 * variance[c];
        }
        Close.close(runningMean, running.mean(), bound, "mean " + step);
        Close.close(runningVariance, running.variance(), bound, "variance " + step);
      }
      double[] applied = x.toDoubles();
      double[] gamma = layer.gamma().toDoubles();
      double[] beta = layer.beta().toDoubles();
      for (int i = 0; i < applied.length; i++) {
        int c = i / 2 % 3;
        double deviation = Math.sqrt(runningVariance[c] + 1e-5);
        applied[i] = (applied[i] - runningMean[c]) / deviation * gamma[c] + beta[c];
      }
      Close.close(applied, layer.apply(x, running), bound, "applied " + dtype);
    }
    BatchNorm layer = BatchNorm.of(3, DType.FLOAT32);
    assertEquals(List.of("gamma", "beta"), BATCH.names(layer));
    assertEquals(List.of("mean", "variance"), STATISTICS.names(layer.start()));
  }

  /** Mean and unbiased variance of {@code [4, 3, 2]}. */
  private static void statistics(double[] x, double[] mean, double[] variance) {
    for (int c = 0; c < 3; c++) {
      int channel = c;
      double[] own =
          IntStream.range(0, x.length)
              .filter(i -> i / 2 % 3 == channel)
              .mapToDouble(i -> x[i])
              .toArray();
      double average = Arrays.stream(own).average().orElseThrow();
      mean[c] = average;
      variance[c] =
          Arrays.stream(own).map(v -> (v - average) * (v - average)).sum() / (own.length - 1);
    }
  }

  @Test
  void momentumChoosesBetweenOldAndNew() {
    Tensor x = Key.of(3).normal(DType.FLOAT64, 5, 2);
    Tensor ones = Tensor.ones(DType.FLOAT64, 2);
    BatchNorm still = new BatchNorm(ones, ones, 0, 1e-5);
    Close.close(ones, still.train(x, still.start()).statistics().variance(), 0, "old");
    BatchNorm quick = new BatchNorm(ones, ones, 1, 1e-5);
    BatchNorm.Statistics last = quick.train(x, quick.start()).statistics();
    Close.close(x.mean(0), last.mean(), 1e-14, "new");
  }

  @Test
  void derivativesAreRight() {
    Tensor x = Key.of(4).normal(DType.FLOAT64, 3, 4, 2);
    LayerNorm layer = LayerCheck.random(LAYER, LayerNorm.of(DType.FLOAT64, 4, 2), 5);
    LayerCheck.gradients(LAYER, layer, (l, a) -> l.apply(a.getFirst()), x);
    GroupNorm group = LayerCheck.random(GROUP, GroupNorm.of(2, 4, DType.FLOAT64), 5);
    LayerCheck.gradients(GROUP, group, (l, a) -> l.apply(a.getFirst()), x);
    BatchNorm batch = LayerCheck.random(BATCH, BatchNorm.of(4, DType.FLOAT64), 5);
    BatchNorm.Statistics running = batch.train(x.add(1), batch.start()).statistics();
    LayerCheck.gradients(BATCH, batch, (l, a) -> l.train(a.getFirst(), running).output(), x);
    LayerCheck.gradients(BATCH, batch, (l, a) -> l.apply(a.getFirst(), running), x);
    LayerCheck.gradients(
        BATCH,
        batch,
        (l, a) -> l.apply(a.get(0), new BatchNorm.Statistics(a.get(1), a.get(2))),
        x,
        running.mean(),
        running.variance());
  }

  @Test
  void noDerivativeFlowsThroughStatistics() {
    BatchNorm layer = BatchNorm.of(2, DType.FLOAT64);
    Tensor x = Key.of(6).normal(DType.FLOAT64, 4, 2);
    List<Tensor> gradients =
        Autodiff.grad(
            a ->
                layer
                    .train(a.getFirst(), new BatchNorm.Statistics(a.get(1), a.get(2)))
                    .statistics()
                    .variance()
                    .sum(),
            List.of(x, layer.start().mean(), layer.start().variance()));
    for (Tensor gradient : gradients) {
      Close.close(Tensor.zeros(DType.FLOAT64, gradient.shape().dims()), gradient, 0, "gradient");
    }
  }

  @Test
  void emptyAndSingleAxesAreAllowed() {
    DType type = DType.FLOAT64;
    Tensor single = Tensor.of(new double[] {7}, 1, 1);
    assertEquals(0, LayerNorm.of(type, 1).apply(single).item());
    assertEquals(0, GroupNorm.of(1, 1, type).apply(single).item());
    BatchNorm one = BatchNorm.of(1, type);
    assertEquals(7 / Math.sqrt(1 + 1e-5), one.apply(single, one.start()).item(), 1e-14);
    Tensor none = Tensor.zeros(type, 0, 4);
    assertEquals(Shape.of(0, 4), LayerNorm.of(type, 4).apply(none).shape());
    assertEquals(Shape.of(0, 4), GroupNorm.of(2, 4, type).apply(none).shape());
    BatchNorm four = BatchNorm.of(4, type);
    assertEquals(Shape.of(0, 4), four.apply(none, four.start()).shape());
    Tensor noChannels = Tensor.zeros(type, 3, 0);
    BatchNorm empty = BatchNorm.of(0, type);
    assertEquals(Shape.of(3, 0), empty.train(noChannels, empty.start()).output().shape());
    assertEquals(Shape.of(3, 0), LayerNorm.of(type, 0).apply(noChannels).shape());
    assertEquals(Shape.of(3, 0), GroupNorm.of(1, 0, type).apply(noChannels).shape());
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    DType type = DType.FLOAT32;
    BatchNorm batch = BatchNorm.of(3, type);
    Close.rejects(
        "batchNorm: x [1, 3], expected at least 2 elements for each channel in training",
        () -> batch.train(Tensor.zeros(type, 1, 3), batch.start()));
    Close.rejects(
        "batchNorm: running mean [4], expected [3]",
        () -> batch.apply(Tensor.zeros(type, 2, 3), BatchNorm.of(4, type).start()));
    Close.rejects(
        "batchNorm: x of type float64, expected float32",
        () -> batch.apply(Tensor.zeros(DType.FLOAT64, 2, 3), batch.start()));
    Close.rejects(
        "batchNorm: momentum 1.5, expected 0 to 1",
        () -> new BatchNorm(batch.gamma(), batch.beta(), 1.5, 1e-5));
    Close.rejects(
        "groupNorm: 3 groups of 4 channels, expected a divisor", () -> GroupNorm.of(3, 4, type));
    Close.rejects("layerNorm: no features, expected at least one axis", () -> LayerNorm.of(type));
    Close.rejects(
        "layerNorm: x of type float64, expected float32",
        () -> LayerNorm.of(type, 3).apply(Tensor.zeros(DType.FLOAT64, 2, 3)));
    Close.rejects(
        "layerNorm: gamma [3] and beta [3] for [2, 4], expected the lengths of its last axes",
        () -> LayerNorm.of(type, 3).apply(Tensor.zeros(type, 2, 4)));
  }
}
