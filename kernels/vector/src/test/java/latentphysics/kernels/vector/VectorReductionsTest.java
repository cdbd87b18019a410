package latentphysics.kernels.vector;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.ReductionsContract;

/** The provider as users get it: short and first calls run the scalar form. */
class VectorReductionsTest extends ReductionsContract {
  private final Kernels kernels = new VectorKernels();

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
