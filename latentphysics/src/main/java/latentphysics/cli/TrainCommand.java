package latentphysics.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import latentphysics.data.ColumnSelection;
import latentphysics.data.Table;
import latentphysics.data.TableReader;
import latentphysics.report.RunConfig;
import latentphysics.report.Versions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Learns from a file of measurements. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Learns an encoder whose latent space obeys a simple law, and says which.",
    footer = {
      "",
      "A COLUMN is a name from the header or a number counted from 1; COLUMNS is a list of them",
      "separated by commas. The file is CSV or text separated by white space, plain or gzip; the",
      "last fifth of the time is held out. DIR receives result.json, report.html and",
      "model.safetensors. Ctrl-C stops the training and keeps what there is."
    })
final class TrainCommand implements Callable<Integer> {
  private static final int DEFAULT_STEPS = 3000;
  private static final int FEWEST_LATENT = 2;
  private static final int MOST_DEFAULT_LATENT = 8;

  private final Terminal terminal;
  private final Learning learning;

  @Option(names = "--data", paramLabel = "FILE", required = true, description = "file to read")
  private Path data = Path.of("");

  @Option(
      names = "--trial",
      paramLabel = "COLUMN",
      description = "splits trajectories where its value changes (default: one trajectory)")
  private @Nullable String trial;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "time, in any unit and unequal steps (default: the row's number)")
  private @Nullable String time;

  @Option(
      names = "--observe",
      paramLabel = "COLUMNS",
      description = "what to observe (default: all other columns)")
  private @Nullable String observe;

  @Mixin private LearningOptions options = new LearningOptions();

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "folder for results")
  private Path out = Path.of("");

  TrainCommand(Terminal terminal, Learning learning) {
    this.terminal = terminal;
    this.learning = learning;
  }

  @Override
  public Integer call() {
    options.check();
    options.refuseEmpty("--data", data);
    options.refuseEmpty("--out", out);
    // The first sign of life; it comes before the classes that do the work are loaded.
    terminal.out().println("latentphysics " + Versions.ofProgram() + ": reading " + data);
    ColumnSelection columns = ColumnSelection.of(trial, time, observe);
    Table table = TableReader.read(data);
    ColumnSelection.Selected selected = columns.from(table);
    RunConfig config =
        new RunConfig(
            "train",
            data.toString(),
            columns.trial(),
            columns.time(),
            columns.observe(),
            options.shuffle(),
            options.threads());
    int latent = defaultLatent(selected.trajectories().columns());
    return learning.run(
        new Task(
            config,
            options.settings(latent, DEFAULT_STEPS),
            selected.trajectories(),
            table.sha256(),
            List.of(),
            selected.notes(),
            out));
  }

  /** One plane for each pair of columns; a law in very many planes is not a simple one. */
  static int defaultLatent(int columns) {
    int even = Math.min(columns, MOST_DEFAULT_LATENT) + 1;
    return Math.clamp(even - even % 2, FEWEST_LATENT, MOST_DEFAULT_LATENT);
  }
}
