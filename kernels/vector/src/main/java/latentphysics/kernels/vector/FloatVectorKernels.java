package latentphysics.kernels.vector;

import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.FloatKernels;
import latentphysics.kernels.Kernels;

/** The half of {@link VectorKernels} that computes with {@code float} arrays. */
interface FloatVectorKernels extends FloatKernels {

  /** What says when each kernel takes the SIMD form. */
  FloatSwitches floats();

  /** The scalar form of everything. */
  Kernels scalar();

  @Override
  default void sumRows(
      int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    if (floats().sums.isOpen((long) rows * length)) {
      FloatSum.sumRows(rows, length, x, xOffset, xRow, y, yOffset);
    } else {
      scalar().sumRows(rows, length, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  default void addRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] lanes, int lanesOffset) {
    if (floats().sums.isOpen((long) rows * columns)) {
      FloatSum.addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
    } else {
      scalar().addRows(rows, columns, x, xOffset, xRow, lanes, lanesOffset);
    }
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
    if (floats().extremes.isOpen((long) rows * length)) {
      FloatExtremum.ofRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
    } else {
      scalar().extremeOfRows(largest, rows, length, x, xOffset, xRow, y, yOffset);
    }
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
    if (floats().extremes.isOpen((long) rows * columns)) {
      FloatExtremum.withRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
    } else {
      scalar().extremeWithRows(largest, rows, columns, x, xOffset, xRow, y, yOffset);
    }
  }

  @Override
  default int indexOf(float value, float[] x, int offset, int length) {
    return floats().extremes.isOpen(length)
        ? FloatExtremum.indexOf(value, x, offset, length)
        : scalar().indexOf(value, x, offset, length);
  }

  @Override
  default void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow) {
    int tiledRows = 0;
    int tiledColumns = 0;
    if (FloatTranspose.FITS && floats().transposes.isOpen((long) rows * columns)) {
      tiledRows = rows - rows % FloatTranspose.tileRows();
      tiledColumns = columns - columns % FloatTranspose.tileColumns();
      FloatTranspose.transpose(tiledRows, tiledColumns, x, xOffset, xRow, y, yOffset, yRow);
    }
    scalar()
        .transpose(
            rows,
            columns - tiledColumns,
            x,
            xOffset + tiledColumns,
            xRow,
            y,
            yOffset + tiledColumns * yRow,
            yRow);
    scalar()
        .transpose(
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
    long perRow = (long) n * k;
    if (m * perRow == 0 || m * perRow < floats().smallestProduct) {
      scalar()
          .gemm(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow);
      return;
    }
    int stretch = Math.clamp(FloatSwitches.STRETCH / perRow, 1, m);
    int done = 0;
    for (; done < m && !floats().products.ready(); done += stretch) {
      int rows = Math.min(stretch, m - done);
      int ap = aOffset + done * aRow;
      int cp = cOffset + done * cRow;
      floats().products.count(rows * perRow);
      scalar().gemm(rows, n, k, a, ap, aRow, aColumn, b, bOffset, bRow, bColumn, c, cp, cRow);
    }
    if (done < m) {
      int ap = aOffset + done * aRow;
      int cp = cOffset + done * cRow;
      FloatGemm.gemm(m - done, n, k, a, ap, aRow, aColumn, b, bOffset, bRow, bColumn, c, cp, cRow);
    }
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
    boolean fits = run >= FloatFftPass.SHORTEST_RUN;
    if (!fits || !floats().passes.ready()) {
      floats().passes.count(fits ? (long) radix * groups * run : 0);
      scalar().fftPass(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
    } else {
      FloatFftPass.run(radix, groups, run, xRe, xIm, yRe, yIm, twiddles);
    }
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
    double part = shape.multiplyAdds() / Math.max(1, shape.parts(role));
    long work = (long) (part * (to - from));
    boolean fits = work >= floats().smallestConvolution;
    if (!fits || !floats().convolutions.ready()) {
      floats().convolutions.count(fits ? work : 0);
      scalar().convolve(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
    } else if (role == ConvolutionShape.Role.KERNEL) {
      FloatKernelGradient.run(shape, x, xOffset, w, wOffset, y, yOffset, from, to);
    } else {
      FloatConvolution.run(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
    }
  }
}
