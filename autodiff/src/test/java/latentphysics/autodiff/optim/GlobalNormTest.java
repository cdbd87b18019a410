package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the norm over several tensors and the clipping by it. */
final class GlobalNormTest {
  private static final List<Tensor> GRADIENTS =
      List.of(Tensor.of(new double[] {2, 0, 0, -1}, 2, 2), Tensor.scalar(DType.FLOAT64, 2));

  @Test
  void normIsOfAllElementsTogether() {
    assertEquals(3, GlobalNorm.of(GRADIENTS));
    assertEquals(0, GlobalNorm.of(List.of()));
    assertEquals(0, GlobalNorm.of(List.of(Tensor.zeros(DType.FLOAT32, 0, 3))));
    assertEquals(Double.NaN, GlobalNorm.of(List.of(Points.vector(1.0, Double.NaN))));
  }

  @Test
  void clippingScalesAllAlikeAndOnlyDown() {
    assertSame(GRADIENTS, GlobalNorm.clip(GRADIENTS, 3));
    assertSame(GRADIENTS, GlobalNorm.clip(GRADIENTS, Double.POSITIVE_INFINITY));
    List<Tensor> clipped = GlobalNorm.clip(GRADIENTS, 1.5);
    Close.close(new double[] {1, 0, 0, -0.5}, clipped.get(0), 1e-15, "half");
    Close.close(new double[] {1}, clipped.get(1), 1e-15, "half");
    assertEquals(GRADIENTS.get(0).shape(), clipped.get(0).shape());
    assertEquals(0, GlobalNorm.of(GlobalNorm.clip(GRADIENTS, 0)));
  }

  @Test
  void gradientsThatAreNoNumbersStayVisible() {
    List<Tensor> broken = List.of(Points.vector(1.0, Double.NaN));
    assertEquals(Double.NaN, GlobalNorm.of(GlobalNorm.clip(broken, 1)));
  }

  @Test
  void limitMustNotBeNegative() {
    Close.rejects("clip: limit -1.0, expected at least 0", () -> GlobalNorm.clip(GRADIENTS, -1));
    Close.rejects(
        "clip: limit NaN, expected at least 0", () -> GlobalNorm.clip(GRADIENTS, Double.NaN));
  }
}
