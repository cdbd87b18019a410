package latentphysics.bench;

import java.util.concurrent.TimeUnit;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;
import latentphysics.tensor.fft.Fft;
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

/** Fourier transforms of 16 rows, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class FourierBenchmark {
  private static final int ROWS = 16;

  private final Workers workers = Workers.of(1);

  /** Length of a row: powers of two, mixed factors, a prime. */
  @Param({"64", "1024", "1000", "1009", "65536"})
  int length;

  /** Type of the numbers. */
  @Param({"FLOAT32", "FLOAT64"})
  DType dtype = DType.FLOAT32;

  private Tensor real = Tensor.scalar(DType.FLOAT32, 0);
  private Complex complex = Complex.of(real);

  /** Fills the rows. */
  @Setup
  public void setup() {
    real = Key.of(1).normal(dtype, ROWS, length);
    complex = Complex.of(real);
  }

  /** Of complex numbers. */
  @Benchmark
  public Complex complex() {
    return workers.call(() -> Fft.fft(complex));
  }

  /** Of real numbers. */
  @Benchmark
  public Complex real() {
    return workers.call(() -> Fft.rfft(real));
  }
}
