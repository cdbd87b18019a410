package latentphysics.physics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.autodiff.GradCheck;
import latentphysics.linear.Complex;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects each rule's prediction and its closed-form fit, by the figures that follow by hand for a
 * pure rotation by ω per step: no error for rotations and the linear map, 1 for rest, and 2 − 2·cos
 * ω for constant velocity.
 */
final class RuleTest {
  private static final double ANGLE = 0.4;
  private static final double[] UNEQUAL = {0, 1, 1.5, 3, 3.2, 5, 6, 6.7, 9, 10, 10.5, 12, 15, 16};

  @Test
  void haveTheKnownErrorsOnARotation() {
    Transitions t = Motions.transitions(circle(ANGLE, 0, 60));
    assertAll(0, Motions.residuals(new PlaneRotation(0, false), t), 1e-20);
    assertAll(0, Motions.residuals(new PlaneRotation(0, true), t), 1e-20);
    assertAll(0, Motions.residuals(new LinearMap(0, 2), centred(0)), 1e-7);
    assertAll(1, Motions.residuals(new Rest(0, 2), t), 1e-10);
    assertAll(2 - 2 * Math.cos(ANGLE), Motions.residuals(new ConstantVelocity(0, 2), t), 1e-10);
  }

  @Test
  void tellDecayFromNone() {
    Transitions t = Motions.transitions(circle(ANGLE, -0.05, 60));
    assertAll(0, Motions.residuals(new PlaneRotation(0, true), t), 1e-20);
    assertTrue(Arrays.stream(Motions.residuals(new PlaneRotation(0, false), t)).sum() > 0.1);
    assertAll(0, Motions.residuals(new LinearMap(0, 2), centred(-0.05)), 1e-5);
  }

  @Test
  void predictOverUnequalDurations() {
    LatentPath line = Motions.path(t -> new double[] {2 * t, 1 - t}, UNEQUAL, 0, 0);
    assertAll(0, Motions.residuals(new ConstantVelocity(0, 2), Motions.transitions(line)), 1e-20);
    PlaneRotation rotation = new PlaneRotation(0, true);
    PlaneRotation.Constants known =
        rotation.constants(
            points(rotation, circle(0.3, -0.02, 20), 0, 19),
            points(rotation, circle(0.3, -0.02, 20), 1, 20),
            1);
    Transitions unequal =
        Motions.transitions(Motions.path(Motions.turn(0.3, -0.02, 1, 0.5, -2), UNEQUAL, 0, 0));
    Tensor predicted =
        rotation
            .fitted(known)
            .predict(
                Motions.rows(unequal.previous()),
                Motions.rows(unequal.before()),
                Motions.column(unequal.previousSteps()),
                Motions.column(unequal.steps()));
    assertArrayEquals(Motions.rows(unequal.after()).toDoubles(), predicted.toDoubles(), 1e-12);
  }

  @Test
  void takeALinearMapAsAVelocityOverOtherDurations() {
    Transitions t =
        Motions.transitions(Motions.path(s -> new double[] {0.1 * s - 0.9}, UNEQUAL, 0, 0));
    // A constant velocity of 0.1 is b = 0.1, A = 1; the ridge takes a little of it.
    assertAll(0, Motions.residuals(new LinearMap(0, 1), t), 1e-5);
  }

  @Test
  void findTheCentreAndTheRate() {
    PlaneRotation rule = new PlaneRotation(0, true);
    LatentPath path = circle(-0.7, 0.01, 50);
    PlaneRotation.Constants c =
        rule.constants(points(rule, path, 0, 49), points(rule, path, 1, 50), 1);
    assertEquals(-0.7, c.rate().im(), 1e-12);
    assertEquals(0.01, c.rate().re(), 1e-12);
    assertEquals(0.5, c.centre().re(), 1e-11);
    assertEquals(-2, c.centre().im(), 1e-11);
  }

  @Test
  void speakAboutTheirCoordinatesAlone() {
    LatentPath path =
        Motions.path(
            t -> new double[] {1e9 * t, Math.cos(ANGLE * t), Math.sin(ANGLE * t), -t * t},
            linspace(40),
            0,
            0);
    assertAll(0, Motions.residuals(new PlaneRotation(1, false), Motions.transitions(path)), 1e-20);
    assertEquals(List.of(1, 2), new PlaneRotation(1, false).subspace());
    assertEquals(List.of(3), new Rest(3, 1).subspace());
  }

  @Test
  void refuseARotationOfPointsThatDoNotSpread() {
    Transitions still = Motions.transitions(Motions.path(t -> new double[] {1, 2}, 0, 9, 0, 0));
    ArithmeticException e =
        assertThrows(ArithmeticException.class, () -> new PlaneRotation(0, true).fit(still));
    assertEquals(
        "damped rotation: the points of coordinates 0 and 1 do not spread", e.getMessage());
    // Other rules are defined there.
    assertEquals(
        9 - 2,
        new LinearMap(0, 2)
            .fit(still)
            .predict(
                Motions.rows(still.previous()),
                Motions.rows(still.before()),
                Motions.column(still.previousSteps()),
                Motions.column(still.steps()))
            .dim(0));
  }

  @Test
  void areListedForEachPlaneAndAnOddLastLine() {
    List<List<Rule>> groups = Lexicon.ofPlanes(5);
    assertEquals(3, groups.size());
    assertEquals(5, groups.get(1).size());
    assertEquals(List.of(4), groups.get(2).getFirst().subspace());
    assertEquals(3, groups.get(2).size());
  }

  @Test
  void haveTheRightGradientsOfOrderOneAndTwo() {
    Transitions fitting =
        Motions.transitions(Motions.path(Motions.turn(0.3, -0.1, 0, 1, 2), UNEQUAL, 0.1, 3));
    for (Rule rule : Lexicon.of(0, 2)) {
      Rule.Fitted fitted = rule.fit(fitting);
      Key[] keys = Key.of(60).split(4);
      Tensor steps = Motions.column(1, 0.5, 2, 1.5, 1);
      Tensor previousSteps = Motions.column(2, 1, 0.5, 1, 1);
      Tensor target = Motions.normal(keys[2], 5, 2);
      GradCheck.Errors errors =
          GradCheck.check(
              p ->
                  fitted
                      .predict(p.get(0), p.get(1), previousSteps, steps)
                      .sub(target)
                      .square()
                      .square()
                      .sum(),
              List.of(Motions.normal(keys[0], 5, 2), Motions.normal(keys[1], 5, 2)),
              keys[3]);
      assertTrue(errors.first() <= 1e-6 && errors.second() <= 1e-6, rule.name() + ": " + errors);
    }
  }

  private static LatentPath circle(double angle, double growth, int count) {
    return Motions.path(Motions.turn(angle, growth, 1, 0.5, -2), 0, count, 0, 0);
  }

  /** About the origin, because the linear map's ridge draws its offset to zero too. */
  private static Transitions centred(double growth) {
    return Motions.transitions(Motions.path(Motions.turn(ANGLE, growth, 1, 0, 0), 0, 60, 0, 0));
  }

  private static double[] linspace(int count) {
    double[] times = new double[count];
    Arrays.setAll(times, i -> i);
    return times;
  }

  private static Complex[] points(PlaneRotation rule, LatentPath path, int from, int to) {
    return Arrays.stream(path.latents(), from, to).map(rule::point).toArray(Complex[]::new);
  }

  private static void assertAll(double expected, double[] actual, double delta) {
    for (double a : actual) {
      assertEquals(expected, a, delta);
    }
  }
}
