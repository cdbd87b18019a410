package latentphysics.kernels.vector;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.scalar.ScalarKernels;

/**
 * Kernels by the Vector API. Short and first calls take the scalar form, which gives the same bits
 * without the cost of compiling SIMD code.
 */
public final class VectorKernels implements Kernels {
  private static final int SHORTEST_MAP = 64;
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
  private final ConvolutionSwitch floatConvolutions;
  private final ConvolutionSwitch doubleConvolutions;

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
    boolean eager = elementsUntilSimd == 0;
    floatConvolutions = new ConvolutionSwitch(ElementType.FLOAT32, eager);
    doubleConvolutions = new ConvolutionSwitch(ElementType.FLOAT64, eager);
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
  public void convolve(
      ConvolutionShape shape,
      ConvolutionShape.Role role,
      float[] x,
      int xOffset,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int from,
      int to) {
    if (!floatConvolutions.ready(shape, role, from, to)) {
      scalar.convolve(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
      return;
    }
    if (role == ConvolutionShape.Role.KERNEL) {
      FloatKernelGradient.run(shape, x, xOffset, w, wOffset, y, yOffset, from, to);
    } else {
      FloatConvolution.run(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
    }
  }

  @Override
  public void convolve(
      ConvolutionShape shape,
      ConvolutionShape.Role role,
      double[] x,
      int xOffset,
      double[] w,
      int wOffset,
      double[] y,
      int yOffset,
      int from,
      int to) {
    if (!doubleConvolutions.ready(shape, role, from, to)) {
      scalar.convolve(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
      return;
    }
    if (role == ConvolutionShape.Role.KERNEL) {
      DoubleKernelGradient.run(shape, x, xOffset, w, wOffset, y, yOffset, from, to);
    } else {
      DoubleConvolution.run(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
    }
  }
}
