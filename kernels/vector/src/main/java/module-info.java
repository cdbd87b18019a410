/** Kernels by the Vector API, found by ServiceLoader on the module path without any JVM flag. */
@org.jspecify.annotations.NullMarked
module latentphysics.kernels.vector {
  requires static org.jspecify;
  requires jdk.incubator.vector;
  requires latentphysics.kernels;

  provides latentphysics.kernels.Kernels with
      latentphysics.kernels.vector.VectorKernels;
}
