package latentphysics.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.rule.Conserved;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects the seed idea: a rule's pull on the latents grows as it gets nearly perfect and vanishes
 * where it fails.
 */
final class ConcentratedLossTest {
  private static final double ANGLE = 0.3;

  /** Consecutive triples on circles in planes, in random order. */
  private static Motion circles(int n, int planes, double noise, long seed) {
    Key[] keys = Key.of(seed).split(5);
    double[] start = keys[0].uniform(DType.FLOAT64, n).toDoubles();
    Tensor[] z = new Tensor[3];
    for (int k = 0; k < 3; k++) {
      double[] values = new double[n * 2 * planes];
      for (int i = 0; i < n; i++) {
        for (int p = 0; p < planes; p++) {
          double angle = (ANGLE + 0.5 * p) * k + 2 * Math.PI * start[i] * (p + 1);
          values[(i * planes + p) * 2] = Math.cos(angle);
          values[(i * planes + p) * 2 + 1] = Math.sin(angle);
        }
      }
      z[k] =
          Tensor.of(values, n, 2 * planes)
              .add(keys[1 + k].normal(DType.FLOAT64, n, 2 * planes).mul(noise));
    }
    return Motion.of(z[0], z[1], z[2]);
  }

  private static ConcentratedLoss loss(List<Form> forms, int latent, double tau, boolean floor) {
    List<Rule> rules = Lexicon.ofPlanes(forms, latent);
    return new ConcentratedLoss(
        rules,
        new BoundedMass(),
        new Annealing(tau, tau, 1),
        new ConcentratedLoss.Judging(false, floor, true));
  }

  private static double value(ConcentratedLoss loss, Motion motion) {
    return loss.of(loss.judge(motion, 0)).item();
  }

  @Test
  void isTheMeanErrorMassOfItsRules() {
    double tau = 0.3;
    double still = 1 / (1 + tau * tau);
    double inertia = 2 - 2 * Math.cos(ANGLE);
    double expected = (still + inertia / (inertia + tau * tau)) / 5; // three rules are exact
    ConcentratedLoss loss = loss(Lexicon.FORMS, 2, tau, false);
    assertEquals(expected, value(loss, circles(40, 1, 0, 3)), 1e-6);
  }

  /** Rules share the displacement; a conserved quantity is measured against its own variance. */
  @Test
  void errorsAreThoseOfEachEquationAlone() {
    List<Form> forms = List.of(new Identity(), new Conserved(2), new Rotation(true));
    Motion motion = circles(80, 1, 0.05, 6);
    ConcentratedLoss.Judged judged = loss(forms, 2, 0.3, false).judge(motion, 0).getFirst();
    assertEquals(3, judged.equations().size());
    for (int k = 0; k < 3; k++) {
      double[] alone = judged.equations().get(k).residuals(motion.rows(40, 80)).toDoubles();
      double[] shared = judged.sites().residuals().slice(0, k, k + 1).toDoubles();
      assertArrayEquals(alone, shared, 1e-12, judged.equations().get(k).toString());
    }
  }

  @Test
  void judgesEachPlaneByItself() {
    ConcentratedLoss loss = loss(Lexicon.FORMS, 3, 0.3, false);
    Motion motion = circles(40, 2, 0.05, 4).map(z -> z.slice(1, 0, 3));
    List<ConcentratedLoss.Judged> judged = loss.judge(motion, 0);
    assertEquals(2, judged.size());
    assertEquals(5, judged.get(0).equations().size());
    assertEquals(3, judged.get(1).equations().size(), "nothing turns on a line");
    assertEquals(20, judged.get(1).sites().residuals().dim(1));
    double both =
        (new BoundedMass().apply(judged.get(0).sites()).item()
                + new BoundedMass().apply(judged.get(1).sites()).item())
            / 2;
    assertEquals(both, loss.of(judged).item(), 1e-12);
  }

