package latentphysics.bench.peers;

import java.util.List;

/** One way of doing a piece of work, with its operands in place, ready to be timed. */
interface Contender extends AutoCloseable {

  /** Does the work {@code calls} times, one after the other. */
  void run(int calls);

  /** What the last call computed, in row-major order; empty where nothing is computed. */
  double[] result();

  /** The same where it is more than one thing; each is compared for itself. */
  default List<double[]> results() {
    return List.of(result());
  }

  @Override
  default void close() {}
}
