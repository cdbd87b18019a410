package latentphysics.search;

import java.util.Arrays;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

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

  /**
   * The same path in other coordinates.
   *
   * @param directions columns u of the coordinates z·u, {@code [latent, k]}
   */
  LatentPath along(Tensor directions) {
    double[] u = directions.astype(DType.FLOAT64).toDoubles();
    int width = directions.dim(1);
    double[][] projected = new double[latents.length][width];
    for (int row = 0; row < latents.length; row++) {
      for (int i = 0; i < latents[row].length; i++) {
        for (int j = 0; j < width; j++) {
          projected[row][j] += latents[row][i] * u[i * width + j];
        }
      }
    }
    return new LatentPath(Arrays.copyOf(times, times.length), projected);
  }
}
