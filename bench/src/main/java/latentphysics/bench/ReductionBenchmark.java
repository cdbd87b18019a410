package latentphysics.bench;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Sums and maxima of the rows and of the columns of a square matrix. */
public class ReductionBenchmark extends KernelBenchmark {

  /** Rows and columns: in the first cache, and in none; at most a block of a sum. */
  @Param({"64", "1024"})
  int n;

  private Kernels kernels = Providers.best();
  private float[] x = new float[0];
  private double[] p = new double[0];
  private float[] y = new float[0];
  private double[] q = new double[0];

  /** Fills the matrix. */
  @Setup
  public void setup() {
    kernels = kernels();
    x = floats(n * n);
    p = doubles(n * n);
    y = new float[n * Kernels.SUM_LANES];
    q = new double[n * Kernels.SUM_LANES];
  }

  /** Sums of rows in float32. */
  @Benchmark
  public float[] sumOfRows() {
    kernels.sumRows(n, n, x, 0, n, y, 0);
    return y;
  }

  /** Sums of rows in float64. */
  @Benchmark
  public double[] sumOfRowsInDouble() {
    kernels.sumRows(n, n, p, 0, n, q, 0);
    return q;
  }

  /** Partial sums of columns in float32; they grow from call to call, which costs nothing more. */
  @Benchmark
  public float[] sumOfColumns() {
    kernels.addRows(n, n, x, 0, n, y, 0);
    return y;
  }

  /** Largest number of each row in float32. */
  @Benchmark
  public float[] maxOfRows() {
    kernels.extremeOfRows(true, n, n, x, 0, n, y, 0);
    return y;
  }

  /** Largest number of each column in float32. */
  @Benchmark
  public float[] maxOfColumns() {
    kernels.extremeWithRows(true, n, n, x, 0, n, y, 0);
    return y;
  }
}
