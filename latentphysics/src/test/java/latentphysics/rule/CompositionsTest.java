package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import latentphysics.autodiff.Autodiff;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects forms that are made of others: events, walls, inputs, blocks and operators. */
final class CompositionsTest {

  @Test
  void findASlantedPlaneBetweenTwoLaws() {
    Law law =
        Law.of(
            new Event(new Rotation(false), new Rotation(false)),
            2,
            new double[] {0.6, 0.8},
            new double[] {0.3},
            new double[] {0.5},
            new double[] {0, 0},
            new double[] {-0.3},
            new double[] {1, 1});
    Motion motion = law.motion(Key.of(1), 400);
    Equation found = law.rule().fit(motion);
    Motion judged = law.motion(Key.of(2), 2000);
    double wrong = found.residuals(judged).greater(1e-6).astype(DType.FLOAT64).mean().item();
    assertTrue(wrong < 0.02, () -> wrong + " " + found);
    double[] numbers = found.numbers();
    // Either law may be called the one.
    double sign = Math.signum(numbers[0]);
    assertEquals(0.6, sign * numbers[0], 0.05, found::formula);
    assertEquals(0.3, sign * numbers[2], 0.05, found::formula);
  }

  @Test
  void anEventNeedsPlacesOnBothSides() {
    Law law = Law.of(new Rotation(false), 2, new double[] {0.5}, new double[2]);
    Motion few = law.motion(Key.of(3), 3);
    Rule rule = new Rule(new Event(new Affine(), new Affine()), List.of(0, 1));
    assertThrows(ArithmeticException.class, () -> rule.fit(few));
  }

  @Test
  void aFlightWithoutAWallIsNoBounce() {
    Law law = Law.of(new Drift(), 2, new double[] {0.3, 0});
    Rule rule = new Rule(new Bounce(new Affine(), true), List.of(0, 1));
    Motion motion = law.motion(Key.of(4), 100);
    String said = assertThrows(ArithmeticException.class, () -> rule.fit(motion)).toString();
    assertTrue(said.contains("thrown back"), said);
    assertThrows(IllegalArgumentException.class, () -> new Bounce(new Inertia(), true));
  }

  @Test
  void aBallFallsAndBounces() {
    // Free fall from rest at height 1, thrown back by three quarters.
    Law law =
        Law.of(
                new Bounce(new Affine(), true),
                2,
                new double[] {0.75},
                new double[] {0},
                new double[] {1, 0, 1, 1},
                new double[] {-0.005, -0.01})
            .shaped(2, 2, 2);
    Tensor start = Tensor.of(new double[] {1, 0}, 1, 2);
    Tensor path = law.equation().rollout(start, start, 100).squeeze(0);
    assertTrue(path.slice(1, 0, 1).min().item() >= 0);
    Motion motion = Motion.of(path.slice(0, 0, 98), path.slice(0, 1, 99), path.slice(0, 2, 100));
    Equation found = law.rule().fit(motion);
    assertArrayEquals(law.equation().numbers(), found.numbers(), 1e-6, found::formula);
  }

  @Test
  void ceilingsAreFloorsUpsideDown() {
    Law floor =
        Law.of(
                new Bounce(new Affine(), true),
                2,
                new double[] {0.8},
                new double[] {-1},
                new double[] {1, 0, 1, 1},
                new double[] {-0.05, -0.1})
            .shaped(2, 2, 2);
    Motion motion = floor.motion(Key.of(5), 100).map(Tensor::neg);
    Equation found = new Rule(new Bounce(new Affine(), false), List.of(0, 1)).fit(motion);
    double[] numbers = found.numbers();
    assertEquals(0.8, numbers[0], 1e-9);
    assertEquals(1, numbers[1], 1e-9);
  }

