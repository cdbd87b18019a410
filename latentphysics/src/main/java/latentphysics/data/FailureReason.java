package latentphysics.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in a few words why reading or writing failed. */
public final class FailureReason {
  private FailureReason() {}

  /**
   * Words such as "permission denied" or "No space left on device", without the name of the file.
   *
   * @param failure thrown by the file system
   */
  public static String of(IOException failure) {
    // Most of these exceptions carry only the file's name as their message.
    return switch (failure) {
      case NoSuchFileException e -> "there is no such file";
      case AccessDeniedException e -> "permission denied";
      case FileAlreadyExistsException e -> "there is a file of that name";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> {
        String message = failure.getMessage();
        yield message == null ? failure.getClass().getSimpleName() : message;
      }
    };
  }
}
