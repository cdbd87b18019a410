package latentphysics.kernels.vector;

import java.util.concurrent.TimeUnit;
import latentphysics.kernels.Kernels;

/** Products of idle data, of every kind of tile and copy, until C2 has compiled all of them. */
final class FloatGemmWarmUp {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Time per multiply-add that only compiled code reaches; boxing takes ten times it. */
  private static final double COMPILED_NANOS = 0.5;

  private static final int WIDTH = FloatTiles.WIDTH;
  private static final int LANES = FloatTiles.LANES;
  private static final int TERMS = Kernels.PRODUCT_BLOCK;

  /** Rows, columns and terms; whether B is transposed; distance of lines of A or 0. */
  private record Product(int m, int n, int k, boolean transposed, int apart) {}

  private static final Product[] PRODUCTS = {
    new Product(16, WIDTH, 64, false, 0),
    new Product(7, WIDTH + LANES, 64, false, 0),
    new Product(9, LANES - 1, 64, false, 0),
    new Product(12, WIDTH + 1, 64, true, 0),
    new Product(12, WIDTH + 1, TERMS + 32, false, 0),
    new Product(48, 3 * WIDTH + 1, 24, false, 4096 * 8 / Float.SIZE),
  };

  private FloatGemmWarmUp() {}

  /** False if products are not fast after some seconds, as in a JVM without C2. */
  static boolean run() {
    float[] a = new float[48 * 4096 * 8 / Float.SIZE];
    float[] b = new float[(TERMS + 32) * 4 * WIDTH];
    float[] c = new float[48 * 4 * WIDTH];
    long start = System.nanoTime();
    int fast = 0;
    while (fast < 3 * PRODUCTS.length) {
      for (Product p : PRODUCTS) {
        int aRow = p.apart > 0 ? p.apart : p.k;
        int bRow = p.transposed ? 1 : p.n;
        int bColumn = p.transposed ? p.k : 1;
        long before = System.nanoTime();
        FloatGemm.gemm(p.m, p.n, p.k, a, 0, aRow, 1, b, 0, bRow, bColumn, c, 0, p.n);
        long after = System.nanoTime();
        fast = after - before < COMPILED_NANOS * p.m * p.n * p.k ? fast + 1 : 0;
        if (after - start > LIMIT_NANOS) {
          return false;
        }
      }
    }
    return true;
  }
}
