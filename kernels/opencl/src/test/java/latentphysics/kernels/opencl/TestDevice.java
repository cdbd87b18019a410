package latentphysics.kernels.opencl;

import org.junit.jupiter.api.Assumptions;

/** The device that tests run on; without one, tests are skipped and say what is missing. */
final class TestDevice {
  private TestDevice() {}

  static OpenClDevice open() {
    try {
      return OpenClDevices.open();
    } catch (OpenClUnavailableException e) {
      return Assumptions.abort("no device: " + e.getMessage());
    }
  }
}
