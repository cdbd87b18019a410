package latentphysics.bench;

import java.util.concurrent.TimeUnit;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
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

/** Kernels on one thread, by provider. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class KernelBenchmark {

  /** A product of square matrices by one provider. */
  @State(Scope.Thread)
  public static class Product {
    @Param({"vector", "scalar"})
    String provider = "vector";

    @Param({"64", "256"})
    int n;

    Kernels kernels = Providers.best();
    float[] a = new float[0];
    float[] b = new float[0];
    float[] c = new float[0];

    /** Fills the matrices. */
    @Setup
    public void setup() {
      kernels =
          Providers.all().stream().filter(k -> k.name().equals(provider)).findFirst().orElseThrow();
      a = new float[n * n];
      b = new float[n * n];
      c = new float[n * n];
      for (int i = 0; i < a.length; i++) {
        a[i] = i % 7;
        b[i] = i % 5;
      }
    }
  }

  /** Operands of elementwise functions and sums, a million elements. */
  @State(Scope.Thread)
  public static class Elements {
    final Workers workers = Workers.of(1);
    final Tensor x = Key.of(1).normal(DType.FLOAT32, 1 << 20);
    final Tensor y = Key.of(2).normal(DType.FLOAT32, 1 << 20);
  }

  /** C = A·B in float32. */
  @Benchmark
  public float[] gemm(Product p) {
    p.kernels.gemm(p.n, p.n, p.n, p.a, 0, p.n, 1, p.b, 0, p.n, 1, p.c, 0, p.n);
    return p.c;
  }

  /** A sum of two tensors into a fresh one. */
  @Benchmark
  public Tensor add(Elements e) {
    return e.workers.call(() -> e.x.add(e.y));
  }

  /** An exponential. */
  @Benchmark
  public Tensor exp(Elements e) {
    return e.workers.call(e.x::exp);
  }

  /** A hyperbolic tangent. */
  @Benchmark
  public Tensor tanh(Elements e) {
    return e.workers.call(e.x::tanh);
  }

  /** A sum over all elements. */
  @Benchmark
  public Tensor sum(Elements e) {
    return e.workers.call(() -> e.x.sum());
  }
}
