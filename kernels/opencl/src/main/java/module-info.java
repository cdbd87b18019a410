/**
 * Kernels by OpenCL, through JOCL.
 *
 * <p>What exists so far: devices, memory on them, and elementwise maps on that memory, with the
 * bits of the scalar reference. Sums and matrix products are not here yet, and tensors do not run
 * on OpenCL yet. Without OpenCL on the machine, asking for a device gives one sentence that says
 * what is missing.
 *
 * <p>On the module path, start Java with {@code --enable-native-access=jocl}.
 */
@org.jspecify.annotations.NullMarked
module latentphysics.kernels.opencl {
  requires static org.jspecify;
  requires jocl;
  requires transitive latentphysics.kernels;

  exports latentphysics.kernels.opencl;
}
