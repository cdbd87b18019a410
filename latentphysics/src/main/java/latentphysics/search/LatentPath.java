package latentphysics.search;

/**
 * The latents of one uninterrupted trajectory.
 *
 * @param times increasing, in nominal steps, {@code [n]}
 * @param latents {@code [n][latent]}
 */
public record LatentPath(double[] times, double[][] latents) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they differ
   */
  public LatentPath {
    if (times.length != latents.length) {
      throw new IllegalArgumentException(
          "latent path: %d times for %d latents".formatted(times.length, latents.length));
    }
  }

  /** Number of observations. */
  public int length() {
    return times.length;
  }
}
