package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import latentphysics.data.ShuffledControl;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.rule.CentralForce;
import latentphysics.search.PrequentialCode;
import org.junit.jupiter.api.Test;

/** Protects the claims on series of a few dozen rows: the true force wins, chance never does. */
final class RuleContestTest {
  private static final PrequentialCode CODE = new PrequentialCode(1e-4, 8);
  private static final int ROWS = 31;

  private static Trajectories series(double[][] rows) {
    double[] times = new double[rows.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = 2 * i;
    }
    return new Trajectories(List.of("x", "y"), List.of(new Trajectory(times, rows)));
  }

  /** A third of an ellipse under a force k/r², by steps of a hundredth of a row. */
  private static Trajectories orbit(double k) {
    int fine = 100;
    double h = 1.0 / fine;
    double[] z = {1, 0};
    double[] v = {0, Math.sqrt(1.3 * k)};
    double[][] rows = new double[ROWS][];
    for (int i = 0; i < ROWS * fine; i++) {
      if (i % fine == 0) {
        rows[i / fine] = z.clone();
      }
      for (int half = 0; half < 2; half++) {
        double pull = 0.5 * h * k / Math.pow(Math.hypot(z[0], z[1]), 3);
        v[0] -= pull * z[0];
        v[1] -= pull * z[1];
        if (half == 0) {
          z[0] += h * v[0];
          z[1] += h * v[1];
        }
      }
    }
    return series(rows);
  }

  @Test
  void theInverseSquareWinsOnAThirdOfAnOrbit() {
    double k = 2e-3;
    ContestRun run = ContestRun.of(orbit(k), CODE, 1);
    assertEquals(new CentralForce(3, false), run.contest().best().equation().rule().form());
    assertTrue(run.claimed(), run::remark);
    double period = 2 * 2 * Math.PI * Math.sqrt(Math.pow(1 / 0.7, 3) / k); // rows two units apart
    assertEquals(period, run.nearest(100), 0.01 * period);
    assertTrue(run.law().contains("second"), run::law);
  }

  @Test
  void chanceIsNoLaw() {
    ContestRun shuffled = ContestRun.of(ShuffledControl.of(orbit(2e-3), 3), CODE, 1);
    assertFalse(shuffled.claimed(), shuffled::law);
    assertEquals(List.of(), shuffled.periods());
  }

  /** Noise that turns foretells something, but nothing that its spectrum does not say. */
  @Test
  void aLinearProcessDrivenByNoiseIsNotClaimed() {
    SplittableRandom random = new SplittableRandom(8);
    double[][] rows = new double[ROWS][2];
    double x = 1;
    double y = 0;
    for (int i = 0; i < ROWS; i++) {
      double turned = 0.9 * (Math.cos(0.6) * x - Math.sin(0.6) * y) + 0.4 * random.nextGaussian();
      y = 0.9 * (Math.sin(0.6) * x + Math.cos(0.6) * y) + 0.4 * random.nextGaussian();
      x = turned;
      rows[i] = new double[] {x, y};
    }
    ContestRun run = ContestRun.of(series(rows), PrequentialCode.STANDARD, 2);
    assertFalse(run.claimed(), () -> run.law() + run.remark());
  }
}
