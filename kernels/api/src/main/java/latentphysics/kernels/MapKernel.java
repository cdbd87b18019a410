package latentphysics.kernels;

/**
 * A compiled elementwise function of arrays.
 *
 * <p>Arrays are of the types that the program states for its operands. Operands come in order: the
 * inputs, then the outputs. Element {@code i} of operand {@code p} is {@code arrays[p][offsets[p] +
 * i·strides[p]]}. An output may be the same memory as an input if it has the same offset and
 * stride.
 */
public interface MapKernel {

  /**
   * Computes elements {@code from … to−1}.
   *
   * @param arrays heap arrays, inputs then outputs
   * @param offsets first element of each operand; not kept, not changed
   * @param strides distance between elements, 0 for one repeated value; not kept, not changed
   * @param from first element
   * @param to end of the elements, may equal {@code from}
   * @throws IndexOutOfBoundsException if an element lies outside its array
   */
  void run(Object[] arrays, int[] offsets, int[] strides, int from, int to);

  /**
   * Computes elements {@code from … to−1} of some rows. A row of an output overlaps no other row of
   * an operand.
   *
   * @param offsets of the first row; changed on the way, at the end they are as before
   * @param steps distance from one row of an operand to the next, of any sign
   */
  default void run(
      Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
    for (int r = 0; r < rows; r++) {
      run(arrays, offsets, strides, from, to);
      for (int p = 0; p < offsets.length; p++) {
        offsets[p] += steps[p];
      }
    }
    for (int p = 0; p < offsets.length; p++) {
      offsets[p] -= rows * steps[p];
    }
  }

  /**
   * Adds up elements {@code from … to−1} of each row of the single output in {@link
   * Kernels#SUM_LANES} partial sums, as {@link Kernels} prescribes for a block, if that is faster
   * than to compute the elements first.
   *
   * <p>The partial sums of a row are adjacent. In place of the output stands their array, with
   * stride 0 and room for {@link Kernels#SUM_LANES} more numbers after the last row.
   *
   * @return false if nothing was done
   */
  default boolean sums(
      Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
    return false;
  }
}
