package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.rule.Bounce;
import latentphysics.rule.Conserved;
import latentphysics.rule.Equation;
import latentphysics.rule.Event;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.LawSearch;
import latentphysics.search.PrequentialCode;
import latentphysics.search.Trials;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Rules that compete for one short path in a plane by prequential code lengths: each place is told
 * with constants that were fitted to earlier places alone.
 *
 * @param entries the shortest code first
 * @param path the plane's coordinates, {@code [rows][2]}
 */
record RuleContest(List<Entry> entries, double[][] path) {
  private static final List<Integer> PLANE = List.of(0, 1);

  /**
   * How one rule fared.
   *
   * @param equation fitted to the whole path
   * @param bits of rule, constants and misses
   * @param saved against knowing nothing but that it stays about where it is
   * @param residual mean r of places that the constants were not fitted to
   */
  record Entry(Equation equation, double bits, double saved, double residual) {
    /** Whether it foretells most of the motion, and is not rest. */
    boolean foretells() {
      return residual <= LawSearch.ERROR_THRESHOLD
          && saved > 0
          && !(equation.rule().form() instanceof Identity);
    }
  }

  /** Keeps an unmodifiable copy. */
  RuleContest {
    entries = List.copyOf(entries);
  }

  /** All forms of a plane but those that a short path cannot refute. */
  private static List<Form> forms() {
    // Measured against its variance, anything slow is conserved; events explain any jump.
    return Lexicon.whole(2).stream()
        .filter(
            form -> !(form instanceof Conserved || form instanceof Event || form instanceof Bounce))
        .toList();
  }

  /**
   * The contest for one trajectory.
   *
   * @param data two columns, more rows than the code's first fit takes and two
   * @throws IllegalStateException if no rule could be fitted
   */
  static RuleContest of(Trajectories data, PrequentialCode code) {
    double[][] path = data.parts().getFirst().observations();
    Trials trials = new Trials(motion(data.parts().getFirst()), code);
    List<Entry> entries = new ArrayList<>();
    for (Form form :
        Stream.concat(Stream.of(new Identity()), forms().stream()).distinct().toList()) {
      Rule rule = new Rule(form, PLANE);
      trials
          .of(rule)
          .filter(coded -> Double.isFinite(coded.bits()))
          .ifPresent(coded ->
              entries.add(
                  new Entry(
                      coded.equation(), coded.bits(), trials.saved(rule), coded.meanResidual())));
    }
    if (entries.isEmpty()) {
      throw new IllegalStateException("contest: no rule could be fitted");
    }
    entries.sort(Comparator.comparingDouble(Entry::bits));
    return new RuleContest(entries, path);
  }

  /** In order of time, about the origin as it is. */
  private static Motion motion(Trajectory part) {
    return Motion.of(rows(part, 0), rows(part, 1), rows(part, 2));
  }

  private static Tensor rows(Trajectory part, int from) {
    int n = part.length() - 2;
    double[] flat =
        IntStream.range(from, from + n)
            .mapToObj(i -> part.observations()[i])
            .flatMapToDouble(Arrays::stream)
            .toArray();
    return Tensor.of(DType.FLOAT64, flat, n, 2);
  }

  /** The shortest code. */
  Entry best() {
    return entries.getFirst();
  }

  /** Time of a turn of an entry's law from the path's end on, in steps; NaN if it does not turn. */
  double period(Entry entry) {
    int n = path.length;
    return LawPeriod.of(entry.equation(), path[n - 2], path[n - 1], n, 20 * n);
  }
}
