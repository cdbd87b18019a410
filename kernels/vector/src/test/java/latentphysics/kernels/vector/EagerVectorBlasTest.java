package latentphysics.kernels.vector;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.BlasContract;

/** The SIMD form from the first call on and at every size. */
class EagerVectorBlasTest extends BlasContract {
  private final Kernels kernels = VectorKernels.eager();

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
