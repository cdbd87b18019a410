package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects rate, scale and reproducibility of dropout. */
final class DropoutTest {
  @Test
  void elementsAreDroppedWithTheRateAndTheOthersScaled() {
    long seed = 5;
    int n = 40000;
    for (DType dtype : LayerCheck.TYPES) {
      for (double rate : new double[] {0.1, 0.5, 0.9}) {
        Tensor y = Dropout.apply(Tensor.ones(dtype, n), rate, Key.of(seed));
        double kept = 0;
        for (double value : y.toDoubles()) {
          kept += value == 0 ? 0 : 1;
          assertTrue(
              value == 0 || Math.abs(value * (1 - rate) - 1) <= LayerCheck.bound(dtype),
              () -> "value " + value);
        }
        // Five standard deviations of a binomial number.
        double deviation = Math.sqrt(n * rate * (1 - rate));
        assertEquals(n * (1 - rate), kept, 5 * deviation, "rate " + rate + ", seed " + seed);
      }
    }
  }

  @Test
  void sameKeyDropsTheSame() {
    Tensor x = Key.of(1).normal(DType.FLOAT32, 8, 9);
    Tensor once = Dropout.apply(x, 0.5, Key.of(2));
    Close.sameBits(List.of(once), List.of(Dropout.apply(x, 0.5, Key.of(2))), "same key");
    assertNotEquals(List.of(once.toString()), List.of(Dropout.apply(x, 0.5, Key.of(3)).toString()));
  }

  @Test
  void whatIsDroppedIsZeroWhateverItWas() {
    Tensor x = Tensor.full(DType.FLOAT64, Double.NaN, 100);
    Tensor y = Dropout.apply(x, 0.5, Key.of(4));
    Tensor mask = Dropout.apply(Tensor.ones(DType.FLOAT64, 100), 0.5, Key.of(4));
    Close.close(
        mask.greater(0).astype(DType.FLOAT64), y.isNaN().astype(DType.FLOAT64), 0, "where kept");
  }

  @Test
  void derivativesAreRight() {
    LayerCheck.gradients(
        Structure.list(),
        List.of(),
        (none, a) -> Dropout.apply(a.getFirst(), 0.3, Key.of(6)),
        Key.of(7).normal(DType.FLOAT64, 5, 4));
  }

  @Test
  void rateOfZeroAndEmptyTensorsChangeNothing() {
    Tensor x = Key.of(1).normal(DType.FLOAT32, 3);
    assertSame(x, Dropout.apply(x, 0, Key.of(1)));
    Tensor none = Tensor.zeros(DType.FLOAT32, 0, 3);
    assertEquals(Shape.of(0, 3), Dropout.apply(none, 0.5, Key.of(1)).shape());
    assertEquals(
        Shape.of(), Dropout.apply(Tensor.scalar(DType.FLOAT32, 1), 0.5, Key.of(1)).shape());
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2);
    for (double rate : new double[] {1, -0.1, Double.NaN}) {
      Close.rejects(
          "dropout: rate " + rate + ", expected in [0, 1)",
          () -> Dropout.apply(x, rate, Key.of(1)));
    }
    Close.rejects(
        "dropout: type int32, expected float32 or float64",
        () -> Dropout.apply(x.astype(DType.INT32), 0.5, Key.of(1)));
  }
}
