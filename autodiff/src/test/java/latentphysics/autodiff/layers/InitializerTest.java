package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.autodiff.Close;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects distribution and variance of the first values of weights. */
final class InitializerTest {
  private static final long SEED = 99;
  private static final int IN = 200;
  private static final int OUT = 400;

  /**
   * Mean and variance of n numbers within five standard deviations of their estimates.
   *
   * @param kurtosis fourth moment over the squared variance: 3 of normal numbers, 1.8 of uniform
   */
  private static void expectVariance(
      double variance, double kurtosis, Tensor weights, String context) {
    int n = weights.shape().size();
    double mean = weights.astype(DType.FLOAT64).mean().item();
    double square = weights.astype(DType.FLOAT64).square().mean().item();
    String what = context + ", seed " + SEED + ": mean " + mean + ", variance " + square;
    assertTrue(Math.abs(mean) <= 5 * Math.sqrt(variance / n), what);
    double deviation = variance * Math.sqrt((kurtosis - 1) / n);
    assertTrue(Math.abs(square - variance) <= 5 * deviation, what + ", expected " + variance);
  }

  private static Tensor dense(Initializer initializer, DType dtype) {
    return Dense.of(Key.of(SEED), initializer, IN, OUT, dtype).weights();
  }

  private static void expectUniform(double bound, Tensor weights) {
    // Of 80000 numbers one lies in the outermost thousandth almost surely.
    double largest = weights.abs().max().item();
    assertTrue(largest <= bound * (1 + 1e-7) && largest > 0.999 * bound, "largest " + largest);
  }

  @Test
  void variancesAreThoseOfThePapers() {
    for (DType dtype : LayerCheck.TYPES) {
      double glorot = 2.0 / (IN + OUT);
      expectVariance(glorot, 1.8, dense(Initializer.GLOROT_UNIFORM, dtype), "glorot uniform");
      expectVariance(glorot, 3, dense(Initializer.GLOROT_NORMAL, dtype), "glorot normal");
      expectVariance(2.0 / IN, 1.8, dense(Initializer.HE_UNIFORM, dtype), "he uniform");
      expectVariance(2.0 / IN, 3, dense(Initializer.HE_NORMAL, dtype), "he normal");
      expectVariance(2.0 / OUT, 3, dense(Initializer.HE_NORMAL.backward(), dtype), "backward");
      expectVariance(2.0 / OUT, 1.8, dense(Initializer.HE_UNIFORM.backward(), dtype), "backward");
      expectUniform(Math.sqrt(6.0 / (IN + OUT)), dense(Initializer.GLOROT_UNIFORM, dtype));
      expectUniform(Math.sqrt(6.0 / IN), dense(Initializer.HE_UNIFORM, dtype));
    }
  }

  @Test
  void fansOfConvolutionsCountPositionsAndOneGroup() {
    Key key = Key.of(SEED);
    ConvolutionOptions groups = ConvolutionOptions.VALID.withGroups(2);
    Initializer he = Initializer.HE_NORMAL;
    Tensor conv = Conv.of(key, he, 40, 60, groups, DType.FLOAT64, 3, 5).weights();
    assertEquals(Shape.of(60, 20, 3, 5), conv.shape());
    expectVariance(2.0 / (20 * 15), 3, conv, "convolution");
    Tensor back = Conv.of(key, he.backward(), 40, 60, groups, DType.FLOAT64, 3, 5).weights();
    expectVariance(2.0 / (30 * 15), 3, back, "convolution, backward");
    Tensor line = Conv.of(key, he, 40, 60, groups, DType.FLOAT64, 7).weights();
    expectVariance(2.0 / (20 * 7), 3, line, "convolution over one axis");
    Tensor transposed = ConvTranspose.of(key, he, 40, 60, groups, DType.FLOAT64, 3, 5).weights();
    assertEquals(Shape.of(40, 30, 3, 5), transposed.shape());
    expectVariance(2.0 / (20 * 15), 3, transposed, "transposed convolution");
    Tensor glorot = Conv.of(key, 40, 60, groups, DType.FLOAT64, 3, 5).weights();
    expectVariance(2.0 / (50 * 15), 1.8, glorot, "glorot");
  }

  @Test
  void orthogonalMatricesAre() {
    Initializer orthogonal = Initializer.orthogonal(1.5);
    Initializer.Fan unused = new Initializer.Fan(1, 1);
    Key key = Key.of(SEED);
    Tensor wide = orthogonal.draw(key, DType.FLOAT64, unused, 4, 2, 3);
    assertEquals(Shape.of(4, 2, 3), wide.shape());
    Tensor rows = wide.reshape(4, 6);
    Tensor unit = Tensor.eye(DType.FLOAT64, 4).mul(2.25);
    Close.close(unit, rows.matmul(rows.transpose()), 1e-12, "rows, seed " + SEED);
    Tensor tall = orthogonal.draw(key, DType.FLOAT64, unused, 6, 4);
    Close.close(unit, tall.transpose().matmul(tall), 1e-12, "columns, seed " + SEED);
    Close.rejects(
        "orthogonal: shape [3], expected at least 2 axes",
        () -> orthogonal.draw(key, DType.FLOAT64, unused, 3));
  }

  @Test
  void emptyWeightsAndSingleOnesAreAllowed() {
    List<Initializer> all =
        List.of(
            Initializer.ZEROS,
            Initializer.GLOROT_UNIFORM,
            Initializer.GLOROT_NORMAL,
            Initializer.HE_UNIFORM,
            Initializer.HE_NORMAL,
            Initializer.HE_NORMAL.backward(),
            Initializer.orthogonal(1));
    for (Initializer initializer : all) {
      for (int[] dims : new int[][] {{0, 3}, {3, 0}, {0, 0}, {1, 1}}) {
        Tensor w = Dense.of(Key.of(1), initializer, dims[0], dims[1], DType.FLOAT32).weights();
        assertEquals(Shape.of(dims), w.shape(), () -> Arrays.toString(dims));
        assertTrue(w.isFinite());
      }
    }
    assertEquals(1, Math.abs(all.getLast().draw(Key.of(1), DType.FLOAT64, fan(1, 1), 1, 1).item()));
    Close.rejects("initializer: fan -1 in, 2 out, expected at least 0", () -> fan(-1, 2));
  }

  private static Initializer.Fan fan(long in, long out) {
    return new Initializer.Fan(in, out);
  }
}
