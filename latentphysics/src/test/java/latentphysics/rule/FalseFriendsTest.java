package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects the scale of residuals: on a pure rotation by ω per step about the mean, rest has r = 1,
 * inertia 2 − 2·cos ω and the constant 1/(2 − 2·cos ω), by hand.
 */
final class FalseFriendsTest {
  private static final int PER_CIRCLE = 40;

  static Stream<Law> laws() {
    return Laws.all();
  }

  private static double meanResidual(Form form, Motion motion) {
    List<Integer> dims = motion.width() == 1 ? List.of(0) : List.of(0, 1);
    return new Rule(form, dims).fit(motion).residuals(motion).mean().item();
  }

  /** Three places each of circles of several sizes, evenly around. */
  private static Motion circles(double angle) {
    int n = 3 * PER_CIRCLE / 2;
    double[][] z = new double[3][4 * n];
    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < 2 * n; i++) {
        double radius = 0.5 + i % 3;
        int around = i / 3;
        double at = 2 * Math.PI * around / PER_CIRCLE + k * angle;
        z[k][2 * i] = radius * Math.cos(at);
        z[k][2 * i + 1] = radius * Math.sin(at);
      }
    }
    return Motion.of(
        Tensor.of(z[0], 2 * n, 2), Tensor.of(z[1], 2 * n, 2), Tensor.of(z[2], 2 * n, 2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.4, 1, 2.5})
  void haveTheResidualsThatFollowByHand(double angle) {
    Motion motion = circles(angle);
    double chord = 2 - 2 * Math.cos(angle);
    assertEquals(1, meanResidual(new Identity(), motion), 1e-9);
    assertEquals(1, meanResidual(new Drift(), motion), 1e-9);
    assertEquals(chord, meanResidual(new Inertia(), motion), 1e-9);
    assertEquals(1 / chord, meanResidual(new Constant(), motion), 1e-9 / chord);
    for (Form right :
        List.of(
            new Rotation(false),
            new Rotation(true),
            new Twist(1, false),
            new Affine(),
            new Oscillator(),
            new CentralForce(0, false),
            new Conserved(2))) {
      double r = meanResidual(right, motion);
      assertTrue(r < 1e-18, () -> right + ": " + r);
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void identityIsAlwaysWrongByOne(Law law) {
    Motion motion = law.motion(Key.of(1), 50);
    double moved = motion.displacement().square().mean().item();
    assertEquals(moved > 0 ? 1 : 0, meanResidual(new Identity(), motion), 1e-9);
  }

  @Test
  void unrelatedPlacesMissAConservedQuantityByOne() {
    Key[] keys = Key.of(2).split(3);
    int n = 4000;
    Motion noise =
        Motion.of(
            keys[0].normal(DType.FLOAT64, n, 2),
            keys[1].normal(DType.FLOAT64, n, 2),
            keys[2].normal(DType.FLOAT64, n, 2));
    assertEquals(1, meanResidual(new Conserved(2), noise), 0.1);
  }

  @Test
  void formsRefuseWidthsThatTheyCannotBeWrittenIn() {
    for (Form form : List.of(new Rotation(true), new Twist(1, false))) {
      for (List<Integer> dims : List.of(List.of(0), List.of(0, 1, 2))) {
        String said =
            assertThrows(IllegalArgumentException.class, () -> new Rule(form, dims)).toString();
        assertTrue(said.contains(form.name()) && said.contains("" + dims.size()), said);
      }
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Rule(new CentralForce(3, true), List.of(0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Rule(new PolynomialFlow(3, 2, false), List.of(0, 1, 2, 3, 4, 5)));
    assertThrows(IllegalArgumentException.class, () -> new Rule(new Affine(), List.of(1, 1)));
  }

  @Test
  void fewerPlacesThanConstantsDetermineNothing() {
    for (Form form :
        List.of(
            new Affine(), new PolynomialFlow(2, 1, false), new Conserved(4), new Twist(2, false))) {
      Motion few = circles(0.4).rows(0, 2);
      assertThrows(
          ArithmeticException.class, () -> new Rule(form, List.of(0, 1)).fit(few), form::name);
    }
  }
}
