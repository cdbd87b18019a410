package latentphysics.reproduce;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure of several seeds: its mean, its range, and how sure the mean is. */
record Sample(double[] values) {
  /** 97.5 % points of Student's distribution for 1, 2, … degrees of freedom. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086
  };

  private static final double NORMAL = 1.96;

  /** A figure of the results of some seeds. */
  static <T> Sample of(List<T> results, ToDoubleFunction<T> figure) {
    return new Sample(results.stream().mapToDouble(figure).toArray());
  }

  double mean() {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  double least() {
    return Arrays.stream(values).min().orElse(Double.NaN);
  }

  double largest() {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }

  /** How many seeds have at most so much. */
  int atMost(double limit) {
    return (int) Arrays.stream(values).filter(v -> v <= limit).count();
  }

  /** Half the width of the 95 % interval of the mean, by Student's distribution; NaN of one. */
  double halfWidth() {
    int n = values.length;
    if (n < 2) {
      return Double.NaN;
    }
    double mean = mean();
    double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (n - 1);
    double t = n - 2 < STUDENT.length ? STUDENT[n - 2] : NORMAL;
    return t * Math.sqrt(square / n);
  }

  /** Geometric mean of the quotients with another figure of the same seeds, and its interval. */
  String ratioTo(Sample other) {
    return logRatioTo(other).quotient();
  }

  /** Of logarithms of quotients: their geometric mean and its interval. */
  String quotient() {
    double half = halfWidth();
    return String.format(
        Locale.ROOT,
        "%.2f (95 %% %.2f to %.2f)",
        Math.exp(mean()),
        Math.exp(mean() - half),
        Math.exp(mean() + half));
  }

  /** Logarithms of the quotients with another figure of the same seeds. */
  Sample logRatioTo(Sample other) {
    double[] logs = new double[values.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(values[i] / other.values[i]);
    }
    return new Sample(logs);
  }

  /** Mean and range, such as "0.0012 (0.0010–0.0015)". */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + "–" + number + ")", mean(), least(), largest());
  }
}