  @Test
  void doesNotChangeWithTheScaleOfLatents() {
    ConcentratedLoss loss = loss(Lexicon.FORMS, 4, 0.3, true);
    Motion motion = circles(40, 2, 0.05, 4);
    double value = value(loss, motion);
    for (double factor : new double[] {1e-3, 0.1, 1e4}) {
      assertEquals(value, value(loss, motion.map(z -> z.mul(factor))), 1e-5, "factor " + factor);
    }
    Motion still = motion.map(z -> Tensor.full(DType.FLOAT64, 1, 40, 4));
    assertTrue(Double.isFinite(value(loss, still)));
  }

  /** With an exact rule beside it that keeps the floor down, the share of a rule is ∂e/∂r alone. */
  @Test
  void pullsHardlyWhereARuleFailsAndMostWhereItNearlyHolds() {
    List<Form> forms = List.of(new Rotation(false), new Inertia());
    Motion clean = circles(64, 1, 0, 5);
    Tensor nudge = Key.of(50).normal(DType.FLOAT64, 64, 2).mul(0.004);
    Motion nearly = Motion.of(clean.previous(), clean.before(), clean.after().add(nudge));
    double good = pull(loss(forms, 2, 0.02, true), nearly);
    // Exactly obeyed, what is left is the pull of inertia, which fails by r = 0.09 ≫ τ².
    double failing = pull(loss(forms, 2, 0.02, true), clean);
    assertTrue(failing < 0.05 * good, "failing rule " + failing + ", good rule " + good);
    // A tolerant loss still listens to it.
    assertTrue(pull(loss(forms, 2, 0.3, true), clean) > 10 * failing);
  }

  @Test
  void theToleranceStopsAtTheBestRulesNoise() {
    Motion noisy = circles(200, 1, 0.1, 7);
    double small = value(loss(Lexicon.FORMS, 2, 1e-2, true), noisy);
    assertEquals(small, value(loss(Lexicon.FORMS, 2, 1e-6, true), noisy), 1e-15);
    assertTrue(value(loss(Lexicon.FORMS, 2, 0.9, true), noisy) < small);
    assertTrue(
        value(loss(Lexicon.FORMS, 2, 1e-6, false), noisy) > 0.999,
        "without a floor every site of every rule is an error");
    ConcentratedLoss.Judged judged = loss(Lexicon.FORMS, 2, 1e-6, true).judge(noisy, 0).getFirst();
    double[] best = judged.sites().residuals().slice(0, 3, 4).toDoubles();
    long above = Arrays.stream(best).filter(r -> r > square(judged.sites().tau())).count();
    assertTrue(above >= 40 && above <= 60, above + " of 100 sites above the floor");
  }

  private static double square(double x) {
    return x * x;
  }

  @Test
  void givesNoGradientToTheHalfThatConstantsAreFittedOn() {
    ConcentratedLoss loss = loss(Lexicon.FORMS, 2, 0.3, true);
    Motion motion = circles(20, 1, 0.05, 8);
    List<Tensor> gradients =
        Autodiff.grad(
            p -> loss.of(loss.judge(Motion.of(p.get(0), p.get(1), p.get(2)), 0)),
            List.of(motion.previous(), motion.before(), motion.after()));
    for (Tensor g : gradients) {
      assertEquals(0, g.slice(0, 0, 10).abs().sum().item());
      assertTrue(g.slice(0, 10, 20).abs().sum().item() > 0);
    }
  }

  @Test
  void refusesABatchThatCannotBeHalved() {
    ConcentratedLoss loss = loss(List.of(new Identity()), 2, 0.3, false);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> loss.judge(circles(3, 1, 0, 1), 0));
    assertEquals("concentrated loss: a batch of 3 places, expected at least 4", e.getMessage());
  }

  /** Norm of the gradient by the judged latents. */
  private static double pull(ConcentratedLoss loss, Motion motion) {
    Tensor gradient =
        Autodiff.grad(
            z -> loss.of(loss.judge(Motion.of(motion.previous(), z, motion.after()), 0)),
            motion.before());
    return Math.sqrt(gradient.square().sum().item());
  }
}
