package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.loss.Annealing;
import latentphysics.loss.BoundedMass;
import latentphysics.reproduce.EasyRun.Result;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.world.TurningWorld;
import org.junit.jupiter.api.Test;

/** Protects how easiness is counted, and that a concentrated loss makes a small world easy. */
final class EasyRunTest {
  private static final double NEVER = 1024;

  /** Places from 8 on, right but for a stretch. */
  private static double[] residuals(int from, int to) {
    double[] r = new double[504];
    Arrays.fill(r, from - 8, to - 8, 0.05);
    return r;
  }

  @Test
  void pairsAreThoseAfterWhichEveryBlockIsRight() {
    assertEquals(8, EasyRun.pairs(new double[504]));
    assertEquals(16, EasyRun.pairs(residuals(8, 16)));
    assertEquals(128, EasyRun.pairs(residuals(64, 128)), "one wrong block after right ones");
    assertEquals(NEVER, EasyRun.pairs(residuals(256, 512)));
    double[] unknown = new double[504];
    unknown[503] = Double.NaN;
    assertEquals(NEVER, EasyRun.pairs(unknown));
  }

  @Test
  void ranksOfEqualFiguresAreTheirMean() {
    double never = Double.POSITIVE_INFINITY;
    assertArrayEquals(
        new double[] {1, 4.5, 2.5, 2.5, 4.5},
        RankCorrelation.ranks(new double[] {-1, never, 3, 3, never}));
  }

  @Test
  void correlatesRanksAndKnowsChance() {
    double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
    Sample rising = new Sample(x);
    Sample cubes = new Sample(Arrays.stream(x).map(v -> v * v * v).toArray());
    RankCorrelation same = RankCorrelation.of(rising, cubes);
    assertEquals(1, same.rho(), 1e-12);
    assertTrue(same.chance() < 0.001, same.text()); // 2 of 8! orders
    // Spearman by hand: 1 − 6·Σd²/(n(n² − 1)), d = 4, 0, 0, 0, −4, 0, 0, 0.
    RankCorrelation some =
        RankCorrelation.of(rising, new Sample(new double[] {5, 2, 3, 4, 1, 6, 7, 8}));
    assertEquals(1 - 6 * 32 / (8.0 * 63), some.rho(), 1e-12);
    assertFalse(some.atLeast(0.5), "p = 0.12 or so: " + some.text());
    RankCorrelation constant = RankCorrelation.of(rising, new Sample(new double[8]));
    assertTrue(Double.isNaN(constant.rho()));
    assertFalse(constant.atLeast(0));
  }

  @Test
  void latentsBecomeEasyUnderF1AndNotWithoutRules() {
    TurningWorld world = new ConcentrateEasy.Kind(0, 1, 0).world(50);
    Result held =
        new EasyRun(world, Arm.of(new BoundedMass(), Annealing.TOLERANCE), 1000, 50).result();
    Result free = new EasyRun(world, Arm.none(), 1000, 50).result();
    assertEquals(EasyRun.SHARES.size(), held.course().size());
    assertTrue(held.last().bits() < 0.4 * held.first().bits(), () -> "F1: " + held);
    assertTrue(free.last().bits() > 0.8 * free.first().bits(), () -> "no rules: " + free);
    assertTrue(held.last().pairs() <= 64 && free.last().pairs() == NEVER, () -> held + " " + free);
    assertTrue(held.discovery() < 700 && Double.isInfinite(free.discovery()), () -> "" + held);
  }

  @Test
  void countsRunsOnEitherSide() {
    Result held = result(100, 400, 0.001);
    Result free = result(2000, Double.POSITIVE_INFINITY, 0.1);
    Findings findings =
        ConcentrateEasy.findings(
            List.of(List.of(held, result(150, 500, 0.002))),
            List.of(List.of(free, result(1900, Double.POSITIVE_INFINITY, 0.2))),
            new Findings.Table("kinds", List.of("kind"), List.of()));
    List<Boolean> met = findings.bars().stream().map(Findings.Bar::met).toList();
    // Two runs are too few for an interval or for a correlation that is no chance.
    assertEquals(
        List.of(false, true, true, true, true, true, false, false, false),
        met,
        findings.markdown());
  }

  private static Result result(double bits, double discovery, double rollout) {
    EasyRun.Ease first = new EasyRun.Ease(2000, NEVER, "affine map");
    EasyRun.Ease last = new EasyRun.Ease(bits, bits < 1000 ? 8 : NEVER, "affine map");
    return new Result(List.of(first, first, last, last, last, last), discovery, rollout, 0.01);
  }
}
