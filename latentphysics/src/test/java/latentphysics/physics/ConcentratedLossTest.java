package latentphysics.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.GradCheck;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects the seed idea: a rule's pull on the latents grows as it gets nearly perfect and vanishes
 * where it fails.
 */
final class ConcentratedLossTest {
  private static final double TAU = 0.3;

  /** Consecutive triples, shuffled as in a batch. */
  private record Batch(Tensor previous, Tensor before, Tensor after, Tensor steps) {

    static Batch circles(int n, int planes, double noise, long seed) {
      Key[] keys = Key.of(seed).split(5);
      double[] start = keys[0].uniform(DType.FLOAT64, n).toDoubles();
      Tensor[] z = new Tensor[3];
      for (int k = 0; k < 3; k++) {
        double[] values = new double[n * 2 * planes];
        for (int i = 0; i < n; i++) {
          for (int p = 0; p < planes; p++) {
            double angle = (0.3 + 0.5 * p) * k + 2 * Math.PI * start[i] * (p + 1);
            values[(i * planes + p) * 2] = Math.cos(angle);
            values[(i * planes + p) * 2 + 1] = Math.sin(angle);
          }
        }
        z[k] =
            Tensor.of(values, n, 2 * planes)
                .add(Motions.normal(keys[1 + k], n, 2 * planes).mul(noise));
      }
      return new Batch(z[0], z[1], z[2], Tensor.full(DType.FLOAT64, 1, n, 1));
    }

    static Batch noise(int n, int latent, long seed) {
      Key[] keys = Key.of(seed).split(3);
      return new Batch(
          Motions.normal(keys[0], n, latent),
          Motions.normal(keys[1], n, latent),
          Motions.normal(keys[2], n, latent),
          Tensor.full(DType.FLOAT64, 1, n, 1));
    }

    Batch scaled(double factor) {
      return new Batch(previous.mul(factor), before.mul(factor), after.mul(factor), steps);
    }

    Tensor loss(ConcentratedLoss loss, double tau) {
      return loss.apply(previous, before, after, steps, steps, tau);
    }
  }

  @Test
  void liesBetweenZeroAndOne() {
    ConcentratedLoss loss = new ConcentratedLoss(Lexicon.ofPlanes(3));
    for (int seed = 0; seed < 20; seed++) {
      double value = Batch.noise(32, 3, seed).loss(loss, TAU).item();
      assertTrue(value >= 0 && value < 1, "seed " + seed + ": " + value);
      double far = Batch.noise(32, 3, seed).scaled(1e8).loss(loss, 1e-3).item();
      assertTrue(far >= 0 && far < 1, "seed " + seed + ": " + far);
    }
    Batch still =
        new Batch(
            Tensor.full(DType.FLOAT64, 1, 8, 3),
            Tensor.full(DType.FLOAT64, 1, 8, 3),
            Tensor.full(DType.FLOAT64, 1, 8, 3),
            Tensor.full(DType.FLOAT64, 1, 8, 1));
    assertTrue(still.loss(loss, TAU).isFinite());
  }

  @Test
  void isTheWeightedErrorMassOfItsRules() {
    Batch batch = Batch.circles(40, 1, 0, 3);
    double rest = 1 / (1 + TAU * TAU);
    double inertia = 2 - 2 * Math.cos(0.3);
    double expected =
        (rest + inertia / (inertia + TAU * TAU) + 2 * 0)
            / (2 + Math.exp(-0.6) + Math.exp(-0.3) + Math.exp(-0.4));
    double actual = batch.loss(new ConcentratedLoss(Lexicon.ofPlanes(2)), TAU).item();
    assertEquals(expected, actual, 1e-6);
  }

  @Test
  void doesNotChangeWithTheScaleOfLatents() {
    ConcentratedLoss loss = new ConcentratedLoss(Lexicon.ofPlanes(4));
    Batch batch = Batch.circles(40, 2, 0.05, 4);
    double value = batch.loss(loss, TAU).item();
    // The linear map's ridge is not quite scale-free: it weighs on the offset too.
    for (double factor : new double[] {0.01, 0.1, 10}) {
      assertEquals(value, batch.scaled(factor).loss(loss, TAU).item(), 1e-3, "factor " + factor);
    }
  }

