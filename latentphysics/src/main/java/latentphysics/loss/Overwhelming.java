package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * F5, overwhelm and release: the best rule's mean error, first so strong that reconstruction gives
 * way, then let go while the decoder follows.
 *
 * <pre>
 *   L = κ^(1−s)·Σₖ cₖ·r̄ₖ        c the shares of a choice, that of F0b if no other is given
 * </pre>
 *
 * s rises from 0 at half of the training to 1 at 85 % of it. Both halves of a batch judge each
 * other's constants, which halves the noise of the pull, and the decoder learns from latents that
 * the law foretells, so that it is ready for the latents that the law will make.
 *
 * @param weight beside the reconstruction, at the end
 * @param strength κ, how many times that at first, at least 1; 1 is F0b with the two aids
 * @param crossFitted whether both halves of a batch judge
 * @param decoding weight of the decoder's error on foretold latents
 * @param choice of the best rule
 */
public record Overwhelming(
    double weight, double strength, boolean crossFitted, double decoding, Choice choice)
    implements Concentration {
  private static final double FROM = 0.5;
  private static final double TO = 0.85;

  /** The form that left the fewest errors in trials on laws of first order. */
  public Overwhelming() {
    this(2, 30, true, 1);
  }

  /** With F0b's choice. */
  public Overwhelming(double weight, double strength, boolean crossFitted, double decoding) {
    this(weight, strength, crossFitted, decoding, Choice.DIFFERENCE);
  }

  /** The same with another choice. */
  public Overwhelming choosing(Choice other) {
    return new Overwhelming(weight, strength, crossFitted, decoding, other);
  }

  /** Checks the ranges. */
  public Overwhelming {
    if (!(weight > 0 && strength >= 1 && decoding >= 0)) {
      throw new IllegalArgumentException(
          "F5: weight %s, strength %s, decoding %s, expected above 0, at least 1, at least 0"
              .formatted(weight, strength, decoding));
    }
  }

  @Override
  public String name() {
    return choice == Choice.RATIO ? "F5 by ratio" : "F5";
  }

  @Override
  public Tensor apply(Sites sites) {
    double released = Math.clamp((sites.progress() - FROM) / (TO - FROM), 0, 1);
    return choice.mean(sites).mul(Math.pow(strength, 1 - released));
  }
}
