package latentphysics.physics;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** Known motions in a plane, and their pieces in the forms that rules take. */
final class Motions {
  private Motions() {}

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
  static LatentPath path(
      DoubleFunction<double[]> motion, int first, int count, double noise, long seed) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = first + i;
    }
    return path(motion, times, noise, seed);
  }

  /** Observed at the given times. */
  static LatentPath path(DoubleFunction<double[]> motion, double[] times, double noise, long seed) {
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

  /** All neighbouring triples. */
  static Transitions transitions(LatentPath path) {
    return Windows.of(List.of(path), 1).transitions();
  }

  static Tensor rows(double[][] rows) {
    double[] values = new double[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
    }
    return Tensor.of(values, rows.length, rows[0].length);
  }

  static Tensor column(double... values) {
    return Tensor.of(values, values.length, 1);
  }

  /** Residuals of a rule that is fitted to the very transitions that it is judged on. */
  static double[] residuals(Rule rule, Transitions t) {
    Tensor from = rule.of(rows(t.before()));
    Tensor to = rule.of(rows(t.after()));
    Tensor predicted =
        rule.fit(t)
            .predict(
                rule.of(rows(t.previous())), from, column(t.previousSteps()), column(t.steps()));
    Tensor displacement = to.sub(from).square().sum(1).mean();
    return to.sub(predicted).square().sum(1).div(displacement).toDoubles();
  }

  /** Independent normal latents. */
  static Tensor normal(Key key, int rows, int width) {
    return key.normal(DType.FLOAT64, rows, width);
  }
}
