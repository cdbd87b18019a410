package latentphysics.reproduce;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import latentphysics.tensor.random.Key;

/**
 * Spearman's rank correlation of two figures of the same runs, ties by their mean rank.
 *
 * @param rho from −1 to 1; NaN where one figure is the same in all runs
 * @param chance share of random orders that correlate at least as much, either way
 */
record RankCorrelation(double rho, double chance) {
  private static final int ORDERS = 10_000;
  private static final double ROUNDING = 1e-12;

  /**
   * Of two figures; one that never came about may be infinite, and ranks last.
   *
   * @param one of each run
   * @param other of each run, in the same order
   */
  static RankCorrelation of(Sample one, Sample other) {
    double[] x = ranks(one.values());
    double[] y = ranks(other.values());
    double rho = correlation(x, y);
    int asMuch = 1; // the order that was seen is one of them
    Key key = Key.of(77);
    for (int k = 1; k < ORDERS; k++) {
      int[] order = key.foldIn(k).permutation(y.length).toInts();
      double[] shuffled = IntStream.of(order).mapToDouble(i -> y[i]).toArray();
      asMuch += Math.abs(correlation(x, shuffled)) >= Math.abs(rho) - ROUNDING ? 1 : 0;
    }
    return new RankCorrelation(rho, (double) asMuch / ORDERS);
  }

  /** Ranks from 1, those of equal values their mean. */
  static double[] ranks(double[] values) {
    return Arrays.stream(values)
        .map(v -> {
          long below = Arrays.stream(values).filter(w -> w < v).count();
          long equal = Arrays.stream(values).filter(w -> w == v).count();
          return below + (equal + 1) / 2.0;
        })
        .toArray();
  }

  private static double correlation(double[] x, double[] y) {
    double middle = (x.length + 1) / 2.0; // of ranks, with ties too
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - middle) * (y[i] - middle);
      xx += (x[i] - middle) * (x[i] - middle);
      yy += (y[i] - middle) * (y[i] - middle);
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** Whether it is at least so large and no chance. */
  boolean atLeast(double least) {
    return rho >= least && chance <= 0.05;
  }

  String text() {
    return String.format(Locale.ROOT, "ρ = %.2f, p = %.4f", rho, chance);
  }
}
