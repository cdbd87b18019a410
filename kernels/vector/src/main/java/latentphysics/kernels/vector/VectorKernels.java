package latentphysics.kernels.vector;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.StagedMap;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.scalar.ScalarKernels;

/**
 * Kernels by the Vector API. Short and first calls take the scalar form, which gives the same bits
 * without the cost of compiling SIMD code.
 */
public final class VectorKernels implements Kernels {
  private static final int SHORTEST_MAP = 64;

  /** Instructions of one SIMD loop: two short loops are faster than one that is longer. */
  private static final int LONGEST_MAP = 100;

  private static final int SHORTEST_SUM = 64;
  private static final long ELEMENTS_UNTIL_SIMD = 1 << 16;
  private static final long SMALLEST_PRODUCT = 8 * 8 * 8;
  private static final long MULTIPLY_ADDS_UNTIL_SIMD = 1 << 20;

  /** Multiply-adds between two looks whether SIMD is ready. */
  private static final long SCALAR_STRETCH = 1 << 20;

  private final Kernels scalar = new ScalarKernels();
  private final int shortestMap;
  private final int shortestSum;
  private final long elementsUntilSimd;
  private final long smallestProduct;
  private final ProductSwitch floatProducts;
  private final ProductSwitch doubleProducts;
  private final ProductSwitch floatPasses;
  private final ProductSwitch doublePasses;

  /**
   * The provider with measured thresholds.
   *
   * @throws LinkageError if this JVM runs without the module jdk.incubator.vector
   */
  public VectorKernels() {
    this(
        SHORTEST_MAP,
        SHORTEST_SUM,
        ELEMENTS_UNTIL_SIMD,
        SMALLEST_PRODUCT,
        MULTIPLY_ADDS_UNTIL_SIMD);
    // Fails here, where the search for providers expects it, and not at the first product.
    Objects.requireNonNull(FloatVector.SPECIES_PREFERRED);
  }

  private VectorKernels(
      int shortestMap,
      int shortestSum,
      long elementsUntilSimd,
      long smallestProduct,
      long multiplyAddsUntilSimd) {
    this.shortestMap = shortestMap;
    this.shortestSum = shortestSum;
    this.elementsUntilSimd = elementsUntilSimd;
    this.smallestProduct = smallestProduct;
    floatProducts = new ProductSwitch(multiplyAddsUntilSimd, FloatGemmWarmUp::run);
    doubleProducts = new ProductSwitch(multiplyAddsUntilSimd, DoubleGemmWarmUp::run);
    floatPasses = new ProductSwitch(elementsUntilSimd, FloatFftWarmUp::run);
    doublePasses = new ProductSwitch(elementsUntilSimd, DoubleFftWarmUp::run);
  }

  /** A provider that never takes the scalar form where SIMD can run, for tests. */
  static VectorKernels eager() {
    return new VectorKernels(0, 0, 0, 0, 0);
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int preference() {
    return 100;
  }

  @Override
  public MapKernel compile(Instructions program) {
    return program.list().size() > LONGEST_MAP
        ? new StagedMap(program, LONGEST_MAP, this::loop)
        : loop(program);
  }

  private MapKernel loop(Instructions program) {
    MapKernel loop = scalar.compile(program);
    // Loops that convert on the way, or compute with integers, are left to C2's own vectorizer.
    return program.isUniform() && program.type().isFloat()
        ? new VectorMap(program, loop, shortestMap, elementsUntilSimd)
        : loop;
  }

  @Override
  public float sum(float[] x, int offset, int length) {
    return length < shortestSum
        ? scalar.sum(x, offset, length)
        : FloatSum.sum(x, offset, length, new float[SUM_LANES]);
  }

  @Override
  public double sum(double[] x, int offset, int length) {
    return length < shortestSum
        ? scalar.sum(x, offset, length)
        : DoubleSum.sum(x, offset, length, new double[SUM_LANES]);
  }

  @Override
  public void gemm(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aRow,
      int aColumn,
      float[] b,
      int bOffset,
      int bRow,
      int bColumn,
      float[] c,
      int cOffset,
      int cRow) {
    long perRow = (long) n * k;
    if (m * perRow == 0 || m * perRow < smallestProduct) {
      scalar.gemm(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
      return;
    }
    int stretch = Math.clamp(SCALAR_STRETCH / perRow, 1, m);
    int done = 0;
    for (; done < m && !floatProducts.ready(); done += stretch) {
      int rows = Math.min(stretch, m - done);
      int ap = aOffset + done * aRow;
      int cp = cOffset + done * cRow;
      floatProducts.count(rows * perRow);
      scalar.gemm(rows, n, k, a, ap, aRow, aColumn, b, bOffset, bRow, bColumn, c, cp, cRow);
    }
    if (done < m) {
      int ap = aOffset + done * aRow;
      int cp = cOffset + done * cRow;
      FloatGemm.gemm(m - done, n, k, a, ap, aRow, aColumn, b, bOffset, bRow, bColumn, c, cp, cRow);
    }
  }

  @Override
  public void gemm(
      int m,
      int n,
      int k,
      double[] a,
      int aOffset,
      int aRow,
      int aColumn,
      double[] b,
      int bOffset,
      int bRow,
      int bColumn,
      double[] c,
      int cOffset,
      int cRow) {
    long perRow = (long) n * k;
    if (m * perRow == 0 || m * perRow < smallestProduct) {
      scalar.gemm(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
      return;
    }
    int stretch = Math.clamp(SCALAR_STRETCH / perRow, 1, m);
    int done = 0;
    for (; done < m && !doubleProducts.ready(); done += stretch) {
      int rows = Math.min(stretch, m - done);
      int ap = aOffset + done * aRow;
      int cp = cOffset + done * cRow;
      doubleProducts.count(rows * perRow);
      scalar.gemm(rows, n, k, a, ap, aRow, aColumn, b, bOffset, bRow, bColumn, c, cp, cRow);
    }
    if (done < m) {
      int ap = aOffset + done * aRow;
      int cp = cOffset + done * cRow;
      DoubleGemm.gemm(m - done, n, k, a, ap, aRow, aColumn, b, bOffset, bRow, bColumn, c, cp, cRow);
    }
  }

  @Override
  public void fftPass(
      int radix,
      int groups,
      int run,
      float[] xRe,
      float[] xIm,
      float[] yRe,
      float[] yIm,
      float[] twiddles) {
    boolean fits = run >= FloatFftPass.SHORTEST_RUN;
    if (!fits || !floatPasses.ready()) {
      floatPasses.count(fits ? (long) radix * groups * run : 0);
      scalar.fftPass(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
    } else {
      FloatFftPass.run(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
    }
  }

  @Override
  public void fftPass(
      int radix,
      int groups,
      int run,
      double[] xRe,
      double[] xIm,
      double[] yRe,
      double[] yIm,
      double[] twiddles) {
    boolean fits = run >= DoubleFftPass.SHORTEST_RUN;
    if (!fits || !doublePasses.ready()) {
      doublePasses.count(fits ? (long) radix * groups * run : 0);
      scalar.fftPass(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
    } else {
      DoubleFftPass.run(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
    }
  }
}
