package latentphysics.kernels.vector;

/** The SIMD loop of a map, without its tail. */
interface VectorLoop {

  /**
   * Computes whole vectors of elements, beginning at {@code from}, until they do not fit before
   * {@code to} or meet a number that only the scalar form can handle.
   *
   * @return the first element that was not computed
   */
  int run(Object[] arrays, int[] offsets, int from, int to);
}
