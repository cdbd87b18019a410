package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.rule.PolynomialFlow;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.training.Batch;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * An autoencoder whose latents obey one sparse polynomial, trained with it: the method of Champion,
 * Lusch, Kutz and Brunton, Data-driven discovery of coordinates and governing equations, PNAS 116,
 * 2019, as a baseline.
 *
 * <p>The worlds here move by steps, so the library foretells the next latents where the paper's
 * foretells derivatives: ẑ = z + Θ(z)·Ξ, or ẑ = 2z − z₋ + Θ(z, z − z₋)·Ξ, exact for a law by steps.
 * With D the decoder
 *
 * <pre>
 *   |D(z) − x|² + w_z·|z′ − ẑ|² + w_x·|D(ẑ) − x′|² + w₁·mean|Ξ|
 * </pre>
 *
 * Ξ starts at 0 instead of 1, where ẑ is rest or inertia. Coefficients below the threshold are
 * removed for good every 500 steps of the first 70 %; the rest is refinement without w₁. Weights
 * and threshold suit laws by steps and were not tuned further.
 *
 * @param world that is seen
 * @param latent number of latent coordinates
 * @param order 1 or 2
 * @param steps of the training
 * @param seed of everything random but the world
 */
record SindyAutoencoder(World world, int latent, int order, int steps, long seed) {
  private static final int DEGREE = 3;
  private static final double LATENT = 0.1; // w_z
  private static final double DECODED = 1; // w_x
  private static final double SPARSE = 1e-3; // w₁
  private static final double THRESHOLD = 0.01; // coefficients per step; the least true one is 0.05
  private static final int EVERY = 500;
  private static final double REFINED = 0.7;
  private static final double RATE = 1e-3;
  private static final double LAST_RATE = 3e-4;

  /**
   * What came out.
   *
   * @param autoencoder trained
   * @param equation Ξ, in all latent coordinates
   */
  record Trained(TrainedWorld autoencoder, Equation equation) {}

  private PolynomialFlow flow() {
    return new PolynomialFlow(DEGREE, order, false);
  }

  /** Number of functions in the library: products of at most three variables. */
  private int functions() {
    int v = order * latent;
    return (v + 1) * (v + 2) * (v + 3) / 6;
  }

  Trained train() {
    Key[] keys = Key.of(seed).split(3);
    SmallNetworks networks = SmallNetworks.of(world.features(), latent);
    Autoencoder model = networks.autoencoder();
    List<Tensor> first = new ArrayList<>(networks.start(keys[0], keys[1]).all());
    first.add(Tensor.zeros(DType.FLOAT32, functions(), latent));
    WorldBatches batches = new WorldBatches(world, keys[2], SmallWorldRun.BATCH);
    Pruned pruned = new Pruned(Tensor.ones(DType.FLOAT32, functions(), latent));
    List<Tensor> last =
        new Descent("SINDy", steps, step -> refined(step) ? LAST_RATE : RATE)
            .run(
                first,
                (step, now) -> {
                  if (step > 0 && step % EVERY == 0 && !refined(step)) {
                    pruned.update(now.getLast());
                  }
                  Tensor kept = pruned.kept;
                  Batch batch = batches.batch(step);
                  return p -> loss(model, p, kept, batch, refined(step) ? 0 : SPARSE);
                });
    Tensor coefficients = last.getLast().mul(pruned.kept).astype(DType.FLOAT64);
    List<Integer> dims = IntStream.range(0, latent).boxed().toList();
    return new Trained(
        new TrainedWorld(world, model, model.split(last.subList(0, last.size() - 1))),
        new Equation(new Rule(flow(), dims), List.of(coefficients)));
  }

  private boolean refined(int step) {
    return step >= REFINED * steps;
  }

  /** Which coefficients are left: 1 for those, 0 for others. */
  private static final class Pruned {
    private Tensor kept;

    Pruned(Tensor kept) {
      this.kept = kept;
    }

    void update(Tensor coefficients) {
      kept = kept.mul(coefficients.abs().greater(THRESHOLD).astype(DType.FLOAT32));
    }
  }

  private Tensor loss(
      Autoencoder model, List<Tensor> parameters, Tensor kept, Batch batch, double sparse) {
    Autoencoder.Parameters networks = model.split(parameters.subList(0, parameters.size() - 1));
    Tensor coefficients = parameters.getLast().mul(kept);
    Tensor x = batch.observations();
    int n = batch.size();
    Motion motion = batch.motion(model.encode(networks, x));
    Tensor foretold = flow().predict(List.of(coefficients), motion);
    Tensor decoded = model.decode(networks, Tensor.concatenate(0, motion.before(), foretold));
    Tensor rebuilt = decoded.slice(0, 0, n).sub(x.slice(0, n, 2 * n)).square().mean();
    Tensor ahead = decoded.slice(0, n, 2 * n).sub(x.slice(0, 2 * n, 3 * n)).square().mean();
    Tensor missed = motion.after().sub(foretold).square().mean();
    return rebuilt
        .add(missed.mul(LATENT))
        .add(ahead.mul(DECODED))
        .add(coefficients.abs().mean().mul(sparse));
  }
}
