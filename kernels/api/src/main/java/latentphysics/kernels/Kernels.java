package latentphysics.kernels;

import latentphysics.kernels.expr.Instructions;

/**
 * Computation on heap arrays: the contract that every CPU provider keeps, bit for bit.
 *
 * <p>{@link latentphysics.kernels.scalar.ScalarKernels} is the reference: it defines each result,
 * other providers only get there sooner. Providers are found by {@link java.util.ServiceLoader};
 * see {@link Providers}. Kernels are stateless, safe to call from many threads, and run on the
 * calling thread.
 *
 * <p>What computes with float and with double arrays is told in {@link FloatKernels} and {@link
 * FloatBlas}.
 */
public interface Kernels extends FloatKernels, DoubleKernels, FloatBlas, DoubleBlas {

  /**
   * Length of a block of {@link #sumRows(int, int, float[], int, int, float[], int)}: longer sums
   * are trees over blocks.
   */
  int SUM_BLOCK = 1024;

  /** Partial sums kept side by side in a block; divides {@link #SUM_BLOCK}. */
  int SUM_LANES = 16;

  /** Terms of a matrix product that are added up before they join the result. */
  int PRODUCT_BLOCK = 256;

  /** Short name, such as "scalar". */
  String name();

  /** The provider with the highest preference is used. */
  int preference();

  /** Compiles an elementwise function. Costs about a millisecond: keep the result. */
  MapKernel compile(Instructions program);

  /** As for float, with int elements. */
  void transpose(
      int rows, int columns, int[] x, int xOffset, int xRow, int[] y, int yOffset, int yRow);

  /** As for float, with boolean elements. */
  void transpose(
      int rows,
      int columns,
      boolean[] x,
      int xOffset,
      int xRow,
      boolean[] y,
      int yOffset,
      int yRow);
}
