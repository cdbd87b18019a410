package latentphysics.kernels.scalar;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.SpecializedMap;
import latentphysics.kernels.StagedMap;
import latentphysics.kernels.expr.Instructions;

/** The reference: plain loops that define what every other provider computes. */
public final class ScalarKernels
    implements Kernels, FloatScalarKernels, DoubleScalarKernels, FloatScalarBlas, DoubleScalarBlas {
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
}
