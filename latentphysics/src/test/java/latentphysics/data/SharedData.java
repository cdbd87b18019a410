package latentphysics.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds measured data that lies beside the project rather than in it. */
public final class SharedData {
  private SharedData() {}

  /** The file below {@code shared/data} in this folder or one above it, if there is one. */
  public static Optional<Path> find(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path file = folder.resolve("shared/data").resolve(name);
      if (Files.exists(file)) {
        return Optional.of(file);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}
