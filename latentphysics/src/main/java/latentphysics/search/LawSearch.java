package latentphysics.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import latentphysics.rule.Equation;
import latentphysics.rule.Identity;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;

/**
 * Finds the laws of a trained latent space.
 *
 * <p>Rules are fitted to training latents, and the one of least description length over long lags
 * is chosen for each subspace. It counts as a law only if it holds on held-out latents: at nine of
 * ten transitions it misses by less than half the usual displacement, and over long lags by less
 * than half of theirs.
 *
 * <p>There are two long lags without a common divisor: a motion that is back where it was after one
 * of them would look like rest, and not after both.
 */
public final class LawSearch {
  /** Squared miss, over the mean squared displacement, above which a site is an error. */
  public static final double ERROR_THRESHOLD = 0.25;

  private static final double SHARE_OBEYED = 0.9;
  private static final int LONGEST_LAG = 64;
  private static final double SECOND_LAG = 0.62; // of the longest

  /** Held-out data must be long enough for a lag over which smooth noise is no straight line. */
  private static final int SHORTEST_LAG = 4;

  /** Coordinates that move less than this share of the liveliest subspace's are frozen. */
  private static final double LEAST_MOTION = 0.05;

  /** Bits closer than this are equal: of equal rules the grammar's first is chosen. */
  private static final double ROUNDING = 1e-6;

  private final Grammar grammar;
  private final List<LatentPath> training;
  private final int lag;
  private final Windows near;
  private final List<Windows> far;
  private final Windows heldOutNear;
  private final List<Windows> heldOutFar;

  /**
   * A search on given latents.
   *
   * @param grammar of the rules that are tried
   * @param training latents that rules are fitted to and chosen by
   * @param heldOut latents that they are judged on
   */
  public LawSearch(Grammar grammar, List<LatentPath> training, List<LatentPath> heldOut) {
    this.grammar = grammar;
    this.training = List.copyOf(training);
    lag = Math.clamp(longest(training) / 8, 1, LONGEST_LAG);
    near = Windows.of(training, 1);
    far = windows(training, lag);
    heldOutNear = Windows.of(heldOut, 1);
    heldOutFar = windows(heldOut, Math.clamp(longest(heldOut) / 4, 1, lag));
  }

  private static List<Windows> windows(List<LatentPath> paths, int longest) {
    int second = Math.max(1, (int) (SECOND_LAG * longest));
    while (divisor(longest, second) > 1) {
      second--;
    }
    return IntStream.of(longest, second).distinct().mapToObj(l -> Windows.of(paths, l)).toList();
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  private static int longest(List<LatentPath> paths) {
    return paths.stream().mapToInt(LatentPath::length).max().orElse(0);
  }

  /** The best rule of each plane of neighbouring coordinates, and of an odd last one, that move. */
  public List<Finding> best() {
    List<List<Integer>> planes = new ArrayList<>();
    for (int first = 0; first < grammar.latent(); first += 2) {
      planes.add(IntStream.range(first, Math.min(first + 2, grammar.latent())).boxed().toList());
    }
    return best(planes);
  }

  /**
   * The best rule of each subspace that moves, whether it holds or not.
   *
   * @param subspaces sets of coordinates, none wider than what the grammar's forms accept
   */
  public List<Finding> best(List<List<Integer>> subspaces) {
    double[] motion = subspaces.stream().mapToDouble(this::motion).toArray();
    double liveliest = Arrays.stream(motion).max().orElse(0);
    List<Finding> found = new ArrayList<>();
    for (int i = 0; i < motion.length; i++) {
      if (motion[i] >= LEAST_MOTION * liveliest) {
        bestIn(subspaces.get(i)).ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * Laws on disjoint coordinates out of overlapping subspaces: those that hold, the ones that leave
   * the fewest bits for each coordinate first.
   *
   * @param subspaces candidates, such as a network proposes
   */
  public List<Finding> disjoint(List<List<Integer>> subspaces) {
    List<Finding> holding =
        best(subspaces).stream()
            .filter(Finding::holds)
            .sorted(
                Comparator.comparingDouble((Finding f) -> f.bits() / width(f))
                    .thenComparing(f -> f.equation().formula()))
            .toList();
    Set<Integer> taken = new LinkedHashSet<>();
    List<Finding> chosen = new ArrayList<>();
    for (Finding finding : holding) {
      List<Integer> dims = finding.equation().rule().dims();
      if (dims.stream().noneMatch(taken::contains)) {
        taken.addAll(dims);
        chosen.add(finding);
      }
    }
    return chosen;
  }

  private static int width(Finding finding) {
    return finding.equation().rule().dims().size();
  }

  /** Squared displacement of a coordinate over the long lags, long enough for a slow law too. */
  private double motion(List<Integer> dims) {
    return far.stream().mapToDouble(w -> w.displacement(dims)).sum() / dims.size();
  }

  private record Choice(Equation equation, double bits) {}

  private Optional<Finding> bestIn(List<Integer> dims) {
    LagCode code = new LagCode(far, dims);
    List<Rule> rules = grammar.rules(dims);
    double named = Math.log(rules.size()) / Math.log(2);
    List<Choice> tried = new ArrayList<>();
    for (Rule rule : rules) {
      try {
        Equation equation = fit(rule);
        double bits = named + constantBits(equation) + code.bits(equation);
        if (Double.isFinite(bits)) {
          tried.add(new Choice(equation, bits));
        }
      } catch (ArithmeticException undetermined) {
        // The latents do not determine its constants: it is no candidate.
      }
    }
    double fewest = tried.stream().mapToDouble(Choice::bits).min().orElse(0);
    return tried.stream()
        .filter(choice -> choice.bits() <= fewest + ROUNDING)
        .findFirst()
        .map(choice -> judged(choice, tried));
  }

  private double constantBits(Equation equation) {
    return equation.bits(near.count()) - equation.rule().bits();
  }

  private Equation fit(Rule rule) {
    return rule.form() instanceof Rotation rotation
        ? RotationLadder.fit(rotation, rule.dims(), training, lag)
        : rule.fit(near.transitions(0));
  }

  private Finding judged(Choice choice, List<Choice> tried) {
    Equation equation = choice.equation();
    double[] errors = heldOutNear.residuals(equation);
    double missed = Arrays.stream(errors).filter(Finding::missed).count();
    double farError = farError(equation);
    boolean holds =
        heldOutFar.getFirst().lag() >= SHORTEST_LAG
            && missed <= (1 - SHARE_OBEYED) * errors.length
            && farError <= ERROR_THRESHOLD
            && !(equation.rule().form() instanceof Identity);
    return new Finding(
        equation,
        choice.bits(),
        errors,
        heldOutNear.startTimes(),
        heldOutNear.pathIndices(),
        farError,
        holds,
        front(tried));
  }

  private ParetoFront front(List<Choice> tried) {
    return ParetoFront.of(
        tried.stream()
            .map(choice ->
                new ParetoFront.Point(
                    choice.equation(),
                    choice.equation().bits(near.count()),
                    Arrays.stream(heldOutNear.residuals(choice.equation()))
                        .average()
                        .orElse(Double.NaN)))
            .toList());
  }

  /** Mean squared misses over mean squared displacements, both added up over the long lags. */
  private double farError(Equation equation) {
    double missed = 0;
    double moved = 0;
    for (Windows windows : heldOutFar) {
      missed += Arrays.stream(windows.misses(equation)).average().orElse(Double.NaN);
      moved += windows.displacement(equation.rule().dims());
    }
    return missed / Math.max(moved, Double.MIN_NORMAL);
  }
}
