package latentphysics.physics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.linear.Complex;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the law of each plane of a trained latent space.
 *
 * <p>Rules are fitted to training latents, and the one of least description length over long lags
 * is chosen. It counts as a law only if it holds on held-out latents: at nine of ten transitions it
 * misses by less than half the usual displacement, and over long lags by less than half of theirs.
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

  /** Latents are coded to a hundredth of their size. */
  private static final double PRECISION = 0.01;

  /** A plane that moves less than this share of the liveliest one is frozen. */
  private static final double LEAST_MOTION = 0.05;

  private final List<LatentPath> training;
  private final List<LatentPath> heldOut;
  private final int lag;
  private final List<Integer> lags;
  private final List<Integer> heldOutLags;

  /**
   * A search on given latents.
   *
   * @param training latents that rules are fitted to and chosen by
   * @param heldOut latents that they are judged on
   */
  public LawSearch(List<LatentPath> training, List<LatentPath> heldOut) {
    this.training = training;
    this.heldOut = heldOut;
    lag = Math.clamp(longest(training) / 8, 1, LONGEST_LAG);
    lags = lags(lag);
    heldOutLags = lags(Math.clamp(longest(heldOut) / 4, 1, lag));
  }

  private static List<Integer> lags(int longest) {
    int second = Math.max(1, (int) (SECOND_LAG * longest));
    while (divisor(longest, second) > 1) {
      second--;
    }
    return second == longest ? List.of(longest) : List.of(longest, second);
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  private static int longest(List<LatentPath> paths) {
    return paths.stream().mapToInt(LatentPath::length).max().orElse(0);
  }

  /**
   * A rule with its constants and how it fared.
   *
   * @param rule of the lexicon
   * @param fitted the rule with its constants
   * @param rotation its constants if it turns, else null
   * @param bits its description length
   * @param siteErrors squared miss over mean squared displacement at each held-out transition
   * @param siteTimes when each of those transitions starts, in nominal steps
   * @param sitePaths index of the held-out path of each
   * @param holds whether it counts as a law
   */
  public record Candidate(
      Rule rule,
      Rule.Fitted fitted,
      PlaneRotation.@Nullable Constants rotation,
      double bits,
      double[] siteErrors,
      double[] siteTimes,
      int[] sitePaths,
      boolean holds) {

    /** Number of held-out transitions. */
    public int sites() {
      return siteErrors.length;
    }

    /** How many of them it missed. */
    public int errors() {
      return (int) Arrays.stream(siteErrors).filter(e -> !(e <= ERROR_THRESHOLD)).count();
    }
  }

  /** The best rule of each plane that moves, whether it holds or not. */
  public List<Candidate> best(int latent) {
    double[] motion = motion(latent);
    double liveliest = Arrays.stream(motion).max().orElse(0);
    List<Candidate> found = new ArrayList<>();
    for (List<Rule> group : Lexicon.ofPlanes(latent)) {
      if (motion[group.getFirst().first() / 2] >= LEAST_MOTION * liveliest) {
        found.add(best(group));
      }
    }
    return found;
  }

  /** Squared displacement of each plane over the long lags, long enough for a slow law too. */
  private double[] motion(int latent) {
    double[] sums = new double[(latent + 1) / 2];
    for (LatentPath path : training) {
      for (int apart : lags) {
        for (int i = apart; i < path.length(); i++) {
          for (int j = 0; j < latent; j++) {
            double d = path.latents()[i][j] - path.latents()[i - apart][j];
            sums[j / 2] += d * d;
          }
        }
      }
    }
    return sums;
  }

  private record Choice(
      Rule rule, Rule.Fitted fitted, PlaneRotation.@Nullable Constants rotation, double bits) {}

  private Candidate best(List<Rule> group) {
    Choice best = null;
    List<Windows> windows = lags.stream().map(l -> Windows.of(training, l)).toList();
    for (Rule rule : group) {
      try {
        PlaneRotation.@Nullable Constants rotation = null;
        Rule.Fitted fitted;
        if (rule instanceof PlaneRotation plane) {
          rotation = RotationLadder.fit(plane, training, lag);
          fitted = plane.fitted(rotation);
        } else {
          fitted = rule.fit(transitions());
        }
        double bits = bits(rule, fitted, windows, group.size());
        if (best == null || bits < best.bits()) {
          best = new Choice(rule, fitted, rotation, bits);
        }
      } catch (ArithmeticException undetermined) {
        // The latents do not determine its constants: it is no candidate.
      }
    }
    if (best == null) {
      throw new AssertionError("rest has no constants and always fits");
    }
    return judged(best);
  }

  private Candidate judged(Choice choice) {
    Rule rule = choice.rule();
    Windows near = Windows.of(heldOut, 1);
    double[] errors = near.residuals(rule, choice.fitted());
    double missed = Arrays.stream(errors).filter(e -> !(e <= ERROR_THRESHOLD)).count();
    boolean holds =
        heldOutLags.getFirst() >= SHORTEST_LAG
            && missed <= (1 - SHARE_OBEYED) * errors.length
            && farError(choice) <= ERROR_THRESHOLD
            && !(rule instanceof Rest);
    return new Candidate(
        rule,
        choice.fitted(),
        choice.rotation(),
        choice.bits(),
        errors,
        near.startTimes(),
        near.pathIndices(),
        holds);
  }

  /** Mean squared misses over mean squared displacements, both added up over the long lags. */
  private double farError(Choice choice) {
    double missed = 0;
    double moved = 0;
    for (int heldOutLag : heldOutLags) {
      Windows far = Windows.of(heldOut, heldOutLag);
      missed +=
          Arrays.stream(far.misses(choice.rule(), choice.fitted())).average().orElse(Double.NaN);
      moved += far.displacement(choice.rule());
    }
    return missed / Math.max(moved, Double.MIN_NORMAL);
  }

  private Transitions transitions() {
    return Windows.of(training, 1).transitions();
  }

  /** Bits for the choice of the rule, its constants, and its errors, a mean over the long lags. */
  private static double bits(Rule rule, Rule.Fitted fitted, List<Windows> windows, int rules) {
    double constants = rule.constants() * 0.5 * log2(Math.max(2, windows.getFirst().count()));
    double errors = 0;
    for (Windows atLag : windows) {
      errors += errorBits(rule, fitted, atLag) / windows.size();
    }
    return log2(rules) + constants + errors;
  }

  /**
   * Bits for the errors over a long lag: ½·log₂(1 + σ²/δ²) for each coordinate of each window that
   * does not overlap another, δ the precision. In a plane the errors of the radius and of the arc
   * are coded apart, because a law may tell one far better.
   */
  private static double errorBits(Rule rule, Rule.Fitted fitted, Windows windows) {
    Tensor actual = rule.of(windows.end());
    Tensor predicted = windows.predict(rule, fitted);
    Tensor mean = actual.mean(0);
    double size = actual.sub(mean).square().mean().item();
    double delta = PRECISION * PRECISION * Math.max(size, Double.MIN_NORMAL);
    double independent = (double) windows.count() / windows.lag();
    double coded = 0;
    for (double variance :
        rule.width() == 2
            ? polar(actual.sub(mean), predicted.sub(mean))
            : actual.sub(predicted).square().mean(0).toDoubles()) {
      coded += 0.5 * log2(1 + variance / delta);
    }
    return independent * coded;
  }

  /** Mean squared differences of the radius and of the arc, radius times angle. */
  private static double[] polar(Tensor actual, Tensor predicted) {
    double[] a = actual.toDoubles();
    double[] p = predicted.toDoubles();
    double radial = 0;
    double arc = 0;
    int n = actual.dim(0);
    for (int i = 0; i < n; i++) {
      Complex here = new Complex(a[2 * i], a[2 * i + 1]);
      Complex there = new Complex(p[2 * i], p[2 * i + 1]);
      double angle = here.conjugate().times(there).log().im();
      radial += square(there.abs() - here.abs());
      arc += square(here.abs() * angle);
    }
    return new double[] {radial / n, arc / n};
  }

  private static double square(double x) {
    return x * x;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
