package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import latentphysics.loss.Annealing;
import latentphysics.loss.Overwhelming;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.rule.Affine;
import latentphysics.rule.Identity;
import latentphysics.rule.Rule;
import latentphysics.tensor.random.Key;
import latentphysics.training.Observer;
import latentphysics.world.TurningWorld;
import org.junit.jupiter.api.Test;

/**
 * Protects the small worlds' protocol in little: under a concentrated loss latents turn, without
 * one they do not, and no figure depends on how many trainings run at a time.
 */
final class SmallWorldRunTest {
  private static final List<Integer> PLANE = List.of(0, 1);
  private static final int STEPS = 300;

  private static PlaneScore score(Arm arm) {
    TurningWorld world = ConcentrateToy.world(1, 0);
    SmallWorldRun all = SmallWorldRun.ofPlane(world, arm, STEPS, 1);
    List<Rule> few = List.of(new Rule(new Identity(), PLANE), new Rule(new Affine(), PLANE));
    SmallWorldRun run = new SmallWorldRun(world, 2, few, arm, all.plan(), 1);
    return PlaneScore.of(run.train(Observer.none()), 5001);
  }

  private static Runs runs(int threads) {
    return new Runs(1, threads, _ -> {}, () -> false);
  }

  @Test
  void latentsTurnUnderTheirRulesAlone() {
    List<Callable<PlaneScore>> jobs =
        List.of(
            () -> score(Arm.none()), () -> score(Arm.of(new Overwhelming(), Annealing.TOLERANCE)));
    List<PlaneScore> two = runs(2).all(jobs);
    assertTrue(two.get(0).affine() > 0.03, () -> "no rules: " + two.get(0));
    assertTrue(two.get(1).affine() < 0.01, () -> "F5: " + two.get(1));
    assertTrue(two.get(1).reconstruction() < 0.2, () -> "F5: " + two.get(1));
    assertEquals(two.subList(1, 2), runs(1).all(jobs.subList(1, 2)), "one training at a time");
  }

  @Test
  void aStopIsNoResult() {
    Runs stopped = new Runs(1, 2, _ -> {}, () -> true);
    assertThrows(CancellationException.class, () -> stopped.all(List.of(() -> 1)));
  }

  /** The true turn leaves nothing, as an affine map of states as they are. */
  @Test
  void theWorldTurns() {
    TurningWorld world = new TurningWorld(Key.of(3), 1);
    var states = world.states(Key.of(4), 100, 3);
    double[] s = states.toDoubles();
    for (int i = 0; i < 100; i++) {
      double x = s[6 * i];
      double y = s[6 * i + 1];
      double c = Math.cos(TurningWorld.ANGLE);
      double n = Math.sin(TurningWorld.ANGLE);
      assertEquals(c * x - n * y, s[6 * i + 2], 1e-12);
      assertEquals(n * x + c * y, s[6 * i + 3], 1e-12);
      double radius = Math.hypot(x, y);
      assertTrue(radius >= 0.4 && radius <= 1.4);
    }
    double variance = world.observe(states.reshape(300, 2)).var(0).mean().item();
    assertEquals(1, variance, 0.15, "scaled to a mean variance of 1");
  }
}
