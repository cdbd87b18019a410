package latentphysics.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import latentphysics.data.FailureReason;
import latentphysics.data.Frames;
import latentphysics.data.Table;
import latentphysics.data.TableReader;
import latentphysics.data.Trajectory;
import latentphysics.experiment.Model;
import latentphysics.experiment.ModelFile;
import latentphysics.report.FilmStrip;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.FormatException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the laws of a trained model in latent space and decodes what follows. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs the law that was found in latent space, and decodes what follows.",
    footer = {
      "",
      "Coordinates without a law move by the latent operator. START is the number of a row of the",
      "data that the model was trained on, or a file with rows of the same columns, of which the",
      "last one is taken. The row before tells how fast things move where a law asks for that.",
      "FILE is CSV; for a film it may end with .png, the frames side by side. DIR receives the",
      "frames one by one, frame1.png and so on, all of them or none."
    })
final class SimulateCommand implements Callable<Integer> {
  private static final int MOST_STEPS = 1_000_000;
  private static final String PICTURE = ".png";

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "folder that train or demo wrote its results to")
  private Path model = Path.of("");

  @Option(names = "--from", paramLabel = "START", required = true, description = "where to start")
  private String from = "";

  @Option(names = "--steps", paramLabel = "N", required = true, description = "steps to simulate")
  private int steps;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where to write (default: CSV on the terminal)")
  private @Nullable Path out;

  @Option(names = "--frames", paramLabel = "DIR", description = "folder for the frames of a film")
  private @Nullable Path frames;

  @Option(names = "--debug", hidden = true, description = "show the stack trace of a failure")
  private boolean debug;

  boolean debug() {
    return debug;
  }

  SimulateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (steps < 1 || steps > MOST_STEPS) {
      throw complaint("--steps " + steps + ": expected a number from 1 to " + MOST_STEPS);
    }
    ModelFile.Contents contents = read(model.resolve(Learning.MODEL));
    double[][] start =
        from.matches("\\d{1,9}")
            ? row(DataSource.of(contents.notes()), Integer.parseInt(from), contents.model())
            : lastRows(Path.of(from), contents.model());
    double[][] rows = contents.model().simulate(start, steps);
    Map<String, OutputFolder.Content> pictures =
        frames == null ? Map.of() : pictures(film("--frames " + frames, rows));
    if (out != null) {
      write(out, contents.model(), rows);
    }
    if (frames != null) {
      writeAll(frames, pictures);
    }
    if (out == null && frames == null) {
      terminal.out().print(csv(contents.model(), rows));
    }
    return 0;
  }

  private RuntimeException complaint(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private static ModelFile.Contents read(Path file) {
    try {
      return ModelFile.read(file);
    } catch (FormatException e) {
      throw new UserException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + FailureReason.of(e), e);
    }
  }

  /** A row of the model's data, counted from 1 over all trajectories, and the one before it. */
  private double[][] row(DataSource source, int number, Model wanted) {
    int left = number;
    for (Trajectory part : source.read().parts()) {
      if (left >= 1 && left <= part.length()) {
        double[][] rows = part.observations();
        if (rows[0].length != wanted.names().size()) {
          throw new UserException("the data has other columns than the model");
        }
        return Arrays.copyOfRange(rows, Math.max(0, left - 2), left);
      }
      left -= part.length();
    }
    throw complaint("--from " + number + ": expected a row from 1 to " + (number - left));
  }

  /** The last two rows of a file, in the model's columns: by name, or all if there are as many. */
  private static double[][] lastRows(Path file, Model wanted) {
    Table table = TableReader.read(file);
    List<String> names = wanted.names();
    boolean byName = table.named() && table.header().containsAll(names);
    if (!byName && table.columnCount() != names.size()) {
      throw new UserException(
          file
              + ": "
              + Learning.counted(table.columnCount(), "column", "columns")
              + ", expected "
              + (names.size() <= 8 ? String.join(", ", names) : names.size() + " as in training"));
    }
    double[][] columns =
        IntStream.range(0, names.size())
            .map(j -> byName ? table.find(names.get(j)) : j)
            .mapToObj(table::numbers)
            .toArray(double[][]::new);
    int rows = table.rowCount();
    if (rows == 0) {
      throw new UserException(file + ": no row to start from");
    }
    return IntStream.range(Math.max(0, rows - 2), rows)
        .mapToObj(i -> Arrays.stream(columns).mapToDouble(column -> column[i]).toArray())
        .toArray(double[][]::new);
  }

  /** Time since the start, then the columns; the shortest digits that give the same number. */
  private static String csv(Model model, double[][] rows) {
    StringBuilder text = new StringBuilder("time");
    model.names().forEach(name -> text.append(',').append(quoted(name)));
    text.append('\n');
    for (int k = 0; k < rows.length; k++) {
      text.append((k + 1) * model.nominalStep());
      for (double value : rows[k]) {
        text.append(',').append(value);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String quoted(String name) {
    return name.matches("[^\",\r\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private void write(Path file, Model model, double[][] rows) {
    Path name = file.getFileName();
    Path parent = file.toAbsolutePath().getParent();
    if (name == null || name.toString().isEmpty() || parent == null) {
      throw complaint("--out '" + file + "': expected the name of a file");
    }
    OutputFolder.Content content;
    if (name.toString().toLowerCase(Locale.ROOT).endsWith(PICTURE)) {
      Tensor strip = FilmStrip.strip(film("--out " + file, rows));
      content = target -> Frames.write(target, strip);
    } else {
      content = target -> Files.writeString(target, csv(model, rows), StandardCharsets.UTF_8);
    }
    OutputFolder.prepare(parent, List.of(name.toString())).write(Map.of(name.toString(), content));
    terminal.out().println("written: " + file);
  }

  private void writeAll(Path folder, Map<String, OutputFolder.Content> pictures) {
    OutputFolder.prepare(folder, List.copyOf(pictures.keySet())).write(pictures);
    terminal
        .out()
        .println(
            "written: %s, %s"
                .formatted(folder, Learning.counted(pictures.size(), "frame", "frames")));
  }

  /** The later frames of a film, from the darkest to the brightest number of all. */
  private Tensor film(String option, double[][] rows) {
    return FilmStrip.frames(rows)
        .orElseThrow(() -> complaint(option + ": the columns are no frames of a film"));
  }

  /** One file to a frame. */
  private static Map<String, OutputFolder.Content> pictures(Tensor film) {
    Map<String, OutputFolder.Content> pictures = new LinkedHashMap<>();
    List<Tensor> frames = film.unbind(0);
    for (int k = 0; k < frames.size(); k++) {
      Tensor frame = frames.get(k);
      pictures.put("frame" + (k + 1) + PICTURE, target -> Frames.write(target, frame));
    }
    return pictures;
  }
}
