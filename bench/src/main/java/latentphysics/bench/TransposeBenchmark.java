package latentphysics.bench;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Transposing copies of a square matrix. */
public class TransposeBenchmark extends KernelBenchmark {

  /** Rows and columns: in the first cache, in none, and with rows that end anywhere. */
  @Param({"64", "1000", "1024"})
  int n;

  private Kernels kernels = Providers.best();
  private float[] x = new float[0];
  private float[] y = new float[0];
  private double[] p = new double[0];
  private double[] q = new double[0];

  /** Fills the matrix. */
  @Setup
  public void setup() {
    kernels = kernels();
    x = floats(n * n);
    y = new float[n * n];
    p = doubles(n * n);
    q = new double[n * n];
  }

  /** Of float32. */
  @Benchmark
  public float[] floats() {
    kernels.transpose(n, n, x, 0, n, y, 0, n);
    return y;
  }

  /** Of float64. */
  @Benchmark
  public double[] doubles() {
    kernels.transpose(n, n, p, 0, n, q, 0, n);
    return q;
  }
}
