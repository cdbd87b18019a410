package latentphysics.report;

import java.util.ArrayList;
import java.util.List;
import latentphysics.experiment.Law;
import org.jspecify.annotations.Nullable;

/** Compares frequencies that are known to be true with those of the laws that were found. */
public final class Frequencies {
  private Frequencies() {}

  /**
   * A true frequency and the nearest one found.
   *
   * @param truth radians per unit of time
   * @param found radians per unit of time, not negative; null when no law turns
   * @param relativeError difference over the truth, not negative; null when no law turns
   */
  public record Match(double truth, @Nullable Double found, @Nullable Double relativeError) {}

  /** Matches each true frequency with the law whose angle per unit comes nearest to it. */
  public static List<Match> match(List<Double> truths, List<Law> laws) {
    List<Match> matches = new ArrayList<>();
    for (double truth : truths) {
      @Nullable Double nearest = null;
      for (Law law : laws) {
        // The sense of turning depends on the order of the latent dimensions.
        double angle = Math.abs(law.anglePerUnit());
        if (angle > 0 && (nearest == null || Math.abs(angle - truth) < Math.abs(nearest - truth))) {
          nearest = angle;
        }
      }
      matches.add(
          new Match(truth, nearest, nearest == null ? null : Math.abs(nearest - truth) / truth));
    }
    return matches;
  }
}
