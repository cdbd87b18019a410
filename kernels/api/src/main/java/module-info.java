/**
 * Kernels: arrays in, arrays out. The contract, the scalar reference that defines every result, and
 * the expressions from which elementwise kernels are made.
 */
@org.jspecify.annotations.NullMarked
module latentphysics.kernels {
  requires static org.jspecify;

  exports latentphysics.kernels;
  exports latentphysics.kernels.expr;
  exports latentphysics.kernels.fft;
  exports latentphysics.kernels.linalg;
  exports latentphysics.kernels.line;
  exports latentphysics.kernels.scalar;

  uses latentphysics.kernels.Kernels;
}
