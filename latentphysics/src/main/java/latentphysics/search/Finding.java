package latentphysics.search;

import java.util.Arrays;
import java.util.stream.IntStream;
import latentphysics.rule.Equation;

/**
 * The best equation of some coordinates, and how it fared on held-out latents.
 *
 * @param equation with its constants
 * @param bits description length of the equation and of its errors over long lags of the training
 *     latents
 * @param siteErrors r = squared miss over mean squared displacement, at each held-out transition
 * @param siteTimes when each of those transitions starts, in nominal steps
 * @param sitePaths index of the held-out path of each
 * @param farError mean r over the long lags of the held-out latents; NaN if they are too short
 * @param holds whether it counts as a law
 * @param front all equations of these coordinates that no other beat in bits and held-out error
 */
public record Finding(
    Equation equation,
    double bits,
    double[] siteErrors,
    double[] siteTimes,
    int[] sitePaths,
    double farError,
    boolean holds,
    ParetoFront front) {

  /** Number of held-out transitions. */
  public int sites() {
    return siteErrors.length;
  }

  /** How many of them it missed. */
  public int errors() {
    return failures().length;
  }

  /** The share of them that it obeys; NaN without any. */
  public double obeyed() {
    return 1 - (double) errors() / sites();
  }

  /** Indices of the sites that it missed. */
  public int[] failures() {
    return IntStream.range(0, sites()).filter(i -> missed(siteErrors[i])).toArray();
  }

  /** Whether an error counts as a miss; one that is no number does. */
  static boolean missed(double error) {
    return !(error <= LawSearch.ERROR_THRESHOLD);
  }

  /** Mean of the errors; NaN without sites. */
  public double meanError() {
    return Arrays.stream(siteErrors).average().orElse(Double.NaN);
  }
}
