package latentphysics.training;

import latentphysics.autodiff.optim.Schedule;
import latentphysics.loss.Guard;

/**
 * How a training goes.
 *
 * @param steps at least 1
 * @param rate learning rate of the networks over the steps
 * @param hold what keeps latents telling of what is seen
 * @param pull how rules act on them
 */
public record Plan(int steps, Schedule rate, Hold hold, Pull pull) {

  /** Checks the range. */
  public Plan {
    if (steps < 1) {
      throw new IllegalArgumentException("plan: " + steps + " steps, expected at least 1");
    }
  }

  /**
   * What keeps latents telling of what is seen.
   *
   * @param reconstruction weight of the reconstruction error; 1 but for controls
   * @param guard against latents that say nothing
   * @param guarding its weight
   */
  public record Hold(double reconstruction, Guard guard, double guarding) {
    /** With other weights: a control. */
    public Hold weighted(double reconstruct, double guarded) {
      return new Hold(reconstruct, guard, guarded);
    }
  }

  /**
   * How rules act on latents.
   *
   * @param weight λ of the concentrated loss; 0 trains without
   * @param bound their pull on the latents is at most so many times that of everything else;
   *     infinite for no bound
   * @param lawful rules speak about the so many most lawful directions of the latents, found anew
   *     every 200 steps; 0 for the latents as they are
   * @param from share of the training before they begin to pull
   * @param fully share of the training from which they pull with their whole weight
   */
  public record Pull(double weight, double bound, int lawful, double from, double fully) {
    /** Checks the ranges. */
    public Pull {
      if (!(from >= 0 && from <= fully && fully <= 1)) {
        throw new IllegalArgumentException(
            "plan: rules pull from %s and fully from %s, expected 0 ≤ from ≤ fully ≤ 1"
                .formatted(from, fully));
      }
    }

    /** With another weight. */
    public Pull weighted(double other) {
      return new Pull(other, bound, lawful, from, fully);
    }

    /** With another bound. */
    public Pull bounded(double other) {
      return new Pull(weight, other, lawful, from, fully);
    }

    /** On so many of the most lawful directions. */
    public Pull on(int directions) {
      return new Pull(weight, bound, directions, from, fully);
    }

    /** λ at a share of the training. */
    double weightAt(double progress) {
      if (progress < from) {
        return 0;
      }
      return progress >= fully ? weight : weight * (progress - from) / (fully - from);
    }
  }

  /** The plan of the sheet's small worlds: rate 10⁻³, in the last 30 % three tenths of it. */
  public static Plan small(int steps) {
    return new Plan(
        steps,
        step -> step < 0.7 * steps ? 1e-3 : 3e-4,
        new Hold(1, new Guard(1, 1), 0.1),
        new Pull(0, 10, 0, 0.1, 0.3));
  }

  /** The same with another hold. */
  public Plan with(Hold other) {
    return new Plan(steps, rate, other, pull);
  }

  /** The same with another pull. */
  public Plan with(Pull other) {
    return new Plan(steps, rate, hold, other);
  }
}
