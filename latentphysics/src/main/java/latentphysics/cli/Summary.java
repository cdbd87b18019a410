package latentphysics.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import latentphysics.experiment.Law;
import latentphysics.experiment.Metrics;
import latentphysics.report.Frequencies;
import latentphysics.report.RunRecord;

/** The last lines on the terminal. */
final class Summary {
  private final PrintStream out;

  Summary(PrintStream out) {
    this.out = out;
  }

  /** The laws and the errors. */
  void result(RunRecord run) {
    out.println();
    if (run.interrupted()) {
      out.println(
          "stopped after "
              + Learning.counted(run.outcome().trainedSteps(), "step", "steps")
              + " of "
              + run.outcome().settings().steps());
    }
    laws(run.outcome().laws());
    frequencies(run);
    out.println();
    errors(run.outcome().metrics());
  }

  /** The files written. */
  void files(List<Path> files) {
    out.println();
    out.println("written: " + String.join(", ", files.stream().map(Path::toString).toList()));
  }

  private void laws(List<Law> laws) {
    if (laws.isEmpty()) {
      out.println("no simple law was found");
    }
    for (Law law : laws) {
      out.println(law.sentence());
      out.println(
          "    "
              + (Double.isFinite(law.period()) ? "period " + number(law.period()) + ", " : "")
              + obeyed(law));
    }
  }

  private static String obeyed(Law law) {
    int kept = law.sites() - law.errors();
    return String.format(
        Locale.ROOT,
        "obeyed at %d of %d held-out sites (%.1f %%)",
        kept,
        law.sites(),
        law.sites() == 0 ? 0.0 : 100.0 * kept / law.sites());
  }

  private void frequencies(RunRecord run) {
    if (run.frequencies().isEmpty()) {
      return;
    }
    out.println();
    out.println("angular frequencies, rad per frame:");
    for (Frequencies.Match match : Frequencies.match(run.frequencies(), run.outcome().laws())) {
      String truth = String.format(Locale.ROOT, "    true %.5f, ", match.truth());
      Double found = match.found();
      Double error = match.relativeError();
      out.println(
          truth
              + (found == null || error == null
                  ? "not found"
                  : String.format(Locale.ROOT, "found %.5f (off by %.3f %%)", found, 100 * error)));
    }
  }

  private void errors(Metrics metrics) {
    SortedSet<Integer> steps = new TreeSet<>(List.of(1));
    for (Metrics.Errors errors :
        List.of(metrics.model(), metrics.persistence(), metrics.linear())) {
      errors.rollouts().forEach(rollout -> steps.add(rollout.steps()));
    }
    StringBuilder head = new StringBuilder(pad("held-out error", 20));
    for (int ahead : steps) {
      head.append(pad(Learning.counted(ahead, "step", "steps"), 12));
    }
    out.println(head.toString().stripTrailing());
    row("  latent model", metrics.model(), steps);
    row("  persistence", metrics.persistence(), steps);
    row("  linear fit", metrics.linear(), steps);
    out.println("mean squared error over variance, on the last fifth of the time");
  }

  private void row(String name, Metrics.Errors errors, SortedSet<Integer> steps) {
    List<String> cells = new ArrayList<>();
    for (int ahead : steps) {
      double error = ahead == 1 ? errors.oneStep() : Double.NaN;
      for (Metrics.Rollout rollout : errors.rollouts()) {
        error = rollout.steps() == ahead ? rollout.error() : error;
      }
      cells.add(pad(number(error), 12));
    }
    out.println((pad(name, 20) + String.join("", cells)).stripTrailing());
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  /** Four significant digits; a dash for what is not known. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (value != 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e5)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    double size = value == 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    return String.format(Locale.ROOT, "%." + (int) Math.clamp(3 - size, 0, 7) + "f", value);
  }
}
