package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import latentphysics.data.ColumnSelection;
import latentphysics.data.Film;
import latentphysics.data.SharedData;
import latentphysics.data.ShuffledControl;
import latentphysics.data.TableReader;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Settings.OperatorKind;
import latentphysics.experiment.Settings.Scaling;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Protects the main job on measured motion (Schmidt and Lipson, Distilling free-form natural laws
 * from experimental data, 2009) and on the film: the right law, errors below their bounds, and no
 * law once the order of the rows means nothing.
 */
final class MeasuredDataTest {
  private static final int STEPS = 3000;

  @Test
  void findsThePeriodOfTheSpring() {
    Outcome outcome = learn(measured("real_linear_h_1.txt.gz"), 1000);
    Law law = only(outcome);
    assertEquals(2.52, law.period(), 0.02 * 2.52);
    assertTrue(error(outcome, 50) <= 0.005, "50 steps: " + error(outcome, 50));
  }

  @Test
  void findsTheDampedRotationOfThePendulum() {
    Outcome outcome = learn(measured("real_pend_h_1.txt.gz"), STEPS);
    Law law = only(outcome);
    assertEquals("rotation with gain", law.rule());
    assertEquals(5.82, law.period(), 0.04 * 5.82);
    assertTrue(law.decayPerUnit() > 0, "decay " + law.decayPerUnit());
    assertTrue(error(outcome, 10) <= 0.02, "10 steps: " + error(outcome, 10));
    assertTrue(error(outcome, 50) <= 0.10, "50 steps: " + error(outcome, 50));
  }

  @Test
  void findsNoLawInThePendulumsShuffledRows() {
    Outcome outcome = learn(ShuffledControl.of(measured("real_pend_h_1.txt.gz"), 0), 1000);
    assertEquals(List.of(), outcome.laws());
  }

  @Test
  void findsBothFrequenciesOfTheFilm() {
    Film film = Film.render(0);
    Outcome outcome =
        Experiment.run(
            film.observations(),
            new Settings(4, OperatorKind.LIE, 1500, 0).withScaling(Scaling.SHARED),
            Monitor.none());
    for (double frequency : film.frequencies()) {
      double nearest =
          outcome.laws().stream()
              .mapToDouble(Law::anglePerUnit)
              .map(angle -> Math.abs(angle - frequency))
              .min()
              .orElse(Double.NaN);
      assertEquals(0, nearest, 0.01 * frequency, "frequency " + frequency);
    }
    assertEquals(2, outcome.laws().size());
    assertTrue(error(outcome, 50) < 0.10, "50 steps: " + error(outcome, 50));
  }

  private static Outcome learn(Trajectories data, int steps) {
    return Experiment.run(data, new Settings(2, OperatorKind.LIE, steps, 0), Monitor.none());
  }

  private static Law only(Outcome outcome) {
    assertEquals(1, outcome.laws().size());
    return outcome.laws().getFirst();
  }

  private static double error(Outcome outcome, int steps) {
    return outcome.metrics().model().rollouts().stream()
        .filter(r -> r.steps() == steps)
        .findFirst()
        .orElseThrow()
        .error();
  }

  /** Trial, time and two observed columns, as in {@code train --trial 1 --time 2 --observe 3,4}. */
  private static Trajectories measured(String name) {
    Optional<Path> file = SharedData.find("schmidt-lipson/" + name);
    Assumptions.assumeTrue(file.isPresent(), name + " does not lie beside the project");
    return ColumnSelection.of("1", "2", "3,4").from(TableReader.read(file.get())).trajectories();
  }
}
