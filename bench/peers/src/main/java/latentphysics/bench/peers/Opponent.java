package latentphysics.bench.peers;

import java.util.List;

/**
 * What a piece of work is measured against.
 *
 * @param name as it stands in the ledger, such as "OpenBLAS"
 * @param target the largest wanted ratio of our time to its time; NaN where there is none
 * @param maker makes the contender
 */
record Opponent(String name, double target, Maker maker) {

  /** Makes a contender. */
  @FunctionalInterface
  interface Maker {

    /**
     * A contender for the given operands and number of threads.
     *
     * @throws MissingPeerException if the library cannot be used here
     */
    Contender make(List<Operand> operands, int threads);
  }
}
