package latentphysics.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import latentphysics.experiment.Law;
import latentphysics.experiment.Metrics;
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Physics;
import latentphysics.experiment.Proposals.Proposal;
import latentphysics.experiment.Settings;
import latentphysics.rule.Form;
import latentphysics.search.RuleSearch.Scored;

/** The words and tables of the page, as HTML with everything from outside escaped. */
final class ReportText {
  private final RunRecord run;

  ReportText(RunRecord run) {
    this.run = run;
  }

  /** Plain text, not yet escaped. */
  String title() {
    return "latentphysics: " + source();
  }

  private String source() {
    String data = run.config().data();
    if (data == null) {
      return "a film of two bodies";
    }
    Path name = Path.of(data).getFileName();
    return name == null ? data : name.toString();
  }

  String subtitle() {
    int columns = run.columns().size();
    return Html.escape(source())
        + " <span>"
        + counted(run.rows(), "observation", "observations")
        + " of "
        + counted(columns, "column", "columns")
        + " in "
        + counted(run.trajectories(), "trajectory", "trajectories")
        + "</span>";
  }

  String verdict() {
    List<Law> laws = run.outcome().laws();
    StringBuilder html = new StringBuilder();
    if (run.config().shuffle()) {
      html.append("<p class=\"notice\">Control: the observations were permuted in time.</p>");
    }
    if (run.interrupted()) {
      html.append("<p class=\"notice\">The training was stopped after ")
          .append(run.outcome().trainedSteps())
          .append(" of ")
          .append(run.outcome().settings().steps())
          .append(" steps.</p>");
    }
    run.notes()
        .forEach(
            note -> html.append("<p class=\"notice\">").append(Html.escape(note)).append("</p>"));
    html.append("<h1>").append(headline(laws.size())).append("</h1>");
    if (laws.isEmpty()) {
      html.append("<p class=\"lead\">None of the rules tried describes how the latents of the ")
          .append("held-out observations move more briefly than the latents themselves.</p>");
    }
    html.append("<div class=\"laws\">");
    laws.forEach(law -> html.append(card(law)));
    html.append("</div>");
    html.append(frequencies());
    return html.toString();
  }

  private static String headline(int laws) {
    return switch (laws) {
      case 0 -> "No simple law was found";
      case 1 -> "The latents obey one law";
      default -> "The latents obey " + laws + " laws";
    };
  }

  private static String card(Law law) {
    int kept = law.sites() - law.errors();
    double share = 100 * law.obeyed();
    return "<article class=\"law\"><h2>"
        + Html.escape(law.rule())
        + "</h2><p class=\"formula\" tabindex=\"0\">"
        + Html.escape(law.formula())
        + "</p><p class=\"sentence\">"
        + Html.escape(law.sentence())
        + "</p><dl class=\"facts\">"
        + fact("period", Double.isFinite(law.period()) ? number(law.period()) : "none")
        + fact("angle per unit", number(law.anglePerUnit()) + " rad")
        + fact("decay per unit", number(law.decayPerUnit()))
        + fact("description", String.format(Locale.ROOT, "%.0f bits", law.descriptionLength()))
        + fact(
            "found at step",
            law.found().isPresent() ? Integer.toString(law.found().getAsInt()) : "–")
        + fact(
            "held-out sites obeyed",
            String.format(Locale.ROOT, "%d of %d (%.1f %%)", kept, law.sites(), share))
        + "</dl></article>";
  }

  private static String fact(String name, String value) {
    return "<div><dt>" + name + "</dt><dd>" + Html.escape(value) + "</dd></div>";
  }

  private String frequencies() {
    if (run.frequencies().isEmpty()) {
      return "";
    }
    StringBuilder html =
        new StringBuilder(
            "<div class=\"card\"><h2>Angular frequencies of the bodies</h2><table"
                + " class=\"numbers\"><thead><tr><th scope=\"col\">true, rad per frame</th><th"
                + " scope=\"col\">found</th><th scope=\"col\">off by</th></tr></thead><tbody>");
    for (Frequencies.Match match : Frequencies.match(run.frequencies(), run.outcome().laws())) {
      Double found = match.found();
      Double error = match.relativeError();
      html.append("<tr><td>")
          .append(String.format(Locale.ROOT, "%.5f", match.truth()))
          .append("</td><td>")
          .append(found == null ? "none" : String.format(Locale.ROOT, "%.5f", found))
          .append("</td><td>")
          .append(error == null ? "" : String.format(Locale.ROOT, "%.3f %%", 100 * error))
          .append("</td></tr>");
    }
    return html.append("</tbody></table></div>").toString();
  }

