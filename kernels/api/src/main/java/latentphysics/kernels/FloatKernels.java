package latentphysics.kernels;

/**
 * The part of {@link Kernels} that computes with {@code float} arrays; the part for double
 * precision is made from it.
 */
public interface FloatKernels {

  /**
   * Sums of rows of at most {@link Kernels#SUM_BLOCK} numbers: {@code y[yOffset + r]} becomes the
   * sum of {@code x[xOffset + r·xRow + i]} over i &lt; length.
   *
   * <p>Number i of a row is added to partial sum i mod {@link Kernels#SUM_LANES}, in order and
   * beginning with zero; then the upper half of the partial sums is added to the lower half until
   * one is left. The sum of nothing is 0.
   *
   * @param xRow distance between rows, any sign
   */
  void sumRows(int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset);

  /**
   * The partial sums of columns: number c of row i, {@code x[xOffset + i·xRow + c]}, is added to
   * {@code lanes[lanesOffset + (i mod SUM_LANES)·columns + c]}, for each column in the order of the
   * rows.
   *
   * <p>With lanes that were zero, and their upper half added to the lower half until one is left,
   * this gives the bits of {@link #sumRows(int, int, float[], int, int, float[], int)}.
   *
   * @param xRow distance between rows, any sign
   */
  void addRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] lanes, int lanesOffset);

  /**
   * Extremes of rows: {@code y[yOffset + r]} becomes the largest or smallest of {@code x[xOffset +
   * r·xRow + i]} over i &lt; length, as by {@link Math#max(float, float)}: NaN where there is one,
   * and +0 counts as larger than −0. Of nothing it is −∞ or ∞.
   *
   * @param largest whether the largest is wanted
   * @param xRow distance between rows, any sign
   */
  void extremeOfRows(
      boolean largest,
      int rows,
      int length,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset);

  /**
   * Extremes of columns: {@code y[yOffset + c]} becomes the largest or smallest of itself and of
   * {@code x[xOffset + i·xRow + c]} over i &lt; rows, ordered as for rows.
   *
   * @param largest whether the largest is wanted
   * @param xRow distance between rows, any sign
   */
  void extremeWithRows(
      boolean largest,
      int rows,
      int columns,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset);

  /**
   * The least i &lt; length at which {@code x[offset + i]} equals the value, or is NaN if the value
   * is; −1 if there is none. The zeros are equal.
   */
  int indexOf(float value, float[] x, int offset, int length);

  /**
   * Transposing copy: {@code y[yOffset + c·yRow + r]} becomes {@code x[xOffset + r·xRow + c]}, bit
   * for bit. The arrays must not overlap.
   *
   * @param rows of x, at most {@code yRow} if there are columns
   * @param columns of x
   * @param xRow distance between rows of x, any sign
   * @param yRow distance between rows of y
   */
  void transpose(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset, int yRow);

  /**
   * Matrix product C = A·B.
   *
   * <p>Element (i, p) of A is {@code a[aOffset + i·aRow + p·aColumn]}, likewise for B, so that
   * either may be transposed, repeated or reversed; rows of C have adjacent elements. C may not
   * share memory with A or B. Every element of C is the sum, over blocks of {@link
   * Kernels#PRODUCT_BLOCK} terms in order, of a chain of fused multiply-adds that begins with zero;
   * the first block replaces what C held.
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

  /**
   * One pass of Stockham's Fourier transform: {@code groups·run} small transforms of {@code radix}
   * complex numbers, real and imaginary parts in arrays of their own.
   *
   * <p>For p &lt; groups and q &lt; run, with aⱼ = x[(p + j·groups)·run + q] and ω =
   * e^(−2πi/radix),
   *
   * <pre>
   *   y[(p·radix + k)·run + q] = t(p, k)·Σⱼ ω^(j·k)·aⱼ,   k = 0 … radix−1
   * </pre>
   *
   * where t(p, 0) = 1 and t(p, k) has its real part at {@code twiddles[2·(p·(radix−1) + k−1)]} and
   * its imaginary part after it. The order of the additions is that of the scalar reference; a
   * product (c + i·s)·(u + i·v) is fma(c, u, −(s·v)) and fma(c, v, s·u).
   *
   * @param radix 2, 3, 4 or 5
   * @param xRe input, from index 0 on; not changed
   * @param yRe result, from index 0 on; not the same array as an input
   */
  void fftPass(
      int radix,
      int groups,
      int run,
      float[] xRe,
      float[] xIm,
      float[] yRe,
      float[] yIm,
      float[] twiddles);

  /**
   * A part of one of the three convolutions of {@code shape}: the array of {@code role} is computed
   * from the two others.
   *
   * <p>Terms are added like those of a matrix product: in chains of fused multiply-adds that begin
   * with zero, and then chain after chain. A result without terms is zero.
   *
   * <ul>
   *   <li>{@code OUTPUT}: terms in order of (input channel of the group, kernel row, kernel
   *       column), {@link Kernels#PRODUCT_BLOCK} to a chain. Kernel rows that fall outside of x
   *       have no terms; columns outside count as zero and are multiplied. Parts are rows of y,
   *       image by image.
   *   <li>{@code INPUT}: terms in order of (output channel of the group, kernel row, kernel
   *       column), {@link Kernels#PRODUCT_BLOCK} to a chain, only those whose kernel position a
   *       multiple of the stride separates from the input position. Rows and columns outside of y
   *       as above. Parts are rows of x, image by image.
   *   <li>{@code KERNEL}: terms in order of (image, output row, output column), those outside of x
   *       as zeros. A chain covers {@link ConvolutionShape#chainImages} whole images; of an image
   *       with more than {@link Kernels#PRODUCT_BLOCK} positions {@link ConvolutionShape#chainRows}
   *       whole rows; of a row with more {@link ConvolutionShape#chainColumns} columns. Parts are
   *       input channels of w.
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
}
