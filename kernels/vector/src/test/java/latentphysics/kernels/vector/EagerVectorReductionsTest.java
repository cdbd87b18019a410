package latentphysics.kernels.vector;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.ReductionsContract;

/** The SIMD form from the first call on and at every size. */
class EagerVectorReductionsTest extends ReductionsContract {
  private final Kernels kernels = VectorKernels.eager();

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