  /** Errors of the model next to the baselines, the smallest of each column marked. */
  String errors() {
    Metrics metrics = run.outcome().metrics();
    List<Metrics.Errors> all = metrics.all().stream().map(Metrics.Named::errors).toList();
    List<String> names = metrics.all().stream().map(Metrics.Named::name).toList();
    SortedSet<Integer> steps = new TreeSet<>(List.of(1));
    all.forEach(errors -> errors.rollouts().forEach(ahead -> steps.add(ahead.steps())));
    StringBuilder html = new StringBuilder("<thead><tr><th scope=\"col\">predictor</th>");
    for (int ahead : steps) {
      html.append("<th scope=\"col\">").append(counted(ahead, "step", "steps")).append("</th>");
    }
    html.append("</tr></thead><tbody>");
    for (int i = 0; i < all.size(); i++) {
      html.append("<tr><th scope=\"row\">").append(names.get(i)).append("</th>");
      for (int ahead : steps) {
        double error = errorAt(all.get(i), ahead);
        boolean best = all.stream().noneMatch(other -> errorAt(other, ahead) < error);
        html.append(best && !Double.isNaN(error) ? "<td class=\"best\">" : "<td>")
            .append(number(error, 3))
            .append("</td>");
      }
      html.append("</tr>");
    }
    return html.append("</tbody>").toString();
  }

  private static double errorAt(Metrics.Errors errors, int ahead) {
    for (Metrics.Rollout rollout : errors.rollouts()) {
      if (rollout.steps() == ahead) {
        return rollout.error();
      }
    }
    return ahead == 1 ? errors.oneStep() : Double.NaN;
  }

  /** Rules that the network proposed, those that it kept first. */
  String proposals() {
    StringBuilder html = new StringBuilder("<thead><tr>");
    for (String column :
        List.of("rule", "proposed at step", "kept", "bits", "bits of the motion", "error mass")) {
      html.append("<th scope=\"col\">").append(column).append("</th>");
    }
    html.append("</tr></thead><tbody>");
    for (Proposal proposal : run.outcome().proposals().all()) {
      Scored last = proposal.last();
      html.append("<tr><th scope=\"row\">").append(Html.escape(last.rule().toString()));
      html.append("</th><td>").append(proposal.first());
      html.append("</td><td>").append(proposal.kept() ? "yes" : "no");
      html.append(String.format(Locale.ROOT, "</td><td>%.0f</td><td>", last.bits()));
      html.append(String.format(Locale.ROOT, "%.0f of %.0f", last.prequential(), last.unknown()));
      html.append("</td><td>").append(number(last.mass(), 3)).append("</td></tr>");
    }
    return html.append("</tbody>").toString();
  }

  String settings() {
    RunConfig config = run.config();
    Outcome outcome = run.outcome();
    Settings settings = outcome.settings();
    String trial = config.trial();
    String time = config.time();
    return fact("command", config.command())
        + fact("trial column", trial == null ? "none" : trial)
        + fact("time column", time == null ? "number of the row or frame" : time)
        + fact("observed", observed())
        + fact("usual time step", number(outcome.nominalStep()))
        + fact("latent dimensions", Integer.toString(settings.latent()))
        + fact("operator", settings.operator().name().toLowerCase(Locale.ROOT))
        + fact("rules", rules(settings.physics()))
        + fact("loss of the rules", settings.lossName())
        + fact("training steps", outcome.trainedSteps() + " of " + settings.steps())
        + fact("seed", Long.toString(settings.seed()))
        + fact("threads", Integer.toString(config.threads()))
        + fact("permuted in time", config.shuffle() ? "yes" : "no")
        + fact(
            "reconstruction R²",
            String.format(Locale.ROOT, "%.5f", outcome.metrics().reconstructionR2()));
  }

  private static String rules(Physics physics) {
    String names = String.join(", ", physics.forms().stream().map(Form::name).toList());
    return names + (physics.proposing() ? " and what the network proposes" : "");
  }

  private String observed() {
    List<String> columns = run.columns();
    return columns.size() <= 16
        ? String.join(", ", columns)
        : columns.size() + " columns, " + columns.getFirst() + " to " + columns.getLast();
  }

  String provenance() {
    String data = run.config().data();
    Versions versions = run.versions();
    return fact("data", data == null ? "rendered in the process" : data)
        + fact("SHA-256 of the data", run.dataSha256())
        + fact("duration", String.format(Locale.ROOT, "%.1f s", run.seconds()))
        + fact("latentphysics", versions.latentphysics())
        + fact("Java", versions.java())
        + fact("system", versions.os() + ", " + versions.arch());
  }

  private static String counted(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private static String number(double value) {
    return number(value, 4);
  }

  /** So many significant digits, at most 6; a dash for what is not known. */
  static String number(double value, int digits) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value != 0 && (size < 1e-4 || size >= 1e5)) {
      String[] parts = String.format(Locale.ROOT, "%.2e", value).split("e", 2);
      return parts[0] + " × 10" + superscript(Integer.parseInt(parts[1]));
    }
    int decimals =
        value == 0 ? 0 : (int) Math.clamp(digits - 1 - Math.floor(Math.log10(size)), 0, 6);
    return String.format(Locale.ROOT, "%." + decimals + "f", value).replace("-", "−");
  }

  private static String superscript(int exponent) {
    StringBuilder digits = new StringBuilder();
    for (char c : Integer.toString(exponent).toCharArray()) {
      digits.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return digits.toString();
  }
}
