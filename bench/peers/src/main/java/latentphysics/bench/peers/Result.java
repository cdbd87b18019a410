package latentphysics.bench.peers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one process measured of one piece of work.
 *
 * @param work index in {@link Works#all}
 * @param ours our side
 * @param peers the others, in the order of the work's opponents
 */
record Result(int work, Side ours, List<Side> peers) {

  /**
   * One side.
   *
   * @param version of the library; empty where that means nothing
   * @param samples times; null if it could not be measured
   * @param note why it could not be measured
   */
  record Side(String version, @Nullable Samples samples, @Nullable String note) {}
}
