package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;

/** Periods of a measured series by means that know nothing of latents and laws. */
final class Oscillations {
  private static final int GRID = 8; // frequencies tried in the width of a peak
  private static final int REFINEMENTS = 60;

  private Oscillations() {}

  /** Mean time between crossings of the mean upwards, interpolated; NaN with fewer than two. */
  static double crossingPeriod(double[] times, double[] x) {
    double mean = mean(x);
    List<Double> crossings = new ArrayList<>();
    for (int i = 1; i < x.length; i++) {
      double from = x[i - 1] - mean;
      double to = x[i] - mean;
      if (from < 0 && to >= 0) {
        crossings.add(times[i - 1] + (times[i] - times[i - 1]) * -from / (to - from));
      }
    }
    return crossings.size() < 2
        ? Double.NaN
        : (crossings.getLast() - crossings.getFirst()) / (crossings.size() - 1);
  }

  /**
   * The period at which the spectrum of the series, tapered by Hann's window, is largest; times may
   * be uneven.
   *
   * @param least period that is looked at, at least two usual steps; the longest is the whole time
   */
  static double spectralPeriod(double[] times, double[] x, double least) {
    double span = times[times.length - 1] - times[0];
    double width = 1 / (span * GRID);
    double best = 1 / span;
    for (double f = best; f <= 1 / least; f += width) {
      best = power(times, x, f) > power(times, x, best) ? f : best;
    }
    double low = best - width;
    double high = best + width;
    for (int i = 0; i < REFINEMENTS; i++) {
      double third = (high - low) / 3;
      if (power(times, x, low + third) < power(times, x, high - third)) {
        low += third;
      } else {
        high -= third;
      }
    }
    return 2 / (low + high);
  }

  private static double power(double[] times, double[] x, double frequency) {
    double mean = mean(x);
    double span = times[times.length - 1] - times[0];
    double re = 0;
    double im = 0;
    for (int i = 0; i < x.length; i++) {
      double t = times[i] - times[0];
      double weight = (1 - Math.cos(2 * Math.PI * t / span)) * (x[i] - mean);
      re += weight * Math.cos(2 * Math.PI * frequency * t);
      im += weight * Math.sin(2 * Math.PI * frequency * t);
    }
    return re * re + im * im;
  }

  /** Mean time of a turn of a path in a plane about a point; NaN if it does not turn. */
  static double windingPeriod(double[] times, double[] x, double[] y, double[] centre) {
    double turned = 0;
    for (int i = 1; i < x.length; i++) {
      double ax = x[i - 1] - centre[0];
      double ay = y[i - 1] - centre[1];
      double bx = x[i] - centre[0];
      double by = y[i] - centre[1];
      turned += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    double span = times[times.length - 1] - times[0];
    return turned == 0 ? Double.NaN : span * 2 * Math.PI / Math.abs(turned);
  }

  static double mean(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v;
    }
    return sum / x.length;
  }
}
