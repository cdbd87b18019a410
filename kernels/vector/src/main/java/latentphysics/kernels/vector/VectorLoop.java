package latentphysics.kernels.vector;

/**
 * The SIMD loop of a map, without its tail.
 *
 * @param body the loop
 * @param constants a {@code float[]} or {@code double[]} of numbers that the loop reads
 */
record VectorLoop(Body body, Object constants) {

  /** A loop as {@link VectorMapCompiler} writes it. */
  interface Body {

    /** As {@link VectorLoop#run}, with the constants of the loop. */
    int run(Object[] arrays, int[] offsets, Object constants, int from, int to);
  }

  /**
   * Computes whole vectors of elements, beginning at {@code from}, until they do not fit before
   * {@code to} or meet a number that only the scalar form can handle.
   *
   * @return the first element that was not computed
   */
  int run(Object[] arrays, int[] offsets, int from, int to) {
    return body.run(arrays, offsets, constants, from, to);
  }
}
