package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import latentphysics.data.ShuffledControl;
import latentphysics.data.Trajectories;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.RuleContest.Entry;
import latentphysics.search.PrequentialCode;

/**
 * The verdict on a short series: whether its best rule saves more bits than that of any surrogate.
 *
 * @param contest of the series itself
 * @param step between rows, in the data's unit of time
 * @param shuffled how many of the series' shuffled twins reach its bits
 * @param randomized how many of those of the same spectrum do
 */
record ContestRun(RuleContest contest, double step, long shuffled, long randomized)
    implements LawClaim {
  /** Surrogates of each kind: none of them reaching the series has a chance of one in forty. */
  private static final int SURROGATES = 39;

  private static final int MOST_ROWS = 8;

  /**
   * Judges a series.
   *
   * @param data evenly spaced in time
   * @param seed of the surrogates
   */
  static ContestRun of(Trajectories data, PrequentialCode code, long seed) {
    RuleContest contest = RuleContest.of(data, code);
    double saved = contest.best().saved();
    double[] times = data.parts().getFirst().times();
    return new ContestRun(
        contest,
        times[1] - times[0],
        reaching(code, saved, seed, s -> ShuffledControl.of(data, s)),
        reaching(code, saved, seed, s -> Surrogates.phaseRandomized(data, s)));
  }

  private static long reaching(
      PrequentialCode code, double saved, long seed, LongFunction<Trajectories> surrogate) {
    return LongStream.range(0, SURROGATES)
        .mapToObj(k -> surrogate.apply(1000 * (seed + 1) + k))
        .filter(twin -> RuleContest.of(twin, code).best().saved() >= saved)
        .count();
  }

  /** It foretells, and order and spectrum alone do not. */
  @Override
  public boolean claimed() {
    return contest.best().foretells() && shuffled == 0 && randomized == 0;
  }

  private double period(Entry entry) {
    return step * contest.period(entry);
  }

  @Override
  public List<Double> periods() {
    double period = period(contest.best());
    return claimed() && Double.isFinite(period) ? List.of(period) : List.of();
  }

  @Override
  public String law() {
    Entry best = contest.best();
    String second =
        contest.entries().size() < 2
            ? ""
            : "; second %s".formatted(described(contest.entries().get(1)));
    return "%s, %s%s".formatted(best.equation().formula(), described(best), second);
  }

  private static String described(Entry entry) {
    return String.format(
        Locale.ROOT, "%s, %.0f bits", entry.equation().rule().form().name(), entry.bits());
  }

  @Override
  public String remark() {
    return String.format(
        Locale.ROOT,
        "r %.2g; %d of %d shuffled and %d of %d phase-randomized twins save as much",
        contest.best().residual(),
        shuffled,
        SURROGATES,
        randomized,
        SURROGATES);
  }

  @Override
  public List<Table> details(String name) {
    List<List<String>> rows = new ArrayList<>();
    for (Entry entry : contest.entries().stream().limit(MOST_ROWS).toList()) {
      rows.add(
          List.of(
              entry.equation().rule().form().name(),
              number("%.0f", entry.bits()),
              number("%.0f", entry.saved()),
              number("%.2g", entry.residual()),
              number("%.3f", period(entry))));
    }
    return List.of(
        new Table(
            name + ": the contest of rules",
            List.of("rule", "bits", "saved against rest", "r of places not yet seen", "period"),
            rows));
  }

  private static String number(String format, double x) {
    return Double.isNaN(x) ? "–" : String.format(Locale.ROOT, format, x);
  }
}
