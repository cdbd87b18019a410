package latentphysics.kernels.scalar;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.BlasContract;

/** The reference against itself: that the cases can be computed, and the order of its sums. */
class ScalarBlasTest extends BlasContract {
  private final Kernels kernels = new ScalarKernels();

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
