package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * Errors of several rules on the same coordinates, at the same sites.
 *
 * @param residuals r = ‖z′ − ẑ‖²/mean‖z′ − z‖², not negative, {@code [rules, n]}
 * @param constants how many constants each rule has, {@code [rules, 1]}
 * @param tau the miss that counts half, as a share of the usual displacement, above 0
 * @param progress share of the training that is done, 0 to 1
 */
public record Sites(Tensor residuals, Tensor constants, double tau, double progress) {

  /** Number of rules. */
  public int rules() {
    return residuals.dim(0);
  }

  /** Weights that sum to 1, in proportion to exp(−price · constants), {@code [rules, 1]}. */
  Tensor weights(double price) {
    return constants.mul(-price).softmax(0);
  }

  /** e = r/(r + τ²), {@code [rules, n]}: near 0 where a rule is right, near 1 where it is not. */
  public Tensor errors() {
    return residuals.div(residuals.add(tau * tau));
  }

  /** Error masses, the means of e over the sites, {@code [rules, 1]}. */
  public Tensor mass() {
    return errors().keepDims().mean(1);
  }
}
