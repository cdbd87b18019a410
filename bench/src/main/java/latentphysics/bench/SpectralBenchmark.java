package latentphysics.bench;

import java.util.concurrent.TimeUnit;
import latentphysics.autodiff.Autodiff;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.MatrixFunctions;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.SpectralFunctions;
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

/**
 * Eigenvalues of general matrices, functions of eigenvalues and singular values, and the action of
 * an exponential, of 16 matrices on one thread; with gradients.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SpectralBenchmark {
  private static final int STACK = 16;

  private final Workers workers = Workers.of(1);

  /** Order of the matrices. */
  @Param({"4", "16", "64"})
  int order;

  /** Type of the numbers. */
  @Param({"FLOAT32", "FLOAT64"})
  DType dtype = DType.FLOAT32;

  private Tensor matrices = Tensor.scalar(DType.FLOAT32, 0);
  private Tensor vectors = matrices;

  /** Fills the matrices; their norms are near 1. */
  @Setup
  public void setup() {
    Key[] keys = Key.of(1).split(2);
    matrices = keys[0].normal(dtype, STACK, order, order).mul(1 / Math.sqrt(order));
    vectors = keys[1].normal(dtype, STACK, order, 1);
  }

  /** Eigenvalues and eigenvectors. */
  @Benchmark
  public Spectra.Eig eig() {
    return workers.call(() -> Spectra.eig(matrices));
  }

  /** The gradient of a function of the eigenvalues. */
  @Benchmark
  public Tensor eigGradient() {
    return workers.call(() -> Autodiff.grad(x -> Spectra.eigvals(x).absSquare().sum(), matrices));
  }

  /** The exponential of the symmetric part. */
  @Benchmark
  public Tensor funmh() {
    return workers.call(() -> SpectralFunctions.funmh(matrices, Tensor::exp));
  }

  /** The same with its gradient. */
  @Benchmark
  public Tensor funmhGradient() {
    return workers.call(
        () -> Autodiff.grad(x -> SpectralFunctions.funmh(x, Tensor::exp).square().sum(), matrices));
  }

  /** A function of singular values with its gradient. */
  @Benchmark
  public Tensor generalizedFunmGradient() {
    return workers.call(() ->
        Autodiff.grad(
            x -> SpectralFunctions.generalizedFunm(x, Tensor::tanh).square().sum(), matrices));
  }

  /** The action of an exponential on a vector. */
  @Benchmark
  public Tensor expmv() {
    return workers.call(() -> MatrixFunctions.expmv(matrices, vectors));
  }

  /** The same with its gradient. */
  @Benchmark
  public Tensor expmvGradient() {
    return workers.call(
        () -> Autodiff.grad(x -> MatrixFunctions.expmv(x, vectors).square().sum(), matrices));
  }
}
