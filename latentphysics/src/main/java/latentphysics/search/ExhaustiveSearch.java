package latentphysics.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.PrequentialCode.Coded;

/**
 * Tries every rule of a grammar, and finds the theory that saves the most bits: the reference that
 * cleverer searches are measured by.
 *
 * @param grammar of at most 16 coordinates
 * @param code what a rule is worth
 * @param rejection when a rule is given up for a better one of the same coordinates
 */
public record ExhaustiveSearch(Grammar grammar, PrequentialCode code, EarlyRejection rejection) {
  private static final int MOST_COORDINATES = 16;

  /** Checks the number of coordinates. */
  public ExhaustiveSearch {
    if (grammar.latent() > MOST_COORDINATES) {
      throw new IllegalArgumentException(
          "exhaustive search: %d coordinates, expected at most %d"
              .formatted(grammar.latent(), MOST_COORDINATES));
    }
  }

  /**
   * What was found.
   *
   * @param theory that saves the most bits; of no rule if none saves any
   * @param trials all that was tried
   */
  public record Found(Theory theory, Trials trials) {}

  /**
   * Searches.
   *
   * @param motion in all latent coordinates, places in random order
   */
  public Found search(Motion motion) {
    Trials trials = new Trials(motion, code);
    Rule[] best = new Rule[1 << grammar.latent()];
    for (int width = 1; width <= grammar.widest(); width++) {
      for (List<Integer> dims : grammar.subsets(width)) {
        bestOf(dims, trials).ifPresent(rule -> best[mask(dims)] = rule);
      }
    }
    return new Found(cover(best, trials), trials);
  }

  /** The rule of some coordinates that saves the most, if any saves something. */
  private Optional<Rule> bestOf(List<Integer> dims, Trials trials) {
    double[] yardstick = trials.unknown(dims);
    double fewest = Arrays.stream(yardstick).sum();
    Optional<Rule> best = Optional.empty();
    for (Rule rule : grammar.rules(dims)) {
      Optional<Coded> coded = trials.of(rule, yardstick, rejection);
      if (coded.isPresent() && coded.get().bits() < fewest) {
        fewest = coded.get().bits();
        yardstick = coded.get().sites();
        best = Optional.of(rule);
      }
    }
    return best;
  }

  private static int mask(List<Integer> dims) {
    return dims.stream().mapToInt(d -> 1 << d).sum();
  }

  /**
   * The best choice of disjoint rules. With S(m) the bits saved within the set m of coordinates and
   * j the lowest of them, S(m) = max over subsets u of m with j, or none, of saved(u) + S(m \ u).
   */
  private static Theory cover(Rule[] best, Trials trials) {
    double[] saved = new double[best.length];
    Theory[] theories = new Theory[best.length];
    theories[0] = Theory.NONE;
    for (int m = 1; m < best.length; m++) {
      int lowest = Integer.lowestOneBit(m);
      saved[m] = saved[m ^ lowest];
      theories[m] = theories[m ^ lowest];
      for (int u = m; u > 0; u = (u - 1) & m) {
        Rule rule = best[u];
        if ((u & lowest) != 0 && rule != null) {
          double sum = trials.saved(rule) + saved[m ^ u];
          if (sum > saved[m]) {
            saved[m] = sum;
            theories[m] = theories[m ^ u].with(rule);
          }
        }
      }
    }
    return theories[best.length - 1];
  }
}
