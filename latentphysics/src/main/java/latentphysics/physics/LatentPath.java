package latentphysics.physics;

/**
 * The latents of one uninterrupted trajectory.
 *
 * @param times increasing, in nominal steps, {@code [n]}
 * @param latents {@code [n][latent]}
 */
public record LatentPath(double[] times, double[][] latents) {
  /** Number of observations. */
  public int length() {
    return times.length;
  }
}
