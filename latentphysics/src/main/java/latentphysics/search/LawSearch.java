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
import latentphysics.rule.LawfulSubspace;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * Finds the laws of a trained latent space.
 *
 * <p>Rules are fitted to training latents, and the one of least description length over long lags
 * is chosen for each subspace; its constants take the names of numbers where that is shorter. It
 * counts as a law only if it holds on held-out latents: at nine of ten transitions it misses by
 * less than half the usual displacement, and over long lags by less than half of theirs.
 *
 * <p>There are three long lags without common divisors: a motion that is back where it was after
 * one of them would look like rest, and not after all.
 */
public final class LawSearch {
  /** Squared miss, over the mean squared displacement, above which a site is an error. */
  public static final double ERROR_THRESHOLD = 0.25;

  private static final double SHARE_OBEYED = 0.9;
  private static final int LONGEST_LAG = 64;
  private static final double[] LAG_SHARES = {1, 0.62, 0.37}; // of the longest

  /** Held-out data must be long enough for a lag over which smooth noise is no straight line. */
  private static final int SHORTEST_LAG = 4;

  /** Coordinates that move less than this share of the liveliest subspace's are frozen. */
  private static final double LEAST_MOTION = 0.05;

  /** Bits closer than this are equal: of equal rules the grammar's first is chosen. */
  private static final double ROUNDING = 1e-6;

  private static final int BATCH = 128;
  private static final int LEADERS = 16;

  private final Grammar grammar;
  private final List<LatentPath> training;
  private final List<LatentPath> heldOut;
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
    this.heldOut = List.copyOf(heldOut);
    lag = Math.clamp(longest(training) / 8, 1, LONGEST_LAG);
    near = Windows.of(training, 1);
    far = windows(training, lag);
    heldOutNear = Windows.of(heldOut, 1);
    heldOutFar = windows(heldOut, Math.clamp(longest(heldOut) / 4, 1, lag));
  }

  /**
   * Windows of lags of which no two have a common divisor, each at most its share of the longest.
   */
  private static List<Windows> windows(List<LatentPath> paths, int longest) {
    List<Integer> lags = new ArrayList<>();
    for (double share : LAG_SHARES) {
      int lag = Math.max(1, (int) (share * longest));
      while (sharesDivisor(lag, lags)) {
        lag--;
      }
      lags.add(lag);
    }
    return lags.stream().distinct().map(lag -> Windows.of(paths, lag)).toList();
  }

  private static boolean sharesDivisor(int lag, List<Integer> lags) {
    return lags.stream().anyMatch(other -> divisor(other, lag) > 1);
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  private static int longest(List<LatentPath> paths) {
    return paths.stream().mapToInt(LatentPath::length).max().orElse(0);
  }

  /** The best rule of each plane of neighbouring coordinates, and of an odd last one, that move. */
  public List<Finding> best() {
    return best(planes());
  }

  /** Planes of neighbouring coordinates, and an odd last one. */
  public List<List<Integer>> planes() {
    List<List<Integer>> planes = new ArrayList<>();
    for (int first = 0; first < grammar.latent(); first += 2) {
      planes.add(IntStream.range(first, Math.min(first + 2, grammar.latent())).boxed().toList());
    }
    return planes;
  }

  /**
   * Subspaces of the laws that a network proposes for the training latents.
   *
   * @param network of the same number of coordinates; it is taught by random batches of the
   *     transitions
   * @param updates how many of them
   */
  public List<List<Integer>> proposed(MiniPhysicsNetwork network, int updates, Key key) {
    Motion all = near.transitions(0);
    int batch = Math.min(BATCH, all.size());
    for (int k = 0; k < updates; k++) {
      Key[] keys = key.foldIn(k).split(2);
      network.update(all.take(keys[0].choice(all.size(), batch, false)), keys[1]);
    }
    return network.leaders(LEADERS).stream().map(Rule::dims).distinct().toList();
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

  /**
   * A search in the directions of the latent space in which a linear law holds.
   *
   * @param directions columns u; coordinate j of the search is z·uⱼ, {@code [latent, k]}
   * @param search in them
   */
  public record Projected(Tensor directions, LawSearch search) {}

  /**
   * The same search in the lawful directions alone, for laws that mix coordinates with noise.
   *
   * @return nothing if no direction is lawful or they hold less than a twentieth of the motion
   */
  public Optional<Projected> lawful() {
    Motion motion = near.transitions(0);
    int half = motion.size() / 2;
    LawfulSubspace found;
    try {
      found = LawfulSubspace.of(motion.rows(0, half), motion.rows(half, motion.size()));
    } catch (ArithmeticException undetermined) {
      return Optional.empty();
    }
    int count = found.lawful();
    if (count == 0 || found.lawfulEnergy() < LEAST_MOTION) {
      return Optional.empty();
    }
    Tensor directions = found.directions().slice(1, 0, count);
    Grammar narrow = new Grammar(grammar.forms(), count, Math.min(grammar.widest(), count));
    return Optional.of(
        new Projected(
            directions,
            new LawSearch(
                narrow,
                training.stream().map(path -> path.along(directions)).toList(),
                heldOut.stream().map(path -> path.along(directions)).toList())));
  }

  private record Choice(Equation equation, double bits) {}

  private Optional<Finding> bestIn(List<Integer> dims) {
    LagCode code = new LagCode(far, dims);
    List<Choice> tried = new ArrayList<>();
    for (Rule rule : grammar.rules(dims)) {
      try {
        Equation equation = fit(rule);
        Choice choice = choice(equation, code);
        if (Double.isFinite(choice.bits())) {
          tried.add(choice);
        }
      } catch (ArithmeticException undetermined) {
        // The latents do not determine its constants: it is no candidate.
      }
    }
    double fewest = tried.stream().mapToDouble(Choice::bits).min().orElse(0);
    return tried.stream()
        .filter(choice -> choice.bits() <= fewest + ROUNDING)
        .findFirst()
        .map(choice -> new LagSnapping(code).apply(choice.equation()))
        .map(named -> judged(choice(named, code), tried));
  }

  private Choice choice(Equation equation, LagCode code) {
    return new Choice(equation, equation.bits(near.count()) + code.bits(equation));
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
