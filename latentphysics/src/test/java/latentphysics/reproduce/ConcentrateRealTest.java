package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import latentphysics.data.DataException;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.RealSeries.Reference;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Twist;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Protects the claims on measured series with a stand-in of known period: the law is found, its
 * shuffled rows obey none, a wrong figure is missed, and a series that is not there is told.
 */
final class ConcentrateRealTest {
  private static final double PERIOD = 7.5;

  @TempDir private Path folder;

  /** A swing in two columns of different units, with noise. */
  private static Trajectories swing() {
    SplittableRandom random = new SplittableRandom(4);
    int n = 300;
    double[] times = new double[n];
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      times[i] = 0.3 * i;
      double angle = 2 * Math.PI * times[i] / PERIOD;
      rows[i] =
          new double[] {
            20 + 5 * Math.cos(angle) + 0.05 * random.nextGaussian(),
            Math.sin(angle) + 0.01 * random.nextGaussian()
          };
    }
    return new Trajectories(List.of("x", "v"), List.of(new Trajectory(times, rows)));
  }

  private static RealTrial swing(double known, String... files) {
    RealSeries series =
        new RealSeries(
            "swing",
            List.of(files),
            _ -> swing(),
            _ -> List.of(new Reference(known, "by construction")));
    return new LearnedSeries(series, 2, Lexicon.FORMS, Scaling.PER_COLUMN, 60);
  }

  private Findings findings(RealTrial... trials) {
    Runs runs = new Runs(1, 1, _ -> {}, () -> false, Optional.of(folder));
    return new ConcentrateReal(List.of(trials)).run(runs);
  }

  private static Bar bar(Findings findings, String start) {
    return findings.bars().stream()
        .filter(b -> b.demand().startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLawOfAStandInIsFoundAndChanceIsNot() {
    Findings findings = findings(swing(PERIOD));
    assertTrue(findings.met(), findings::markdown);
    assertEquals(3, findings.bars().size());
    assertTrue(findings.markdown().contains("second"), findings::markdown);
  }

  @Test
  void aWrongFigureIsMissedAndASeriesThatIsNotThereIsTold() {
    Findings findings = findings(swing(1.05 * PERIOD), swing(PERIOD, "absent.csv"));
    assertFalse(bar(findings, "swing: period").met(), findings::markdown);
    assertTrue(bar(findings, "control").met(), findings::markdown);
    Bar there = bar(findings, "every series");
    assertFalse(there.met());
    assertEquals("skipped: swing (no absent.csv)", there.figure());
  }

  @Test
  void withoutAnySeriesThereIsOneSentence() {
    DataException none =
        assertThrows(DataException.class, () -> findings(swing(PERIOD, "absent.csv")));
    assertEquals(
        folder + ": none of the series is there, such as swing (no absent.csv)", none.getMessage());
  }

  /** A law whose speed depends on the radius is followed for its period. */
  @Test
  void aTwistHasAPeriodThatChanges() {
    int n = 400;
    double[] times = new double[n];
    double[][] rows = new double[n][];
    double angle = 0;
    for (int i = 0; i < n; i++) {
      double radius = 1.4 * Math.pow(0.997, i);
      times[i] = i;
      rows[i] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
      angle += 0.3 - 0.06 * radius * radius;
    }
    Trajectories spiral = new Trajectories(List.of("x", "y"), List.of(new Trajectory(times, rows)));
    RealSeries series = new RealSeries("spiral", List.of(), _ -> spiral, _ -> List.of());
    LearnedRun run =
        new LearnedSeries(
                series,
                2,
                Stream.concat(Lexicon.FORMS.stream(), Stream.of(new Twist(1, true))).toList(),
                Scaling.SHARED,
                100)
            .judge(spiral, 0);
    assertEquals(1, run.laws().size(), run::law);
    assertEquals(new Twist(1, true), run.laws().getFirst().law().equation().rule().form());
    double mean = 2 * Math.PI * (n - 1) / angle;
    assertEquals(mean, run.nearest(mean), 0.03 * mean);
    assertTrue(run.laws().getFirst().changes(), run::remark);
    assertTrue(run.laws().getFirst().late() < run.laws().getFirst().early(), run::remark);
  }
}
