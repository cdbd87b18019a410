package latentphysics.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import latentphysics.reproduce.Reproduction;
import latentphysics.reproduce.Reproductions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protects what a user sees of {@code reproduce}: sentences, codes, and files whole or not. */
final class ReproduceCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    Learner none =
        (_, _, _) -> {
          throw new AssertionError("reproduce asks no learner");
        };
    return Main.run(terminal, new StopSignal(0), none, args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> errors() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private List<Path> leftIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void withoutANameItListsAll() {
    assertEquals(0, run("reproduce"));
    for (Reproduction reproduction : Reproductions.all()) {
      assertTrue(out().contains(reproduction.name()), reproduction::name);
      assertTrue(out().contains(reproduction.claim()), reproduction::name);
    }
  }

  /** One sentence, the command's help, code 2, and no folder. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "concentrate-nothing; no experiment 'concentrate-nothing', expected concentrate-toy",
        "concentrate-friends --seeds 0; --seeds 0 --threads",
        "concentrate-friends --seeds 1001; expected 1 to 1000",
        "concentrate-friends --seeds many; 'many'",
        "concentrate-friends --threads 0; --threads 0",
        "concentrate-real; concentrate-real reads published data; say in which folder",
        "concentrate-real --data absent; --data absent: there is no such folder"
      })
  void whatCannotBeMeantIsOneSentence(String args, String sentence) throws IOException {
    Path results = folder.resolve("results");
    int code = run(("reproduce --out " + results + " " + args).split(" "));
    assertEquals(2, code, () -> String.join("\n", errors()));
    assertEquals(2, errors().size(), () -> String.join("\n", errors()));
    assertTrue(errors().getFirst().contains(sentence), errors()::getFirst);
    assertEquals("try: latent reproduce --help", errors().getLast());
    assertEquals(List.of(), leftIn(folder));
    assertEquals("", out());
  }

  @Test
  void aFolderWithoutAnySeriesIsOneSentenceAndNothingIsLeft() throws IOException {
    Path results = folder.resolve("results/of/today");
    Path data = Files.createDirectory(folder.resolve("data"));
    String[] args = {"reproduce", "concentrate-real", "--out", results.toString()};
    assertEquals(2, run(with(args, "--data", data.toString())));
    assertEquals(1, errors().size(), () -> String.join("\n", errors()));
    assertTrue(errors().getFirst().contains("none of the series is there"), errors()::getFirst);
    assertEquals(List.of(data), leftIn(folder));
  }

  @Test
  void aDamagedSeriesIsOneSentenceAndNothingIsLeft() throws IOException {
    Path data = lynxAndHare("1903,1,not-a-number\n");
    Path results = folder.resolve("results");
    String[] args = {"reproduce", "concentrate-real", "--out", results.toString()};
    assertEquals(2, run(with(args, "--data", data.toString())));
    assertEquals(1, errors().size(), () -> String.join("\n", errors()));
    assertTrue(errors().getFirst().contains("'not-a-number'"), errors()::getFirst);
    assertFalse(Files.exists(results));
  }

  /** One of nine series: its findings are written, and what is missing is told. */
  @Test
  void aMissedDemandIsCodeThreeAndTheFindingsAreWritten() throws IOException {
    Path data = lynxAndHare("");
    Path results = folder.resolve("results");
    String[] args = {"reproduce", "concentrate-real", "--out", results.toString()};
    assertEquals(3, run(with(args, "--data", data.toString(), "--seeds", "1")));
    assertEquals(List.of(results.resolve("concentrate-real.md")), leftIn(results));
    String text = Files.readString(results.resolve("concentrate-real.md"));
    assertTrue(text.startsWith("# concentrate-real\n"), text);
    assertTrue(text.contains("- MISSED: every series is there — skipped: pendulum (no "), text);
    assertTrue(text.contains("| lynx and hare |"), text);
    assertTrue(out().contains("MISSED"), out());
  }

  @Test
  void metDemandsAreCodeZero() throws IOException {
    Path results = folder.resolve("results");
    assertEquals(0, run("reproduce", "concentrate-friends", "--out", results.toString()));
    String text = Files.readString(results.resolve("concentrate-friends.md"));
    assertFalse(text.contains("MISSED"), text);
  }

  /** Some rows of a cycle of about ten years, and what follows them. */
  private Path lynxAndHare(String more) throws IOException {
    StringBuilder text = new StringBuilder("Year,Lynx,Hare\n");
    for (int i = 0; i < 14; i++) {
      double angle = 0.63 * i;
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%.2f,%.2f%n",
              1880 + i,
              30 + 20 * Math.sin(angle),
              40 + 25 * Math.cos(angle)));
    }
    Path data = folder.resolve("data");
    Path file = data.resolve("lynx-hare/hudson_bay_lynx_hare.csv");
    Files.createDirectories(data.resolve("lynx-hare"));
    Files.writeString(file, text + more);
    return data;
  }

  private static String[] with(String[] args, String... more) {
    return Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new);
  }
}
