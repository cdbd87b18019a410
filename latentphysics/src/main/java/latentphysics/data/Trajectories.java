package latentphysics.data;

import java.util.List;

/**
 * All observations of an experiment, cut where the trial changes.
 *
 * @param names of the observed columns, {@code [columns]}
 * @param parts the trajectories, in the order of the file; at least one
 */
public record Trajectories(List<String> names, List<Trajectory> parts) {

  /** Keeps unmodifiable copies of the lists. */
  public Trajectories {
    names = List.copyOf(names);
    parts = List.copyOf(parts);
  }

  /** Number of observed columns. */
  public int columns() {
    return names.size();
  }

  /** Number of observations in all trajectories. */
  public int rows() {
    return parts.stream().mapToInt(Trajectory::length).sum();
  }
}
