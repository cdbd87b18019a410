/** Benchmarks of kernels, derivatives and training steps. */
@org.jspecify.annotations.NullMarked
module latentphysics.bench {
  requires static org.jspecify;
  requires jmh.core;
  requires latentphysics;
}
