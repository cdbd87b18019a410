package latentphysics.kernels.scalar;

import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.FloatKernels;

/** The half of {@link ScalarKernels} that computes with {@code float} arrays. */
interface FloatScalarKernels extends FloatKernels {

  @Override
  default void sumRows(
      int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    FloatSum.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
  }

  @Override
  default void addRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] lanes, int lanesOffset) {
    FloatSum.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
  }

  @Override
  default void extremeOfRows(
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
  default void extremeWithRows(
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
  default int indexOf(float value, float[] x, int offset, int length) {
    return FloatExtremum.indexOf(value, x, offset, length);
  }

  @Override
  default void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    FloatTranspose.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
  }

  @Override
  default void gemm(
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
  default void fftPass(
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
  default void convolve(
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
}
