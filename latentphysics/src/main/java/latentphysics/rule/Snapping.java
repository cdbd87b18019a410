package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import latentphysics.tensor.DType;

/**
 * Constants that turn out to be integers, rationals or known numbers.
 *
 * <p>The description length of an equation on a motion of n places is Σ bits(c) + Σ ½·log₂(1 +
 * r/τ²), τ² the mean residual as fitted, and no less than rounding. A free constant that the motion
 * tells to a share τ/√n costs ½·log₂ n + log₂ 1/τ bits, one with a name at most what the name costs
 * ({@link Numbers}). A constant takes a name when the whole gets shorter, with all other free
 * constants fitted anew.
 *
 * <p>After Wu and Tegmark, Toward an artificial intelligence physicist for unsupervised learning,
 * 2019, section II.D, where constants snap one after the other too.
 *
 * @param equation with what was snapped
 * @param bits of description before and after
 * @param names of the constants, in the order of {@link Equation#numbers}; empty where one stayed
 *     free
 */
public record Snapping(Equation equation, Bits bits, List<String> names) {
  /** Description length before and after, constants and residuals together. */
  public record Bits(double before, double after) {}

  private static final double LOG2 = Math.log(2);
  private static final double ROUNDINGS = 256;
  private static final int PASSES = 3;
  private static final double[] REACHES = {1, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6, 0};

  /**
   * Snaps the constants of an equation.
   *
   * @param fitted as fitted to the motion
   * @param motion in all latent coordinates
   */
  public static Snapping of(Equation fitted, Motion motion) {
    Motion own = motion.on(fitted.rule().dims()).astype(DType.FLOAT64).stopGradient();
    return new Search(fitted, own, motion.before().dtype().epsilon()).run();
  }

  private static final class Search {
    private final Motion own;
    private final double tau;
    private final Equation fitted;
    private final boolean[] snapped;

    Search(Equation fitted, Motion own, double epsilon) {
      this.own = own;
      this.fitted = fitted;
      this.tau = Math.max(ROUNDINGS * epsilon, Math.sqrt(fitted.residualsOn(own).mean().item()));
      double[] numbers = fitted.numbers();
      this.snapped = new boolean[numbers.length];
      for (int j = 0; j < snapped.length; j++) {
        snapped[j] = numbers[j] == 0; // A sparse fit has named it already.
      }
    }

    Snapping run() {
      double before = bits(fitted);
      Equation best = fitted;
      double least = before;
      boolean moved = true;
      for (int pass = 0; pass < PASSES && moved; pass++) {
        moved = false;
        for (int j = 0; j < snapped.length; j++) {
          if (snapped[j]) {
            continue;
          }
          snapped[j] = true;
          Equation found = best;
          double shortest = least;
          for (Numbers.Name name : candidates(best.numbers()[j])) {
            Equation tried = with(best, j, name.value());
            double length = bits(tried);
            if (length < shortest) {
              shortest = length;
              found = tried;
            }
          }
          snapped[j] = shortest < least;
          moved |= snapped[j];
          best = found;
          least = shortest;
        }
      }
      return named(best, before);
    }

    /** Constants that have a name to rounding, snapped or fitted beside those that were, get it. */
    private Snapping named(Equation found, double before) {
      double[] numbers = found.numbers();
      List<String> names = new ArrayList<>();
      for (int j = 0; j < numbers.length; j++) {
        Optional<Numbers.Name> name = Numbers.near(numbers[j], 0);
        names.add(name.map(Numbers.Name::text).orElse(""));
        numbers[j] = name.map(Numbers.Name::value).orElse(numbers[j]);
      }
      Equation exact = found.withNumbers(numbers);
      return new Snapping(exact, new Bits(before, Math.min(before, bits(exact))), names);
    }

    /** One constant set, those not snapped fitted anew. */
    private Equation with(Equation equation, int constant, double value) {
      double[] numbers = equation.numbers();
      numbers[constant] = value;
      Equation set = equation.withNumbers(numbers);
      Form form = equation.rule().form();
      if (form instanceof Conserved) {
        return set; // What it predicts does not tell its constants.
      }
      boolean[] free = new boolean[numbers.length];
      for (int j = 0; j < free.length; j++) {
        free[j] = !snapped[j] && numbers[j] != 0;
      }
      try {
        return new Equation(equation.rule(), Refinement.of(form, set.constants(), own, free));
      } catch (ArithmeticException undetermined) {
        return set;
      }
    }

    private double bits(Equation equation) {
      double[] r = equation.residualsOn(own).toDoubles();
      double free = 0.5 * log2(r.length) - log2(tau);
      double bits = 0;
      for (double x : r) {
        bits += 0.5 * log2(1 + x / (tau * tau));
      }
      for (double number : equation.numbers()) {
        Optional<Numbers.Name> name = Numbers.near(number, 0);
        bits += name.map(n -> Math.min(n.bits(), free)).orElse(free);
      }
      return Double.isNaN(bits) ? Double.POSITIVE_INFINITY : bits;
    }

    /** Names near a number, from near to far. */
    private static List<Numbers.Name> candidates(double number) {
      return Arrays.stream(REACHES)
          .mapToObj(reach -> Numbers.near(number, reach * Math.abs(number)))
          .flatMap(Optional::stream)
          .distinct()
          .sorted(Comparator.comparingDouble(n -> Math.abs(n.value() - number)))
          .toList();
    }

    private static double log2(double x) {
      return Math.log(x) / LOG2;
    }
  }
}
