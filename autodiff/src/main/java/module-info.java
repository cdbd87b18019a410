/**
 * Automatic differentiation of tensor functions: reverse mode of any order, checks, layers,
 * optimizers.
 */
@org.jspecify.annotations.NullMarked
module latentphysics.autodiff {
  requires static org.jspecify;
  requires transitive latentphysics.tensor;

  exports latentphysics.autodiff;
  exports latentphysics.autodiff.layers;
  exports latentphysics.autodiff.optim;
}
