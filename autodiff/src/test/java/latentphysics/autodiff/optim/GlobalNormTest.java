package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the norm over several tensors and the clipping by it. */
final class GlobalNormTest {
  private static final List<Tensor> GRADIENTS =
      List.of(Tensor.of(new double[] {2, 0, 0, -1}, 2, 2), Tensor.scalar(DType.FLOAT64, 2));
  private static final Structure<Map<String, Tensor>> MAP = Structure.of(MethodHandles.lookup());

  @Test
  void normIsOfAllElementsTogether() {
    assertEquals(3, GlobalNorm.of(GRADIENTS));
    assertEquals(3, GlobalNorm.of(MAP, Map.of("a", GRADIENTS.get(0), "b", GRADIENTS.get(1))));
    assertEquals(0, GlobalNorm.of(List.of()));
    assertEquals(0, GlobalNorm.of(List.of(Tensor.zeros(DType.FLOAT32, 0, 3))));
    assertEquals(0, GlobalNorm.of(List.of(Tensor.zeros(DType.FLOAT32, 3))));
    assertEquals(Double.NaN, GlobalNorm.of(List.of(Points.vector(1.0, Double.NaN))));
    double infinity = Double.POSITIVE_INFINITY;
    assertEquals(infinity, GlobalNorm.of(List.of(Points.vector(1.0, -infinity))));
    assertEquals(Double.NaN, GlobalNorm.of(List.of(Points.vector(infinity, Double.NaN))));
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
    Map<String, Tensor> map = Map.of("a", GRADIENTS.get(0), "b", GRADIENTS.get(1));
    Close.sameBits(clipped, MAP.leaves(GlobalNorm.clip(MAP, map, 1.5)), "as a structure");
  }

  @Test
  void squaresNeitherOverflowNorVanish() {
    for (double size : new double[] {1e30, 1e-30, 1e-42}) {
      List<Tensor> g =
          List.of(Tensor.of(DType.FLOAT32, new double[] {3 * size}), Points.vector(-4 * size));
      double norm = GlobalNorm.of(g);
      assertEquals(1, norm / (5 * size), size < 1e-38 ? 1e-3 : 1e-6, "float32, " + size);
      List<Tensor> clipped = GlobalNorm.clip(g, size);
      assertEquals(1, GlobalNorm.of(clipped) / size, size < 1e-38 ? 1e-3 : 1e-6, "clip " + size);
      assertEquals(DType.FLOAT32, clipped.getFirst().dtype());
    }
    for (double size : new double[] {1e200, 1e-200}) {
      List<Tensor> g = List.of(Points.vector(3 * size), Points.vector(0, -4 * size));
      assertEquals(1, GlobalNorm.of(g) / (5 * size), 1e-15, "float64, " + size);
      List<Tensor> clipped = GlobalNorm.clip(g, 1e-3 * size);
      assertEquals(1e-3, GlobalNorm.of(clipped) / size, 1e-15, "clip, " + size);
    }
    // The norm itself is beyond float64; its direction is not.
    double most = Double.MAX_VALUE;
    List<Tensor> beyond = List.of(Points.vector(most, most), Points.vector(most, most));
    assertEquals(Double.POSITIVE_INFINITY, GlobalNorm.of(beyond));
    assertEquals(1, GlobalNorm.of(GlobalNorm.clip(beyond, 1)), 1e-15);
  }

  @Test
  void clippingNamesTheFirstGradientThatIsNotFinite() {
    Map<String, Tensor> broken =
        Map.of(
            "a",
            Points.vector(1.0),
            "b",
            Points.vector(2.0, Double.NaN),
            "c",
            Points.vector(Double.POSITIVE_INFINITY));
    assertEquals(
        "clip: gradient b is not finite",
        assertThrows(ArithmeticException.class, () -> GlobalNorm.clip(MAP, broken, 1))
            .getMessage());
    List<Tensor> infinite = List.of(Points.vector(1.0, Double.NEGATIVE_INFINITY));
    assertEquals(
        "clip: gradient 0 is not finite",
        assertThrows(ArithmeticException.class, () -> GlobalNorm.clip(infinite, 1)).getMessage());
  }

  @Test
  void limitMustNotBeNegative() {
    Close.rejects("clip: limit -1.0, expected at least 0", () -> GlobalNorm.clip(GRADIENTS, -1));
    Close.rejects(
        "clip: limit NaN, expected at least 0", () -> GlobalNorm.clip(GRADIENTS, Double.NaN));
  }
}
