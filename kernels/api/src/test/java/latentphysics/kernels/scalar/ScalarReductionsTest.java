package latentphysics.kernels.scalar;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.ReductionsContract;

/** What the contract says beyond equality with the reference. */
class ScalarReductionsTest extends ReductionsContract {

  @Override
  protected Kernels kernels() {
    return new ScalarKernels();
  }
}
