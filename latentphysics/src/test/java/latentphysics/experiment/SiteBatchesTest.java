package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.data.Trajectory;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.rule.Motion;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Batch;
import org.junit.jupiter.api.Test;

/** Protects what a batch holds: neighbours in time, their durations, and horizons that grow. */
final class SiteBatchesTest {
  private static final int STEPS = 100;

  /** Three columns that tell the time; steps of a half, some of them longer. */
  private static Observations data(boolean even) {
    double[] times = new double[200];
    for (int i = 1; i < times.length; i++) {
      times[i] = times[i - 1] + (!even && i % 7 == 0 ? 0.7 : 0.5);
    }
    double[][] rows =
        Arrays.stream(times)
            .mapToObj(t -> new double[] {t, Math.sin(t), Math.cos(t)})
            .toArray(double[][]::new);
    return new Observations(SyntheticData.of(new Trajectory(times, rows)), Scaling.PER_COLUMN);
  }

  /** Times of the rows of a part, from the first column. */
  private static double[] times(Observations data, Tensor rows) {
    return rows.slice(1, 0, 1).mul(data.scale[0]).add(data.mean[0]).toDoubles();
  }

  @Test
  void holdsNeighboursAndTheirDurations() {
    Observations data = data(false);
    Batch batch = new SiteBatches(data, Key.of(1), STEPS, true).batch(50);
    int n = batch.size();
    assertEquals(4 * n, batch.observations().dim(0));
    double[] t = times(data, batch.observations());
    Motion.Durations durations = batch.durations().orElseThrow();
    double[] horizon = batch.horizon().orElseThrow().toDoubles();
    for (int i = 0; i < n; i++) {
      double step = data.nominalStep;
      assertEquals((t[n + i] - t[i]) / step, durations.previous().toDoubles()[i], 1e-4);
      assertEquals((t[2 * n + i] - t[n + i]) / step, durations.next().toDoubles()[i], 1e-4);
      assertEquals((t[3 * n + i] - t[n + i]) / step, horizon[i], 1e-4);
      assertTrue(horizon[i] > 0.99, "horizon " + horizon[i]);
    }
    assertEquals(batch.observations(), batch.noisy(), "no noise is known of three columns");
  }

  @Test
  void knowsItsPlaces() {
    Observations data = data(false);
    SiteBatches batches = new SiteBatches(data, Key.of(1), STEPS, false);
    Batch batch = batches.batch(3);
    int n = batch.size();
    assertEquals(3 * n, batch.observations().dim(0));
    assertTrue(batch.horizon().isEmpty());
    List<Pairs.Site> places = batches.places(3);
    double[] t = times(data, batch.observations().slice(0, n, 2 * n));
    double[] expected = places.stream().mapToDouble(Pairs.Site::time).toArray();
    assertArrayEquals(expected, t, 1e-4);
  }

  @Test
  void leavesOutDurationsThatAreAllOneStep() {
    assertTrue(new SiteBatches(data(true), Key.of(1), STEPS, true).batch(0).durations().isEmpty());
  }

  @Test
  void looksFurtherAheadAsTheTrainingGoesOn() {
    SiteBatches batches = new SiteBatches(data(true), Key.of(2), STEPS, true);
    double early = batches.batch(0).horizon().orElseThrow().max().item();
    double late = batches.batch(STEPS - 1).horizon().orElseThrow().max().item();
    assertTrue(early <= 4.001, "at first " + early);
    assertTrue(late > 30, "at last " + late);
  }

  @Test
  void dependsOnKeyAndStepAlone() {
    Observations data = data(true);
    double[] one = new SiteBatches(data, Key.of(1), STEPS, true).batch(9).noisy().toDoubles();
    double[] same = new SiteBatches(data, Key.of(1), STEPS, true).batch(9).noisy().toDoubles();
    assertArrayEquals(one, same);
    double[] other = new SiteBatches(data, Key.of(1), STEPS, true).batch(10).noisy().toDoubles();
    assertFalse(Arrays.equals(one, other));
  }
}
