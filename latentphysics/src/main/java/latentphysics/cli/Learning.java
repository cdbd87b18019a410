package latentphysics.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import latentphysics.data.ShuffledControl;
import latentphysics.data.Trajectories;
import latentphysics.experiment.ModelFile;
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Settings;
import latentphysics.report.HtmlReport;
import latentphysics.report.ResultJson;
import latentphysics.report.RunConfig;
import latentphysics.report.RunRecord;
import latentphysics.report.Versions;
import org.jspecify.annotations.Nullable;

/** Carries a task from its data to the files and the last line on the terminal. */
final class Learning {
  static final String RESULT = "result.json";
  private static final String REPORT = "report.html";
  static final String MODEL = "model.safetensors";

  private final Terminal terminal;
  private final StopSignal stop;
  private final Learner learner;
  private final long start = System.nanoTime();

  Learning(Terminal terminal, StopSignal stop, Learner learner) {
    this.terminal = terminal;
    this.stop = stop;
    this.learner = learner;
  }

  /**
   * Learns, writes and prints.
   *
   * @return the exit code: 0, or {@link StopSignal#EXIT_CODE} when it was stopped
   * @throws UserException if the data or the folder cannot be used, in one sentence
   * @throws ArithmeticException if the training leaves the finite numbers, in one sentence
   */
  int run(Task task) {
    if (!stop.startWork(() -> {})) {
      return StopSignal.EXIT_CODE;
    }
    Trajectories data =
        task.config().shuffle()
            ? ShuffledControl.of(task.data(), task.settings().seed())
            : task.data();
    Path out = task.out();
    @Nullable OutputFolder folder =
        out == null ? null : OutputFolder.prepare(out, List.of(RESULT, REPORT, MODEL));
    if (folder != null) {
      stop.startWork(folder::discard);
    }
    boolean done = false;
    try {
      announce(task, data);
      Outcome outcome = learn(task, data);
      RunRecord record = record(task, data, outcome);
      // Told before it is written: when the disk is full, the law is not lost with the files.
      Summary summary = new Summary(terminal.out());
      summary.result(record);
      if (folder != null) {
        summary.files(write(folder, record));
      }
      done = true;
      return record.interrupted() ? StopSignal.EXIT_CODE : 0;
    } finally {
      if (!done && folder != null) {
        folder.discard();
      }
    }
  }

  private void announce(Task task, Trajectories data) {
    task.notes().forEach(note -> terminal.out().println("note: " + note));
    Settings settings = task.settings();
    terminal
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%s in %s, observing %s%s",
                counted(data.rows(), "row", "rows"),
                counted(data.parts().size(), "trajectory", "trajectories"),
                data.columns() <= 8
                    ? String.join(", ", data.names())
                    : counted(data.columns(), "column", "columns"),
                task.config().shuffle() ? "; control: permuted in time" : ""));
    terminal
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "training %s, %s, operator %s, loss %s, seed %d, %s",
                counted(settings.steps(), "step", "steps"),
                counted(settings.latent(), "latent dimension", "latent dimensions"),
                settings.operator().name().toLowerCase(Locale.ROOT),
                settings.lossName(),
                settings.seed(),
                counted(task.config().threads(), "thread", "threads")));
  }

  static String counted(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private Outcome learn(Task task, Trajectories data) {
    Progress progress = new Progress(terminal, stop::requested, System::nanoTime);
    try {
      return WorkerThreads.call(
          task.config().threads(), () -> learner.run(data, task.settings(), progress));
    } catch (IllegalArgumentException e) {
      // The experiment says so in a sentence about the data; the file's name is ours to add.
      String file = task.config().data();
      throw new UserException((file == null ? "" : file + ": ") + e.getMessage(), e);
    } finally {
      progress.close();
    }
  }

  private RunRecord record(Task task, Trajectories data, Outcome outcome) {
    return new RunRecord(
        task.config(),
        outcome,
        data.names(),
        data.rows(),
        data.parts().size(),
        task.dataSha256(),
        task.frequencies(),
        (System.nanoTime() - start) / 1e9,
        outcome.trainedSteps() < outcome.settings().steps(),
        task.notes(),
        Versions.current());
  }

  private static List<Path> write(OutputFolder folder, RunRecord record) {
    Map<String, OutputFolder.Content> contents = new LinkedHashMap<>();
    contents.put(
        RESULT, file -> Files.writeString(file, ResultJson.of(record), StandardCharsets.UTF_8));
    contents.put(
        REPORT, file -> Files.writeString(file, HtmlReport.of(record), StandardCharsets.UTF_8));
    contents.put(MODEL, file -> ModelFile.write(file, record.outcome().model(), notes(record)));
    return folder.write(contents);
  }

  /** What the model was learned from; nothing that differs between equal runs. */
  private static Map<String, String> notes(RunRecord record) {
    RunConfig config = record.config();
    Settings settings = record.outcome().settings();
    Map<String, String> notes = new TreeMap<>();
    notes.put("program", "latentphysics " + record.versions().latentphysics());
    notes.put("operator", settings.operator().name().toLowerCase(Locale.ROOT));
    notes.put("trained_steps", Integer.toString(record.outcome().trainedSteps()));
    notes.putAll(
        new DataSource(
                config.data(),
                config.trial(),
                config.time(),
                config.observe(),
                config.shuffle(),
                settings.seed(),
                record.dataSha256())
            .notes());
    return notes;
  }
}
