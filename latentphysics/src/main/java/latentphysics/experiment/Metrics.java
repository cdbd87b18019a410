package latentphysics.experiment;

import java.util.List;

/**
 * Errors on held-out data, each a mean squared error over the variance of the held-out data.
 *
 * @param model of the learned latent law, decoded
 * @param persistence of the guess that nothing changes
 * @param linear of a linear map fitted to the raw observations
 * @param reconstructionR2 one minus the error of decoding an encoded observation
 */
public record Metrics(Errors model, Errors persistence, Errors linear, double reconstructionR2) {

  /**
   * Errors of one predictor.
   *
   * @param oneStep error one observation ahead
   * @param rollouts errors further ahead, those that the held-out data is long enough for
   */
  public record Errors(double oneStep, List<Rollout> rollouts) {}

  /**
   * Error of a prediction some observations ahead.
   *
   * @param steps number of observations ahead
   * @param error mean squared error over variance
   */
  public record Rollout(int steps, double error) {}
}
