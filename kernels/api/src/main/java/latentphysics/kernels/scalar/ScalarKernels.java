package latentphysics.kernels.scalar;

import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.SpecializedMap;
import latentphysics.kernels.expr.Instructions;

/** The reference: plain loops that define what every other provider computes. */
public final class ScalarKernels implements Kernels {

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
    return new SpecializedMap(pattern -> ScalarMapCompiler.compile(program, pattern));
  }

  @Override
  public float sum(float[] x, int offset, int length) {
    return FloatSum.sum(x, offset, length);
  }

  @Override
  public double sum(double[] x, int offset, int length) {
    return DoubleSum.sum(x, offset, length);
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
