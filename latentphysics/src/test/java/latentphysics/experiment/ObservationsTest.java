package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.experiment.Observations.Part;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the split in time, and that nothing of the held-out part leaks into training. */
final class ObservationsTest {

  @Test
  void holdOutTheLastFifthOfTheTime() {
    // Ninety rows in the first half of the time, ten in the second.
    double[] times = new double[100];
    for (int i = 0; i < 100; i++) {
      times[i] = i < 90 ? i * 50.0 / 90 : 50 + (i - 90) * 50.0 / 9;
    }
    Observations data = observations(SyntheticData.of(line(times)));
    Part training = data.training.getFirst();
    Part heldOut = data.heldOut.getFirst();
    assertEquals(100, training.length() + heldOut.length());
    assertTrue(training.times()[training.length() - 1] <= 80);
    assertTrue(heldOut.times()[0] > 80);
    assertEquals(96, training.length());
  }

  @Test
  void splitEachTrajectoryByItself() {
    Observations data =
        observations(
            SyntheticData.of(
                line(SyntheticData.times(50, 1)),
                line(SyntheticData.times(10, 2)),
                new Trajectory(new double[0], new double[0][]),
                line(new double[] {7})));
    assertEquals(40, data.training.get(0).length());
    assertEquals(8, data.training.get(1).length());
    assertEquals(2, data.heldOut.get(1).length());
    assertEquals(0, data.training.get(2).length());
    assertEquals(1, data.training.get(3).length());
    assertEquals(3, data.training.get(3).index());
  }

  @Test
  void learnNothingFromHeldOutValues() {
    Trajectory clean =
        SyntheticData.observed(SyntheticData.bent(0.3, 0), SyntheticData.times(100, 1), 0.01, 1);
    double[][] changed = clean.observations().clone();
    for (int i = 80; i < 100; i++) {
      changed[i] = new double[] {1e6 * i, -3, 0};
    }
    Observations a = observations(SyntheticData.of(clean));
    Observations b = observations(SyntheticData.of(new Trajectory(clean.times(), changed)));
    assertArrayEquals(a.mean, b.mean, 0);
    assertArrayEquals(a.scale, b.scale, 0);
    assertEquals(a.nominalStep, b.nominalStep);
    assertArrayEquals(a.featureRows.toDoubles(), b.featureRows.toDoubles(), 0);
    for (int i = 0; i < a.training.getFirst().length(); i++) {
      assertArrayEquals(
          a.training.getFirst().features()[i], b.training.getFirst().features()[i], 0);
    }
    assertEquals(80, a.training.getFirst().length());
  }

  @Test
  void standardizeByTheTrainingPart() {
    Observations data =
        observations(
            SyntheticData.of(
                SyntheticData.observed(
                    SyntheticData.bent(0.3, 0.01), SyntheticData.times(60, 1), 0, 1)));
    for (int j = 0; j < 3; j++) {
      double mean = 0;
      double square = 0;
      for (double[] row : data.training.getFirst().rows()) {
        mean += row[j] / data.training.getFirst().length();
        square += row[j] * row[j] / data.training.getFirst().length();
      }
      assertEquals(0, mean, 1e-12);
      assertEquals(1, square, 1e-12);
    }
    double[] raw = SyntheticData.bent(0.3, 0.01).apply(59);
    Part heldOut = data.heldOut.getFirst();
    assertArrayEquals(raw, data.unscaled(heldOut.rows()[heldOut.length() - 1]), 1e-12);
  }

