package latentphysics.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.GradCheck;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects each concentrated loss: its formula by hand, its gradient, and whom it pulls. */
final class ConcentrationFormulasTest {
  private static final double TAU = 0.2;

  /** Two rules at three sites: the first is right but once, the second fails everywhere. */
  private static final double[] R = {0.001, 0.002, 0.5, 0.9, 1.1, 1.0};

  private static final double[] CONSTANTS = {4, 2};

  private static Sites sites(Tensor r, double progress) {
    return new Sites(r, Tensor.of(CONSTANTS, 2, 1), TAU, progress);
  }

  private static Sites sites() {
    return sites(Tensor.of(R, 2, 3), 0);
  }

  private static double mass(int rule) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double r = R[3 * rule + i];
      sum += r / (r + TAU * TAU) / 3;
    }
    return sum;
  }

  private static double mean(int rule) {
    return (R[3 * rule] + R[3 * rule + 1] + R[3 * rule + 2]) / 3;
  }

  /** exp(−constants/10), normalized. */
  private static double weight(int rule) {
    return Math.exp(-0.1 * CONSTANTS[rule])
        / (Math.exp(-0.1 * CONSTANTS[0]) + Math.exp(-0.1 * CONSTANTS[1]));
  }

  /** F0b's choice of the first rule. */
  private static double chosen() {
    double first = Math.exp(-0.1 * CONSTANTS[0] - mean(0) / 0.05);
    double second = Math.exp(-0.1 * CONSTANTS[1] - mean(1) / 0.05);
    return first / (first + second);
  }

  @Test
  void formulasByHand() {
    assertEquals((mean(0) + mean(1)) / 2, new PlainMean().apply(sites()).item(), 1e-15, "F0");
    double best = chosen() * mean(0) + (1 - chosen()) * mean(1);
    assertEquals(best, new BestRule(0.1).apply(sites()).item(), 1e-15, "F0b");
    assertEquals((mass(0) + mass(1)) / 2, new BoundedMass().apply(sites()).item(), 1e-15, "F1");
    double logs = weight(0) * Math.log(0.05 + mass(0)) + weight(1) * Math.log(0.05 + mass(1));
    assertEquals(2 * logs, new LogMass().apply(sites()).item(), 1e-14, "F2");

    double harmonic = 0;
    for (int i = 0; i < 3; i++) {
      harmonic += 2 / (1 / bits(0, i) + 1 / bits(1, i)) / 3;
    }
    assertEquals(harmonic, new HarmonicBits().apply(sites()).item(), 1e-14, "F3");

    double gated =
        weight(0) * (mass(0) + gain(0) * Math.sqrt(0.5 + 1e-6) / 3)
            + weight(1) * (mass(1) + gain(1) * roots());
    assertEquals(gated, new Gated().apply(sites()).item(), 1e-14, "F4");
  }

  private static double bits(int rule, int site) {
    double r = R[3 * rule + site];
    return 0.5 * Math.log(1 + r / (TAU * TAU)) / Math.log(2) + 0.1 * CONSTANTS[rule] + 1e-6;
  }

  private static double gain(int rule) {
    double q = 0;
    for (int i = 0; i < 3; i++) {
      q += R[3 * rule + i] / (R[3 * rule + i] + 0.01) / 3;
    }
    return (1 - q) * (1 - q) / (0.05 + q);
  }

  private static double roots() {
    return (Math.sqrt(0.9 + 1e-6) + Math.sqrt(1.1 + 1e-6) + Math.sqrt(1 + 1e-6)) / 3;
  }

  /** Errors a thousand times smaller have the same shares by ratio, and no preference else. */
  @Test
  void aChoiceByRatioDoesNotMindHowSmallErrorsAre() {
    double first = Math.exp(-0.1 * CONSTANTS[0]) / (mean(0) * mean(0));
    double second = Math.exp(-0.1 * CONSTANTS[1]) / (mean(1) * mean(1));
    double share = first / (first + second);
    for (double scale : new double[] {1, 1e-3}) {
      Sites small = sites(Tensor.of(R, 2, 3).mul(scale), 0.5);
      assertEquals(share, Choice.RATIO.of(small).toDoubles()[0], 1e-7, "scale " + scale);
      double mean = scale * (share * mean(0) + (1 - share) * mean(1));
      Overwhelming f5 = new Overwhelming(1, 30, true, 1).choosing(Choice.RATIO);
      assertEquals(30 * mean, f5.apply(small).item(), 1e-6 * mean);
    }
    Sites small = sites(Tensor.of(R, 2, 3).mul(1e-3), 0.5);
    assertEquals(weight(0), Choice.DIFFERENCE.of(small).toDoubles()[0], 0.01);
  }

  @Test
  void theLawOverwhelmsFirstAndIsReleased() {
    Overwhelming f5 = new Overwhelming(1, 30, true, 1);
    double best = new BestRule(0.1).apply(sites()).item();
    assertEquals(30 * best, f5.apply(sites(Tensor.of(R, 2, 3), 0.5)).item(), 1e-13);
    assertEquals(Math.sqrt(30) * best, f5.apply(sites(Tensor.of(R, 2, 3), 0.675)).item(), 1e-13);
    assertEquals(best, f5.apply(sites(Tensor.of(R, 2, 3), 0.9)).item(), 1e-13);
    assertThrows(IllegalArgumentException.class, () -> new Overwhelming(1, 0.5, true, 1));
    assertThrows(IllegalArgumentException.class, () -> new Overwhelming(0, 2, true, 1));
  }

  @Test
  void aBlendTurnsFromOneIntoTheOtherByTheirWeights() {
    Blend blend = new Blend(new BoundedMass(), new Gated(), 0.2, 0.6);
    double first = 0.1 * new BoundedMass().apply(sites()).item();
    double second = 0.1 * new Gated().apply(sites()).item();
    assertEquals(first, blend.apply(sites(Tensor.of(R, 2, 3), 0.1)).item(), 1e-15);
    assertEquals(
        0.75 * first + 0.25 * second, blend.apply(sites(Tensor.of(R, 2, 3), 0.3)).item(), 1e-15);
    assertEquals(second, blend.apply(sites(Tensor.of(R, 2, 3), 1)).item(), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> new Blend(blend, new PlainMean(), 0.5, 0.5));
  }

  /** Pull on each site. */
  private static double[] pulls(Concentration loss) {
    return Autodiff.grad(r -> loss.apply(sites(r, 0)), Tensor.of(R, 2, 3)).toDoubles();
  }

  @Test
  void theNearlyRightRulePullsHarderThanTheFailingOne() {
    for (Concentration loss :
        List.of(new BestRule(0.1), new BoundedMass(), new LogMass(), new HarmonicBits())) {
      double[] pull = pulls(loss);
      for (int i = 0; i < 3; i++) {
        assertTrue(pull[i] > pull[3 + i], loss.name() + " at site " + i);
      }
    }
    double[] plain = pulls(new PlainMean());
    assertEquals(plain[0], plain[3], 1e-15, "the control F0 cannot tell them apart");
  }

  /** F1 to F3 let go of a site that is far off; F0b, F4 and F5 hold on to it. */
  @Test
  void onlySomeAbandonTheLastStubbornError() {
    for (Concentration fading : List.of(new BoundedMass(), new LogMass(), new HarmonicBits())) {
      double[] pull = pulls(fading);
      assertTrue(pull[2] < 0.2 * pull[0], fading.name());
    }
    for (Concentration holding : List.of(new BestRule(0.1), new Overwhelming())) {
      double[] pull = pulls(holding);
      assertEquals(pull[0], pull[2], 1e-12, holding.name());
    }
    double[] gated = pulls(new Gated());
    double[] bounded = pulls(new BoundedMass());
    assertTrue(gated[2] > 3 * bounded[2], "F4 presses on the far site");
  }

  /** Gains and gates are constants of a step: the gradient is that of the formula around them. */
  @Test
  void gradientsAgreeWithDifferences() {
    Tensor r = Key.of(3).uniform(0.05, 1.0, DType.FLOAT64, 2, 9);
    for (Concentration loss :
        List.of(new PlainMean(), new BoundedMass(), new LogMass(), new HarmonicBits())) {
      GradCheck.Errors errors =
          GradCheck.check(x -> loss.apply(sites(x.getFirst(), 0.4)), List.of(r), Key.of(5));
      assertTrue(errors.largest() < 1e-6, () -> loss.name() + ": " + errors);
    }
  }

  @Test
  void theGuardIsSilentOnSpreadAndUncorrelatedLatents() {
    Tensor z = Tensor.of(new double[] {2, 0, -2, 0, 0, 2, 0, -2}, 4, 2);
    assertEquals(0, new Guard(1, 1).apply(z).item(), 1e-12);
    Tensor same = Tensor.of(new double[] {2, 2, -2, -2, 1, 1, -1, -1}, 4, 2);
    double covariance = 10 / 3.0;
    assertEquals(
        covariance * covariance, new Guard(1, 1).apply(same).item(), 1e-12, "twice c² over 2");
    Tensor point = Tensor.ones(DType.FLOAT64, 4, 2);
    assertEquals(0.99, new Guard(1, 1).apply(point).item(), 1e-12, "sd 0 reads √10⁻⁴");
  }
}
