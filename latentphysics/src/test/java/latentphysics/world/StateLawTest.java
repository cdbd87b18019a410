package latentphysics.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.rule.Affine;
import latentphysics.rule.Bounce;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Decay;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Motion;
import latentphysics.rule.Oscillator;
import latentphysics.rule.PolynomialFlow;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the exact worlds: their states obey the law that is said of them, and no other. */
final class StateLawTest {
  private static final int COUNT = 300;

  /** Observed variables at three successive steps, some steps after the start. */
  private static Motion motion(StateLaw law, int from, int columns) {
    Tensor states = new SeenWorld(law, Key.of(1)).states(Key.of(2), COUNT, from + 3);
    Tensor[] z = new Tensor[3];
    for (int k = 0; k < 3; k++) {
      z[k] = states.slice(1, from + k, from + k + 1).squeeze(1).slice(1, 0, columns);
    }
    return Motion.of(z[0], z[1], z[2]);
  }

  private static Equation fitted(Form form, List<Integer> dims, Motion motion) {
    Equation equation = new Rule(form, dims).fit(motion);
    assertTrue(
        equation.residuals(motion).max().item() < 1e-18, () -> equation + " misses somewhere");
    return equation;
  }

  private static void assertConstants(Equation found, double... expected) {
    double[] c = found.numbers();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], c[i], 1e-8, found + ", constant " + i);
    }
  }

  private static final List<Integer> LINE = List.of(0);
  private static final List<Integer> PLANE = List.of(0, 1);

  @Test
  void planesTurnAndShrink() {
    Motion turning = motion(new StateLaw.Turning(0.4, 1), 5, 2);
    assertConstants(fitted(new Rotation(false), PLANE, turning), 0.4, 0, 0);
    Motion spiral = motion(new StateLaw.Turning(0.4, 0.97), 5, 2);
    assertConstants(fitted(new Rotation(true), PLANE, spiral), 0.4, 0, 0, 0.97);
    Motion decay = motion(new StateLaw.Shrinking(0.95), 5, 2);
    assertConstants(fitted(new Decay(), PLANE, decay), 0.95, 0, 0);
    double r = new Rule(new Rotation(false), PLANE).fit(spiral).residuals(spiral).mean().item();
    assertTrue(r > 1e-3, "a spiral is no rotation: " + r);
  }

  @Test
  void swingsAndSpringsAreOfSecondOrderInTheirPosition() {
    Motion swing = motion(new StateLaw.Swinging(0.4, 0.97), 5, 1);
    assertConstants(
        fitted(new Oscillator(), LINE, swing), 2 * 0.97 * Math.cos(0.4), 0.97 * 0.97, 0);
    Motion spring = motion(new StateLaw.Stiffening(0.08, 0.1), 5, 1);
    assertConstants(
        fitted(new PolynomialFlow(3, 2, false), LINE, spring), 0, -0.08, 0, 0, 0, 0, -0.1, 0, 0, 0);
    double r = new Rule(new Oscillator(), LINE).fit(spring).residuals(spring).mean().item();
    assertTrue(r > 1e-4, "a stiffening spring is no oscillator: " + r);
  }

  @Test
  void orbitsFeelGravityAndStayNear() {
    Motion orbit = motion(new StateLaw.Orbiting(0.06), 40, 2);
    assertConstants(fitted(new CentralForce(3, false), PLANE, orbit), 0.06);
    Tensor radius = orbit.before().square().sum(1).sqrt();
    assertTrue(radius.min().item() > 0.3 && radius.max().item() < 2.5, "bound, not too near");
  }

  @Test
  void whatFallsIsThrownBackByTheFloor() {
    Motion fall = motion(new StateLaw.Falling(0.05, 0.8), 5, 2);
    Equation law =
        new Equation(
            new Rule(new Bounce(new Affine(), true), PLANE),
            List.of(
                Tensor.of(new double[] {0.8}),
                Tensor.of(new double[] {0.0}),
                Tensor.of(new double[] {1, 0, 1, 1}, 2, 2),
                Tensor.of(new double[] {-0.025, -0.05})));
    assertTrue(law.residuals(fall).max().item() < 1e-24);
    double thrown =
        fall.after()
            .slice(1, 1, 2)
            .sub(fall.before().slice(1, 1, 2))
            .greater(0)
            .astype(DType.FLOAT64)
            .mean()
            .item();
    assertTrue(thrown > 0.02 && thrown < 0.5, "bounces happen: " + thrown);
    assertTrue(fall.after().slice(1, 0, 1).min().item() >= 0, "nothing below the floor");
  }

  @Test
  void twoPlanesTurnBesideNoise() {
    Motion both = motion(new StateLaw.TwoTurning(0.4, 0.9), 5, 5);
    assertConstants(fitted(new Rotation(false), PLANE, both), 0.4, 0, 0);
    assertConstants(fitted(new Rotation(false), List.of(2, 3), both), 0.9, 0, 0);
    Tensor now = both.before().slice(1, 4, 5);
    Tensor next = both.after().slice(1, 4, 5);
    assertEquals(0, now.mul(next).mean().item(), 0.1, "noise knows nothing of what it was");
  }

  @Test
  void seenWorldsShowThePositionAlone() {
    StateLaw law = new StateLaw.Swinging(0.4, 0.97);
    SeenWorld world = new SeenWorld(law, Key.of(3));
    Tensor states = world.states(Key.of(4), COUNT, 1).reshape(COUNT, 2);
    Tensor other =
        Tensor.concatenate(1, states.slice(1, 0, 1), Tensor.zeros(DType.FLOAT64, COUNT, 1));
    assertEquals(0, world.observe(states).sub(world.observe(other)).abs().max().item());
    assertEquals(1, world.observe(states).var(0).mean().item(), 0.2, "scaled to a mean variance 1");
    assertEquals(2, law.order());
    assertEquals(1, new StateLaw.TwoTurning(1, 2).order());
  }

  @Test
  void shuffledStatesKeepNoOrder() {
    ShuffledWorld world = new ShuffledWorld(new SeenWorld(new StateLaw.Turning(0.4, 1), Key.of(5)));
    Tensor states = world.states(Key.of(6), COUNT, 3);
    Motion m =
        Motion.of(
            states.slice(1, 0, 1).squeeze(1),
            states.slice(1, 1, 2).squeeze(1),
            states.slice(1, 2, 3).squeeze(1));
    double r = new Rule(new Affine(), PLANE).fit(m).residuals(m).mean().item();
    assertEquals(0.5, r, 0.06, "the mean is the best that can be said");
  }
}
