package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import latentphysics.data.SharedData;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.reproduce.RealSeries.Reference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Protects how published series are read, by figures that are known of them. */
final class MeasuredSeriesTest {
  private static Trajectories read(RealSeries series) {
    Optional<Path> file = SharedData.find(series.files().getFirst());
    Assumptions.assumeTrue(
        file.isPresent(), series.files().getFirst() + " does not lie beside the project");
    Path folder = file.get();
    for (int i = 0; i < Path.of(series.files().getFirst()).getNameCount(); i++) {
      folder = folder.resolve("..");
    }
    assertEquals(List.of(), series.missing(folder.normalize()));
    return series.read(folder.normalize());
  }

  private static double[] column(Trajectories data, int column) {
    Trajectory part = data.parts().getFirst();
    double[] x = new double[part.length()];
    for (int i = 0; i < x.length; i++) {
      x[i] = part.observations()[i][column];
    }
    return x;
  }

  private static double[] times(Trajectories data) {
    return data.parts().getFirst().times();
  }

  @Test
  void pendulumAndAirTrackHaveTheirMeanPeriods() {
    for (RealSeries series : List.of(MeasuredSeries.pendulum(), MeasuredSeries.airTrack())) {
      Trajectories data = read(series);
      double known = series.references().apply(data).getFirst().period();
      assertEquals(
          known,
          Oscillations.crossingPeriod(times(data), column(data, 0)),
          0.002 * known,
          series.name());
    }
  }

  /** The slow mode is the sum and the fast one the difference: the crossings agree. */
  @Test
  void theCartsHaveTwoModes() {
    Trajectories data = read(MeasuredSeries.carts());
    List<Reference> modes = MeasuredSeries.carts().references().apply(data);
    assertEquals(495, data.rows());
    double crossing = Oscillations.crossingPeriod(times(data), column(data, 1));
    assertEquals(crossing, modes.get(0).period(), 0.02 * crossing);
    assertEquals(0.5835, modes.get(1).period(), 0.001);
  }

  @Test
  void theWakeShedsAtItsStrouhalNumber() {
    Trajectories data = read(MeasuredSeries.wake());
    assertEquals(900, data.rows());
    assertEquals(8, data.columns());
    assertEquals(0.166, 1 / Oscillations.crossingPeriod(times(data), column(data, 0)), 0.001);
  }

  @Test
  void theWormTurns215Times() {
    Trajectories data = read(MeasuredSeries.worm());
    double[] t = times(data);
    double period =
        Oscillations.windingPeriod(t, column(data, 0), column(data, 1), new double[] {0, 0});
    assertEquals(215, (t[t.length - 1] - t[0]) / period, 3);
  }

  /** Half the square of the speed minus μ/r, with the Sun's μ, stays. */
  @Test
  void mercuryKeepsItsEnergyAboutTheSun() {
    Trajectories data = read(MeasuredSeries.mercury());
    double[] x = column(data, 0);
    double[] y = column(data, 1);
    assertEquals(31, x.length);
    double mu = 0.01720209895 * 0.01720209895;
    double first = energy(x, y, 1, mu);
    assertEquals(-mu / (2 * 0.38710), first, 1e-3 * mu / 0.7742, "semi-major axis");
    for (int i = 1; i + 1 < x.length; i++) {
      assertEquals(first, energy(x, y, i, mu), 2e-3 * Math.abs(first), "day " + i);
    }
  }

  private static double energy(double[] x, double[] y, int i, double mu) {
    double vx = (x[i + 1] - x[i - 1]) / 2;
    double vy = (y[i + 1] - y[i - 1]) / 2;
    return 0.5 * (vx * vx + vy * vy) - mu / Math.hypot(x[i], y[i]);
  }

  @Test
  void lynxHareAndGeyserAreReadWhole() {
    assertEquals(21, read(MeasuredSeries.lynxAndHare()).rows());
    Trajectories geyser = read(MeasuredSeries.geyser());
    assertEquals(6, geyser.columns());
    double[] now = column(geyser, 0);
    double[] earlier = column(geyser, 1);
    assertTrue(now.length > 5000);
    assertEquals(now[0], earlier[6], "twelve minutes are six rows");
  }
}
