package latentphysics.tensor.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects the values of normalizations against one loop over all elements. */
final class NormalizationTest {
  private static final double EPSILON = 1e-3;
  private static final long SEED = 970;

  private static Tensor normal(DType dtype, long seed, int... dims) {
    return Key.of(seed).normal(dtype, dims);
  }

  /** Normalizes elements of equal group, scaling each by the numbers of its class. */
  private static double[] expected(Tensor x, int[] group, int[] scale, Tensor gamma, Tensor beta) {
    double[] values = x.toDoubles();
    double[] g = gamma.toDoubles();
    double[] b = beta.toDoubles();
    int groups = 0;
    for (int k : group) {
      groups = Math.max(groups, k + 1);
    }
    double[] count = new double[groups];
    double[] mean = new double[groups];
    double[] variance = new double[groups];
    for (int i = 0; i < values.length; i++) {
      count[group[i]]++;
      mean[group[i]] += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - mean[group[i]] / count[group[i]];
      variance[group[i]] += d * d / count[group[i]];
    }
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - mean[group[i]] / count[group[i]];
      values[i] = d / Math.sqrt(variance[group[i]] + EPSILON) * g[scale[i]] + b[scale[i]];
    }
    return values;
  }

  private static void close(double[] expected, Tensor actual, String context) {
    assertArrayEquals(
        expected,
        actual.toDoubles(),
        actual.dtype() == DType.FLOAT32 ? 1e-5 : 1e-12,
        context + ", seed " + SEED);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void layers(DType dtype) {
    for (int[] dims : new int[][] {{9}, {5, 9}, {3, 4, 9}, {200, 9}, {7, 1}, {2, 3000}}) {
      int n = dims[dims.length - 1];
      Tensor x = normal(dtype, SEED, dims);
      Tensor gamma = normal(dtype, SEED + 1, n);
      Tensor beta = normal(dtype, SEED + 2, n);
      int[] group = new int[x.shape().size()];
      int[] scale = new int[group.length];
      for (int i = 0; i < group.length; i++) {
        group[i] = i / n;
        scale[i] = i % n;
      }
      double[] wanted = expected(x, group, scale, gamma, beta);
      Tensor y = Normalization.layerNorm(x, gamma, beta, EPSILON);
      assertEquals(x.shape(), y.shape());
      close(wanted, y, "layer " + x.shape());
      if (dims.length == 2) {
        Tensor strided = x.transpose().add(0).transpose();
        close(wanted, Normalization.layerNorm(strided, gamma, beta, EPSILON), "strided");
      }
      if (dims.length == 3) {
        Tensor both = Normalization.layerNorm(x, normal(dtype, 5, 4, 9), normal(dtype, 6, 4, 9), 0);
        assertEquals(x.shape(), both.shape());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void groups(DType dtype) {
    for (int[] dims : new int[][] {{3, 6}, {2, 6, 5}, {2, 6, 5, 4}, {1, 6, 40, 30}}) {
      for (int groups : new int[] {1, 2, 3, 6}) {
        Tensor x = normal(dtype, SEED, dims);
        Tensor gamma = normal(dtype, SEED + 1, 6);
        Tensor beta = normal(dtype, SEED + 2, 6);
        int space = x.shape().size() / dims[0] / 6;
        int[] group = new int[x.shape().size()];
        int[] scale = new int[group.length];
        for (int i = 0; i < group.length; i++) {
          group[i] = i / (6 / groups * space);
          scale[i] = i / space % 6;
        }
        close(
            expected(x, group, scale, gamma, beta),
            Normalization.groupNorm(x, groups, gamma, beta, EPSILON),
            groups + " groups of " + x.shape());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void batches(DType dtype) {
    for (int[] dims : new int[][] {{5, 6}, {400, 6}, {2, 6, 5}, {2, 6, 5, 4}, {3, 6, 40, 30}}) {
      Tensor x = normal(dtype, SEED, dims);
      Tensor gamma = normal(dtype, SEED + 1, 6);
      Tensor beta = normal(dtype, SEED + 2, 6);
      int space = x.shape().size() / dims[0] / 6;
      int[] channel = new int[x.shape().size()];
      for (int i = 0; i < channel.length; i++) {
        channel[i] = i / space % 6;
      }
      Normalization.Batch batch = Normalization.batchNorm(x, gamma, beta, EPSILON);
      close(expected(x, channel, channel, gamma, beta), batch.output(), "batch " + x.shape());
      assertEquals(Shape.of(6), batch.mean().shape());
      Tensor again =
          Normalization.batchNorm(x, batch.mean(), batch.variance(), gamma, beta, EPSILON);
      assertArrayEquals(batch.output().toDoubles(), again.toDoubles(), "by given statistics");
      int[] others =
          dims.length == 2
              ? new int[] {0}
              : dims.length == 3 ? new int[] {0, 2} : new int[] {0, 2, 3};
      close(x.var(others).toDoubles(), batch.variance(), "variance of " + x.shape());
    }
  }

  @Test
  void equalElementsGiveBeta() {
    Tensor beta = Tensor.of(new double[] {1, 2, 3});
    Tensor x = Tensor.full(DType.FLOAT64, 0.1, 4, 3);
    Tensor y = Normalization.layerNorm(x, Tensor.ones(DType.FLOAT64, 3), beta, 1e-5);
    assertArrayEquals(beta.broadcastTo(4, 3).toDoubles(), y.toDoubles(), 1e-10);
    Tensor one = Tensor.zeros(DType.FLOAT64, 2, 0);
    Tensor none = Tensor.zeros(DType.FLOAT64, 0);
    assertEquals(Shape.of(2, 0), Normalization.layerNorm(one, none, none, 0).shape());
  }

  private static void rejects(String sentence, Executable call) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void operandsAreChecked() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 6, 3);
    Tensor six = Tensor.zeros(DType.FLOAT32, 6);
    Tensor three = Tensor.zeros(DType.FLOAT32, 3);
    rejects(
        "layerNorm: gamma [6] and beta [6] for [2, 6, 3], expected the lengths of its last axes",
        () -> Normalization.layerNorm(x, six, six, 1e-5));
    rejects(
        "layerNorm: epsilon -1.0, expected at least 0",
        () -> Normalization.layerNorm(x, three, three, -1));
    rejects(
        "layerNorm: int32, expected float32 or float64",
        () -> Normalization.layerNorm(x.astype(DType.INT32), three, three, 0));
    rejects(
        "groupNorm: 4 groups of 6 channels, expected a divisor",
        () -> Normalization.groupNorm(x, 4, six, six, 0));
    rejects(
        "batchNorm: [6] and [3] for [2, 6, 3], expected one number for each of its channels, axis 1",
        () -> Normalization.batchNorm(x, six, three, 0));
  }
}
