package latentphysics.autodiff.layers;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Normalization;

/**
 * Batch normalization of each channel over the batch and all axes behind the channels, (x − mean) ÷
 * √(variance + ε) · γ + β (Ioffe and Szegedy, ICML 2015, algorithm 1).
 *
 * <p>Training normalizes by the statistics of the batch and moves running ones towards them; what
 * is applied after training normalizes by the running ones. These are a value of their own beside
 * the layer: γ and β are trained, they are not.
 *
 * @param gamma γ, {@code [channels]}
 * @param beta β, {@code [channels]}
 * @param momentum how far the running statistics go towards those of a batch, in [0, 1]; as in
 *     PyTorch, while JAX's Flax gives the share that stays
 * @param epsilon ε, at least 0
 */
public record BatchNorm(Tensor gamma, Tensor beta, double momentum, double epsilon) {
  /** Of old, new, the factor of new, and momentum. */
  private static final MapFunction TOWARDS =
      MapFunction.of(
          "running statistics",
          4,
          x -> List.of(x.get(1).mul(x.get(2)).sub(x.get(0)).fma(x.get(3), x.get(0))));

  /**
   * Running statistics.
   *
   * @param mean {@code [channels]}
   * @param variance {@code [channels]}, estimated without bias
   */
  public record Statistics(Tensor mean, Tensor variance) {}

  /**
   * Result of a step of training.
   *
   * @param output normalized by the statistics of the batch
   * @param statistics the new running ones; no derivative flows through them
   */
  public record Trained(Tensor output, Statistics statistics) {}

  /**
   * Checks the range of the momentum.
   *
   * @throws IllegalArgumentException if it lies outside
   */
  public BatchNorm {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("batchNorm: momentum " + momentum + ", expected 0 to 1");
    }
  }

  /**
   * A layer with γ = 1, β = 0, momentum 0.1 and ε = 10⁻⁵.
   *
   * @param dtype float32 or float64
   * @throws IllegalArgumentException if the number of channels is negative or the type is another
   */
  public static BatchNorm of(int channels, DType dtype) {
    Arguments.expectSizes("batchNorm", channels);
    Arguments.expectFloat("batchNorm", dtype);
    return new BatchNorm(Tensor.ones(dtype, channels), Tensor.zeros(dtype, channels), 0.1, 1e-5);
  }

  /** The statistics before the first batch: mean 0 and variance 1. */
  public Statistics start() {
    int[] channels = gamma.shape().dims();
    return new Statistics(
        Tensor.zeros(gamma.dtype(), channels), Tensor.ones(gamma.dtype(), channels));
  }

  /**
   * Normalizes by the statistics of the batch.
   *
   * <p>With n elements of each channel the running variance moves towards n ÷ (n − 1) times the
   * mean square of distances, which the output is normalized by.
   *
   * @param x {@code [batch, channels, space…]}, at least two elements for each channel
   * @param running statistics so far
   * @throws IllegalArgumentException if shapes or types do not fit, or there are fewer elements
   */
  public Trained train(Tensor x, Statistics running) {
    check(x, running);
    long perChannel = 1;
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      perChannel *= axis == 1 ? 1 : x.dim(axis);
    }
    if (perChannel < 2) {
      throw new IllegalArgumentException(
          "batchNorm: x "
              + x.shape()
              + ", expected at least 2 elements for each channel in training");
    }
    Normalization.Batch batch = Normalization.batchNorm(x, gamma, beta, epsilon);
    double unbiased = perChannel / (perChannel - 1.0);
    return new Trained(
        batch.output(),
        new Statistics(
            towards(running.mean(), batch.mean(), 1),
            towards(running.variance(), batch.variance(), unbiased)));
  }

  /**
   * Normalizes by running statistics, as after training.
   *
   * @param x {@code [batch, channels, space…]}
   * @return of the same shape
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor apply(Tensor x, Statistics running) {
    check(x, running);
    return Normalization.batchNorm(x, running.mean(), running.variance(), gamma, beta, epsilon);
  }

  private void check(Tensor x, Statistics running) {
    Arguments.expectType("batchNorm", "x", x, gamma.dtype());
    Shape channels = gamma.shape();
    Arguments.expectShape("batchNorm", "running mean", running.mean(), channels);
    Arguments.expectShape("batchNorm", "running variance", running.variance(), channels);
  }

  private Tensor towards(Tensor old, Tensor batch, double factor) {
    DType dtype = gamma.dtype();
    return Tensor.map(
        TOWARDS,
        old.stopGradient(),
        batch.stopGradient(),
        Tensor.scalar(dtype, factor),
        Tensor.scalar(dtype, momentum));
  }
}
