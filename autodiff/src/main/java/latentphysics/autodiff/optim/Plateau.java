package latentphysics.autodiff.optim;

/**
 * A rate that falls when a metric stops getting smaller: the rules of PyTorch's {@code
 * ReduceLROnPlateau} in its mode "min" with a relative threshold, as an immutable value.
 *
 * <pre>{@code
 * Plateau plateau = Plateau.of(1e-3);
 * for (...) {
 *   train(plateau.rate());
 *   plateau = plateau.next(validationLoss());
 * }
 * }</pre>
 *
 * <p>For a metric that should grow, hand over its negative. Two things differ from PyTorch: the
 * threshold is relative to the metric's size whatever its sign, and a fall of the rate is never
 * held back for being small.
 *
 * @param options when and how the rate falls
 * @param rate of what comes next
 * @param best smallest metric so far; ∞ before the first
 * @param waited evaluations since without improvement
 * @param cooling evaluations left that do not count
 */
public record Plateau(Options options, double rate, double best, int waited, int cooling) {

  /**
   * When and how the rate falls.
   *
   * @param factor by which it is multiplied, in [0, 1)
   * @param patience how many evaluations without improvement in a row are borne; the next one
   *     lowers the rate
   * @param threshold an improvement is a metric below {@code best − threshold·|best|}; at least 0
   * @param cooldown how many evaluations after a fall do not count
   * @param least rate, at least 0
   */
  public record Options(double factor, int patience, double threshold, int cooldown, double least) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left
     */
    public Options {
      Range.FRACTION.check("plateau", "factor", factor);
      Range.checkAtLeast(0, "plateau", "patience", patience);
      Range.NOT_NEGATIVE.check("plateau", "threshold", threshold);
      Range.checkAtLeast(0, "plateau", "cooldown", cooldown);
      Range.NOT_NEGATIVE.check("plateau", "least rate", least);
    }

    /** PyTorch's: a tenth after more than 10 evaluations, threshold 10⁻⁴, no cooldown, no least. */
    public static Options standard() {
      return new Options(0.1, 10, 1e-4, 0, 0);
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite, or a count is negative
   */
  public Plateau {
    Range.NOT_NEGATIVE.check("plateau", "rate", rate);
    Range.checkAtLeast(0, "plateau", "waited", waited);
    Range.checkAtLeast(0, "plateau", "cooling", cooling);
  }

  /** Before the first evaluation, with {@link Options#standard}. */
  public static Plateau of(double rate) {
    return of(rate, Options.standard());
  }

  /** Before the first evaluation. */
  public static Plateau of(double rate, Options options) {
    return new Plateau(options, rate, Double.POSITIVE_INFINITY, 0, 0);
  }

  /**
   * What follows an evaluation.
   *
   * @param metric smaller is better; NaN counts as no improvement
   */
  public Plateau next(double metric) {
    boolean first = best == Double.POSITIVE_INFINITY;
    boolean better = first ? metric < best : metric < best - options.threshold * Math.abs(best);
    double lowest = better ? metric : best;
    if (cooling > 0) {
      return new Plateau(options, rate, lowest, 0, cooling - 1);
    }
    int without = better ? 0 : waited + 1;
    if (without <= options.patience) {
      return new Plateau(options, rate, lowest, without, 0);
    }
    // A rate that starts below the least one stays.
    double lower = Math.min(rate, Math.max(rate * options.factor, options.least));
    return new Plateau(options, lower, lowest, 0, options.cooldown);
  }
}
