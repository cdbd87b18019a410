package latentphysics.kernels.vector;

/**
 * Least sizes of work that SIMD takes, and amounts of it before that.
 *
 * @param map elements of a map
 * @param reduction elements of a reduction
 * @param transpose elements of a transposing copy
 * @param line elements of an operation on lines
 * @param product multiply-adds of a matrix product
 * @param convolution multiply-adds of a convolution
 * @param elements scalar work on elements before a kernel is warmed up
 * @param multiplyAdds scalar work in products, or in convolutions, before a warm-up
 */
record Thresholds(
    int map,
    int reduction,
    int transpose,
    int line,
    long product,
    long convolution,
    long elements,
    long multiplyAdds) {

  /** As measured. */
  static final Thresholds MEASURED = new Thresholds(64, 64, 256, 16, 512, 2048, 1 << 16, 1 << 20);

  /** SIMD wherever it can run, from the start. */
  static final Thresholds NONE = new Thresholds(0, 0, 0, 0, 0, 0, 0, 0);
}
