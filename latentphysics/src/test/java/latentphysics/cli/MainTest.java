package latentphysics.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Outcome;
import latentphysics.report.SampleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects what a user sees of a run: the files, the last lines, the sentences and the codes. */
final class MainTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Learner learner =
      (data, settings, monitor) -> SampleRun.outcome(settings, settings.steps());
  private Path data = Path.of("");
  private Path results = Path.of("");

  @BeforeEach
  void writeData() throws IOException {
    data = Files.writeString(folder.resolve("data.csv"), "t,x,v\n0,1,2\n1,3,4\n2,5,7\n3,1,1\n");
    results = folder.resolve("results");
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    PrintStream o = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream e = new PrintStream(err, true, StandardCharsets.UTF_8);
    return Main.run(new Terminal(o, e, false), new StopSignal(0), learner, args);
  }

  private int train(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--data", data.toString(), "--time", "t"));
    args.addAll(List.of("--out", results.toString(), "--steps", "3"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  private JsonObject result() throws IOException {
    return JsonParser.parseString(Files.readString(results.resolve("result.json")))
        .getAsJsonObject();
  }

  @Test
  void trainsAndWritesThreeFiles() throws IOException {
    assertEquals(0, train("--seed", "5", "--threads", "1"));
    try (Stream<Path> files = Files.list(results)) {
      assertEquals(
          List.of("model.safetensors", "report.html", "result.json"),
          files.map(file -> String.valueOf(file.getFileName())).sorted().toList());
    }
    assertEquals(5, result().get("seed").getAsLong());
    JsonObject config = result().getAsJsonObject("config");
    assertEquals("train", config.get("command").getAsString());
    assertEquals("[\"x\",\"v\"]", config.get("columns").toString());
    assertEquals(2, config.get("latent").getAsInt());
    assertEquals("", err().replaceAll("(?m)^step .*\n", ""), "nothing but progress on stderr");
  }

  @Test
  void endsWithTheLawsAndTheErrors() {
    assertEquals(0, train());
    List<String> lines = out().lines().toList();
    assertTrue(lines.getFirst().endsWith(": reading " + data), lines.getFirst());
    int law =
        lines.indexOf(
            "z0,z1: rotation by 0.1800 rad per step (1.080 rad/unit), decay 0.0044 per unit");
    assertTrue(law > 0, out());
    assertEquals(
        "period 5.818, obeyed at 104 of 111 held-out sites (93.7 %)", lines.get(law + 1).strip());
    assertEquals("z(t + Δt) = e^((−0.0044 + 1.08 i) Δt) z(t)", lines.get(law + 2).strip());
    assertEquals(
        "813 bits, found at step 120, fails at 34.50, 36.00, 37.50, 39.00, 40.50",
        lines.get(law + 3).strip());
    assertEquals("obeyed at 111 of 111 held-out sites (100.0 %)", lines.get(law + 5).strip());
    assertEquals("90 bits", lines.get(law + 7).strip());
    assertEquals("the network proposed 2 rules in 2 looks and kept 1:", lines.get(law + 9));
    assertEquals(
        "rotation of z0, z1 from step 1: 31 bits, the motion in 90 of 500, error mass 0.002000,"
            + " fixed too",
        lines.get(law + 10).strip());
    assertEquals("dropped: decay of z0", lines.get(law + 11).strip());
    assertEquals("held-out error      1 step      10 steps    50 steps", lines.get(law + 13));
    assertEquals("  law found         0.0001000   0.01200     0.09000", lines.get(law + 14));
    assertEquals("  latent model      0.0002000   0.01100     0.08300", lines.get(law + 15));
    assertEquals("  linear fit        8.000e-05   -           -", lines.get(law + 17));
    assertEquals("  perceptron        0.0003000   0.5000      1.200", lines.get(law + 18));
    assertTrue(lines.getLast().startsWith("written: " + results), lines.getLast());
  }

  @Test
  void passesRulesLossAndOperatorOn() throws IOException {
    assertEquals(
        0, train("--physics", "rotation,affine-map", "--loss", "F1-F4", "--operator", "none"));
    JsonObject config = result().getAsJsonObject("config");
    assertEquals("[\"rotation\",\"affine-map\"]", config.get("physics").toString());
    assertEquals("F1-F4", config.get("loss").getAsString());
    assertEquals("none", config.get("operator").getAsString());
    assertEquals(0, train());
    assertEquals("F1", result().getAsJsonObject("config").get("loss").getAsString());
  }

  @Test
  void explainsWhichSitesWerePushed() throws IOException {
    assertEquals(0, train());
    assertEquals(0, run("explain", "--model", results.toString()));
    List<String> lines = out().lines().toList();
    assertEquals("step 40, the hardest pulled sites first", lines.get(0));
    assertEquals(
        "rotation of z0, z1           1       4.500      0.1000      0.5000       20.00",
        lines.get(2));
    assertEquals(4, lines.size());
    assertEquals(0, run("explain", "--model", results.toString(), "--step", "3"));
    assertTrue(out().startsWith("step 20,"), out());
    Files.writeString(results.resolve("result.json"), "{}");
    assertEquals(2, run("explain", "--model", results.toString()));
    assertEquals(
        "latentphysics: "
            + results.resolve("result.json")
            + ": this result says nothing of the rules' pushes\n",
        err());
    assertEquals(2, run("explain", "--model", folder.resolve("none").toString()));
    assertEquals(1, err().lines().count(), err());
  }

  @Test
  void saysWhenNoLawWasFound() {
    learner = (data, settings, monitor) -> SampleRun.outcome(settings, 3, List.of());
    assertEquals(0, train());
    assertTrue(out().lines().anyMatch(line -> line.equals("no simple law was found")), out());
  }

  @Test
  void shufflesForTheControl() throws IOException {
    List<Trajectories> seen = new ArrayList<>();
    learner =
        (data, settings, monitor) -> {
          seen.add(data);
          return SampleRun.outcome(settings, settings.steps());
        };
    boolean moved = false;
    for (int seed = 0; seed < 5 && !moved; seed++) {
      assertEquals(0, train("--shuffle", "--seed", Integer.toString(seed)));
      double[] first = seen.getLast().parts().getFirst().observations()[0];
      moved = first[0] != 1 || first[1] != 2;
    }
    assertTrue(moved, "some seed moves the first observation");
    assertTrue(result().getAsJsonObject("config").get("shuffle").getAsBoolean());
  }

  @Test
  void keepsWhatThereIsWhenStopped() throws IOException {
    learner = (data, settings, monitor) -> SampleRun.outcome(settings, 2);
    assertEquals(130, train());
    assertTrue(result().get("interrupted").getAsBoolean());
    assertTrue(out().contains("stopped after 2 steps of 3"), out());
  }

  @Test
  void demoNeedsNoFileAndTellsTheTruth() {
    assertEquals(0, run("demo", "--steps", "2"));
    assertTrue(out().contains("true 0.20000, found 1.08000 (off by 440.000 %)"), out());
    assertFalse(out().contains("written:"), "nothing is written without a folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train --out o|missing required option: '--data=FILE'|latent train",
        "train --data d|missing required option: '--out=DIR'|latent train",
        "train --data d --out o --steps 0|--steps 0: expected at least 1|latent train",
        "train --data d --out o --latent 0"
            + "|--latent 0: expected a number from 1 to 1024|latent train",
        "demo --threads 0|--threads 0: expected a number from 1 to 1024|latent demo",
        "demo --threads -3|--threads -3: expected a number from 1 to 1024|latent demo",
        "demo --steps x|invalid value for option '--steps': 'x' is not an int|latent demo",
        "demo --operator foo|invalid value for option '--operator': expected none, lie or lstsq,"
            + " not 'foo'|latent demo",
        "demo --loss F9|invalid value for option '--loss': expected none, F0, F0b, F1, F2, F3, F4,"
            + " F5 or two of them such as F1-F4, not 'F9'|latent demo",
        "train --data d --out o --loss F1-|invalid value for option '--loss': expected none, F0,"
            + " F0b, F1, F2, F3, F4, F5 or two of them such as F1-F4, not 'F1-'|latent train",
        "demo --physics decay,decay|invalid value for option '--physics': 'decay' is named"
            + " twice|latent demo",
        "demo --frobnicate|unknown option: '--frobnicate'|latent demo",
        "demo --seed 1 --seed 2|option '--seed' (N) should be specified only once|latent demo",
        "frobnicate|unmatched argument at index 0: 'frobnicate'|latent",
        "|say what to do: train, demo, simulate, explain or reproduce|latent"
      })
  void explainsWrongOptionsInOneSentence(String line, String sentence, String command) {
    assertEquals(2, run(line == null ? new String[0] : line.split(" ", -1)));
    assertEquals("latentphysics: " + sentence + "\ntry: " + command + " --help\n", err());
    assertEquals("", out());
  }

  @Test
  void explainsBadDataInOneSentenceAndWritesNothing() throws IOException {
    Files.writeString(data, "t,x\n1,2\n2,abc\n");
    assertEquals(2, train());
    assertEquals(
        "latentphysics: " + data + ": line 3, column 2 (x): 'abc' is not a number\n", err());
    assertFalse(Files.exists(results));
  }

  @Test
  void explainsWhatTheExperimentRefuses() {
    learner =
        (data, settings, monitor) -> {
          throw new IllegalArgumentException("4 rows are too few");
        };
    assertEquals(2, train());
    assertEquals("latentphysics: " + data + ": 4 rows are too few\n", err());
    assertFalse(Files.exists(results), "the folder that was created is removed");
  }

  @Test
  void explainsAFolderThatCannotBeWritten() throws IOException {
    results = Files.writeString(folder.resolve("file"), "");
    boolean[] trained = new boolean[1];
    learner =
        (data, settings, monitor) -> {
          trained[0] = true;
          return SampleRun.outcome(settings, settings.steps());
        };
    assertEquals(2, train());
    assertEquals("latentphysics: " + results + ": this is a file, a folder is needed\n", err());
    assertFalse(trained[0], "it is told before the training");
  }

  @Test
  void namesTheClassOfAnUnexpectedFailure() {
    learner = (data, settings, monitor) -> fail(new IllegalStateException("boom\nsecond line"));
    assertEquals(1, train());
    assertEquals(
        "latentphysics: unexpected failure, java.lang.IllegalStateException: boom second line"
            + " (--debug shows where)\n",
        err());
    assertEquals(1, train("--debug"));
    assertTrue(err().contains("\tat "), "a stack trace is shown when asked for");
    learner = (data, settings, monitor) -> fail(new ArithmeticException("the loss is NaN"));
    assertEquals(1, train());
    assertEquals("latentphysics: the training failed: the loss is NaN\n", err());
  }

  private static Outcome fail(RuntimeException e) {
    throw e;
  }

  @Test
  void survivesErrorsOfTheJavaRuntime() {
    learner =
        (data, settings, monitor) -> {
          throw new OutOfMemoryError("for the test");
        };
    assertEquals(1, train());
    assertTrue(err().startsWith("latentphysics: not enough memory"), err());
    assertFalse(Files.exists(results));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "train --help",
        "demo --help",
        "simulate --help",
        "explain --help",
        "--version",
        "train --version"
      })
  void helpsOnRequest(String line) {
    assertEquals(0, run(line.split(" ", -1)));
    assertTrue(out().contains("latent"), out());
    assertEquals("", err());
  }

  @Test
  void choosesAnEvenNumberOfLatents() {
    int[] expected = {2, 2, 4, 4, 6, 6, 8, 8, 8, 8};
    for (int columns = 1; columns <= expected.length; columns++) {
      assertEquals(expected[columns - 1], TrainCommand.defaultLatent(columns));
    }
  }
}
