package latentphysics.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all benchmarks of kernels share: one thread, arrays in and out, nothing allocated in the
 * measured call ({@code -prof gc} shows it), and the provider as a parameter.
 *
 * <p>A sample is one call, so what is read off is the low percentiles, which other load on the
 * machine does not move.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public abstract class KernelBenchmark {

  /** Which kernels run. */
  @Param({"vector", "scalar"})
  protected String provider = "vector";

  /** For subclasses. */
  protected KernelBenchmark() {}

  /** The kernels of that name. */
  final Kernels kernels() {
    return Providers.all().stream()
        .filter(k -> k.name().equals(provider))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no provider " + provider));
  }

  /** Numbers in [0.5, 1.5): no function is at its edge there. */
  static float[] floats(int length) {
    Random random = new Random(1);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    return values;
  }

  /** As {@link #floats}, in double precision. */
  static double[] doubles(int length) {
    Random random = new Random(1);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = 0.5 + random.nextDouble();
    }
    return values;
  }
}
