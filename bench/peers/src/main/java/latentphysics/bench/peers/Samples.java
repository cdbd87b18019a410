package latentphysics.bench.peers;

import java.util.Arrays;

/**
 * Times of one side in one process, microseconds per call.
 *
 * @param wall lower quartile of the batches' means
 * @param best least mean of a batch
 * @param median median of the batches' means
 * @param cpu lower quartile of CPU time per thread
 * @param batches number of batches
 * @param calls calls in a batch
 */
record Samples(double wall, double best, double median, double cpu, int batches, int calls) {

  /** Summary of the means of all batches, in nanoseconds. */
  static Samples of(double[] wallNanos, double[] cpuNanos, int calls) {
    double[] wall = wallNanos.clone();
    double[] cpu = cpuNanos.clone();
    Arrays.sort(wall);
    Arrays.sort(cpu);
    return new Samples(
        quantile(wall, 0.25) / 1e3,
        wall[0] / 1e3,
        quantile(wall, 0.5) / 1e3,
        quantile(cpu, 0.25) / 1e3,
        wall.length,
        calls);
  }

  /** Between neighbours in rank, linearly. */
  static double quantile(double[] sorted, double q) {
    double rank = q * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
