package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the way back where there is no closed one: found, or refused with how far it came. */
final class NewtonTest {

  private static Motion at(double... z) {
    Tensor places = Tensor.of(z, z.length, 1);
    return Motion.of(places, places, places);
  }

  @Test
  void saysWhichFormHasNoPastAndHowFarItCame() {
    Expression square = Expression.of("square z0");
    String said =
        assertThrows(ArithmeticException.class, () -> square.retrodict(List.of(), at(4, -2)))
            .toString();
    assertTrue(said.contains("square z0") && said.contains("residual of"), said);
    Expression flat = Expression.of("− z0 z0");
    assertTrue(
        assertThrows(ArithmeticException.class, () -> flat.retrodict(List.of(), at(1)))
            .toString()
            .contains("two pasts"));
    assertThrows(ArithmeticException.class, () -> square.retrodict(List.of(), at(Double.NaN)));
  }

  @Test
  void halvesStepsThatGoTooFar() {
    // The slope changes between the start and the past by up to a factor of three.
    Expression steep = Expression.of("/ z0 sin / z0 c");
    List<Tensor> constants = List.of(Tensor.of(new double[] {2}));
    Tensor from = Tensor.linspace(DType.FLOAT64, 0.5, 4, 20).reshape(20, 1);
    Tensor to = steep.predict(constants, Motion.of(from, from, from));
    Tensor back = steep.retrodict(constants, Motion.of(to, to, to));
    Tensor again = steep.predict(constants, Motion.of(back, back, back));
    assertArrayEquals(to.toDoubles(), again.toDoubles(), 1e-12);
  }

  @Test
  void hasAGradient() {
    Expression cube = Expression.of("+ z0 · z0 square z0");
    double[] from = {0.3, -1.2, 2};
    Tensor start = Tensor.of(from, 3, 1);
    Tensor to = cube.predict(List.of(), Motion.of(start, start, start));
    double[] slope =
        Autodiff.grad(z -> cube.retrodict(List.of(), Motion.of(z, z, z)).sum(), to).toDoubles();
    for (int i = 0; i < from.length; i++) {
      double expected = 1 / (1 + 3 * from[i] * from[i]);
      assertTrue(Math.abs(slope[i] - expected) < 1e-9, slope[i] + " for " + expected);
    }
  }

  @Test
  void standsFloat32() {
    Expression cube = Expression.of("+ z0 · z0 square z0");
    Tensor from = Tensor.linspace(DType.FLOAT32, -3, 3, 50).reshape(50, 1);
    Tensor to = cube.predict(List.of(), Motion.of(from, from, from));
    Tensor back = cube.retrodict(List.of(), Motion.of(to, to, to));
    assertArrayEquals(from.toDoubles(), back.toDoubles(), 1e-5);
  }
}
