package latentphysics.kernels.vector;

import latentphysics.kernels.Kernels;

/**
 * Products of idle data, with every kind of tile and copy and both ways of every branch, until C2
 * has compiled all of them: a branch that is first taken later would cost a compilation then.
 */
final class FloatGemmWarmUp {
  /**
   * So many times all products at least before giving up, on a machine so busy that they take any
   * time; and at least {@link WarmUp#LIMIT_NANOS}, since rounds that are half compiled are soon
   * done, and C2 compiles a method by how often it was called.
   */
  private static final int ROUNDS = 500;

  /** Time per multiply-add, beside that of a call, which only compiled code reaches. */
  private static final double COMPILED_NANOS = 1;

  private static final double CALL_NANOS = 2000;

  private static final int WIDTH = FloatTiles.WIDTH;
  private static final int LANES = FloatTiles.LANES;
  private static final int MANY_TERMS = Kernels.PRODUCT_BLOCK + 32;

  /** Distance of lines that lie far apart. */
  private static final int FAR = 1024;

  /** Sizes and distances as in {@link Kernels}. */
  private record Product(int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn) {}

  private static final Product[] PRODUCTS = {
    new Product(16, WIDTH, 64, 64, 1, WIDTH, 1),
    new Product(7, WIDTH + LANES, 64, 1, 7, WIDTH + LANES, 1),
    new Product(9, LANES - 1, 64, 64, 1, LANES - 1, 1),
    new Product(12, WIDTH + 1, 64, 130, 2, 1, 64),
    new Product(12, 2 * WIDTH + 1, MANY_TERMS, MANY_TERMS, 1, 2 * WIDTH + 1, 1),
    new Product(12, WIDTH + 1, MANY_TERMS, 1, 12, 1, MANY_TERMS),
    new Product(48, WIDTH + LANES, 32, 32, 1, FAR, 1),
    new Product(264, 3 * WIDTH + 1, 4, FAR, 1, FAR, 1),
    new Product(48, 3 * WIDTH + 1, 24, 1, FAR, 1, 24),
    new Product(48, 3 * WIDTH + 1, MANY_TERMS, FAR, 1, FAR, 1),
  };

  private FloatGemmWarmUp() {}

  /** False if products do not become fast, as in a JVM without C2. */
  static boolean run() {
    float[] a = new float[MANY_TERMS * FAR];
    float[] b = new float[MANY_TERMS * FAR];
    float[] c = new float[264 * 4 * WIDTH];
    long start = System.nanoTime();
    for (int round = 0; round < ROUNDS || System.nanoTime() - start < WarmUp.LIMIT_NANOS; round++) {
      boolean fast = true;
      for (Product p : PRODUCTS) {
        long before = System.nanoTime();
        FloatGemm.gemm(p.m, p.n, p.k, a, 0, p.aRow, p.aColumn, b, 0, p.bRow, p.bColumn, c, 0, p.n);
        double limit = CALL_NANOS + COMPILED_NANOS * p.m * p.n * p.k;
        fast &= System.nanoTime() - before < limit;
      }
      if (fast) {
        return true;
      }
    }
    return false;
  }
}
