package latentphysics.operator;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Turning and scaling in planes: the exponential of a block-diagonal Lie algebra.
 *
 * <p>Coordinates 2j and 2j+1 form block j with generator ((λ, −θ), (θ, λ)); over a duration τ,
 *
 * <pre>
 *   z′ = e^(λτ) · ((cos θτ, −sin θτ), (sin θτ, cos θτ)) · z
 * </pre>
 *
 * for any real τ, forwards and back. An odd last coordinate only scales, z′ = e^(λτ)·z. Source of
 * the generator: Hayashi, Koyama and Guerreiro, Inter-environmental world modeling for continuous
 * and compositional dynamics, arXiv 2503.09911, section 3; here λ and θ belong to the law, not to a
 * clip, because one pair per clip would fit any transition.
 *
 * <p>Parameters: {@code growth}, λ per nominal step, {@code [ceil(latent/2)]}, and {@code angle}, θ
 * in radians per nominal step, {@code [floor(latent/2)]}.
 *
 * @param latent number of coordinates, at least 1
 */
public record LieAction(int latent) implements LatentOperator {

  @Override
  public List<String> parameterNames() {
    return List.of("growth", "angle");
  }

  @Override
  public Flow flow(List<Tensor> parameters, Tensor before, Tensor after, Tensor steps) {
    return flow(parameters.get(0), parameters.get(1));
  }

  /** The flow of given rates. */
  public Flow flow(Tensor growth, Tensor angle) {
    return (z, steps) -> advance(growth, angle, z, steps);
  }

  private Tensor advance(Tensor growth, Tensor angle, Tensor z, Tensor steps) {
    int planes = latent / 2;
    int n = z.dim(0);
    Tensor scale = growth.mul(steps).exp();
    if (planes == 0) {
      return z.mul(scale);
    }
    Tensor turn = angle.mul(steps);
    Tensor planeScale = scale.slice(1, 0, planes);
    Tensor c = turn.cos().mul(planeScale);
    Tensor s = turn.sin().mul(planeScale);
    Tensor pairs = z.slice(1, 0, 2 * planes).reshape(n, planes, 2);
    Tensor x = pairs.slice(2, 0, 1).reshape(n, planes);
    Tensor y = pairs.slice(2, 1, 2).reshape(n, planes);
    Tensor turned =
        Tensor.concatenate(
                2,
                c.mul(x).sub(s.mul(y)).reshape(n, planes, 1),
                s.mul(x).add(c.mul(y)).reshape(n, planes, 1))
            .reshape(n, 2 * planes);
    if (latent % 2 == 0) {
      return turned;
    }
    Tensor last = z.slice(1, latent - 1, latent).mul(scale.slice(1, planes, planes + 1));
    return Tensor.concatenate(1, turned, last);
  }

  /**
   * Parameters of given rates.
   *
   * @param growth λ per nominal step, one for each plane and one for an odd last coordinate
   * @param angle θ per nominal step, one for each plane
   * @throws IllegalArgumentException if there are more or fewer
   */
  public List<Tensor> parameters(DType dtype, double[] growth, double[] angle) {
    if (growth.length != (latent + 1) / 2 || angle.length != latent / 2) {
      throw new IllegalArgumentException(
          "lie action: "
              + growth.length
              + " growth rates and "
              + angle.length
              + " angles for "
              + latent
              + " coordinates, expected "
              + (latent + 1) / 2
              + " and "
              + latent / 2);
    }
    return List.of(Tensor.of(dtype, growth), Tensor.of(dtype, angle));
  }
}
