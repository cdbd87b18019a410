package latentphysics.bench.peers;

/**
 * How long to measure.
 *
 * @param ownWarmUpNanos least time of the warm-up of our side
 * @param warmUpNanos least time of the warm-up of another side
 * @param longestWarmUpNanos after which a side that still gets faster is measured as it is
 * @param batchNanos least time of a batch
 * @param sideNanos CPU time per thread spent in batches of each side
 * @param fewestBatches of each side, however slow it is
 */
record Pace(
    long ownWarmUpNanos,
    long warmUpNanos,
    long longestWarmUpNanos,
    long batchNanos,
    long sideNanos,
    int fewestBatches) {
  static final Pace FULL =
      new Pace(2_000_000_000L, 300_000_000L, 20_000_000_000L, 4_000_000L, 400_000_000L, 7);
  static final Pace QUICK =
      new Pace(800_000_000L, 100_000_000L, 10_000_000_000L, 2_000_000L, 100_000_000L, 5);
}
