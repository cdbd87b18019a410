package latentphysics.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import latentphysics.rule.Affine;
import latentphysics.rule.Inertia;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects what is told of the rules' pushes: weights and pulls are the derivatives they name. */
final class PushTest {
  private static final int SIZE = 12;

  private static Motion motion(int latent) {
    Key[] keys = Key.of(3).split(3);
    return Motion.of(
        keys[0].normal(DType.FLOAT64, SIZE, latent),
        keys[1].normal(DType.FLOAT64, SIZE, latent),
        keys[2].normal(DType.FLOAT64, SIZE, latent));
  }

  private static ConcentratedLoss loss(List<Rule> rules, Concentration concentration) {
    return new ConcentratedLoss(
        rules, concentration, new Annealing(0.5, 0.5, 1), ConcentratedLoss.Judging.EXACT);
  }

  @Test
  void weightsAreDifferencesOfTheLossByResiduals() {
    double step = 1e-6;
    for (String name : List.of("F0", "F1", "F2", "F3", "F1-F2")) {
      Concentration concentration = Concentrations.of(name).orElseThrow();
      ConcentratedLoss loss = loss(Lexicon.ofPlanes(Lexicon.FORMS, 3), concentration);
      List<ConcentratedLoss.Judged> judged = loss.judge(motion(3), 0.5);
      List<Push> pushes = loss.pushes(motion(3), 0.5);
      int at = 0;
      for (ConcentratedLoss.Judged group : judged) {
        Sites sites = group.sites();
        for (int k = 0; k < sites.rules(); k++, at++) {
          Push push = pushes.get(at);
          assertEquals(group.equations().get(k).rule(), push.equation().rule());
          for (int i = 0; i < SIZE / 2; i++) {
            double up = concentration.apply(moved(sites, k, i, step)).item();
            double down = concentration.apply(moved(sites, k, i, -step)).item();
            double expected = (up - down) / (2 * step) / judged.size();
            assertEquals(
                expected, push.weights()[i], 1e-6 * (1 + Math.abs(expected)), name + ", " + push);
          }
        }
      }
      assertEquals(pushes.size(), at);
    }
  }

  private static Sites moved(Sites sites, int rule, int site, double step) {
    double[] r = sites.residuals().toDoubles();
    r[rule * sites.residuals().dim(1) + site] += step;
    Tensor residuals = Tensor.of(r, sites.residuals().shape().dims());
    return new Sites(residuals, sites.constants(), sites.tau(), sites.progress());
  }

  /** With one rule alone its pull is the whole gradient of the loss. */
  @Test
  void pullsAreDifferencesOfTheLossByLatents() {
    for (Rule rule :
        List.of(new Rule(new Inertia(), List.of(0, 1)), new Rule(new Affine(), List.of(1)))) {
      ConcentratedLoss loss = loss(List.of(rule), new BoundedMass());
      List<Push> pushes = loss.pushes(motion(2), 0);
      assertEquals(1, pushes.size());
      assertEquals(SIZE / 2, pushes.getFirst().from());
      assertPullsAreDifferences(loss, pushes.getFirst(), 1e-7);
    }
  }

  /** Where the halves take turns, every place is a site, and both turns are told. */
  @Test
  void bothTurnsAreTold() {
    ConcentratedLoss loss =
        loss(List.of(new Rule(new Inertia(), List.of(0, 1))), new Overwhelming());
    List<Push> pushes = loss.pushes(motion(2), 0);
    assertEquals(List.of(SIZE / 2, 0), pushes.stream().map(Push::from).toList());
    for (Push push : pushes) {
      assertEquals(SIZE / 2, push.weights().length);
      assertPullsAreDifferences(loss, push, 1e-6);
    }
  }

  /** A rule that is fitted has the constants of the one half at the sites of the other. */
  @Test
  void eachTurnHasItsOwnConstants() {
    Rule rule = new Rule(new Affine(), List.of(0, 1));
    Motion motion = motion(2);
    List<Push> pushes = loss(List.of(rule), new Overwhelming()).pushes(motion, 0);
    Motion first = motion.rows(0, SIZE / 2);
    Motion second = motion.rows(SIZE / 2, SIZE);
    assertArrayEquals(
        rule.fit(first).residuals(second).toDoubles(), pushes.get(0).residuals(), 1e-12);
    assertArrayEquals(
        rule.fit(second).residuals(first).toDoubles(), pushes.get(1).residuals(), 1e-12);
  }

  private static void assertPullsAreDifferences(
      ConcentratedLoss loss, Push push, double tolerance) {
    Motion motion = motion(2);
    for (int i = 0; i < SIZE / 2; i++) {
      double square = 0;
      for (int part = 0; part < 3; part++) {
        for (int j = 0; j < 2; j++) {
          double up = value(loss, motion, part, push.from() + i, j, 1e-6);
          double down = value(loss, motion, part, push.from() + i, j, -1e-6);
          square += Math.pow((up - down) / 2e-6, 2);
        }
      }
      assertEquals(Math.sqrt(square), push.pulls()[i], tolerance, push.equation() + ", site " + i);
      assertTrue(push.pulls()[i] > 0);
    }
  }

  private static double value(
      ConcentratedLoss loss, Motion motion, int part, int row, int column, double step) {
    List<Tensor> parts =
        new ArrayList<>(List.of(motion.previous(), motion.before(), motion.after()));
    double[] z = parts.get(part).toDoubles();
    z[row * 2 + column] += step;
    parts.set(part, Tensor.of(z, SIZE, 2));
    return loss.of(loss.judge(Motion.of(parts.get(0), parts.get(1), parts.get(2)), 0)).item();
  }
}
