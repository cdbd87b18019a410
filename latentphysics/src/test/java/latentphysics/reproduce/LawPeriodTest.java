package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.rule.Affine;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.rule.Twist;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the one figure of a law that does not depend on where and how latents are drawn. */
final class LawPeriodTest {
  private static final double[] START = {1.3, 0.2};

  private static Equation equation(Form form, Tensor... constants) {
    return new Equation(new Rule(form, List.of(0, 1)), List.of(constants));
  }

  private static double period(Equation equation, double[] now) {
    return LawPeriod.of(equation, now, now, 100, 1000);
  }

  @Test
  void aRotationHasThePeriodOfItsAngle() {
    Equation slow =
        equation(
            new Rotation(true),
            Tensor.of(new double[] {-0.0123}),
            Tensor.of(new double[] {4, 5}),
            Tensor.of(new double[] {0.999}));
    assertEquals(2 * Math.PI / 0.0123, period(slow, START), 1e-6, "longer than the data");
    Equation fast =
        equation(
            new Rotation(false), Tensor.of(new double[] {0.9}), Tensor.of(new double[] {4, 5}));
    assertEquals(2 * Math.PI / 0.9, period(fast, START), 1e-9);
  }

  @Test
  void aTwistTurnsAsFastAsItsRadiusSays() {
    Equation twist =
        equation(
            new Twist(1, false),
            Tensor.of(new double[] {0.3, -0.05}),
            Tensor.of(new double[] {0, 0}));
    assertEquals(2 * Math.PI / (0.3 - 0.05 * 4), period(twist, new double[] {0, 2}), 1e-9);
  }

  /** Kepler's third law, T = 2π·√(a³/k), on an ellipse whose latents are k steps apart. */
  @Test
  void aPlanetComesRoundByKeplersLaw() {
    double k = 1e-4;
    Equation gravity = equation(new CentralForce(3, false), Tensor.of(new double[] {k}));
    double speed = Math.sqrt(1.2 * k); // at r = 1, the near end: a = 1/(2 − 1.2)
    double[] before = {1 - k / 2, -speed}; // to second order
    double expected = 2 * Math.PI * Math.sqrt(Math.pow(1 / 0.8, 3) / k);
    double found = LawPeriod.of(gravity, before, new double[] {1, 0}, 10, 5000);
    assertEquals(expected, found, 1e-3 * expected);
  }

  /** An affine map that is a rotation seen through a skewed frame turns as the rotation does. */
  @Test
  void skewedCoordinatesChangeNothing() {
    Tensor skew = Tensor.of(new double[] {1, 0.7, -0.2, 2}, 2, 2);
    Tensor shift = Tensor.of(new double[] {9, -3});
    Rotation turn = new Rotation(false);
    List<Tensor> constants =
        List.of(Tensor.of(new double[] {0.21}), Tensor.of(new double[] {0, 0}));
    Tensor z = Tensor.of(new double[] {1, 0, 0, 1, 1, 1, -2, 1, 0.5, -1}, 5, 2);
    Tensor next = turn.predict(constants, Motion.of(z, z, z));
    Tensor seen = z.matmul(skew).add(shift);
    Motion motion = Motion.of(seen, seen, next.matmul(skew).add(shift));
    Equation affine = new Rule(new Affine(), List.of(0, 1)).fit(motion);
    assertEquals(2 * Math.PI / 0.21, LawPeriod.of(affine, START, START, 3000, 9000), 0.02);
  }

  @Test
  void whatDoesNotTurnHasNoPeriod() {
    assertTrue(Double.isNaN(period(equation(new Identity()), START)));
    Equation growing =
        equation(
            new CentralForce(0, false), Tensor.of(new double[] {-0.5})); // pushes away for ever
    assertTrue(Double.isNaN(LawPeriod.of(growing, START, START, 100, 5000)));
  }
}
