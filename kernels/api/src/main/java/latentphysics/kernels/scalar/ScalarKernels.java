package latentphysics.kernels.scalar;

import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.SpecializedMap;
import latentphysics.kernels.StagedMap;
import latentphysics.kernels.expr.Instructions;

/** The reference: plain loops that define what every other provider computes. */
public final class ScalarKernels implements Kernels {
  /** Instructions of one loop, some ten bytes each: C2 compiles methods of up to 8,000 bytes. */
  private static final int LONGEST_LOOP = 300;

  /** A provider; all of them are alike. */
  public ScalarKernels() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public MapKernel compile(Instructions program) {
    return program.list().size() > LONGEST_LOOP
        ? new StagedMap(program, LONGEST_LOOP, ScalarKernels::loop)
        : loop(program);
  }

  private static MapKernel loop(Instructions program) {
    return new SpecializedMap(pattern -> ScalarMapCompiler.compile(program, pattern));
  }

  @Override
  public void sumRows(
      int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    FloatSum.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
  }

  @Override
  public void addRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] lanes, int lanesOffset) {
    FloatSum.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
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
    FloatExtremum.ofRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
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
    FloatExtremum.withRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
  }

  @Override
  public int indexOf(float value, float[] x, int offset, int length) {
    return FloatExtremum.indexOf(value, x, offset, length);
  }

  @Override
  public void sumRows(
      int rows, int length, double[] x, int xOffset, int xRow, double[] y, int yOffset) {
    DoubleSum.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
  }

  @Override
  public void addRows(
      int rows, int columns, double[] x, int xOffset, int xRow, double[] lanes, int lanesOffset) {
    DoubleSum.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
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
    DoubleExtremum.ofRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
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
    DoubleExtremum.withRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
  }

  @Override
  public int indexOf(double value, double[] x, int offset, int length) {
    return DoubleExtremum.indexOf(value, x, offset, length);
  }

  @Override
  public void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    FloatTranspose.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
  }

  @Override
  public void transpose(
      int rows, int columns, double[] x, int xOffset, int xRow, double[] y, int yOffset, int yRow) {
    DoubleTranspose.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
  }

  @Override
  public void transpose(
      int rows, int columns, int[] x, int xOffset, int xRow, int[] y, int yOffset, int yRow) {
    IntTranspose.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
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
    BooleanTranspose.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
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
    FloatGemm.gemm(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
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
    DoubleGemm.gemm(
        m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
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
    FloatFftPass.run(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
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
    DoubleFftPass.run(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
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
    FloatConvolution.run(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
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
    DoubleConvolution.run(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
  }
}
