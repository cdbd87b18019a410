package latentphysics.experiment;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * The way from observations in their own units to what networks see, and back: shifted, scaled and,
 * where there are many columns, projected.
 *
 * @param mean of each column, {@code [columns]}
 * @param size of each column, above 0, {@code [columns]}
 * @param projection of standardized rows, float64, {@code [columns, features]}
 * @param rows the way back, float64, {@code [features, columns]}
 */
public record Scale(Tensor mean, Tensor size, Tensor projection, Tensor rows) {

  /** Number of observed columns. */
  public int columns() {
    return projection.dim(0);
  }

  /** Number of features that the networks see. */
  public int features() {
    return projection.dim(1);
  }

  /** Features, float32, of observations {@code [n, columns]}. */
  public Tensor features(Tensor observations) {
    return observations.sub(mean).div(size).matmul(projection).astype(DType.FLOAT32);
  }

  /** Observations, float64, of features {@code [n, features]}. */
  public Tensor observations(Tensor features) {
    return features.astype(DType.FLOAT64).matmul(rows).mul(size).add(mean);
  }
}
