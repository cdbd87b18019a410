package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.SplittableRandom;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects what a surrogate keeps of a series, and that it keeps no more. */
final class SurrogatesTest {
  private static Trajectories series(int n) {
    SplittableRandom random = new SplittableRandom(n);
    double[] times = new double[n];
    double[][] rows = new double[n][2];
    for (int i = 0; i < n; i++) {
      times[i] = i;
      double before = i == 0 ? 0 : rows[i - 1][0];
      rows[i][0] = 0.8 * before + random.nextGaussian();
      rows[i][1] = 3 + before + 0.3 * random.nextGaussian();
    }
    return new Trajectories(List.of("a", "b"), List.of(new Trajectory(times, rows)));
  }

  /**
   * Circular covariance of two columns at a lag, which is the transform of their cross-spectrum.
   */
  private static double covariance(Trajectories data, int a, int b, int lag) {
    double[][] rows = data.parts().getFirst().observations();
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += rows[i][a] * rows[(i + lag) % rows.length][b];
    }
    return sum / rows.length;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 20, 21, 64})
  void phaseRandomizedSeriesKeepTheirSpectra(int n) {
    Trajectories data = series(n);
    Trajectories twin = Surrogates.phaseRandomized(data, 5);
    for (int lag = 0; lag < n; lag++) {
      for (int a = 0; a < 2; a++) {
        for (int b = 0; b < 2; b++) {
          assertEquals(
              covariance(data, a, b, lag), covariance(twin, a, b, lag), 1e-9, "lag " + lag);
        }
      }
    }
    if (n > 2) {
      double first = data.parts().getFirst().observations()[0][0];
      assertNotEquals(first, twin.parts().getFirst().observations()[0][0], 1e-3);
    }
  }
}
