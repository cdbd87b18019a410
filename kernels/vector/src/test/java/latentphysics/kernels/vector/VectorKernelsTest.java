package latentphysics.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import latentphysics.kernels.contract.KernelsContract;
import org.junit.jupiter.api.Test;

/** The provider as users get it: short and first calls run the scalar form. */
class VectorKernelsTest extends KernelsContract {

  @Override
  protected Kernels kernels() {
    return new VectorKernels();
  }

  @Test
  void theProviderIsFoundAndPreferred() {
    // On the class path it takes a service file, which only the finished jar holds.
    assumeTrue(VectorKernels.class.getModule().isNamed(), "the tests run on the class path");
    assertInstanceOf(VectorKernels.class, Providers.best());
    assertEquals("vector", Providers.best().name());
  }
}
