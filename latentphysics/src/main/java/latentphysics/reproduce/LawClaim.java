package latentphysics.reproduce;

import java.util.List;
import latentphysics.reproduce.Findings.Table;

/** What was found in a series with one seed, and whether it is claimed to be a law. */
interface LawClaim {
  /** Whether there is a law, by the rules of the trial. */
  boolean claimed();

  /** Periods of the laws that are claimed and turn, in the data's unit of time. */
  List<Double> periods();

  /**
   * The laws that are claimed, or the best rule that is not, with their bits and what came second.
   */
  String law();

  /** How well it was obeyed. */
  String remark();

  /**
   * Mean time in which latents go round their mean, law or not, in the data's unit of time; NaN
   * where that says nothing.
   */
  default double winding() {
    return Double.NaN;
  }

  /** More figures of the first seed; often none. */
  default List<Table> details(String name) {
    return List.of();
  }

  /** The claimed period nearest to a given one; NaN without any. */
  default double nearest(double period) {
    double nearest = Double.NaN;
    for (double candidate : periods()) {
      if (!(Math.abs(candidate - period) >= Math.abs(nearest - period))) {
        nearest = candidate;
      }
    }
    return nearest;
  }
}
