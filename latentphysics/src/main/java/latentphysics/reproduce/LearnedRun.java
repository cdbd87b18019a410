package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Experiment;
import latentphysics.experiment.Law;
import latentphysics.experiment.Monitor;
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Outcome.LatentPoint;
import latentphysics.experiment.Settings;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.search.Finding;
import latentphysics.search.Grammar;
import latentphysics.search.LatentPath;
import latentphysics.search.LawSearch;

/**
 * What the main job found in a series with one seed.
 *
 * @param laws that hold on the held-out fifth, with what came second
 * @param obeyed share of held-out sites that the best rule tried obeys, law or not
 * @param error mean squared error of fifty decoded steps over variance; NaN if it is too short
 * @param winding mean time in which the latents of the first plane go round their mean
 */
record LearnedRun(List<Ranked> laws, double obeyed, double error, double winding)
    implements LawClaim {
  private static final int STEPS_AHEAD = 50;

  /** Turns are followed for at most so many lengths of the data. */
  private static final int PATIENCE = 20;

  /** Turns whose times differ by less are alike. */
  private static final double UNEQUAL = 1e-3;

  /**
   * A law and the best rule of another form for the same latents.
   *
   * @param law that holds
   * @param period in the data's unit of time, mean of the turns; NaN if it does not turn
   * @param early that of the first turn
   * @param late that of the first turn after the training part
   * @param second the other rule; none if no other could be fitted
   */
  record Ranked(Law law, double period, double early, double late, Optional<Finding> second) {
    /** Whether turns take longer or shorter as it goes on. */
    boolean changes() {
      return Math.abs(late - early) > UNEQUAL * period;
    }
  }

  /** Keeps an unmodifiable copy. */
  LearnedRun {
    laws = List.copyOf(laws);
  }

  /** Trains, by what {@code train} does. */
  static LearnedRun of(Settings settings, Trajectories data) {
    Outcome outcome = Experiment.run(data, settings, Monitor.none());
    List<LatentPath> training = paths(outcome, false);
    List<LatentPath> heldOut = paths(outcome, true);
    List<Ranked> laws = new ArrayList<>();
    for (Law law : outcome.laws()) {
      Grammar rest = without(law.equation().rule().form(), settings.grammar());
      Optional<Finding> second =
          new LawSearch(rest, training, heldOut).best(List.of(law.subspace())).stream().findFirst();
      laws.add(ranked(law, training.getFirst().latents(), outcome, second));
    }
    long obeyed = outcome.siteErrors().stream().filter(site -> !site.missed()).count();
    return new LearnedRun(
        laws,
        (double) obeyed / outcome.siteErrors().size(),
        outcome.metrics().model().rollouts().stream()
            .filter(r -> r.steps() == STEPS_AHEAD)
            .mapToDouble(r -> r.error())
            .findFirst()
            .orElse(Double.NaN),
        meanTurn(outcome));
  }

  private static Grammar without(Form form, Grammar grammar) {
    return new Grammar(
        grammar.forms().stream().filter(other -> !other.equals(form)).toList(),
        grammar.latent(),
        grammar.widest());
  }

  private static List<LatentPath> paths(Outcome outcome, boolean heldOut) {
    return outcome.path().stream()
        .filter(point -> point.heldOut() == heldOut)
        .collect(Collectors.groupingBy(LatentPoint::trajectory, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(points ->
            new LatentPath(
                points.stream().mapToDouble(p -> p.time() / outcome.nominalStep()).toArray(),
                points.stream().map(LatentPoint::z).toArray(double[][]::new)))
        .toList();
  }

  /** A law that turns by a constant angle has the period it says, another is followed. */
  private static Ranked ranked(
      Law law, double[][] path, Outcome outcome, Optional<Finding> second) {
    if (Double.isFinite(law.period()) || law.subspace().size() != 2) {
      double period = Double.isFinite(law.period()) ? law.period() : Double.NaN;
      return new Ranked(law, period, period, period, second);
    }
    double step = outcome.nominalStep();
    List<LatentPoint> points = first(outcome);
    int steps =
        (int) Math.rint((points.getLast().time() - points.getFirst().time()) / step); // all of it
    int most = PATIENCE * steps;
    int n = path.length;
    Equation equation = law.equation();
    double[] from = plane(path[0], law);
    double[] next = plane(path[1], law);
    double[] before = plane(path[n - 2], law);
    double[] end = plane(path[n - 1], law);
    return new Ranked(
        law,
        step * LawPeriod.of(equation, from, next, steps, most),
        step * LawPeriod.of(equation, from, next, 1, most),
        step * LawPeriod.of(equation, before, end, 1, most),
        second);
  }

  /** The first trajectory, in order of time. */
  private static List<LatentPoint> first(Outcome outcome) {
    return outcome.path().stream()
        .filter(point -> point.trajectory() == 0)
        .sorted(Comparator.comparingDouble(LatentPoint::time))
        .toList();
  }

  private static double[] plane(double[] z, Law law) {
    return law.subspace().stream().mapToDouble(j -> z[j]).toArray();
  }

  private static double meanTurn(Outcome outcome) {
    List<LatentPoint> points = first(outcome);
    double[][] z = new double[2][];
    for (int j = 0; j < 2; j++) {
      int column = j;
      z[j] = points.stream().mapToDouble(point -> point.z()[column]).toArray();
    }
    double[] centre = {Oscillations.mean(z[0]), Oscillations.mean(z[1])};
    return Oscillations.windingPeriod(
        points.stream().mapToDouble(LatentPoint::time).toArray(), z[0], z[1], centre);
  }

  @Override
  public boolean claimed() {
    return !laws.isEmpty();
  }

  @Override
  public List<Double> periods() {
    return laws.stream().map(Ranked::period).filter(Double::isFinite).toList();
  }

  @Override
  public String law() {
    return claimed()
        ? laws.stream().map(LearnedRun::described).collect(Collectors.joining("; "))
        : "none";
  }

  private static String described(Ranked ranked) {
    String second =
        ranked
            .second()
            .map(other ->
                String.format(
                    Locale.ROOT,
                    "; second %s, %.0f bits",
                    other.equation().rule().form().name(),
                    other.bits()))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s, %s, %.0f bits%s",
        ranked.law().formula(),
        ranked.law().rule(),
        ranked.law().descriptionLength(),
        second);
  }

  @Override
  public String remark() {
    String turns =
        laws.stream()
            .filter(Ranked::changes)
            .map(
                r -> String.format(Locale.ROOT, "; turns in %.4g, later %.4g", r.early(), r.late()))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "obeyed at %.0f %% of held-out sites%s%s",
        100 * obeyed,
        Double.isNaN(error) ? "" : String.format(Locale.ROOT, "; 50 steps %.2g", error),
        turns);
  }
}
