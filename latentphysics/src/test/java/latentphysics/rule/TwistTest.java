package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the angles that go round more than once, and the centre under noise. */
final class TwistTest {

  @Test
  void unwrapsSpeedsThatDifferByWholeTurns() {
    // From the centre to r = 3 the increment grows by 1.5·9 rad, more than two turns.
    Law law = Law.of(new Twist(1, false), 2, new double[] {-13, 1.5}, new double[] {1, 2});
    Motion motion = law.motion(Key.of(1), 400);
    double[] found = law.rule().fit(motion).numbers();
    double turns = Math.rint((found[0] + 13) / (2 * Math.PI));
    assertArrayEquals(
        new double[] {-13 + 2 * Math.PI * turns, 1.5, 1, 2}, found, 1e-8, "up to whole turns");
  }

  @Test
  void standsNoise() {
    for (boolean gain : new boolean[] {false, true}) {
      Law law =
          gain
              ? Law.of(
                  new Twist(1, true),
                  2,
                  new double[] {0.5, -0.1},
                  new double[] {1, 2},
                  new double[] {0.97})
              : Law.of(new Twist(1, false), 2, new double[] {0.5, -0.1}, new double[] {1, 2});
      Motion exact = law.motion(Key.of(2), 2000);
      Tensor noise = Key.of(3).normal(DType.FLOAT64, 2000, 2).mul(0.02);
      double[] found = law.rule().fit(exact.withAfter(exact.after().add(noise))).numbers();
      assertArrayEquals(law.equation().numbers(), found, 0.01, law::toString);
    }
  }

  @Test
  void aRotationIsATwistOfOneSpeed() {
    Law rotation = Law.of(new Rotation(false), 2, new double[] {3.0}, new double[] {0.5, 0});
    Motion motion = rotation.motion(Key.of(4), 100);
    Equation twist = new Rule(new Twist(2, false), List.of(0, 1)).fit(motion);
    assertArrayEquals(new double[] {3, 0, 0, 0.5, 0}, twist.numbers(), 1e-9);
    assertTrue(twist.residuals(motion).max().item() < 1e-18);
  }

  @Test
  void saysItsFormula() {
    Law law =
        Law.of(
            new Twist(1, true),
            2,
            new double[] {0.5, -0.25},
            new double[] {1, 0},
            new double[] {1});
    assertEquals(
        "(z0, z1)′ = (1, 0) + R(1/2 − 1/4·r²)·((z0, z1) − (1, 0)), r = |(z0, z1) − (1, 0)|",
        law.equation().formula());
  }
}
