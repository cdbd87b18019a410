package latentphysics.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the start of films: the slow part of a mixture is found, however small it is in it. */
final class SlowFeaturesTest {
  private static final int LENGTH = 4001;

  private static Tensor column(double frequency) {
    return Tensor.arange(LENGTH)
        .astype(DType.FLOAT64)
        .mul(frequency)
        .sin()
        .mul(Math.sqrt(2))
        .reshape(LENGTH, 1);
  }

  private static double correlation(Tensor a, Tensor b) {
    return Math.abs(a.mul(b).mean().item() / Math.sqrt(a.square().mean().item()));
  }

  @Test
  void slowPartsOfAMixtureComeFirst() {
    Tensor slow = column(0.05);
    Tensor parts =
        Tensor.concatenate(
            1,
            column(1.3).mul(5),
            slow,
            column(0.3).mul(3),
            Key.of(1).normal(DType.FLOAT64, LENGTH, 1));
    Tensor mixed = parts.matmul(Key.of(2).normal(DType.FLOAT64, 4, 4));
    Tensor x = mixed.sub(mixed.mean(0));
    Tensor u = SlowFeatures.of(x.slice(0, 0, LENGTH - 1), x.slice(0, 1, LENGTH), 2);
    Tensor y = x.matmul(u);
    assertTrue(correlation(y.slice(1, 0, 1), slow) > 0.99, "the slowest");
    assertTrue(correlation(y.slice(1, 1, 2), column(0.3)) > 0.99, "the next");
    assertEquals(1, y.slice(1, 0, 1).square().mean().item(), 0.02, "of variance 1");
  }

  /** Columns that hardly vary have no say, and do not make the problem singular. */
  @Test
  void emptyColumnsHaveNoSay() {
    Tensor x =
        Tensor.concatenate(1, column(0.2), Tensor.zeros(DType.FLOAT64, LENGTH, 1), column(1));
    Tensor u = SlowFeatures.of(x.slice(0, 0, LENGTH - 1), x.slice(0, 1, LENGTH), 1);
    double[] weights = u.toDoubles();
    assertEquals(1, Math.abs(weights[0]), 0.01);
    assertEquals(0, weights[1], 1e-6);
    assertEquals(0, weights[2], 0.02);
    assertThrows(
        IllegalArgumentException.class, () -> SlowFeatures.of(x, x, 4), "more than columns");
  }
}
