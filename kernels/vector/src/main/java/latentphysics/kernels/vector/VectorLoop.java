package latentphysics.kernels.vector;

/** The SIMD loop of a map, without its tail. */
interface VectorLoop {

  /**
   * Computes as many whole vectors of elements as fit between {@code from} and {@code to}.
   *
   * @return the first element that was not computed
   */
  int run(Object[] arrays, int[] offsets, int from, int to);
}
