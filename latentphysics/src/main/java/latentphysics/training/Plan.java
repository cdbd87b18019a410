package latentphysics.training;

import latentphysics.autodiff.optim.Schedule;
import latentphysics.loss.Guard;

/**
 * How a training goes.
 *
 * @param steps at least 1
 * @param rate learning rate of the networks over the steps
 * @param reconstructionWeight of the reconstruction error; 1 but for controls
 * @param guard against latents that say nothing
 * @param guardWeight beside the reconstruction
 * @param physicsWeight λ of the concentrated loss; 0 trains without
 * @param gradientBound the pull of the rules on the latents is at most so many times that of
 *     everything else; infinite for no bound
 * @param lawful rules speak about the so many most lawful directions of the latents, found anew
 *     every 200 steps; 0 for the latents as they are
 * @param warmUp share of the training before the rules begin to pull
 * @param fullFrom share of the training from which they pull with their full weight
 */
public record Plan(
    int steps,
    Schedule rate,
    double reconstructionWeight,
    Guard guard,
    double guardWeight,
    double physicsWeight,
    double gradientBound,
    int lawful,
    double warmUp,
    double fullFrom) {

  /** Checks the ranges. */
  public Plan {
    if (steps < 1) {
      throw new IllegalArgumentException("plan: " + steps + " steps, expected at least 1");
    }
    if (!(warmUp >= 0 && warmUp <= fullFrom && fullFrom <= 1)) {
      throw new IllegalArgumentException(
          "plan: rules pull from %s and fully from %s, expected 0 ≤ from ≤ fully ≤ 1"
              .formatted(warmUp, fullFrom));
    }
  }

  /** The plan of the sheet's small worlds: rate 10⁻³, in the last 30 % three tenths of it. */
  public static Plan small(int steps, double physicsWeight) {
    return new Plan(
        steps,
        step -> step < 0.7 * steps ? 1e-3 : 3e-4,
        1,
        new Guard(1, 1),
        0.1,
        physicsWeight,
        10,
        0,
        0.1,
        0.3);
  }

  /** The same plan with another bound. */
  public Plan withGradientBound(double bound) {
    return new Plan(
        steps,
        rate,
        reconstructionWeight,
        guard,
        guardWeight,
        physicsWeight,
        bound,
        lawful,
        warmUp,
        fullFrom);
  }

  /** The same plan with other weights of what holds latents open: a control. */
  public Plan withHolds(double reconstruction, double guarding) {
    return new Plan(
        steps,
        rate,
        reconstruction,
        guard,
        guarding,
        physicsWeight,
        gradientBound,
        lawful,
        warmUp,
        fullFrom);
  }

  /** The same plan with rules on so many of the most lawful directions. */
  public Plan withLawful(int directions) {
    return new Plan(
        steps,
        rate,
        reconstructionWeight,
        guard,
        guardWeight,
        physicsWeight,
        gradientBound,
        directions,
        warmUp,
        fullFrom);
  }

  /** The same plan with another weight of the rules. */
  public Plan withPhysicsWeight(double weight) {
    return new Plan(
        steps,
        rate,
        reconstructionWeight,
        guard,
        guardWeight,
        weight,
        gradientBound,
        lawful,
        warmUp,
        fullFrom);
  }

  /** λ at a share of the training. */
  double physicsWeight(double progress) {
    if (progress < warmUp) {
      return 0;
    }
    return progress >= fullFrom
        ? physicsWeight
        : physicsWeight * (progress - warmUp) / (fullFrom - warmUp);
  }
}
