package latentphysics.bench;

import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Random numbers into a fresh tensor, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class RandomBenchmark {
  private final Workers workers = Workers.of(1);
  private final Key key = Key.of(1);

  /** Type of the numbers. */
  @Param({"FLOAT32", "FLOAT64"})
  DType dtype = DType.FLOAT32;

  /** How many. */
  @Param({"1024", "1048576"})
  int length;

  /** Uniform in [0, 1). */
  @Benchmark
  public Tensor uniform() {
    return workers.call(() -> key.uniform(dtype, length));
  }

  /** Standard normal. */
  @Benchmark
  public Tensor normal() {
    return workers.call(() -> key.normal(dtype, length));
  }
}
