package latentphysics.world;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Takes square frames of soft round spots: with gᵢ = exp(−|p − cᵢ|²/(2·width²)) and brightness bᵢ a
 * pixel at p is 1 − Πᵢ(1 − bᵢ·gᵢ), between 0 and 1 also where spots overlap.
 *
 * @param pixels on each side of a frame, at least 2
 * @param reach coordinates from −reach to reach are in the picture, its outermost pixels at ±reach
 * @param width standard deviation of a spot, above 0
 */
public record Camera(int pixels, double reach, double width) {

  /** Checks the ranges. */
  public Camera {
    if (!(pixels >= 2 && reach > 0 && width > 0)) {
      throw new IllegalArgumentException(
          "camera: %d pixels over ±%s, spots of width %s, expected at least 2 and numbers above 0"
              .formatted(pixels, reach, width));
    }
  }

  /**
   * A spot in each of some frames.
   *
   * @param centres x to the right and y upwards, {@code [n, 2]}
   * @param brightness of its middle, above 0, at most 1
   */
  public record Spot(Tensor centres, double brightness) {
    /** Checks shape and range. */
    public Spot {
      if (centres.shape().rank() != 2 || centres.dim(1) != 2) {
        throw new IllegalArgumentException(
            "camera: centres of a spot are " + centres.shape() + ", expected [n, 2]");
      }
      if (!(brightness > 0 && brightness <= 1)) {
        throw new IllegalArgumentException(
            "camera: a spot of brightness " + brightness + ", expected above 0, at most 1");
      }
    }
  }

  /** Number of pixels in a frame. */
  public int size() {
    return pixels * pixels;
  }

  /**
   * Frames, the upper row of pixels first.
   *
   * @param spots at least one, all in the same number of frames
   * @return float64 {@code [n, pixels·pixels]}
   */
  public Tensor frames(List<Spot> spots) {
    Tensor dark = Tensor.ones(DType.FLOAT64, 1, 1);
    for (Spot spot : spots) {
      dark = dark.mul(light(spot).neg().add(1));
    }
    return dark.neg().add(1);
  }

  /** A Gaussian is a product of one along x and one along y. */
  private Tensor light(Spot spot) {
    int n = spot.centres().dim(0);
    Tensor places = Tensor.linspace(DType.FLOAT64, -reach, reach, pixels);
    Tensor across = profile(places, spot.centres().slice(1, 0, 1)).reshape(n, 1, pixels);
    Tensor up = profile(places.flip(0), spot.centres().slice(1, 1, 2)).reshape(n, pixels, 1);
    return up.mul(across).mul(spot.brightness()).reshape(n, size());
  }

  private Tensor profile(Tensor places, Tensor centre) {
    return places.sub(centre).square().mul(-0.5 / (width * width)).exp();
  }
}
