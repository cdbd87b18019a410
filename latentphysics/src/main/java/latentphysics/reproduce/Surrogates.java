package latentphysics.reproduce;

import java.util.List;
import java.util.SplittableRandom;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;

/** Series that share what a linear process shows of a measured one, and obey no law beyond that. */
final class Surrogates {
  private Surrogates() {}

  /**
   * A series of the same means and the same spectra, cross-spectra included, and otherwise random:
   * each Fourier coefficient is turned by a random angle, the same in all columns (Theiler et al.,
   * Testing for nonlinearity in time series: the method of surrogate data, Physica D 58, 1992;
   * Prichard and Theiler, Phys. Rev. Lett. 73, 1994, for several columns). Whoever beats those has
   * found more than a linear process driven by noise.
   *
   * @param data one trajectory of evenly spaced rows
   */
  static Trajectories phaseRandomized(Trajectories data, long seed) {
    Trajectory part = data.parts().getFirst();
    SplittableRandom random = new SplittableRandom(seed);
    int n = part.length();
    double[][] rows = new double[n][data.columns()];
    double[] turn = new double[(n - 1) / 2 + 1];
    for (int k = 1; k < turn.length; k++) {
      turn[k] = random.nextDouble(2 * Math.PI);
    }
    for (int j = 0; j < data.columns(); j++) {
      for (int k = 0; k <= n / 2; k++) {
        double angle = k < turn.length ? turn[k] : 0; // the mean and the fastest one stay
        add(part.observations(), j, k, angle, rows);
      }
    }
    return new Trajectories(data.names(), List.of(new Trajectory(part.times(), rows)));
  }

  /** Adds the part of a column that goes round {@code k} times, turned by an angle. */
  private static void add(double[][] from, int column, int k, double angle, double[][] to) {
    int n = from.length;
    double re = 0;
    double im = 0;
    for (int i = 0; i < n; i++) {
      double phase = 2 * Math.PI * k * i / n;
      re += from[i][column] * Math.cos(phase);
      im -= from[i][column] * Math.sin(phase);
    }
    double share = (k == 0 || 2 * k == n ? 1.0 : 2.0) / n; // of it and of its conjugate
    for (int i = 0; i < n; i++) {
      double phase = 2 * Math.PI * k * i / n + angle;
      to[i][column] += share * (re * Math.cos(phase) - im * Math.sin(phase));
    }
  }
}
