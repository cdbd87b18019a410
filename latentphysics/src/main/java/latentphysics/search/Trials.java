package latentphysics.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.PrequentialCode.Coded;

/**
 * Rules tried on one motion, each once.
 *
 * <p>What a rule is worth is the bits that it saves against knowing nothing of its coordinates; the
 * worth of a theory is the sum over its rules.
 */
public final class Trials {
  private final Motion motion;
  private final PrequentialCode code;
  private final Map<Rule, Optional<Coded>> tried = new LinkedHashMap<>();
  private final Map<Integer, double[]> unknown = new HashMap<>();
  private long places;

  /**
   * No trials yet.
   *
   * @param motion in all latent coordinates, places in random order
   * @param code what a rule is worth
   * @throws ArithmeticException if latents are not finite
   * @throws IllegalArgumentException if it has no more places than the first fit takes
   */
  public Trials(Motion motion, PrequentialCode code) {
    if (motion.size() <= code.first()) {
      throw new IllegalArgumentException(
          "trials: %d places, expected more than %d".formatted(motion.size(), code.first()));
    }
    PrequentialCode.checkFinite(motion);
    this.motion = motion.stopGradient();
    this.code = code;
  }

  /** The motion. */
  public Motion motion() {
    return motion;
  }

  /** How the rule codes the motion; nothing if its constants are not determined. */
  public Optional<Coded> of(Rule rule) {
    return of(rule, bits -> true);
  }

  /**
   * The same, given up where another rule is significantly better.
   *
   * @param best bits of all places under the other rule
   */
  Optional<Coded> of(Rule rule, double[] best, EarlyRejection rejection) {
    return of(rule, bits -> !rejection.rejects(bits, best));
  }

  private Optional<Coded> of(Rule rule, Predicate<double[]> goOn) {
    Optional<Coded> known = tried.get(rule);
    if (known == null) {
      int[] coded = {0};
      known =
          code.code(
              rule,
              motion,
              bits -> {
                coded[0] = bits.length;
                return goOn.test(bits);
              });
      places += coded[0];
      tried.put(rule, known);
    }
    return known;
  }

  /** Bits of each place if nothing is known of some coordinates. */
  double[] unknown(List<Integer> dims) {
    double[] sum = new double[motion.size() - code.first()];
    for (int dim : dims) {
      double[] bits = unknown.computeIfAbsent(dim, d -> code.unknown(d, motion));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += bits[i];
      }
    }
    return sum;
  }

  /** Bits that a rule saves; −∞ if its constants are not determined. */
  public double saved(Rule rule) {
    return of(rule)
        .map(coded -> Arrays.stream(unknown(rule.dims())).sum() - coded.bits())
        .orElse(Double.NEGATIVE_INFINITY);
  }

  /** Bits that all rules of a theory save together. */
  public double saved(Theory theory) {
    return theory.rules().stream().mapToDouble(this::saved).sum();
  }

  /** Bits that a rule saves for each of its coordinates. */
  public double savedPerCoordinate(Rule rule) {
    return saved(rule) / rule.dims().size();
  }

  /**
   * The share that a theory saves of all the bits that there are to save; at most 1, below 0 for a
   * theory that costs more than it saves.
   */
  public double reward(Theory theory) {
    List<Integer> all = IntStream.range(0, motion.width()).boxed().toList();
    return saved(theory) / Math.max(Arrays.stream(unknown(all)).sum(), Double.MIN_NORMAL);
  }

  /** Number of places coded in all trials: what early rejection spares. */
  public long places() {
    return places;
  }

  /** Number of rules tried. */
  public int count() {
    return tried.size();
  }

  /** The equations tried on some coordinates that no other of them beats. */
  public ParetoFront front(List<Integer> dims) {
    return ParetoFront.of(
        tried.entrySet().stream()
            .filter(e -> e.getKey().dims().equals(dims))
            .flatMap(e -> e.getValue().stream())
            .map(c -> new ParetoFront.Point(c.equation(), c.statement(), c.meanResidual()))
            .toList());
  }
}
