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
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Proposals;
import latentphysics.experiment.Proposals.Proposal;
import latentphysics.report.Frequencies;
import latentphysics.report.RunRecord;
import latentphysics.search.RuleSearch.Scored;

/** The last lines on the terminal. */
final class Summary {
  private static final int MOST_TIMES = 5;
  private static final int MOST_DROPPED = 5;

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
    laws(run.outcome());
    proposals(run.outcome().proposals());
    frequencies(run);
    out.println();
    errors(run.outcome().metrics());
  }

  /** The files written. */
  void files(List<Path> files) {
    out.println();
    out.println("written: " + String.join(", ", files.stream().map(Path::toString).toList()));
  }

  private void laws(Outcome outcome) {
    List<Law> laws = outcome.laws();
    if (laws.isEmpty()) {
      out.println("no simple law was found");
    }
    for (int i = 0; i < laws.size(); i++) {
      Law law = laws.get(i);
      out.println(law.sentence());
      out.println(
          "    "
              + (Double.isFinite(law.period()) ? "period " + number(law.period()) + ", " : "")
              + obeyed(law));
      out.println("    " + law.formula());
      out.println(
          String.format(Locale.ROOT, "    %.0f bits", law.descriptionLength())
              + (law.found().isPresent() ? ", found at step " + law.found().getAsInt() : "")
              + failures(outcome, i));
    }
  }

  /** What the network proposed; the rules that it kept one by one. */
  private void proposals(Proposals proposals) {
    if (proposals.looks().isEmpty()) {
      return;
    }
    List<Proposal> all = proposals.all();
    List<Proposal> kept = all.stream().filter(Proposal::kept).toList();
    out.println();
    out.println(
        "the network proposed "
            + (all.isEmpty() ? "no rule" : Learning.counted(all.size(), "rule", "rules"))
            + " in "
            + Learning.counted(proposals.looks().size(), "look", "looks")
            + (all.isEmpty() ? "" : " and kept " + (kept.isEmpty() ? "none" : kept.size() + ":")));
    kept.forEach(proposal -> out.println("    " + line(proposal)));
    List<String> dropped =
        all.stream().filter(p -> !p.kept()).map(p -> p.last().rule().toString()).toList();
    if (!dropped.isEmpty()) {
      out.println(
          "    dropped: "
              + String.join("; ", dropped.subList(0, Math.min(MOST_DROPPED, dropped.size())))
              + (dropped.size() > MOST_DROPPED ? "; …" : ""));
    }
  }

  private static String line(Proposal proposal) {
    Scored last = proposal.last();
    return String.format(
        Locale.ROOT,
        "%s from step %d: %.0f bits, the motion in %.0f of %.0f, error mass %s%s",
        last.rule(),
        proposal.first(),
        last.bits(),
        last.prequential(),
        last.unknown(),
        number(last.mass()),
        proposal.given() ? ", fixed too" : "");
  }

  /** The first few times at which a law fails. */
  private static String failures(Outcome outcome, int law) {
    List<Double> times = outcome.failures(law);
    if (times.isEmpty()) {
      return "";
    }
    List<String> shown = times.stream().limit(MOST_TIMES).map(Summary::number).toList();
    return ", fails at " + String.join(", ", shown) + (times.size() > MOST_TIMES ? ", …" : "");
  }

  private static String obeyed(Law law) {
    return String.format(
        Locale.ROOT,
        "obeyed at %d of %d held-out sites (%.1f %%)",
        law.sites() - law.errors(),
        law.sites(),
        100 * law.obeyed());
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
    for (Metrics.Named named : metrics.all()) {
      named.errors().rollouts().forEach(rollout -> steps.add(rollout.steps()));
    }
    StringBuilder head = new StringBuilder(pad("held-out error", 20));
    for (int ahead : steps) {
      head.append(pad(Learning.counted(ahead, "step", "steps"), 12));
    }
    out.println(head.toString().stripTrailing());
    metrics.all().forEach(named -> row("  " + named.name(), named.errors(), steps));
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
