package latentphysics.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import latentphysics.data.FailureReason;

/**
 * A folder for results that appear together or not at all: files are written under temporary names
 * and moved in place when all of them are complete.
 */
final class OutputFolder {
  private static final int PROBE_BYTES = 4096;

  private final Path folder;
  private final List<Path> created = new ArrayList<>();
  private final List<Path> temporaries = new ArrayList<>();

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path file) throws IOException;
  }

  private OutputFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes sure, before any work is done, that results can be written to the folder; creates it and
   * its parents if need be.
   *
   * @param folder to write to
   * @param names of the files that will be written
   * @throws UserException if that is not possible; nothing is left behind
   */
  static OutputFolder prepare(Path folder, List<String> names) {
    OutputFolder output = new OutputFolder(folder);
    try {
      output.createFolders();
      for (String name : names) {
        if (Files.isDirectory(folder.resolve(name))) {
          throw new UserException(
              folder.resolve(name) + ": this is a folder, a file is to be written there");
        }
      }
      output.probe();
      return output;
    } catch (IOException e) {
      output.discard();
      throw cannotWrite(folder, e);
    } catch (RuntimeException e) {
      output.discard();
      throw e;
    }
  }

  private static UserException cannotWrite(Path folder, IOException e) {
    return new UserException(folder + ": cannot be written to: " + FailureReason.of(e), e);
  }

  private void createFolders() throws IOException {
    List<Path> missing = new ArrayList<>();
    Path existing = folder.toAbsolutePath().normalize();
    while (existing != null && !Files.exists(existing)) {
      missing.add(existing);
      existing = existing.getParent();
    }
    if (existing != null && !Files.isDirectory(existing)) {
      throw new UserException(existing + ": this is a file, a folder is needed");
    }
    for (Path next : missing.reversed()) {
      try {
        Files.createDirectory(next);
        created.add(next);
      } catch (FileAlreadyExistsException e) {
        // Somebody else was faster, which is as good, unless it is a dangling link.
        if (!Files.isDirectory(next)) {
          throw e;
        }
      }
    }
  }

  /** A full disk takes an empty file but no block of data. */
  private void probe() throws IOException {
    Path probe = temporary("probe");
    Files.write(probe, new byte[PROBE_BYTES], StandardOpenOption.CREATE_NEW);
    Files.delete(probe);
    forget(probe);
  }

  private synchronized Path temporary(String name) {
    Path path = folder.resolve("." + name + "." + ProcessHandle.current().pid() + ".part");
    temporaries.add(path);
    return path;
  }

  private synchronized void forget(Path temporary) {
    temporaries.remove(temporary);
  }

  /**
   * Writes all files, or none: when one fails, those of an earlier run stay as they were.
   *
   * @param contents by the name of the file
   * @return the files, in the order given
   * @throws UserException if they cannot be written; nothing is left behind
   */
  List<Path> write(Map<String, Content> contents) {
    try {
      Map<Path, Path> moves = new LinkedHashMap<>();
      for (Map.Entry<String, Content> entry : contents.entrySet()) {
        Path part = temporary(entry.getKey());
        entry.getValue().writeTo(part);
        // Some file systems tell only now that the disk is full.
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        moves.put(part, folder.resolve(entry.getKey()));
      }
      for (Map.Entry<Path, Path> move : moves.entrySet()) {
        move(move.getKey(), move.getValue());
        forget(move.getKey());
      }
      return List.copyOf(moves.values());
    } catch (IOException e) {
      discard();
      throw cannotWrite(folder, e);
    } catch (RuntimeException | Error e) {
      discard();
      throw e;
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what is half-written, and the folders that were created for it if they are empty. */
  synchronized void discard() {
    temporaries.forEach(OutputFolder::deleteQuietly);
    temporaries.clear();
    created.reversed().forEach(OutputFolder::deleteQuietly);
    created.clear();
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // A folder that others write to is not empty and stays; more cannot be done while failing.
      return;
    }
  }
}
