package latentphysics.search;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;

/** Paths of known motions, and of none. */
final class Paths {
  private Paths() {}

  /** A turn about a centre, scaled by e^(growth·t); the phase is that of t = 0. */
  static DoubleFunction<double[]> turn(
      double angle, double growth, double phase, double centreX, double centreY) {
    return t -> {
      double r = Math.exp(growth * t);
      return new double[] {
        centreX + r * Math.cos(angle * t + phase), centreY + r * Math.sin(angle * t + phase)
      };
    };
  }

  /** Observed at t = first … first + count − 1, with white noise on each coordinate. */
  static LatentPath of(
      DoubleFunction<double[]> motion, int first, int count, double noise, long seed) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = first + i;
    }
    return of(motion, times, noise, seed);
  }

  /** Observed at the given times. */
  static LatentPath of(DoubleFunction<double[]> motion, double[] times, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] z = new double[times.length][];
    for (int i = 0; i < times.length; i++) {
      z[i] = motion.apply(times[i]);
      for (int j = 0; j < z[i].length; j++) {
        z[i][j] += noise * random.nextGaussian();
      }
    }
    return new LatentPath(times, z);
  }

  /** First-order autoregression, z′ = memory·z + white noise; 0 is white, 1 a random walk. */
  static LatentPath noise(double memory, int count, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] z = new double[count][width];
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = i;
      for (int j = 0; j < width; j++) {
        z[i][j] = (i > 0 ? memory * z[i - 1][j] : 0) + random.nextGaussian();
      }
    }
    return new LatentPath(times, z);
  }

  static LatentPath part(LatentPath path, int from, int to) {
    return new LatentPath(
        Arrays.copyOfRange(path.times(), from, to), Arrays.copyOfRange(path.latents(), from, to));
  }

  static LatentPath shuffled(LatentPath path, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] z = path.latents().clone();
    for (int i = z.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double[] row = z[i];
      z[i] = z[j];
      z[j] = row;
    }
    return new LatentPath(path.times(), z);
  }
}
