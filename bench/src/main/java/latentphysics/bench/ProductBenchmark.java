package latentphysics.bench;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Products of square matrices. */
public class ProductBenchmark extends KernelBenchmark {

  /** Rows and columns. */
  @Param({"32", "64", "256", "1024"})
  int n;

  private Kernels kernels = Providers.best();
  private float[] a = new float[0];
  private float[] b = new float[0];
  private float[] c = new float[0];
  private double[] p = new double[0];
  private double[] q = new double[0];
  private double[] r = new double[0];

  /** Fills the matrices. */
  @Setup
  public void setup() {
    kernels = kernels();
    a = floats(n * n);
    b = floats(n * n);
    c = new float[n * n];
    p = doubles(n * n);
    q = doubles(n * n);
    r = new double[n * n];
  }

  /** C = A·B in float32. */
  @Benchmark
  public float[] sgemm() {
    kernels.gemm(n, n, n, a, 0, n, 1, b, 0, n, 1, c, 0, n);
    return c;
  }

  /** C = A·Bᵀ in float32. */
  @Benchmark
  public float[] sgemmByTranspose() {
    kernels.gemm(n, n, n, a, 0, n, 1, b, 0, 1, n, c, 0, n);
    return c;
  }

  /** C = Aᵀ·B in float32. */
  @Benchmark
  public float[] sgemmOfTranspose() {
    kernels.gemm(n, n, n, a, 0, 1, n, b, 0, n, 1, c, 0, n);
    return c;
  }

  /** C = A·B in float64. */
  @Benchmark
  public double[] dgemm() {
    kernels.gemm(n, n, n, p, 0, n, 1, q, 0, n, 1, r, 0, n);
    return r;
  }
}