  /** With an exact rule beside it that keeps the floor down, the share of a rule is ∂e/∂r alone. */
  @Test
  void pullsHardlyWhereARuleFailsAndMostWhereItNearlyHolds() {
    Batch clean = Batch.circles(64, 1, 0, 5);
    ConcentratedLoss both =
        new ConcentratedLoss(
            List.of(List.of(new PlaneRotation(0, false), new ConstantVelocity(0, 2))));
    Batch nearly =
        new Batch(clean.previous(), clean.before(), nudged(clean.after()), clean.steps());
    double tau = 0.02;
    double good = pull(both, nearly, tau);
    // Exactly obeyed, what is left is the pull of inertia, which fails by r = 0.09 ≫ τ².
    double failing = pull(both, clean, tau);
    assertTrue(failing < 0.05 * good, "failing rule " + failing + ", good rule " + good);
    // A tolerant loss still listens to it.
    assertTrue(pull(both, clean, 0.3) > 10 * failing);
  }

  /** Each point a little too far on, by about τ times a displacement. */
  private static Tensor nudged(Tensor z) {
    return z.add(Motions.normal(Key.of(50), z.dim(0), 2).mul(0.004));
  }

  @Test
  void theToleranceDoesNotFallBelowTheBestRulesNoise() {
    ConcentratedLoss loss = new ConcentratedLoss(Lexicon.ofPlanes(2));
    Batch noisy = Batch.circles(200, 1, 0.1, 7);
    double small = noisy.loss(loss, 1e-2).item();
    assertEquals(small, noisy.loss(loss, 1e-6).item(), 1e-15);
    assertTrue(noisy.loss(loss, 0.9).item() < small);
    Batch clean = Batch.circles(200, 1, 0, 7);
    assertTrue(clean.loss(loss, 1e-2).item() > clean.loss(loss, 0.3).item());
  }

  @Test
  void givesNoGradientToTheHalfThatConstantsAreFittedOn() {
    ConcentratedLoss loss = new ConcentratedLoss(Lexicon.ofPlanes(2));
    Batch batch = Batch.circles(20, 1, 0.05, 8);
    List<Tensor> gradients =
        Autodiff.grad(
            p -> loss.apply(p.get(0), p.get(1), p.get(2), batch.steps(), batch.steps(), TAU),
            List.of(batch.previous(), batch.before(), batch.after()));
    for (Tensor g : gradients) {
      assertEquals(0, g.slice(0, 0, 10).abs().sum().item());
      assertTrue(g.slice(0, 10, 20).abs().sum().item() > 0);
    }
  }

  /**
   * Only the judged half is moved: the constants come from the other one and stay as they are, so
   * that differences see what the gradient sees. τ lies above the noise, whose median is no part of
   * the gradient either.
   */
  @Test
  void hasTheRightGradientsOnTheJudgedHalf() {
    ConcentratedLoss loss = new ConcentratedLoss(Lexicon.ofPlanes(3));
    Key[] keys = Key.of(9).split(2);
    Batch planes = Batch.circles(24, 2, 0.05, 9);
    Tensor[] first = new Tensor[3];
    Tensor[] second = new Tensor[3];
    Tensor[] all = {planes.previous(), planes.before(), planes.after()};
    for (int i = 0; i < 3; i++) {
      Tensor three = all[i].slice(1, 0, 3);
      first[i] = three.slice(0, 0, 12);
      second[i] = three.slice(0, 12, 24);
    }
    Tensor steps = keys[0].uniform(DType.FLOAT64, 24, 1).mul(0.2).add(0.9);
    GradCheck.Errors errors =
        GradCheck.check(
            p ->
                loss.apply(
                    Tensor.concatenate(0, first[0], p.get(0)),
                    Tensor.concatenate(0, first[1], p.get(1)),
                    Tensor.concatenate(0, first[2], p.get(2)),
                    steps,
                    steps,
                    2),
            List.of(second),
            keys[1]);
    assertTrue(errors.first() <= 1e-6 && errors.second() <= 1e-6, errors.toString());
  }

  /** Norm of the gradient by the judged latents. */
  private static double pull(ConcentratedLoss loss, Batch batch, double tau) {
    return Math.sqrt(
        Autodiff.grad(
                p ->
                    loss.apply(
                        batch.previous(),
                        p.get(0),
                        batch.after(),
                        batch.steps(),
                        batch.steps(),
                        tau),
                List.of(batch.before()))
            .getFirst()
            .square()
            .sum()
            .item());
  }
}
