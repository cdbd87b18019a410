package latentphysics.kernels.opencl;

import java.io.Serial;

/** There is no OpenCL device; the message says in one sentence what is missing. */
public final class OpenClUnavailableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** An exception with the given sentence. */
  public OpenClUnavailableException(String message) {
    super(message);
  }
}
