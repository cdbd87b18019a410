package latentphysics.kernels.vector;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import jdk.incubator.vector.FloatVector;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.ElementType;
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

  private static final int SHORTEST_REDUCTION = 64;
  private static final int SHORTEST_TRANSPOSE = 256;
  private static final long ELEMENTS_UNTIL_SIMD = 1 << 16;
  private static final long SMALLEST_PRODUCT = 8 * 8 * 8;
  private static final long MULTIPLY_ADDS_UNTIL_SIMD = 1 << 20;

  /** Multiply-adds between two looks whether SIMD is ready. */
  private static final long SCALAR_STRETCH = 1 << 20;

  /** Time per element that only compiled reductions and copies reach. */
  private static final double COMPILED_NANOS = 1;

  /** Numbers that an exercise may touch. */
  private static final int IDLE = 1 << 13;

  private final Kernels scalar = new ScalarKernels();
  private final int shortestMap;
  private final long elementsUntilSimd;
  private final long smallestProduct;
  private final SimdSwitch floatProducts;
  private final SimdSwitch doubleProducts;
  private final SimdSwitch floatPasses;
  private final SimdSwitch doublePasses;
  private final Gate floatSums;
  private final Gate floatExtremes;
  private final Gate floatTransposes;
  private final Gate doubleSums;
  private final Gate doubleExtremes;
  private final Gate doubleTransposes;
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
        SHORTEST_REDUCTION,
        SHORTEST_TRANSPOSE,
        ELEMENTS_UNTIL_SIMD,
        SMALLEST_PRODUCT,
        MULTIPLY_ADDS_UNTIL_SIMD);
    // Fails here, where the search for providers expects it, and not at the first product.
    Objects.requireNonNull(FloatVector.SPECIES_PREFERRED);
  }

  private VectorKernels(
      int shortestMap,
      int shortestReduction,
      int shortestTranspose,
      long elementsUntilSimd,
      long smallestProduct,
      long multiplyAddsUntilSimd) {
    this.shortestMap = shortestMap;
    this.elementsUntilSimd = elementsUntilSimd;
    this.smallestProduct = smallestProduct;
    floatProducts = new SimdSwitch(multiplyAddsUntilSimd, FloatGemmWarmUp::run);
    doubleProducts = new SimdSwitch(multiplyAddsUntilSimd, DoubleGemmWarmUp::run);
    floatPasses = new SimdSwitch(elementsUntilSimd, FloatFftWarmUp::run);
    doublePasses = new SimdSwitch(elementsUntilSimd, DoubleFftWarmUp::run);
    floatSums = gate(shortestReduction, FloatSum.EXERCISE, FloatSum::exercise, float[]::new);
    floatExtremes =
        gate(shortestReduction, FloatExtremum.EXERCISE, FloatExtremum::exercise, float[]::new);
    floatTransposes =
        gate(shortestTranspose, FloatTranspose.EXERCISE, FloatTranspose::exercise, float[]::new);
    doubleSums = gate(shortestReduction, DoubleSum.EXERCISE, DoubleSum::exercise, double[]::new);
    doubleExtremes =
        gate(shortestReduction, DoubleExtremum.EXERCISE, DoubleExtremum::exercise, double[]::new);
    doubleTransposes =
        gate(shortestTranspose, DoubleTranspose.EXERCISE, DoubleTranspose::exercise, double[]::new);
    boolean eager = elementsUntilSimd == 0;
    floatConvolutions = new ConvolutionSwitch(ElementType.FLOAT32, eager);
    doubleConvolutions = new ConvolutionSwitch(ElementType.FLOAT64, eager);
  }

  private <A> Gate gate(
      long shortest, int exercised, BiConsumer<A, A> exercise, IntFunction<A> array) {
    return new Gate(
        shortest,
        elementsUntilSimd,
        COMPILED_NANOS * exercised,
        () -> exercise.accept(array.apply(IDLE), array.apply(IDLE)));
  }

  /** A provider that never takes the scalar form where SIMD can run, for tests. */
  static VectorKernels eager() {
    return new VectorKernels(0, 0, 0, 0, 0, 0);
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
  public void sumRows(
      int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    if (floatSums.isOpen((long) rows * length)) {
      FloatSum.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
    } else {
      scalar.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  public void addRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] lanes, int lanesOffset) {
    if (floatSums.isOpen((long) rows * columns)) {
      FloatSum.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
    } else {
      scalar.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
    }
  }

  @Override
  public void extremeOfRows(
      boolean largest,
      int rows,
      int length,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset) {
    if (floatExtremes.isOpen((long) rows * length)) {
      FloatExtremum.ofRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
    } else {
      scalar.extremeOfRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  public void extremeWithRows(
      boolean largest,
      int rows,
      int columns,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset) {
    if (floatExtremes.isOpen((long) rows * columns)) {
      FloatExtremum.withRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
    } else {
      scalar.extremeWithRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  public int indexOf(float value, float[] x, int offset, int length) {
    return floatExtremes.isOpen(length)
        ? FloatExtremum.indexOf(value, x, offset, length)
        : scalar.indexOf(value, x, offset, length);
  }

  @Override
  public void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    int tiledRows = 0;
    int tiledColumns = 0;
    if (FloatTranspose.FITS && floatTransposes.isOpen((long) rows * columns)) {
      tiledRows = rows - rows % FloatTranspose.tileRows();
      tiledColumns = columns - columns % FloatTranspose.tileColumns();
      FloatTranspose.transpose(tiledRows, tiledColumns, x, xOffset, xRow, y, yOffset, yRow);
    }
    scalar.transpose(
        rows,
        columns - tiledColumns,
        x,
        xOffset + tiledColumns,
        xRow,
        y,
        yOffset + tiledColumns * yRow,
        yRow);
    scalar.transpose(
        rows - tiledRows,
        tiledColumns,
        x,
        xOffset + tiledRows * xRow,
        xRow,
        y,
        yOffset + tiledRows,
        yRow);
  }

  @Override
  public void sumRows(
      int rows, int length, double[] x, int xOffset, int xRow, double[] y, int yOffset) {
    if (doubleSums.isOpen((long) rows * length)) {
      DoubleSum.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
    } else {
      scalar.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  public void addRows(
      int rows, int columns, double[] x, int xOffset, int xRow, double[] lanes, int lanesOffset) {
    if (doubleSums.isOpen((long) rows * columns)) {
      DoubleSum.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
    } else {
      scalar.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
    }
  }

  @Override
  public void extremeOfRows(
      boolean largest,
      int rows,
      int length,
      double[] x,
      int xOffset,
      int xRow,
      double[] y,
      int yOffset) {
    if (doubleExtremes.isOpen((long) rows * length)) {
      DoubleExtremum.ofRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
    } else {
      scalar.extremeOfRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  public void extremeWithRows(
      boolean largest,
      int rows,
      int columns,
      double[] x,
      int xOffset,
      int xRow,
      double[] y,
      int yOffset) {
    if (doubleExtremes.isOpen((long) rows * columns)) {
      DoubleExtremum.withRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
    } else {
      scalar.extremeWithRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  public int indexOf(double value, double[] x, int offset, int length) {
    return doubleExtremes.isOpen(length)
        ? DoubleExtremum.indexOf(value, x, offset, length)
        : scalar.indexOf(value, x, offset, length);
  }

  @Override
  public void transpose(
      int rows, int columns, double[] x, int xOffset, int xRow, double[] y, int yOffset, int yRow) {
    int tiledRows = 0;
    int tiledColumns = 0;
    if (DoubleTranspose.FITS && doubleTransposes.isOpen((long) rows * columns)) {
      tiledRows = rows - rows % DoubleTranspose.tileRows();
      tiledColumns = columns - columns % DoubleTranspose.tileColumns();
      DoubleTranspose.transpose(tiledRows, tiledColumns, x, xOffset, xRow, y, yOffset, yRow);
    }
    scalar.transpose(
        rows,
        columns - tiledColumns,
        x,
        xOffset + tiledColumns,
        xRow,
        y,
        yOffset + tiledColumns * yRow,
        yRow);
    scalar.transpose(
        rows - tiledRows,
        tiledColumns,
        x,
        xOffset + tiledRows * xRow,
        xRow,
        y,
        yOffset + tiledRows,
        yRow);
  }

  @Override
  public void transpose(
      int rows, int columns, int[] x, int xOffset, int xRow, int[] y, int yOffset, int yRow) {
    scalar.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
  }

  @Override
  public void transpose(
      int rows,
      int columns,
      boolean[] x,
      int xOffset,
      int xRow,
      boolean[] y,
      int yOffset,
      int yRow) {
    scalar.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
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