  @Test
  void shareOneScaleWhereTold() {
    double[] times = SyntheticData.times(50, 1);
    Trajectories data =
        SyntheticData.of(
            SyntheticData.observed(
                t -> new double[] {3 * Math.sin(t), Math.cos(t), 5}, times, 0, 0));
    Observations shared = new Observations(data, Scaling.SHARED);
    assertEquals(shared.scale[0], shared.scale[2]);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> observations(data));
    assertEquals(
        "observed column 3 does not vary in the first four fifths of the time", e.getMessage());
  }

  @Test
  void takeTheUsualStepBesideGaps() {
    double[] times = new double[100];
    for (int i = 1; i < 100; i++) {
      times[i] = times[i - 1] + (i % 10 == 0 ? 7 : i % 2 == 0 ? 0.49 : 0.51);
    }
    Observations data = observations(SyntheticData.of(line(times)));
    assertEquals(0.5, data.nominalStep, 2e-3);
  }

  @Test
  void projectManyColumnsAndEstimateTheirNoise() {
    double planted = 0.05;
    Observations data = wide(1200, 90, planted);
    assertEquals(90, data.columns);
    assertEquals(64, data.features);
    // Rows of featureRows are orthogonal and as long as a feature's unit.
    Tensor gram = data.featureRows.matmul(data.featureRows.transpose());
    assertEquals(0, gram.toDoubles()[1], 1e-10);
    double square = 0;
    for (double[] row : data.training.getFirst().features()) {
      square += Arrays.stream(row).map(x -> x * x).sum();
    }
    assertEquals(1, square / data.training.getFirst().length() / 64, 1e-9);
    assertEquals(planted, noise(wide(4000, 300, planted)), 0.1 * planted);
    // The kept components took the largest part of the noise: with few left the rest looks small.
    double few = noise(data) / planted;
    assertTrue(few > 0.75 && few < 1, "estimate over truth: " + few);
    // With all columns kept nothing is left to see noise in.
    assertEquals(0, wide(200, 30, planted).noise);
  }

  @Test
  void goBackFromFeaturesToRowsUpToTheNoise() {
    Observations data = wide(400, 90, 0);
    Part part = data.heldOut.getFirst();
    double[] row =
        Tensor.of(part.features()[3].clone(), 1, data.features)
            .matmul(data.featureRows)
            .toDoubles();
    assertArrayEquals(part.rows()[3], row, 1e-9);
  }

  @Test
  void refuseWhatCannotBeUsedInASentence() {
    assertMessage(
        "the data has 3 rows, too few to train on four fifths of the time and to test on the last"
            + " one",
        line(SyntheticData.times(3, 1)));
    double[][] rows = line(SyntheticData.times(40, 1)).observations();
    rows[35][0] = Double.NaN;
    assertMessage(
        "observed column 1 of trajectory 1 is NaN at row 36, expected finite numbers",
        new Trajectory(SyntheticData.times(40, 1), rows));
    double[][] infinite = line(SyntheticData.times(40, 1)).observations();
    infinite[0][0] = Double.NEGATIVE_INFINITY;
    assertMessage(
        "observed column 1 of trajectory 1 is -Infinity at row 1, expected finite numbers",
        new Trajectory(SyntheticData.times(40, 1), infinite));
  }

  private static void assertMessage(String expected, Trajectory part) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> observations(new Trajectories(List.of("x"), List.of(part))));
    assertEquals(expected, e.getMessage());
  }

  /** In the data's own unit. */
  private static double noise(Observations data) {
    double square = data.featureRows.square().sum().item() / data.features;
    return data.noise * Math.sqrt(square) * data.scale[0];
  }

  private static Observations wide(int rows, int columns, double noise) {
    SplittableRandom random = new SplittableRandom(4);
    double[][] map = new double[4][columns];
    for (double[] m : map) {
      Arrays.setAll(m, j -> random.nextGaussian());
    }
    double[][] x = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      double[] z = {Math.cos(0.3 * i), Math.sin(0.3 * i), Math.cos(0.7 * i), Math.sin(0.7 * i)};
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < 4; k++) {
          x[i][j] += z[k] * map[k][j];
        }
        x[i][j] += noise * random.nextGaussian();
      }
    }
    return new Observations(
        SyntheticData.of(new Trajectory(SyntheticData.times(rows, 1), x)), Scaling.SHARED);
  }

  private static Observations observations(Trajectories data) {
    return new Observations(data, Scaling.PER_COLUMN);
  }

  /** One column that says the time. */
  private static Trajectory line(double[] times) {
    return new Trajectory(
        times, Arrays.stream(times).mapToObj(t -> new double[] {t}).toArray(double[][]::new));
  }
}
