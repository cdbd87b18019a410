package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.data.ShuffledControl;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.experiment.Settings.OperatorKind;
import latentphysics.loss.Concentrations;
import latentphysics.rule.Affine;
import latentphysics.rule.Form;
import latentphysics.rule.Oscillator;
import latentphysics.rule.Rotation;
import org.junit.jupiter.api.Test;

/** Protects the main job from end to end on small worlds, with its control. */
final class ExperimentTest {
  private static final int STEPS = 200;

  @Test
  void findsARotationBehindABentMapByEitherOperator() {
    Trajectories data = world(0.6, 0, SyntheticData.times(400, 0.5), 1);
    for (OperatorKind kind : OperatorKind.values()) {
      Outcome outcome = run(data, 2, kind);
      assertEquals(1, outcome.laws().size(), kind.toString());
      Law law = outcome.laws().getFirst();
      assertEquals("rotation", law.rule(), kind.toString());
      assertEquals(0.6, law.anglePerUnit(), 0.006, kind.toString());
      assertEquals(List.of(0, 1), law.subspace());
      assertEquals(0.6, outcome.spectrum().getFirst().frequency(), 0.03, kind.toString());
      assertEquals(0.5, outcome.nominalStep(), 1e-9);
      assertTrue(outcome.metrics().reconstructionR2() > 0.95, kind.toString());
      double persistence = outcome.metrics().persistence().rollouts().getLast().error();
      double model = outcome.metrics().model().rollouts().getLast().error();
      assertTrue(model < 0.2 * persistence, kind + ": " + model + ", persistence " + persistence);
    }
  }

  @Test
  void findsNoLawOnceTheOrderMeansNothing() {
    Trajectories data = world(0.6, 0, SyntheticData.times(400, 0.5), 1);
    for (OperatorKind kind : OperatorKind.values()) {
      Outcome outcome = run(ShuffledControl.of(data, 3), 2, kind);
      assertEquals(List.of(), outcome.laws(), kind.toString());
      // The report still shows how the best rule fared.
      assertTrue(outcome.siteErrors().stream().allMatch(s -> s.law() == -1), kind.toString());
      assertTrue(outcome.siteErrors().size() > 10, kind.toString());
    }
  }

  @Test
  void findsADecayWithItsSign() {
    Outcome outcome = run(world(0.6, 0.01, SyntheticData.times(300, 0.5), 2), 2, OperatorKind.LIE);
    assertEquals(1, outcome.laws().size());
    Law law = outcome.laws().getFirst();
    assertEquals("rotation with gain", law.rule());
    assertEquals(0.01, law.decayPerUnit(), 0.003);
    assertEquals(0.6, law.anglePerUnit(), 0.01);
  }

  @Test
  void takesAnyNumberOfLatents() {
    Trajectories data = world(0.6, 0, SyntheticData.times(120, 0.5), 3);
    for (OperatorKind kind : OperatorKind.values()) {
      for (int latent : new int[] {1, 2, 3, 4}) {
        Outcome outcome = run(data, latent, kind, 20);
        String what = kind + ", " + latent + " latents";
        assertEquals(20, outcome.trainedSteps(), what);
        assertEquals(latent, outcome.path().getFirst().z().length, what);
        assertTrue(outcome.path().stream().allMatch(p -> finite(p.z())), what);
        assertTrue(Double.isFinite(outcome.metrics().model().oneStep()), what);
        assertEquals(latent, outcome.model().latent(), what);
      }
    }
  }

  @Test
  void learnsFromSeveralTrajectories() {
    Trajectory[] parts = new Trajectory[4];
    for (int p = 0; p < 4; p++) {
      double[] times = SyntheticData.times(90, 0.5);
      double phase = 2.0 * p;
      parts[p] =
          SyntheticData.observed(t -> SyntheticData.bent(0.6, 0).apply(t + phase), times, 0.01, p);
    }
    Outcome outcome = run(SyntheticData.of(parts), 2, OperatorKind.LIE);
    assertEquals(1, outcome.laws().size());
    assertEquals(0.6, outcome.laws().getFirst().anglePerUnit(), 0.01);
    assertEquals(
        4, outcome.path().stream().mapToInt(Outcome.LatentPoint::trajectory).distinct().count());
  }

  @Test
  void followsUnequalStepsAndGaps() {
    double[] times = new double[400];
    for (int i = 1; i < times.length; i++) {
      times[i] = times[i - 1] + (i % 30 == 0 ? 4.3 : i % 3 == 0 ? 0.75 : 0.5);
    }
    Outcome outcome = run(world(0.6, 0, times, 4), 2, OperatorKind.LIE);
    assertEquals(0.5, outcome.nominalStep(), 1e-9);
    double model = outcome.metrics().model().rollouts().get(1).error();
    assertTrue(model < 0.1, "error at 10 rows: " + model);
    assertEquals(0.6, outcome.spectrum().getFirst().frequency(), 0.012);
  }

