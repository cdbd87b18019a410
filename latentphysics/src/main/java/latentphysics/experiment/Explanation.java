package latentphysics.experiment;

import java.util.List;
import java.util.Map;

/**
 * Which sites of which rule pushed the encoder, how hard, and when.
 *
 * @param trajectories index of the trajectory of each site, in order of trajectory and time
 * @param times of the sites, in the data's unit
 * @param snapshots in order of the training; empty for a training without rules
 * @param masses how the rules fared on the batches of the training
 */
public record Explanation(
    List<Integer> trajectories,
    List<Double> times,
    List<Snapshot> snapshots,
    List<ErrorMass> masses) {

  /** Keeps unmodifiable copies. */
  public Explanation {
    trajectories = List.copyOf(trajectories);
    times = List.copyOf(times);
    snapshots = List.copyOf(snapshots);
    masses = List.copyOf(masses);
  }

  /** Of a training that no rule took part in. */
  public static Explanation none() {
    return new Explanation(List.of(), List.of(), List.of(), List.of());
  }

  /**
   * All rules at one step.
   *
   * @param step from 1
   * @param factor what the loss of the rules was multiplied with: its weight, less where its pull
   *     was held back; it is part of the weights and pulls
   * @param rules those whose constants could be fitted
   */
  public record Snapshot(int step, double factor, List<RulePush> rules) {
    /** Keeps an unmodifiable copy. */
    public Snapshot {
      rules = List.copyOf(rules);
    }
  }

  /**
   * One rule, site by site. Where the halves of a batch take turns it is told twice, each time with
   * the constants of one half at the sites of the other.
   *
   * @param rule its form and coordinates
   * @param equation with the constants of this step
   * @param sites that it was judged at, as indices into the times, ascending
   * @param residuals squared misses over the mean squared displacement, one for each site
   * @param weights ∂L/∂r of each site
   * @param pulls size of the gradient on the latents of each site
   */
  public record RulePush(
      String rule,
      String equation,
      int[] sites,
      double[] residuals,
      double[] weights,
      double[] pulls) {}

  /**
   * Error masses at one step: the mean of r/(r + ¼) for each rule, on the half of the batch that it
   * was not fitted to.
   *
   * @param step from 1
   * @param masses by rule
   */
  public record ErrorMass(int step, Map<String, Double> masses) {
    /** Keeps an unmodifiable copy. */
    public ErrorMass {
      masses = Map.copyOf(masses);
    }
  }
}
