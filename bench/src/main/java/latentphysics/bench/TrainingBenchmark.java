package latentphysics.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.optim.Optimizer;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Gradients and training steps of a multilayer perceptron, and of least squares. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class TrainingBenchmark {
  private static final int[] SIZES = {64, 128, 64, 4};
  private static final int BATCH = 256;
  private static final double RATE = 1e-9; // so small that the numbers stay what they are

  /** Number of threads. */
  @Param({"1", "2"})
  int threads;

  private Workers workers = Workers.of(1);
  private final Optimizer adam = Optimizer.adam();
  private final Tensor x = Key.of(1).normal(DType.FLOAT32, BATCH, SIZES[0]);
  private final Tensor target = Key.of(2).normal(DType.FLOAT32, BATCH, SIZES[SIZES.length - 1]);
  private final Tensor tall = Key.of(3).normal(DType.FLOAT32, 64, 32, 16);
  private final Tensor right = Key.of(4).normal(DType.FLOAT32, 64, 32, 16);
  private final List<Tensor> weights = new ArrayList<>();
  private Optimizer.State state = new Optimizer.State(0, List.of());

  /** Makes the network. */
  @Setup
  public void setup() {
    workers = Workers.of(threads);
    for (int layer = 0; layer + 1 < SIZES.length; layer++) {
      weights.add(
          Key.of(5 + layer)
              .normal(DType.FLOAT32, SIZES[layer], SIZES[layer + 1])
              .div(Math.sqrt(SIZES[layer])));
    }
    state = adam.start(weights);
  }

  private Tensor loss(List<Tensor> w) {
    Tensor h = x;
    for (int layer = 0; layer + 1 < w.size(); layer++) {
      h = h.matmul(w.get(layer)).tanh();
    }
    return h.matmul(w.getLast()).sub(target).square().mean();
  }

  /** The loss alone. */
  @Benchmark
  public Tensor forward() {
    return workers.call(() -> loss(weights));
  }

  /** The loss and its gradient. */
  @Benchmark
  public List<Tensor> gradient() {
    return workers.call(() -> Autodiff.grad(this::loss, weights));
  }

  /** A whole step. */
  @Benchmark
  public List<Tensor> step() {
    return workers.call(
        () -> adam.step(weights, Autodiff.grad(this::loss, weights), state, RATE).parameters());
  }

  /** 64 least-squares problems of 32×16 with 16 right sides. */
  @Benchmark
  public Tensor leastSquares() {
    return workers.call(() -> tall.lstsq(right));
  }

  /** The same with the gradient by both operands. */
  @Benchmark
  public List<Tensor> leastSquaresGradient() {
    return workers.call(
        () -> Autodiff.grad(p -> p.get(0).lstsq(p.get(1)).square().sum(), List.of(tall, right)));
  }
}
