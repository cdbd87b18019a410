package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Errors on held-out data, each a mean squared error over the variance of the held-out data.
 *
 * @param model of the latent operator, decoded
 * @param law of the laws that were found, in their coordinates, and of the operator in the others,
 *     decoded; absent without a law
 * @param persistence of the guess that nothing changes
 * @param linear of a linear map fitted to the raw observations
 * @param perceptron of a perceptron on the raw observations, on its own predictions
 * @param reconstructionR2 one minus the error of decoding an encoded observation
 */
public record Metrics(
    Errors model,
    Optional<Errors> law,
    Errors persistence,
    Errors linear,
    Errors perceptron,
    double reconstructionR2) {

  /** The name of each predictor and its errors, the learned ones first. */
  public List<Named> all() {
    List<Named> all = new ArrayList<>();
    law.ifPresent(errors -> all.add(new Named("law found", errors)));
    all.add(new Named("latent model", model));
    all.add(new Named("persistence", persistence));
    all.add(new Named("linear fit", linear));
    all.add(new Named("perceptron", perceptron));
    return all;
  }

  /**
   * A predictor.
   *
   * @param name for tables
   * @param errors on held-out data
   */
  public record Named(String name, Errors errors) {}

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
