package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;

/** Small worlds of which the law is known. */
final class SyntheticData {
  private SyntheticData() {}

  /** A turning and shrinking plane. */
  static DoubleFunction<double[]> turn(double angle, double decay) {
    return t -> {
      double r = Math.exp(-decay * t);
      return new double[] {r * Math.cos(angle * t), r * Math.sin(angle * t)};
    };
  }

  /** The same behind a mildly bent map into three columns of different units. */
  static DoubleFunction<double[]> bent(double angle, double decay) {
    DoubleFunction<double[]> turn = turn(angle, decay);
    return t -> {
      double[] z = turn.apply(t);
      return new double[] {
        10 + 3 * (z[0] + 0.2 * z[1] * z[1]), 0.01 * (z[1] - 0.15 * z[0] * z[1]), z[0] + z[1]
      };
    };
  }

  static Trajectories of(Trajectory... parts) {
    int columns = parts[0].observations()[0].length;
    List<String> names = new ArrayList<>();
    for (int j = 0; j < columns; j++) {
      names.add("x" + j);
    }
    return new Trajectories(names, List.of(parts));
  }

  /** Observed at the given times with white noise, as a share of each column's own size. */
  static Trajectory observed(
      DoubleFunction<double[]> world, double[] times, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[times.length][];
    for (int i = 0; i < times.length; i++) {
      rows[i] = world.apply(times[i]);
    }
    for (int j = 0; j < rows[0].length; j++) {
      double mean = 0;
      double square = 0;
      for (double[] row : rows) {
        mean += row[j] / rows.length;
      }
      for (double[] row : rows) {
        square += (row[j] - mean) * (row[j] - mean) / rows.length;
      }
      for (double[] row : rows) {
        row[j] += noise * Math.sqrt(square) * random.nextGaussian();
      }
    }
    return new Trajectory(times, rows);
  }

  /** Times from 0 on, {@code step} apart. */
  static double[] times(int count, double step) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = i * step;
    }
    return times;
  }
}
