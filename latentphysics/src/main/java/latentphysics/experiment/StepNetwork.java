package latentphysics.experiment;

import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.optim.GlobalNorm;
import latentphysics.autodiff.optim.Optimizer;
import latentphysics.autodiff.optim.Schedule;
import latentphysics.network.ResidualMlp;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Batch;

/**
 * The baseline without a latent space: a perceptron from one observation to the next, of about the
 * size of encoder and decoder together, that is rolled out on its own predictions.
 *
 * <p>It starts at persistence, sees the same places and the same noise on its input as the encoder,
 * and counts rows, not time.
 */
final class StepNetwork {
  private static final List<Integer> HIDDEN = List.of(128, 64, 64, 128);
  private static final double RATE = 1e-3;
  private static final double LAST_RATE = 1e-5;
  private static final double GRADIENT_LIMIT = 1;

  private final ResidualMlp network;
  private final List<Tensor> parameters;

  private StepNetwork(ResidualMlp network, List<Tensor> parameters) {
    this.network = network;
    this.parameters = parameters;
  }

  /**
   * Trains for so many steps.
   *
   * @param steps at least 1
   */
  static StepNetwork train(Observations data, Key key, int steps) {
    Key[] keys = key.split(2);
    ResidualMlp network = new ResidualMlp(data.features, HIDDEN, data.features);
    List<Tensor> parameters = network.initialize(keys[0], Tensor.eye(DType.FLOAT32, data.features));
    SiteBatches batches = new SiteBatches(data, keys[1], steps, false);
    Schedule rate = Schedule.cosine(RATE, LAST_RATE, steps);
    Optimizer adam = Optimizer.adam();
    Optimizer.State state = adam.start(parameters);
    for (int step = 0; step < steps; step++) {
      Batch batch = batches.batch(step);
      int n = batch.size();
      Tensor from = batch.noisy().slice(0, n, 2 * n);
      Tensor to = batch.observations().slice(0, 2 * n, 3 * n);
      List<Tensor> gradient =
          Autodiff.grad(p -> network.apply(p, from).sub(to).square().mean(), parameters);
      Optimizer.Step<List<Tensor>> moved =
          adam.step(parameters, GlobalNorm.clip(gradient, GRADIENT_LIMIT), state, rate.rate(step));
      parameters = moved.parameters();
      state = moved.state();
    }
    return new StepNetwork(network, parameters);
  }

  /** Features a number of rows ahead, {@code [n, features]}. */
  Tensor predict(Tensor features, int ahead) {
    Tensor x = features;
    for (int k = 0; k < ahead; k++) {
      x = network.apply(parameters, x);
    }
    return x;
  }
}
