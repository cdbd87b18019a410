package latentphysics.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protects that a file is there whole or not at all. */
final class AtomicFileTest {
  @TempDir private Path folder;

  private List<String> inFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void aFileIsReplacedWhenAllIsWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "before");
    AtomicFile.write(
        file,
        out -> {
          out.write(new byte[100_000]);
          assertEquals("before", Files.readString(file));
        });
    assertEquals(100_000, Files.size(file));
    assertEquals(List.of("x"), inFolder());
  }

  @Test
  void whatFailsLeavesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "before");
    for (Exception failure : List.of(new IOException("full"), new IllegalStateException("bug"))) {
      Exception thrown =
          assertThrows(
              Exception.class,
              () ->
                  AtomicFile.write(
                      file,
                      out -> {
                        out.write(new byte[100_000]);
                        if (failure instanceof IOException io) {
                          throw io;
                        }
                        throw (IllegalStateException) failure;
                      }));
      assertEquals(failure, thrown);
      assertEquals("before", Files.readString(file));
      assertEquals(List.of("x"), inFolder());
    }
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("missing");
    NoSuchFileException failure =
        assertThrows(
            NoSuchFileException.class,
            () -> AtomicFile.write(missing.resolve("x"), out -> out.write(1)));
    assertEquals(missing.toString(), failure.getMessage());
  }

  @Test
  void aLinkStaysOne() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "before");
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("this file system has no links");
    }
    AtomicFile.write(link, out -> out.write('y'));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("y", Files.readString(file));
  }

  @Test
  void aFolderIsNoFile() {
    assertThrows(IOException.class, () -> AtomicFile.write(folder, out -> out.write(1)));
    assertArrayEquals(new String[0], folder.toFile().list());
  }
}