  @Test
  void refusesAMatrixOfOneStepWhereStepsAreTooUnequal() {
    double[] times = new double[100];
    for (int i = 1; i < times.length; i++) {
      times[i] = times[i - 1] + 0.3 + 0.1 * (i % 7);
    }
    Trajectories data = world(0.6, 0, times, 5);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> run(data, 2, OperatorKind.LSTSQ));
    assertEquals(
        "the times are too unequal for a matrix of one step: only "
            + usable(times)
            + " of "
            + (training(times) - 1)
            + " pairs of neighbouring rows are one usual step apart; take --operator lie, which"
            + " follows any time step",
        e.getMessage());
    assertEquals(5, run(data, 2, OperatorKind.LIE, 5).trainedSteps());
  }

  @Test
  void takesColumnsThatDependOnEachOther() {
    Trajectory part =
        SyntheticData.observed(
            t -> new double[] {Math.cos(0.6 * t), Math.sin(0.6 * t)},
            SyntheticData.times(200, 0.5),
            0.01,
            6);
    double[][] doubled = new double[part.length()][];
    for (int i = 0; i < doubled.length; i++) {
      double[] row = part.observations()[i];
      doubled[i] = new double[] {row[0], row[1], -2 * row[0], row[0] + row[1]};
    }
    Trajectories data = SyntheticData.of(new Trajectory(part.times(), doubled));
    for (OperatorKind kind : OperatorKind.values()) {
      Outcome outcome = run(data, 2, kind, 50);
      assertEquals(1, outcome.laws().size(), kind.toString());
      assertEquals(0.6, outcome.laws().getFirst().anglePerUnit(), 0.006, kind.toString());
    }
  }

  @Test
  void takesTheFewestRowsThatCanBeSplit() {
    for (int rows = 4; rows <= 14; rows++) {
      double[] times = SyntheticData.times(rows, 0.5);
      Trajectories data = world(0.6, 0, times, rows);
      if (rows < 7) {
        assertThrows(
            IllegalArgumentException.class,
            () -> run(data, 2, OperatorKind.LIE, 2),
            rows + " rows");
      } else {
        assertEquals(2, run(data, 2, OperatorKind.LIE, 2).trainedSteps(), rows + " rows");
        assertEquals(2, run(data, 2, OperatorKind.LSTSQ, 2).trainedSteps(), rows + " rows");
      }
    }
  }

  @Test
  void evaluatesWhatThereIsWhenItIsStopped() {
    Trajectories data = world(0.6, 0, SyntheticData.times(120, 0.5), 7);
    Outcome outcome =
        Experiment.run(
            data,
            new Settings(2, OperatorKind.LIE, 100, 0),
            new Monitor() {
              @Override
              public void onStep(int step, int steps, double loss) {}

              @Override
              public boolean stopRequested() {
                return true;
              }
            });
    assertEquals(0, outcome.trainedSteps());
    assertEquals(List.of(), outcome.losses());
    assertTrue(Double.isFinite(outcome.metrics().model().oneStep()));
  }

  @Test
  void takesEveryLoss() {
    Trajectories data = world(0.6, 0, SyntheticData.times(120, 0.5), 3);
    List<Form> forms = List.of(new Rotation(false), new Affine(), new Oscillator());
    for (String name : List.of("none", "F0", "F0b", "F1", "F2", "F3", "F4", "F1-F4")) {
      Settings settings =
          new Settings(3, OperatorKind.NONE, 10, 0).withPhysics(forms, Concentrations.of(name));
      Outcome outcome = Experiment.run(data, settings, Monitor.none());
      double last = outcome.losses().getLast().concentrated();
      assertEquals(name.equals("none"), last == 0, name + ": " + last);
      assertTrue(Double.isFinite(outcome.losses().getLast().total()), name);
      assertEquals(0, outcome.losses().getLast().prediction(), "nothing predicts in training");
    }
  }

  @Test
  void refusesSettingsOutOfRange() {
    IllegalArgumentException latent =
        assertThrows(IllegalArgumentException.class, () -> new Settings(0, OperatorKind.LIE, 1, 0));
    assertEquals("latent: 0, expected at least 1", latent.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Settings(1, OperatorKind.LIE, 0, 0));
  }

  private static Trajectories world(double angle, double decay, double[] times, long seed) {
    return SyntheticData.of(
        SyntheticData.observed(SyntheticData.bent(angle, decay), times, 0.01, seed));
  }

  private static Outcome run(Trajectories data, int latent, OperatorKind kind) {
    return run(data, latent, kind, STEPS);
  }

  private static Outcome run(Trajectories data, int latent, OperatorKind kind, int steps) {
    return Experiment.run(data, new Settings(latent, kind, steps, 0), Monitor.none());
  }

  private static boolean finite(double[] z) {
    return Arrays.stream(z).allMatch(Double::isFinite);
  }

  private static int training(double[] times) {
    return (int) Arrays.stream(times).filter(t -> t <= 0.8 * times[times.length - 1]).count();
  }

  /** Steps of 0.6, the median of 0.3, 0.4 … 0.9; a tenth of it is less than what parts them. */
  private static int usable(double[] times) {
    int usable = 0;
    for (int i = 1; i < training(times); i++) {
      usable += Math.abs(times[i] - times[i - 1] - 0.6) < 0.01 ? 1 : 0;
    }
    return usable;
  }
}
