package latentphysics.bench.peers;

import org.jspecify.annotations.Nullable;

/** A library that is not installed or does not run here; the message says what to do. */
final class MissingPeerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingPeerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
