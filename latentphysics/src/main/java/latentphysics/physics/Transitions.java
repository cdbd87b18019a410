package latentphysics.physics;

/**
 * Latents at three successive observations, for fitting rules.
 *
 * @param previous latents one observation earlier, {@code [n][latent]}
 * @param before latents, same shape
 * @param after latents one observation later, same shape
 * @param previousSteps time from previous to before, in nominal steps, {@code [n]}
 * @param steps time from before to after, in nominal steps, {@code [n]}
 */
public record Transitions(
    double[][] previous,
    double[][] before,
    double[][] after,
    double[] previousSteps,
    double[] steps) {

  /** Number of transitions. */
  public int count() {
    return before.length;
  }
}
