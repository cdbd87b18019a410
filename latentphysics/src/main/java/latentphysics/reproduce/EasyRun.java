package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.DiscoveryClock;
import latentphysics.search.PrequentialCode;
import latentphysics.search.PrequentialCode.Coded;
import latentphysics.search.RuleSearch;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.training.Observer;
import latentphysics.world.World;

/**
 * A training of a small world in which the rules are asked, now and then, how easy the latents of
 * held-out states are for them by then.
 *
 * @param world that is seen
 * @param arm what punishes
 * @param steps of the training
 * @param seed of everything random but the world
 */
record EasyRun(World world, Arm arm, int steps, long seed) {
  /** Held-out triples that the rules are learned from. */
  static final int PLACES = 512;

  /** Shares of the training at which easiness is measured; rules begin to pull at the first. */
  static final List<Double> SHARES = List.of(0.1, 0.2, 0.4, 0.6, 0.8, 1.0);

  /** Mean r of a rule that is right. */
  private static final double RIGHT = PlaneScore.ERROR;

  private static final int CLOCK_EVERY = 100;
  private static final PrequentialCode CODE = PrequentialCode.STANDARD;

  /**
   * How easy latents are.
   *
   * @param bits prequential length of the best rule
   * @param pairs from how many pairs on its constants are right, a power of two from 8; twice the
   *     number of places if they never are
   * @param rule that is best
   */
  record Ease(double bits, double pairs, String rule) {}

  /**
   * What came out.
   *
   * @param course at each of the {@link #SHARES}
   * @param discovery first step from which the error mass of some rule on held-out states stays
   *     below a twentieth for 200 steps; infinite without
   * @param rollout decoded error over variance of 50 steps of the affine map
   * @param residual mean r of the affine map
   */
  record Result(List<Ease> course, double discovery, double rollout, double residual) {
    Ease first() {
      return course.getFirst();
    }

    Ease last() {
      return course.getLast();
    }

    Ease at(double share) {
      return course.get(SHARES.indexOf(share));
    }
  }

  /** Trains and measures. */
  Result result() {
    Tensor states = world.states(Key.of(9000L + seed), PLACES, 3);
    SmallWorldRun run = SmallWorldRun.ofPlane(world, arm, steps, seed);
    Autoencoder model = run.networks().autoencoder();
    List<Ease> course = new ArrayList<>();
    DiscoveryClock clock = new DiscoveryClock();
    List<Integer> asked = SHARES.stream().map(s -> (int) Math.round(s * steps)).toList();
    Observer watch =
        report -> {
          boolean ask = asked.contains(report.step());
          if (ask || report.step() % CLOCK_EVERY == 0) {
            Motion motion = new TrainedWorld(world, model, report.parameters()).motion(states);
            note(clock, report.step(), motion, run.rules());
            if (ask) {
              course.add(ease(motion, run.rules()));
            }
          }
          return true;
        };
    PlaneScore score = PlaneScore.of(run.train(watch), ConcentrateToy.JUDGE + seed);
    double discovery =
        run.rules().stream()
            .map(clock::discovery)
            .filter(found -> found.isPresent())
            .mapToDouble(found -> found.orElseThrow())
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    return new Result(course, discovery, score.rollout(), score.affine());
  }

  /** Fits each rule to the first half of the places and notes its error mass on the second. */
  private static void note(DiscoveryClock clock, int step, Motion motion, List<Rule> rules) {
    int half = motion.size() / 2;
    Motion fitting = motion.rows(0, half);
    Motion judging = motion.rows(half, motion.size());
    for (Rule rule : rules) {
      double mass = Double.NaN;
      try {
        Equation equation = rule.fit(fitting);
        Tensor r = equation.residuals(judging);
        mass = r.div(r.add(RuleSearch.TOLERANCE)).mean().item();
      } catch (ArithmeticException undetermined) {
        // No constants, no success.
      }
      clock.note(step, rule, mass, rule.bits());
    }
  }

  /** The ease of the rule of the fewest prequential bits. */
  static Ease ease(Motion motion, List<Rule> rules) {
    Coded best =
        rules.stream()
            .map(rule -> CODE.code(rule, motion))
            .flatMap(Optional::stream)
            .min(Comparator.comparingDouble(Coded::bits))
            .orElseThrow();
    return new Ease(best.bits(), pairs(best.residuals()), best.equation().rule().form().name());
  }

  /**
   * The first fit from which on every block of places that is coded has a mean r of at most a
   * hundredth.
   *
   * @param residuals of the places after the first eight
   */
  static double pairs(double[] residuals) {
    int places = residuals.length + CODE.first();
    double right = 2.0 * places;
    int last = CODE.first();
    while (2 * last < places) {
      last *= 2;
    }
    for (int from = last; from >= CODE.first(); from /= 2) {
      int to = Math.min(2 * from, places);
      double mean =
          Arrays.stream(residuals, from - CODE.first(), to - CODE.first()).average().orElseThrow();
      if (!(mean <= RIGHT)) {
        break;
      }
      right = from;
    }
    return right;
  }
}
