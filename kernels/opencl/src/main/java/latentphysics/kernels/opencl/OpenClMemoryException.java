package latentphysics.kernels.opencl;

import java.io.Serial;

/** A device has no memory left for a buffer. */
public final class OpenClMemoryException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final long asked;
  private final long held;

  OpenClMemoryException(OpenClDescription device, long asked, long held) {
    super(
        "opencl: out of memory on "
            + device.name()
            + ": "
            + asked
            + " bytes asked for, "
            + held
            + " held, "
            + device.memory()
            + " on the device, at most "
            + device.largestBuffer()
            + " in one buffer");
    this.asked = asked;
    this.held = held;
  }

  /** Bytes of the buffer that could not be had. */
  public long asked() {
    return asked;
  }

  /** Bytes that all open buffers of this process held on the device. */
  public long held() {
    return held;
  }
}
