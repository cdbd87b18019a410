package latentphysics.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.PrequentialCode.Coded;
import latentphysics.tensor.DType;
import latentphysics.tensor.random.Key;

/**
 * The mini-physics network beside a training: every so many steps it looks at the latents that the
 * encoder gives now, proposes, learns from its best proposals, and names the rules that lead.
 *
 * <p>On the coordinates of each rule of its best theory, leaders are the equations on the Pareto
 * front of bits against error that are nearly right already and save bits. White noise has none:
 * its best rule, the constant, has r = ½.
 *
 * <p>What it names depends on the key and on the latents that it saw, not on the number of threads.
 * Not thread-safe.
 */
public final class RuleSearch {
  /** Mean r up to which a rule is nearly right. */
  private static final double NEARLY_RIGHT = LawSearch.ERROR_THRESHOLD;

  /** Tolerance of error masses: a miss of half the usual displacement counts half. */
  public static final double TOLERANCE = 0.25;

  /**
   * How a search goes.
   *
   * @param grammar of the rules that are proposed
   * @param code what they are worth
   * @param network how it learns
   * @param every steps from one look to the next, at least 1
   * @param most leaders at a time, at least 1
   * @param key of everything random
   */
  public record Settings(
      Grammar grammar,
      PrequentialCode code,
      MiniPhysicsNetwork.Settings network,
      int every,
      int most,
      Key key) {
    private static final int EVERY = 100;
    private static final int MOST = 8;
    private static final MiniPhysicsNetwork.Settings SMALL =
        new MiniPhysicsNetwork.Settings(32, 0.1, 0.25, 0.01, 3e-3, 16);

    /** Checks the numbers. */
    public Settings {
      if (every < 1 || most < 1) {
        throw new IllegalArgumentException(
            "rule search: a look every %d steps, %d leaders, expected at least 1 of each"
                .formatted(every, most));
      }
    }

    /** A look every 100 steps with half the usual proposals: a small share of a training. */
    public static Settings standard(Grammar grammar, Key key) {
      return new Settings(grammar, PrequentialCode.STANDARD, SMALL, EVERY, MOST, key);
    }
  }

  /**
   * How a rule fared at a look.
   *
   * @param rule that was tried
   * @param formula with the constants of this look
   * @param bits description length of the rule and its constants
   * @param prequential description length of the motion when the rule is learned on the way
   * @param unknown the same if nothing is known of the coordinates
   * @param mass error mass, mean of r/(r + ¼), on the second half of the places, which it was not
   *     fitted to
   */
  public record Scored(
      Rule rule, String formula, double bits, double prequential, double unknown, double mass) {}

  /**
   * One look at the latents.
   *
   * @param step of the training, from 1
   * @param given how the rules fared that are tried whatever the network says
   * @param leaders what the network proposes, the rules that save most for each coordinate first
   * @param tried number of different rules tried
   */
  public record Look(int step, List<Scored> given, List<Scored> leaders, int tried) {
    /** Keeps unmodifiable copies. */
    public Look {
      given = List.copyOf(given);
      leaders = List.copyOf(leaders);
    }
  }

  private final Settings settings;
  private final MiniPhysicsNetwork network;
  private final Key updates;

  /** A search that has seen nothing. */
  public RuleSearch(Settings settings) {
    this.settings = settings;
    Key[] keys = settings.key().split(2);
    network =
        new MiniPhysicsNetwork(settings.grammar(), settings.code(), settings.network(), keys[0]);
    updates = keys[1];
  }

  /** Whether it looks at a step, counted from 1: at the first one and every so many later. */
  public boolean looksAt(int step) {
    return (step - 1) % settings.every() == 0;
  }

  /**
   * Looks at latents, proposes and learns.
   *
   * @param step of the training, another one each time
   * @param motion in all coordinates of the grammar, places in random order
   * @param given rules that are scored too
   * @throws ArithmeticException if latents are not finite
   */
  public Look look(int step, Motion motion, List<Rule> given) {
    Trials trials = new Trials(motion.astype(DType.FLOAT64).nominal(), settings.code());
    network.update(trials, updates.foldIn(step));
    List<Scored> leaders = leading(trials).flatMap(rule -> scored(rule, trials).stream()).toList();
    List<Scored> others = given.stream().flatMap(rule -> scored(rule, trials).stream()).toList();
    return new Look(step, others, leaders, trials.count());
  }

  private Stream<Rule> leading(Trials trials) {
    List<Rule> leading = new ArrayList<>();
    for (Rule best : network.best().rules()) {
      trials.front(best.dims()).points().stream()
          .map(point -> point.equation().rule())
          .filter(rule -> trials.saved(rule) > 0 && nearlyRight(rule, trials))
          .forEach(leading::add);
    }
    return leading.stream()
        .sorted(
            Comparator.comparingDouble((Rule r) -> -trials.savedPerCoordinate(r))
                .thenComparing(Rule::toString))
        .limit(settings.most());
  }

  private boolean nearlyRight(Rule rule, Trials trials) {
    return trials
        .of(rule)
        .filter(coded -> late(coded).average().orElse(Double.NaN) <= NEARLY_RIGHT)
        .isPresent();
  }

  /** r of the second half of the places, under constants that were fitted to at least a quarter. */
  private static DoubleStream late(Coded coded) {
    double[] r = coded.residuals();
    return Arrays.stream(r, r.length / 2, r.length);
  }

  private Optional<Scored> scored(Rule rule, Trials trials) {
    return trials
        .of(rule)
        .filter(coded -> Double.isFinite(coded.bits()))
        .map(coded ->
            new Scored(
                rule,
                coded.equation().formula(),
                coded.statement(),
                coded.bits(),
                Arrays.stream(trials.unknown(rule.dims())).sum(),
                late(coded).map(r -> r / (r + TOLERANCE)).average().orElse(Double.NaN)));
  }
}
