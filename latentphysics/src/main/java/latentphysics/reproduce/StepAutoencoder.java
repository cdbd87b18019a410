package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import latentphysics.network.ResidualMlp;
import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.training.Batch;
import latentphysics.training.Plan;
import latentphysics.world.World;

/**
 * The baseline of a law of second order: the same autoencoder with a perceptron g for the step, ẑ =
 * g(z₋, z), trained with it. With D the decoder and V the guard
 *
 * <pre>
 *   |D(z) − x|² + γ·V + |D(ẑ) − x′|² + ½·|ẑ − z′|²/|z|²
 * </pre>
 *
 * as an autoencoder with an operator is trained. g has hidden layers as wide as the encoder's, so
 * in all there are more parameters than a law has; it begins at constant velocity, ẑ = 2z − z₋.
 *
 * @param world that is seen
 * @param latent number of latent coordinates
 */
record StepAutoencoder(World world, int latent) {
  private static final double LATENT = 0.5;
  private static final double SMALLEST = 1e-6;

  /**
   * What came out.
   *
   * @param autoencoder trained
   * @param step g
   * @param weights of g
   */
  record Trained(TrainedWorld autoencoder, ResidualMlp step, List<Tensor> weights) {

    /**
     * Latents at further observations.
     *
     * @param previous latents one observation earlier, {@code [n, latent]}
     * @param now latents, same shape
     * @return {@code [n, steps, latent]}
     */
    Tensor rollout(Tensor previous, Tensor now, int steps) {
      List<Tensor> path = new ArrayList<>(List.of(previous, now));
      for (int k = 0; k < steps; k++) {
        path.add(step.apply(weights, Tensor.concatenate(1, path.get(k), path.get(k + 1))));
      }
      return Tensor.stack(1, path.subList(2, path.size()).toArray(Tensor[]::new));
    }
  }

  /**
   * Trains.
   *
   * @param start of the autoencoder
   * @param source of triples
   * @param plan rate, steps and hold; there are no rules to pull
   */
  Trained train(SlowStart start, Batch.Source source, Plan plan, Key key) {
    Autoencoder model = start.model();
    ResidualMlp step = new ResidualMlp(2 * latent, SmallNetworks.HIDDEN, latent);
    Tensor unit = Tensor.eye(DType.FLOAT32, latent);
    Tensor inertia = Tensor.concatenate(0, unit.neg(), unit.mul(2));
    List<Tensor> first = new ArrayList<>(start.parameters().all());
    int networks = first.size();
    first.addAll(step.initialize(key, inertia));
    List<Tensor> last =
        new Descent("autoencoder with a step", plan.steps(), plan.rate())
            .run(
                first,
                (k, _) -> {
                  Batch batch = source.batch(k);
                  return p ->
                      loss(
                          model,
                          model.split(p.subList(0, networks)),
                          step,
                          p.subList(networks, p.size()),
                          batch,
                          plan.hold());
                });
    return new Trained(
        new TrainedWorld(world, model, model.split(last.subList(0, networks))),
        step,
        List.copyOf(last.subList(networks, last.size())));
  }

  private static Tensor loss(
      Autoencoder model,
      Autoencoder.Parameters networks,
      ResidualMlp step,
      List<Tensor> weights,
      Batch batch,
      Plan.Hold hold) {
    Tensor x = batch.observations();
    int n = batch.size();
    Tensor z = model.encode(networks, x);
    Motion motion = batch.motion(z);
    Tensor foretold =
        step.apply(weights, Tensor.concatenate(1, motion.previous(), motion.before()));
    Tensor decoded = model.decode(networks, Tensor.concatenate(0, motion.before(), foretold));
    Tensor rebuilt = decoded.slice(0, 0, n).sub(x.slice(0, n, 2 * n)).square().mean();
    Tensor ahead = decoded.slice(0, n, 2 * n).sub(x.slice(0, 2 * n, 3 * n)).square().mean();
    Tensor variance = z.sub(z.mean(0)).square().mean().add(SMALLEST);
    Tensor missed = motion.after().sub(foretold).square().mean().div(variance);
    return rebuilt
        .mul(hold.reconstruction())
        .add(hold.guard().apply(z).mul(hold.guarding()))
        .add(ahead)
        .add(missed.mul(LATENT));
  }
}
