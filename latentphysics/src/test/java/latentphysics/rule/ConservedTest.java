package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.autodiff.GradCheck;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects conserved quantities: which one is found, that it predicts, and that one is needed. */
final class ConservedTest {
  private static final int PLACES = 300;

  /** Turning on ellipses x² + 4·y² = const, at a speed that differs from ellipse to ellipse. */
  private static Motion ellipses(Key key) {
    Law twist = Law.of(new Twist(1, false), 2, new double[] {0.2, 0.1}, new double[2]);
    Motion after = twist.motion(key, PLACES);
    Motion before =
        Motion.of(after.before(), after.before(), twist.form().retrodict(twist.constants(), after));
    Tensor axes = Tensor.of(new double[] {1, 0.5});
    return Motion.of(before.after().mul(axes), after.before().mul(axes), after.after().mul(axes));
  }

  @Test
  void areFoundWithWholeCoefficients() {
    Equation found = new Rule(new Conserved(2), List.of(0, 1)).fit(ellipses(Key.of(1)));
    double[] c = found.numbers(); // x, y, x², xy, y²
    assertEquals(4, c[4] / c[2], 1e-9);
    assertArrayEquals(new double[3], new double[] {c[0], c[1], c[3]}, 1e-9);
    assertTrue(found.residuals(ellipses(Key.of(2))).max().item() < 1e-20);
  }

  @Test
  void areOfTheLowestDegreeThatDoes() {
    Motion motion = ellipses(Key.of(1));
    Equation fourth = new Rule(new Conserved(4), List.of(0, 1)).fit(motion);
    Equation second = new Rule(new Conserved(2), List.of(0, 1)).fit(motion);
    assertArrayEquals(second.numbers(), Arrays.copyOf(fourth.numbers(), 5), 1e-9);
    assertEquals(second.formula(), fourth.formula());
    assertEquals(second.bits(PLACES), fourth.bits(PLACES));
  }

  @Test
  void needTheFourthDegreeForAnEnergyOfThatDegree() {
    // Hamilton's equations of p²/2 + q⁴/4 by many small steps of Störmer's rule.
    double[][] z = new double[3][2 * PLACES];
    double[] start = Key.of(3).normal(DType.FLOAT64, PLACES, 2).toDoubles();
    for (int i = 0; i < PLACES; i++) {
      double q = start[2 * i];
      double p = start[2 * i + 1];
      for (int k = 0; k < 3; k++) {
        z[k][2 * i] = q;
        z[k][2 * i + 1] = p;
        for (int s = 0; s < 3000; s++) {
          double h = 1e-4;
          p -= h / 2 * q * q * q;
          q += h * p;
          p -= h / 2 * q * q * q;
        }
      }
    }
    Motion motion =
        Motion.of(
            Tensor.of(z[0], PLACES, 2), Tensor.of(z[1], PLACES, 2), Tensor.of(z[2], PLACES, 2));
    Equation fourth = new Rule(new Conserved(4), List.of(0, 1)).fit(motion);
    assertTrue(fourth.residuals(motion).mean().item() < 1e-12, fourth::formula);
    double[] c = fourth.numbers(); // …, p² at 4, q⁴ at 9
    assertEquals(0.5, c[9] / c[4], 1e-6, fourth::formula);
    Equation second = new Rule(new Conserved(2), List.of(0, 1)).fit(motion);
    assertTrue(second.residuals(motion).mean().item() > 1e-3);
  }

  @Test
  void predictsOnTheLevelSet() {
    Motion motion = ellipses(Key.of(4));
    Equation found = new Rule(new Conserved(2), List.of(0, 1)).fit(motion);
    Conserved form = new Conserved(2);
    Tensor level = form.quantity(found.constants(), motion.before());
    assertArrayEquals(
        level.toDoubles(),
        form.quantity(found.constants(), found.predict(motion)).toDoubles(),
        1e-6);
    double inertia =
        new Equation(new Rule(new Inertia(), List.of(0, 1)), List.of())
            .residuals(motion)
            .mean()
            .item();
    double predicted =
        motion.after().sub(found.predict(motion)).square().sum(1).mean().item()
            / motion.displacement().square().sum(1).mean().item();
    assertTrue(predicted < inertia, predicted + " and " + inertia);
  }

  @Test
  void hasGradientsThroughTheFit() {
    Motion exact = ellipses(Key.of(5)).rows(0, 60);
    Motion motion =
        exact.withAfter(exact.after().add(Key.of(6).normal(DType.FLOAT64, 60, 2).mul(0.01)));
    Rule rule = new Rule(new Conserved(2), List.of(0, 1));
    GradCheck.Errors errors =
        GradCheck.check(
            x -> {
              Motion m = Motion.of(x.get(0), x.get(0), x.get(1));
              return rule.fit(m.rows(0, 30)).residuals(m.rows(30, 60)).mean();
            },
            List.of(motion.before(), motion.after()),
            Key.of(7));
    assertTrue(errors.first() < 1e-6 && errors.second() < 1e-5, errors::toString);
  }

  @Test
  void standsAFrozenCoordinate() {
    Motion motion = ellipses(Key.of(8));
    Tensor still = Tensor.full(DType.FLOAT64, 0.5, PLACES, 1);
    Motion three = motion.map(z -> Tensor.concatenate(1, z, still));
    Equation found = new Rule(new Conserved(2), List.of(0, 1, 2)).fit(three);
    assertTrue(found.residuals(three).max().item() < 1e-18, found::formula);
    Motion frozen = motion.map(z -> z.mul(0).add(1));
    assertThrows(
        ArithmeticException.class, () -> new Rule(new Conserved(2), List.of(0, 1)).fit(frozen));
  }

  @Test
  void leaveRoundingsOfFloat32() {
    Motion motion = ellipses(Key.of(9)).astype(DType.FLOAT32);
    Equation found = new Rule(new Conserved(2), List.of(0, 1)).fit(motion);
    assertTrue(found.residuals(motion).mean().item() < 1e-11, found::formula);
  }

  @Test
  void predictOverUnevenDurations() {
    Law twist = Law.of(new Twist(1, false), 2, new double[] {0.2, 0.05}, new double[2]);
    Motion motion = twist.unevenMotion(Key.of(10), PLACES);
    Equation found = new Rule(new Conserved(2), List.of(0, 1)).fit(motion);
    assertTrue(found.residuals(motion).max().item() < 1e-20, found::formula);
    Conserved form = new Conserved(2);
    assertArrayEquals(
        form.quantity(found.constants(), motion.before()).toDoubles(),
        form.quantity(found.constants(), found.predict(motion)).toDoubles(),
        1e-4);
  }
}
