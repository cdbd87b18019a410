package latentphysics.kernels.vector;

/** The SIMD loop of a map, without its tail. */
interface VectorLoop {

  /**
   * Computes whole vectors of elements of some rows, in each beginning at {@code from}, until they
   * do not fit before {@code to}. A loop that can meet a number that only the scalar form handles
   * stops before it, and takes one row at a time.
   *
   * @param steps from one row of an operand to the next
   * @return the first element of the last row that was not computed
   */
  int run(Object[] arrays, int[] offsets, int[] steps, int rows, int from, int to);
}
