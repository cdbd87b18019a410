package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Settings.OperatorKind;
import latentphysics.kernels.Workers;
import latentphysics.loss.Overwhelming;
import latentphysics.rule.Affine;
import latentphysics.rule.Lexicon;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects that data and seed alone decide what is trained, and that it can be watched. */
final class TrainingTest {
  private static final Trajectories DATA =
      SyntheticData.of(
          SyntheticData.observed(
              SyntheticData.bent(0.3, 0.002), SyntheticData.times(150, 0.5), 0.01, 1));

  private static Outcome train(Settings settings, int threads) {
    try (Workers workers = Workers.of(threads)) {
      return workers.call(() -> Experiment.run(DATA, settings, Monitor.none()));
    }
  }

  @Test
  void givesTheSameBitsOnAnyNumberOfThreads() {
    for (OperatorKind kind : OperatorKind.values()) {
      Settings settings = new Settings(2, kind, 15, 5);
      List<Tensor> expected = tensors(train(settings, 1));
      for (int threads : new int[] {1, 2, 3}) {
        List<Tensor> actual = tensors(train(settings, threads));
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(
              expected.get(i).toDoubles(),
              actual.get(i).toDoubles(),
              0,
              kind + ", " + threads + " threads, parameter " + i);
        }
      }
    }
  }

  @Test
  void dependsOnTheSeed() {
    Tensor one = tensors(train(new Settings(2, OperatorKind.LIE, 3, 5), 1)).getFirst();
    Tensor other = tensors(train(new Settings(2, OperatorKind.LIE, 3, 6), 1)).getFirst();
    assertFalse(Arrays.equals(one.toDoubles(), other.toDoubles()));
  }

  private static List<Tensor> tensors(Outcome outcome) {
    List<Tensor> tensors = new ArrayList<>(outcome.model().parameters().all());
    tensors.addAll(outcome.model().operator());
    return tensors;
  }

  @Test
  void stopsWhenAskedAndKeepsWhatThereIs() {
    int[] seen = {0};
    Outcome outcome =
        Experiment.run(
            DATA,
            new Settings(2, OperatorKind.LIE, 1000, 1),
            new Monitor() {
              @Override
              public void onStep(int step, int steps, double loss) {
                seen[0] = step;
                assertEquals(1000, steps);
                assertTrue(Double.isFinite(loss));
              }

              @Override
              public boolean stopRequested() {
                return seen[0] == 4;
              }
            });
    assertEquals(4, outcome.trainedSteps());
    assertEquals(1, outcome.losses().getFirst().step());
    assertTrue(tensors(outcome).stream().allMatch(Tensor::isFinite));
  }

  @Test
  void reportsItsLossesAndLearnsToReconstruct() {
    List<Outcome.LossPoint> losses = train(new Settings(2, OperatorKind.LIE, 120, 1), 2).losses();
    assertEquals(120, losses.size());
    assertEquals(120, losses.getLast().step());
    double first = mean(losses.subList(0, 20));
    double last = mean(losses.subList(100, 120));
    assertTrue(last < first, "from " + first + " to " + last);
    for (Outcome.LossPoint point : losses) {
      assertTrue(
          point.total() >= point.reconstruction() + point.prediction() + 0.1 * point.concentrated(),
          "step " + point.step());
    }
  }

  @Test
  void explainsWhichSitesWerePushed() {
    Explanation explanation = train(new Settings(2, OperatorKind.LIE, 60, 1), 2).explanation();
    assertTrue(explanation.snapshots().size() >= 20, "" + explanation.snapshots().size());
    assertEquals(60, explanation.snapshots().getLast().step());
    assertEquals(60, explanation.masses().size());
    assertEquals(explanation.times().stream().sorted().toList(), explanation.times());
    for (Explanation.Snapshot snapshot : explanation.snapshots()) {
      assertTrue(snapshot.factor() > 0 && snapshot.factor() <= 0.1, "" + snapshot.factor());
      for (Explanation.RulePush push : snapshot.rules()) {
        assertEquals(explanation.times().size(), push.pulls().length);
        assertArrayEquals(IntStream.range(0, push.pulls().length).toArray(), push.sites());
        assertTrue(Arrays.stream(push.pulls()).allMatch(p -> p >= 0), push.rule());
        assertTrue(Arrays.stream(push.weights()).allMatch(w -> w >= 0), push.rule());
      }
    }
    Settings none =
        new Settings(2, OperatorKind.LIE, 5, 1).withPhysics(Lexicon.FORMS, Optional.empty());
    assertEquals(Explanation.none(), train(none, 1).explanation());
  }

  /** Under F5 the halves of a batch take turns: each site is told once of each rule. */
  @Test
  void explainsBothTurns() {
    Settings turns =
        new Settings(2, OperatorKind.LIE, 3, 1)
            .withPhysics(List.of(new Affine()), Optional.of(new Overwhelming()));
    Explanation explanation = train(turns, 1).explanation();
    int sites = explanation.times().size();
    assertEquals(
        2 * train(new Settings(2, OperatorKind.LIE, 3, 1), 1).explanation().times().size(), sites);
    for (Explanation.Snapshot snapshot : explanation.snapshots()) {
      assertEquals(2, snapshot.rules().size());
      int[] told =
          snapshot.rules().stream()
              .flatMapToInt(push -> Arrays.stream(push.sites()))
              .sorted()
              .toArray();
      assertArrayEquals(IntStream.range(0, sites).toArray(), told);
      for (Explanation.RulePush push : snapshot.rules()) {
        assertEquals(push.sites().length, push.pulls().length);
        assertTrue(Arrays.stream(push.pulls()).allMatch(p -> p > 0), push.rule());
      }
    }
  }

  private static double mean(List<Outcome.LossPoint> points) {
    return points.stream().mapToDouble(Outcome.LossPoint::reconstruction).average().orElseThrow();
  }
}
