package latentphysics.tensor.random;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Indices drawn with given weights. */
final class Weighted {
  private Weighted() {}

  /** Index i with probability weightᵢ/Σ weight, each draw for itself: inverts the running sum. */
  static int[] withReplacement(Key key, double[] given, int count) {
    double[] weights = byLargest(given);
    double[] sums = new double[weights.length];
    double total = 0;
    for (int i = 0; i < sums.length; i++) {
      total += weights[i];
      sums[i] = total;
    }
    double[] uniform = new double[count];
    Continuous.uniform(key, uniform, count);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = firstAbove(sums, uniform[i] * total);
    }
    return chosen;
  }

  /** Weights divided by the largest, so that their sum and its shares keep all digits. */
  private static double[] byLargest(double[] weights) {
    double largest = Arrays.stream(weights).max().orElse(1);
    return Arrays.stream(weights).map(w -> w / largest).toArray();
  }

  /** The first index whose sum exceeds the target; the last sum does. */
  private static int firstAbove(double[] sums, double target) {
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Indices one after the other, each with probability proportional to its weight among those left.
   * The order in which exponential clocks of these rates ring has just this distribution
   * (Efraimidis and Spirakis 2006).
   */
  static int[] withoutReplacement(Key key, double[] given, int count) {
    double[] weights = byLargest(given);
    double[] times = new double[weights.length];
    Continuous.uniform(key, times, times.length);
    for (int i = 0; i < times.length; i++) {
      times[i] = -StrictMath.log(1 - times[i]) / weights[i];
    }
    return IntStream.range(0, weights.length)
        .filter(i -> weights[i] > 0)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> times[i]).thenComparingInt(i -> i))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }
}
