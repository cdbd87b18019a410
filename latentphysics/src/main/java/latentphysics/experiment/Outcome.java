package latentphysics.experiment;

import java.util.List;

/**
 * What a run found.
 *
 * @param settings what it was told
 * @param trainedSteps steps done; fewer than asked for when it was stopped
 * @param laws found; empty when no simple law holds
 * @param metrics errors on held-out data
 * @param losses course of the training
 * @param spectrum of the latent operator, per unit of time
 * @param before latents of the data before the training, when no rule had pulled yet
 * @param path latents of the data, for pictures
 * @param explanation which sites of which rule pushed the encoder
 * @param proposals of the network that looks for rules
 * @param siteErrors held-out errors of the laws, site by site
 * @param forecast one held-out roll-out next to what was observed
 * @param nominalStep usual time between observations
 * @param model all that simulating needs
 */
public record Outcome(
    Settings settings,
    int trainedSteps,
    List<Law> laws,
    Metrics metrics,
    List<LossPoint> losses,
    List<Mode> spectrum,
    List<LatentPoint> before,
    List<LatentPoint> path,
    Explanation explanation,
    Proposals proposals,
    List<SiteError> siteErrors,
    Forecast forecast,
    double nominalStep,
    Model model) {

  /**
   * Times of the held-out transitions that a law missed.
   *
   * @param law its index
   */
  public List<Double> failures(int law) {
    return siteErrors.stream()
        .filter(site -> site.law() == law && site.missed())
        .map(SiteError::time)
        .toList();
  }

  /**
   * Losses at one training step.
   *
   * @param step from 1
   * @param total the whole loss
   * @param reconstruction error of decoding an encoded observation, over variance
   * @param prediction error of the decoded forecast, over variance
   * @param concentrated the concentrated loss of the rules
   */
  public record LossPoint(
      int step, double total, double reconstruction, double prediction, double concentrated) {}

  /**
   * One mode of the latent operator: an eigenvalue of its generator.
   *
   * @param growth real part, per unit of time
   * @param frequency imaginary part, radians per unit of time, not negative
   */
  public record Mode(double growth, double frequency) {}

  /**
   * One encoded observation.
   *
   * @param trajectory index of its trajectory
   * @param time in the data's unit
   * @param z latent vector
   * @param heldOut whether it was kept from training
   */
  public record LatentPoint(int trajectory, double time, double[] z, boolean heldOut) {}

  /**
   * Error of a law at one held-out transition.
   *
   * @param law index into the laws; without a law, -1 and the error of the best rule tried
   * @param time at which the transition starts
   * @param error squared miss over the mean squared displacement of a transition
   * @param missed whether it counts as an error of the law
   */
  public record SiteError(int law, double time, double error, boolean missed) {}

  /**
   * A held-out roll-out of at most 50 observations from the first held-out one on.
   *
   * @param times of the rows
   * @param observed as measured, {@code [rows][columns]}
   * @param predicted decoded from the roll-out in latent space, same shape
   */
  public record Forecast(double[] times, double[][] observed, double[][] predicted) {}
}