  @Test
  void inputsAreAskedFor() {
    Law law = Law.of(new Drift(), 1, new double[] {1});
    Motion motion = law.motion(Key.of(6), 20);
    Rule rule = new Rule(new Controlled(new Drift(), 1), List.of(0));
    String said = assertThrows(IllegalArgumentException.class, () -> rule.fit(motion)).toString();
    assertTrue(said.contains("without input"), said);
    Motion wrong = motion.withInput(Tensor.full(DType.FLOAT64, 2, 20, 1));
    Rule labels = new Rule(new PerAction(new Drift(), 2), List.of(0));
    assertThrows(IllegalArgumentException.class, () -> labels.fit(wrong));
    Motion one = motion.withInput(Tensor.zeros(DType.FLOAT64, 20, 1));
    assertThrows(ArithmeticException.class, () -> labels.fit(one));
  }

  @Test
  void blocksMissWhatTheirPartsMiss() {
    Law law =
        Law.of(new Affine(), 3, Key.of(7).normal(DType.FLOAT64, 9).toDoubles(), new double[3])
            .shaped(0, 3, 3);
    Motion motion = law.motion(Key.of(8), 50);
    Form both =
        new Blocks(
            List.of(new Blocks.Block(new Rotation(true), 2), new Blocks.Block(new Decay(), 1)));
    Rule whole = new Rule(both, List.of(2, 0, 1));
    Equation found = whole.fit(motion);
    Equation turned = new Rule(new Rotation(true), List.of(2, 0)).fit(motion);
    Equation decayed = new Rule(new Decay(), List.of(1)).fit(motion);
    double[] sum =
        turned
            .rule()
            .form()
            .misses(turned.constants(), motion.on(List.of(2, 0)))
            .add(decayed.rule().form().misses(decayed.constants(), motion.on(List.of(1))))
            .toDoubles();
    assertArrayEquals(
        sum, both.misses(found.constants(), motion.on(List.of(2, 0, 1))).toDoubles(), 1e-12);
    assertEquals(turned.bits(50) + decayed.bits(50), found.bits(50), 1e-9);
  }

  @Test
  void aLeastSquaresOperatorIsALinearRule() {
    double[] turn = {0.9, 0.2, -0.2, 0.9};
    Law law = Law.of(new Affine(), 2, turn, new double[2]).shaped(0, 2, 2);
    Motion motion = law.motion(Key.of(9), 60);
    Rule rule = new Rule(new Operated(new LeastSquaresOperator(2)), List.of(0, 1));
    Equation found = rule.fit(motion);
    // The operator's own ridge of a thousandth of the latents' size takes a millionth.
    assertArrayEquals(turn, found.numbers(), 1e-5);
    assertTrue(found.residuals(motion).max().item() < 1e-9);
    Motion half =
        new Motion(
            motion.previous(),
            motion.before(),
            motion.after(),
            Optional.of(
                new Motion.Durations(
                    Tensor.full(DType.FLOAT64, 0.5, 60, 1),
                    Tensor.full(DType.FLOAT64, 0.5, 60, 1))),
            motion.input());
    String said = assertThrows(ArithmeticException.class, () -> rule.fit(half)).toString();
    assertTrue(said.contains("nominal step"), said);
    Tensor path = found.rollout(motion.before(), motion.before(), 6);
    Tensor back = found.rollback(path.slice(1, 4, 5).squeeze(1), path.slice(1, 5, 6).squeeze(1), 5);
    assertArrayEquals(
        motion.before().toDoubles(), back.slice(1, 4, 5).squeeze(1).toDoubles(), 1e-9);
  }

  @Test
  void aRuleConstrainsAnOperator() {
    LieAction lie = new LieAction(2);
    Tensor z = Key.of(10).normal(DType.FLOAT64, 50, 2);
    Motion motion = Motion.of(z, z, z);
    RuleConstraint turning = new RuleConstraint(new Rule(new Rotation(false), List.of(0, 1)));
    Tensor angle = Tensor.of(new double[] {0.4});
    double pure = turning.penalty(lie.flow(Tensor.of(new double[] {0}), angle), motion).item();
    assertTrue(pure < 1e-20, "" + pure);
    Tensor growth = Tensor.of(new double[] {0.2});
    Autodiff.ValueAndGrad<Tensor> found =
        Autodiff.valueAndGrad(g -> turning.penalty(lie.flow(g, angle), motion), growth);
    assertTrue(found.value().item() > 1e-3);
    assertTrue(found.gradient().item() > 0, "less growth is less penalty");
  }
}
