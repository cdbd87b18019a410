package latentphysics.reproduce;

import java.util.List;
import java.util.Optional;
import latentphysics.loss.Annealing;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.loss.Concentration;
import latentphysics.network.Mlp;
import latentphysics.rule.Affine;
import latentphysics.rule.Constant;
import latentphysics.rule.Drift;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Motion;
import latentphysics.rule.Oscillator;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.training.Observer;
import latentphysics.training.Plan;
import latentphysics.training.Trainer;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * The protocol of the sheet's small worlds: an autoencoder 16-64-64-2-64-64-16 on fresh triples,
 * 128 a step, under one concentrated loss or none; judged on held-out states.
 *
 * @param world that is seen
 * @param concentration that punishes; absent for a plain autoencoder
 * @param weight of it
 * @param tolerance τ over the training
 * @param gradientBound of the rules' pull on latents, as in {@link Plan}
 * @param steps of training
 * @param seed of everything random
 */
record SmallWorldRun(
    World world,
    Optional<Concentration> concentration,
    double weight,
    Annealing tolerance,
    double gradientBound,
    int steps,
    long seed) {
  static final int BATCH = 128;
  static final int LATENT = 2;
  static final int JUDGED = 4096;
  private static final List<Integer> HIDDEN = List.of(64, 64);

  /** The rules that are tried on the plane. */
  static final List<Rule> RULES =
      List.<Form>of(
              new Constant(),
              new Identity(),
              new Inertia(),
              new Drift(),
              new Rotation(true),
              new Affine(),
              new Oscillator())
          .stream()
          .map(form -> new Rule(form, List.of(0, 1)))
          .toList();

  /** What is left: the networks and what they were trained by. */
  record Trained(World world, Autoencoder model, Autoencoder.Parameters parameters) {

    Tensor encode(Tensor x) {
      return model.encode(parameters, x);
    }

    /** Latents of triples of states {@code [n, 3, state]}. */
    Motion motion(Tensor states) {
      int n = states.dim(0);
      Tensor z = encode(WorldBatches.observe(world, states.transpose(0, 1)));
      return Motion.of(z.slice(0, 0, n), z.slice(0, n, 2 * n), z.slice(0, 2 * n, 3 * n));
    }
  }

  Trained train(Observer observer) {
    Key[] keys = Key.of(seed).split(3);
    Mlp encoder = new Mlp(world.features(), HIDDEN, LATENT);
    Mlp decoder = new Mlp(LATENT, HIDDEN.reversed(), world.features());
    Autoencoder model = new Autoencoder(encoder, decoder, Optional.empty());
    Autoencoder.Parameters start =
        new Autoencoder.Parameters(
            encoder.initialize(keys[0], DType.FLOAT32),
            decoder.initialize(keys[1], DType.FLOAT32),
            List.of());
    Trainer trainer =
        new Trainer(
            model,
            new WorldBatches(world, keys[2], BATCH),
            concentration.map(c -> new ConcentratedLoss(RULES, c, tolerance, false)),
            Plan.small(steps, weight).withGradientBound(gradientBound));
    return new Trained(world, model, trainer.run(start, observer));
  }

  /**
   * How it went, on states that were not trained on.
   *
   * @param reconstruction error over variance
   * @param affine mean r of the affine map
   * @param rotation mean r of the rotation with gain
   * @param errorShare share of sites where the affine map has r above 0.01
   * @param linear R² of a linear map from latents to states
   * @param rollout error over variance of 50 steps of the affine map, decoded
   * @param spread least standard deviation of a latent
   */
  record Score(
      double reconstruction,
      double affine,
      double rotation,
      double errorShare,
      double linear,
      double rollout,
      double spread) {}

  static Score score(Trained trained, Key key) {
    Key[] keys = key.split(3);
    World world = trained.world();
    Motion fitting = trained.motion(world.states(keys[0], JUDGED, 3));
    Tensor states = world.states(keys[1], JUDGED, 3);
    Motion judging = trained.motion(states);
    Equation affine = new Rule(new Affine(), List.of(0, 1)).fit(fitting);
    Equation rotation = new Rule(new Rotation(true), List.of(0, 1)).fit(fitting);
    Tensor r = affine.residuals(judging);

    Tensor x = WorldBatches.observe(world, states.slice(1, 1, 2));
    Tensor z = trained.encode(x);
    double reconstruction =
        trained.model().decode(trained.parameters(), z).sub(x).square().mean().item()
            / x.var(0).mean().item();
    return new Score(
        reconstruction,
        r.mean().item(),
        rotation.residuals(judging).mean().item(),
        r.greater(0.01).astype(DType.FLOAT32).mean().item(),
        linear(z, states.slice(1, 1, 2).reshape(JUDGED, world.stateSize())),
        rollout(trained, affine, world.states(keys[2], 256, 52)),
        z.std(0).min().item());
  }

  /** R² of the best affine map of latents to states. */
  static double linear(Tensor z, Tensor states) {
    Tensor from = z.astype(DType.FLOAT64);
    Tensor a = Tensor.concatenate(1, from, Tensor.ones(DType.FLOAT64, from.dim(0), 1));
    Tensor left = states.sub(a.matmul(a.lstsq(states))).square().sum();
    return 1 - left.item() / states.sub(states.mean(0)).square().sum().item();
  }

  /** Error over variance of 50 steps, decoded, averaged over the steps. */
  static double rollout(Trained trained, Equation equation, Tensor states) {
    int n = states.dim(0);
    int ahead = states.dim(1) - 2;
    Motion start = trained.motion(states.slice(1, 0, 3));
    Tensor path = equation.rollout(start.previous(), start.before(), ahead);
    Tensor decoded = trained.model().decode(trained.parameters(), path.reshape(n * ahead, LATENT));
    Tensor x = WorldBatches.observe(trained.world(), states.slice(1, 2, 2 + ahead));
    return decoded.sub(x).square().mean().item() / x.var(0).mean().item();
  }
}
