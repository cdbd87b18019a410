package latentphysics.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protects that results appear together or not at all. */
final class OutputFolderTest {
  @TempDir private Path base;

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static Map<String, OutputFolder.Content> contents(String text, boolean secondFails) {
    Map<String, OutputFolder.Content> contents = new LinkedHashMap<>();
    contents.put("a", file -> Files.writeString(file, text));
    contents.put(
        "b",
        file -> {
          Files.writeString(file, text);
          if (secondFails) {
            throw new IOException("No space left on device");
          }
        });
    return contents;
  }

  @Test
  void writesIntoNewFoldersAndLeavesNoTemporaries() throws IOException {
    Path folder = base.resolve("x/y");
    OutputFolder output = OutputFolder.prepare(folder, List.of("a", "b"));
    assertEquals(List.of(), names(folder), "the probe is gone");
    List<Path> files = output.write(contents("new", false));
    assertEquals(List.of(folder.resolve("a"), folder.resolve("b")), files);
    assertEquals(List.of("a", "b"), names(folder));
    assertEquals("new", Files.readString(folder.resolve("b")));
  }

  @Test
  void keepsAnEarlierRunWhenTheDiskIsFull() throws IOException {
    OutputFolder.prepare(base, List.of("a", "b")).write(contents("old", false));
    OutputFolder output = OutputFolder.prepare(base, List.of("a", "b"));
    UserException e = assertThrows(UserException.class, () -> output.write(contents("new", true)));
    assertEquals(base + ": cannot be written to: No space left on device", e.getMessage());
    assertEquals(List.of("a", "b"), names(base));
    assertEquals("old", Files.readString(base.resolve("a")));
  }

  @Test
  void removesTheFoldersThatItCreatedWhenNothingCanBeWritten() {
    OutputFolder output = OutputFolder.prepare(base.resolve("x/y"), List.of("a"));
    assertThrows(UserException.class, () -> output.write(contents("new", true)));
    assertFalse(Files.exists(base.resolve("x")));
    assertTrue(Files.exists(base));
  }

  @Test
  void keepsFoldersThatOthersUse() throws IOException {
    OutputFolder output = OutputFolder.prepare(base.resolve("x/y"), List.of("a"));
    Files.writeString(base.resolve("x/other"), "mine");
    output.discard();
    assertFalse(Files.exists(base.resolve("x/y")));
    assertTrue(Files.exists(base.resolve("x/other")));
  }

  @Test
  void removesTemporariesAfterAProgrammingError() throws IOException {
    OutputFolder output = OutputFolder.prepare(base, List.of("a"));
    Map<String, OutputFolder.Content> broken =
        Map.of(
            "a",
            file -> {
              Files.writeString(file, "half");
              throw new IllegalStateException("bug");
            });
    assertThrows(IllegalStateException.class, () -> output.write(broken));
    assertEquals(List.of(), names(base));
  }

  @Test
  void refusesWhatCannotBeAFolder() throws IOException {
    Path file = Files.writeString(base.resolve("file"), "");
    for (Path folder : List.of(file, file.resolve("below"))) {
      UserException e =
          assertThrows(UserException.class, () -> OutputFolder.prepare(folder, List.of("a")));
      assertEquals(file + ": this is a file, a folder is needed", e.getMessage());
    }
  }

  @Test
  void refusesAFolderInTheWayOfAFile() throws IOException {
    Files.createDirectory(base.resolve("a"));
    UserException e =
        assertThrows(UserException.class, () -> OutputFolder.prepare(base, List.of("a")));
    assertEquals(
        base.resolve("a") + ": this is a folder, a file is to be written there", e.getMessage());
  }
}
