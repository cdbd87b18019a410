package latentphysics.reproduce;

import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.training.Autoencoder;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * An autoencoder that has learned a world, and how it is judged on states of that world.
 *
 * @param world that it sees
 * @param model its networks
 * @param parameters of them
 */
record TrainedWorld(World world, Autoencoder model, Autoencoder.Parameters parameters) {

  Tensor encode(Tensor x) {
    return model.encode(parameters, x);
  }

  /** Latents of triples of states {@code [n, 3, state]}. */
  Motion motion(Tensor states) {
    int n = states.dim(0);
    Tensor z = encode(WorldBatches.observe(world, states.transpose(0, 1)));
    return Motion.of(z.slice(0, 0, n), z.slice(0, n, 2 * n), z.slice(0, 2 * n, 3 * n));
  }

  /** Error over variance of decoding encoded states {@code […, state]}. */
  double reconstruction(Tensor states) {
    Tensor x = WorldBatches.observe(world, states);
    return missed(model.decode(parameters, encode(x)), x);
  }

  /** R² of the best affine map of latents to states {@code [n, state]}. */
  double linear(Tensor states) {
    Tensor z = encode(world.observe(states).astype(DType.FLOAT32)).astype(DType.FLOAT64);
    Tensor a = Tensor.concatenate(1, z, Tensor.ones(DType.FLOAT64, z.dim(0), 1));
    Tensor left = states.sub(a.matmul(a.lstsq(states))).square().sum();
    return 1 - left.item() / states.sub(states.mean(0)).square().sum().item();
  }

  /** Least standard deviation of a latent. */
  double spread(Tensor states) {
    return encode(WorldBatches.observe(world, states)).std(0).min().item();
  }

  /**
   * Decoded error over variance of a law that runs on its own from the first two states, averaged
   * over its steps.
   *
   * @param equation in all latent coordinates
   * @param states {@code [n, 2 + steps, state]}
   */
  double rollout(Equation equation, Tensor states) {
    int n = states.dim(0);
    int steps = states.dim(1) - 2;
    Motion start = motion(states.slice(1, 0, 3));
    Tensor path = equation.rollout(start.previous(), start.before(), steps);
    return error(path.reshape(n * steps, path.dim(2)), states.slice(1, 2, 2 + steps));
  }

  /** Error over variance of decoded latents {@code [n·length, latent]} at states. */
  double error(Tensor latents, Tensor states) {
    Tensor decoded = model.decode(parameters, latents.astype(DType.FLOAT32));
    return missed(decoded, WorldBatches.observe(world, states));
  }

  private static double missed(Tensor decoded, Tensor x) {
    return decoded.sub(x).square().mean().item() / x.var(0).mean().item();
  }
}
