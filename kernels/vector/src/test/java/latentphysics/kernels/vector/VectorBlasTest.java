package latentphysics.kernels.vector;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.BlasContract;

/** With the thresholds as measured. */
class VectorBlasTest extends BlasContract {
  private final Kernels kernels = new VectorKernels();

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
