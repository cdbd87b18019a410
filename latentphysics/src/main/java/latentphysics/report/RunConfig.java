package latentphysics.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a run that its settings in {@code experiment} do not hold.
 *
 * @param command "train" or "demo"
 * @param data name of the file as it was given; null for a film rendered in the process
 * @param trial column that splits trajectories, as it was given; null without one
 * @param time column of the time, as it was given; null for the number of the row
 * @param observe columns to observe, as they were given; empty for all others
 * @param shuffle whether the observations were permuted in time, as a control
 * @param threads number of threads, at least 1
 */
public record RunConfig(
    String command,
    @Nullable String data,
    @Nullable String trial,
    @Nullable String time,
    List<String> observe,
    boolean shuffle,
    int threads) {

  /** Keeps an unmodifiable copy of the list. */
  public RunConfig {
    observe = List.copyOf(observe);
  }
}
