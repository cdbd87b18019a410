/**
 * Tensors: shape and type around flat arrays, a closed set of primitives, random numbers, files.
 */
@org.jspecify.annotations.NullMarked
module latentphysics.tensor {
  requires static org.jspecify;
  requires transitive latentphysics.kernels;

  exports latentphysics.tensor;
  exports latentphysics.tensor.fft;
  exports latentphysics.tensor.io;
  exports latentphysics.tensor.linalg;
  exports latentphysics.tensor.nn;
  exports latentphysics.tensor.random;
}
