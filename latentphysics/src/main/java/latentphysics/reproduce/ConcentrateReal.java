package latentphysics.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import latentphysics.data.DataException;
import latentphysics.data.ShuffledControl;
import latentphysics.data.Trajectories;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.RealSeries.Reference;

/** Laws of measured motion and their constants, against published figures. */
final class ConcentrateReal implements Reproduction {
  private static final double CLOSE = 0.03;
  private static final int FEW = 1; // seeds that may fail of five
  private static final int LONGEST = 240; // law in a table

  private final List<RealTrial> trials;

  /** Of some series. */
  ConcentrateReal(List<RealTrial> trials) {
    this.trials = List.copyOf(trials);
  }

  @Override
  public String name() {
    return "concentrate-real";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public String claim() {
    return "Series that others measured or computed, and each with its rows shuffled in time. Long"
        + " ones are learned by what train does, Lie action and F1, 1000 steps; a law has to hold on"
        + " the last fifth. In short ones (Mercury, lynx and hare) the observations are the latents,"
        + " nothing is trained, and rules compete by prequential code length; a law is claimed"
        + " where the best one foretells, and saves more bits than that of each of 39 shuffled twins"
        + " and of 39 with the same spectrum and random phases. Where a figure is known, the law's"
        + " period, which does not depend on the gauge of the latents, is within 3 % of it in at"
        + " least four of five seeds. No law of shuffled rows. Geyser, lynx and hare, and the"
        + " wake's transient are reported.";
  }

  private record Read(RealTrial trial, Trajectories data, List<Reference> references) {
    static Read of(RealTrial trial, Path folder) {
      Trajectories data = trial.series().read(folder);
      return new Read(trial, data, trial.series().references().apply(data));
    }

    String name() {
      return trial.series().name();
    }
  }

  private record Arm(Read of, boolean shuffled) {
    LawClaim judged(int seed) {
      Trajectories data = shuffled ? ShuffledControl.of(of.data(), seed) : of.data();
      return of.trial().judge(data, seed);
    }
  }

  /**
   * Runs it.
   *
   * @throws DataException if no series is in the data folder, or a file is damaged
   */
  @Override
  public Findings run(Runs runs) {
    Path folder =
        runs.data().orElseThrow(() -> new IllegalArgumentException(name() + ": no data folder"));
    List<RealTrial> there =
        trials.stream().filter(t -> t.series().missing(folder).isEmpty()).toList();
    List<String> skipped =
        trials.stream()
            .filter(t -> !there.contains(t))
            .map(t ->
                "%s (no %s)"
                    .formatted(t.series().name(), String.join(", ", t.series().missing(folder))))
            .toList();
    if (there.isEmpty()) {
      throw new DataException(
          folder + ": none of the series is there, such as " + skipped.getFirst());
    }
    List<Read> read = there.stream().map(trial -> Read.of(trial, folder)).toList();
    List<Arm> arms = new ArrayList<>();
    read.forEach(series -> arms.add(new Arm(series, false)));
    read.forEach(series -> arms.add(new Arm(series, true)));
    List<List<LawClaim>> claims = runs.all(arms, Arm::judged);
    return findings(
        read, claims.subList(0, read.size()), claims.subList(read.size(), arms.size()), skipped);
  }

  private static Findings findings(
      List<Read> read,
      List<List<LawClaim>> found,
      List<List<LawClaim>> shuffled,
      List<String> skipped) {
    List<List<String>> laws = new ArrayList<>();
    List<List<String>> controls = new ArrayList<>();
    List<List<String>> turns = new ArrayList<>();
    List<Table> details = new ArrayList<>();
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      Read series = read.get(i);
      List<LawClaim> seeds = found.get(i);
      if (series.references().isEmpty()) {
        laws.add(row(series.name(), "reported only", seeds, "–"));
      }
      for (Reference reference : series.references()) {
        String known =
            String.format(Locale.ROOT, "%.5g, %s", reference.period(), reference.origin());
        laws.add(row(series.name(), known, seeds, periods(seeds, reference)));
        bars.add(close(series.name(), seeds, reference));
      }
      controls.add(row(series.name(), "rows shuffled", shuffled.get(i), "–"));
      if (Double.isFinite(seeds.getFirst().winding())) {
        turns.add(List.of(series.name(), windings(seeds), windings(shuffled.get(i))));
      }
      bars.add(noLaw(series.name(), shuffled.get(i)));
      details.addAll(seeds.getFirst().details(series.name()));
    }
    bars.add(
        new Bar(
            "every series is there",
            skipped.isEmpty(),
            skipped.isEmpty() ? "none is skipped" : "skipped: " + String.join(", ", skipped)));
    List<Table> tables = new ArrayList<>();
    tables.add(table("laws found", laws));
    tables.add(table("the same, rows shuffled", controls));
    if (!turns.isEmpty()) {
      tables.add(
          new Table(
              "mean time of a turn of the first two latents, law or not",
              List.of("series", "by seed", "rows shuffled"),
              turns));
    }
    tables.addAll(details);
    return new Findings(tables, bars);
  }

  private static Table table(String title, List<List<String>> rows) {
    return new Table(
        title,
        List.of(
            "series",
            "known period",
            "a law is claimed",
            "period by seed, and its error",
            "with the first seed",
            "how well, first seed"),
        rows);
  }

  private static List<String> row(String name, String known, List<LawClaim> seeds, String periods) {
    String law = seeds.getFirst().law();
    String shown = law.length() <= LONGEST ? law : law.substring(0, LONGEST) + " …";
    return List.of(
        name,
        known,
        "%d of %d".formatted(claimed(seeds), seeds.size()),
        periods,
        shown.replace("|", "\\|"),
        seeds.getFirst().remark());
  }

  private static long claimed(List<LawClaim> seeds) {
    return seeds.stream().filter(LawClaim::claimed).count();
  }

  private static double error(LawClaim claim, Reference reference) {
    return Math.abs(claim.nearest(reference.period()) / reference.period() - 1);
  }

  private static String periods(List<LawClaim> seeds, Reference reference) {
    return seeds.stream()
        .map(claim ->
            Double.isNaN(error(claim, reference))
                ? "none"
                : String.format(
                    Locale.ROOT,
                    "%.5g (%.2g %%)",
                    claim.nearest(reference.period()),
                    100 * error(claim, reference)))
        .collect(Collectors.joining(", "));
  }

  private static String windings(List<LawClaim> seeds) {
    return seeds.stream()
        .map(claim -> String.format(Locale.ROOT, "%.4g", claim.winding()))
        .collect(Collectors.joining(", "));
  }

  private static Bar close(String name, List<LawClaim> seeds, Reference reference) {
    long close = seeds.stream().filter(claim -> error(claim, reference) <= CLOSE).count();
    int enough = seeds.size() - seeds.size() * FEW / 5;
    return new Bar(
        String.format(
            Locale.ROOT,
            "%s: period within 3 %% of %.5g in %d seeds",
            name,
            reference.period(),
            enough),
        close >= enough,
        "%d of %d".formatted(close, seeds.size()));
  }

  private static Bar noLaw(String name, List<LawClaim> shuffled) {
    long claimed = claimed(shuffled);
    return new Bar(
        "control, %s: no law of shuffled rows".formatted(name),
        claimed == 0,
        "%d of %d".formatted(claimed, shuffled.size()));
  }
}
