package latentphysics.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.stream.Stream;
import latentphysics.data.Frames;
import latentphysics.experiment.Experiment;
import latentphysics.experiment.ModelFile;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protects that a trained model can be run from the command line, and what is refused. */
final class SimulateCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path data = Path.of("");
  private String model = "";

  @BeforeEach
  void train() throws IOException {
    StringBuilder text = new StringBuilder("t,x,v\n");
    for (int i = 0; i < 200; i++) {
      double t = 0.5 * i;
      text.append(t).append(',').append(Math.cos(t)).append(',').append(Math.sin(t)).append('\n');
    }
    data = Files.writeString(folder.resolve("data.csv"), text);
    model = folder.resolve("run").toString();
    assertEquals(
        0, run("train", "--data", data.toString(), "--time", "t", "--steps", "5", "--out", model));
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    PrintStream o = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream e = new PrintStream(err, true, StandardCharsets.UTF_8);
    return Main.run(new Terminal(o, e, false), new StopSignal(0), Experiment::run, args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  @Test
  void startsAtARowOrAtTheEndOfAFile() throws IOException {
    assertEquals(0, run("simulate", "--model", model, "--from", "100", "--steps", "7"), err());
    String fromRow = out();
    List<String> lines = fromRow.lines().toList();
    assertEquals("time,x,v", lines.getFirst());
    assertEquals(8, lines.size());
    assertTrue(lines.get(1).startsWith("0.5,"), lines.get(1));
    String[] rows = Files.readString(data).split("\n", -1);
    Path start = folder.resolve("start.csv");
    Files.writeString(start, "t,x,v\n" + rows[99] + "\n" + rows[100] + "\n");
    assertEquals(
        0, run("simulate", "--model", model, "--from", start.toString(), "--steps", "7"), err());
    assertEquals(fromRow, out());
    double[][] begin = new double[2][];
    for (int i = 0; i < 2; i++) {
      String[] cells = rows[99 + i].split(",", -1);
      begin[i] = new double[] {Double.parseDouble(cells[1]), Double.parseDouble(cells[2])};
    }
    double[][] expected =
        ModelFile.read(Path.of(model, "model.safetensors")).model().simulate(begin, 7);
    assertEquals("3.5," + expected[6][0] + "," + expected[6][1], lines.getLast());
  }

  @Test
  void writesAFileOrNothing() throws IOException {
    Path file = folder.resolve("sub/path.csv");
    String[] command = {"simulate", "--model", model, "--from", "9", "--steps", "3", "--out", ""};
    command[8] = file.toString();
    assertEquals(0, run(command), err());
    assertEquals("written: " + file + "\n", out().replace("\r\n", "\n"));
    assertEquals(4, Files.readAllLines(file).size());
    command[8] = folder.resolve("none/strip.png").toString();
    assertEquals(2, run(command));
    assertEquals(
        "latentphysics: --out " + command[8] + ": the columns are no frames of a film\n",
        err().replaceAll("try: .*\n", ""));
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void drawsAFilm() throws IOException {
    String film = folder.resolve("film").toString();
    assertEquals(0, run("demo", "--steps", "2", "--out", film), err());
    Path strip = folder.resolve("strip.png");
    assertEquals(
        0,
        run(
            "simulate",
            "--model",
            film,
            "--from",
            "500",
            "--steps",
            "4",
            "--out",
            strip.toString()),
        err());
    Tensor picture = Frames.read(strip);
    assertEquals(24, picture.dim(-2));
    assertEquals(4 * 24, picture.dim(-1));

    Path frames = folder.resolve("frames/of/film");
    String[] command = {
      "simulate", "--model", film, "--from", "500", "--steps", "4", "--frames", ""
    };
    command[8] = frames.toString();
    assertEquals(0, run(command), err());
    assertEquals("written: " + frames + ", 4 frames\n", out().replace("\r\n", "\n"));
    Tensor single = Frames.readFolder(frames);
    assertEquals(4, single.dim(0));
    for (int k = 0; k < 4; k++) {
      assertArrayEquals(
          picture.slice(-1, 24 * k, 24 * k + 24).toDoubles(),
          single.slice(0, k, k + 1).toDoubles(),
          "frame " + (k + 1));
    }
  }

  /** A frame that cannot be put in its place leaves none of the others. */
  @Test
  void writesAllFramesOrNone() throws IOException {
    Path frames = folder.resolve("frames");
    String[] command = {
      "simulate", "--model", model, "--from", "9", "--steps", "3", "--frames", ""
    };
    command[8] = frames.toString();
    assertEquals(2, run(command));
    assertEquals(
        "latentphysics: --frames " + frames + ": the columns are no frames of a film\n",
        err().replaceAll("try: .*\n", ""));
    assertFalse(Files.exists(frames));
    String film = folder.resolve("film").toString();
    assertEquals(0, run("demo", "--steps", "2", "--out", film), err());
    Files.createDirectories(frames.resolve("frame2.png"));
    command[2] = film;
    assertEquals(2, run(command));
    try (Stream<Path> left = Files.list(frames)) {
      assertEquals(List.of(frames.resolve("frame2.png")), left.toList());
    }
  }

  @Test
  void explainsInOneSentence() throws IOException {
    refused("--steps 0: expected a number from 1 to 1000000", "1", "0");
    refused("--from 201: expected a row from 1 to 200", "201", "1");
    refused("--from 0: expected a row from 1 to 200", "0", "1");
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b,c,d\n1,2,3,4\n2,3,4,5\n");
    refused(other + ": 4 columns, expected x, v", other.toString(), "1");
    Files.writeString(data, Files.readString(data) + "100,1,0\n");
    refused(data + ": this is not the data that the model was trained on", "1", "1");
    Files.writeString(Path.of(model, "model.safetensors"), "nonsense that is long enough");
    assertEquals(2, run("simulate", "--model", model, "--from", "1", "--steps", "1"));
    assertEquals(1, err().lines().count(), err());
    assertEquals(2, run("simulate", "--model", folder + "/no", "--from", "1", "--steps", "1"));
    assertEquals(1, err().lines().count(), err());
  }

  private void refused(String sentence, String from, String steps) {
    assertEquals(2, run("simulate", "--model", model, "--from", from, "--steps", steps));
    assertEquals("latentphysics: " + sentence + "\n", err().replaceAll("try: .*\n", ""), sentence);
    assertEquals("", out());
  }
}
