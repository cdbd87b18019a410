package latentphysics.kernels;

import latentphysics.kernels.expr.Instructions;

/**
 * Computation on heap arrays: the contract that every CPU provider keeps, bit for bit.
 *
 * <p>{@link latentphysics.kernels.scalar.ScalarKernels} is the reference: it defines each result,
 * other providers only get there sooner. Providers are found by {@link java.util.ServiceLoader};
 * see {@link Providers}. Kernels are stateless, safe to call from many threads, and run on the
 * calling thread.
 */
public interface Kernels {

  /** Length of a block of {@link #sum(float[], int, int)}: longer sums are trees over blocks. */
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

  /**
   * Sum of {@code x[offset … offset+length)}, at most {@link #SUM_BLOCK} numbers.
   *
   * <p>Number i is added to partial sum i mod {@link #SUM_LANES}, in order and beginning with zero;
   * then the upper half of the partial sums is added to the lower half until one is left.
   */
  float sum(float[] x, int offset, int length);

  /** As {@link #sum(float[], int, int)}, in double precision. */
  double sum(double[] x, int offset, int length);

  /**
   * Matrix product C = A·B.
   *
   * <p>Element (i, p) of A is {@code a[aOffset + i·aRow + p·aColumn]}, likewise for B, so that
   * either may be transposed, repeated or reversed; rows of C have adjacent elements. C may not
   * share memory with A or B. Every element of C is the sum, over blocks of {@link #PRODUCT_BLOCK}
   * terms in order, of a chain of fused multiply-adds that begins with zero; the first block
   * replaces what C held.
   *
   * @param m rows of A and C
   * @param n columns of B and C
   * @param k columns of A, rows of B; if 0, C becomes zero
   * @param aRow distance between rows of A, any sign
   * @param aColumn distance between columns of A, any sign
   * @param bRow distance between rows of B, any sign
   * @param bColumn distance between columns of B, any sign
   * @param cRow distance between rows of C, at least n
   * @throws IndexOutOfBoundsException if an element lies outside its array
   */
  void gemm(
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
      int cRow);

  /** As for float32, in double precision. */
  void gemm(
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
      int cRow);

  /**
   * A part of one of the three convolutions of {@code shape}: the array of {@code role} is computed
   * from the two others.
   *
   * <p>Terms are added like those of a matrix product: in chains of fused multiply-adds that begin
   * with zero, and then chain after chain. A result without terms is zero.
   *
   * <ul>
   *   <li>{@code OUTPUT}: terms in order of (input channel of the group, kernel row, kernel
   *       column), {@link #PRODUCT_BLOCK} to a chain. Kernel rows that fall outside of x have no
   *       terms; columns outside count as zero and are multiplied. Parts are rows of y, image by
   *       image.
   *   <li>{@code INPUT}: terms in order of (output channel of the group, kernel row, kernel
   *       column), {@link #PRODUCT_BLOCK} to a chain, only those whose kernel position a multiple
   *       of the stride separates from the input position. Rows and columns outside of y as above.
   *       Parts are rows of x, image by image.
   *   <li>{@code KERNEL}: terms in order of (image, output row, output column), those outside of x
   *       as zeros. A chain covers {@link ConvolutionShape#chainImages} whole images; of an image
   *       with more than {@link #PRODUCT_BLOCK} positions {@link ConvolutionShape#chainRows} whole
   *       rows; of a row with more {@link ConvolutionShape#chainColumns} columns. Parts are input
   *       channels of w.
   * </ul>
   *
   * @param from first part to compute
   * @param to end of the parts, at most {@link ConvolutionShape#parts}
   */
  void convolve(
      ConvolutionShape shape,
      ConvolutionShape.Role role,
      float[] x,
      int xOffset,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int from,
      int to);

  /** As for float32, in double precision. */
  void convolve(
      ConvolutionShape shape,
      ConvolutionShape.Role role,
      double[] x,
      int xOffset,
      double[] w,
      int wOffset,
      double[] y,
      int yOffset,
      int from,
      int to);
}
