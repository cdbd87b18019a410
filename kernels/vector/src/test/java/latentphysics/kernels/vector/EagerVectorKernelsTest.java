package latentphysics.kernels.vector;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.KernelsContract;

/** The SIMD form from the first call on and at every size. */
class EagerVectorKernelsTest extends KernelsContract {

  @Override
  protected Kernels kernels() {
    return VectorKernels.eager();
  }
}
