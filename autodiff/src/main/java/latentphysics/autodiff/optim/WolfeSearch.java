package latentphysics.autodiff.optim;

import java.util.function.DoubleFunction;

/**
 * A line search for the strong Wolfe conditions (J. Nocedal, S. Wright, Numerical Optimization, 2nd
 * edition, 2006, algorithms 3.5 and 3.6 with interpolation by 3.59): with φ(α) the loss at a step
 * α,
 *
 * <pre>
 *   φ(α) ≤ φ(0) + c₁·α·φ′(0)        |φ′(α)| ≤ c₂·|φ′(0)|
 * </pre>
 *
 * <p>Near a minimum rounding hides differences of φ while φ′ is still accurate. There, with φ(α)
 * only some units in the last place from φ(0), the first condition is replaced by φ′(α) ≤ (2c₁ −
 * 1)·φ′(0) (W. Hager, H. Zhang, SIAM J. Optim. 16, 2005, equation 4.1).
 *
 * <p>Trials whose value or slope is not finite count as too long a step. The number of trials is
 * bounded, so a search always ends.
 *
 * @param <E> what a trial carries along
 */
final class WolfeSearch<E> {
  /** Trials of a search; each bisection of an interval takes at most three. */
  static final int MOST_TRIALS = 60;

  private static final double LEAST_EXPANSION = 1.5;
  private static final double LARGEST_EXPANSION = 10;

  /** Share of an interval that a trial keeps from its ends. */
  private static final double MARGIN = 0.1;

  /** Two trials must shrink an interval to this share of it; else the next one halves it. */
  private static final double SUFFICIENT_SHRINKAGE = 0.66;

  private static final double UNITS_OF_ROUNDING = 8;

  private final Trial<E> start;
  private final double c1;
  private final double c2;
  private final double rounding;
  private final DoubleFunction<Trial<E>> line;
  private Trial<E> lowest;
  private int left = MOST_TRIALS;

  /**
   * A point on the line.
   *
   * @param step α
   * @param value φ(α)
   * @param slope φ′(α)
   * @param carried what belongs to it
   */
  record Trial<E>(double step, double value, double slope, E carried) {
    boolean isFinite() {
      return Double.isFinite(value) && Double.isFinite(slope);
    }
  }

  /**
   * Where a search ended.
   *
   * @param satisfied whether the conditions hold there; else it is the lowest point seen, which may
   *     be the start
   */
  record Outcome<E>(boolean satisfied, Trial<E> trial) {}

  private WolfeSearch(
      Trial<E> start, double c1, double c2, double epsilon, DoubleFunction<Trial<E>> line) {
    this.start = start;
    this.c1 = c1;
    this.c2 = c2;
    this.line = line;
    rounding = UNITS_OF_ROUNDING * epsilon;
    lowest = start;
  }

  /**
   * Searches from a point whose slope is negative.
   *
   * @param epsilon relative rounding of values
   * @param first step to try
   * @param line gives the point at a step
   */
  static <E> Outcome<E> find(
      Trial<E> start,
      double c1,
      double c2,
      double epsilon,
      double first,
      DoubleFunction<Trial<E>> line) {
    return new WolfeSearch<>(start, c1, c2, epsilon, line).bracket(first);
  }

  private Trial<E> at(double step) {
    left--;
    Trial<E> trial = line.apply(step);
    if (trial.isFinite() && trial.value < lowest.value) {
      lowest = trial;
    }
    return trial;
  }

  /** How far two values may be apart by rounding alone. */
  private double noise(double a, double b) {
    return rounding * Math.max(Math.abs(a), Math.abs(b));
  }

  /** The first condition, less {@code slack}. */
  private boolean isLowEnough(Trial<E> trial, double slack) {
    return trial.value <= start.value + c1 * trial.step * start.slope + slack;
  }

  private boolean isAccepted(Trial<E> trial) {
    if (!trial.isFinite() || !(Math.abs(trial.slope) <= c2 * Math.abs(start.slope))) {
      return false;
    }
    return isLowEnough(trial, 0)
        || (Math.abs(trial.value - start.value) <= noise(trial.value, start.value)
            && trial.slope <= (2 * c1 - 1) * start.slope);
  }

  /**
   * Whether a good step lies between {@code low} and a trial because the trial is too high; what
   * rounding may have done does not count, and slopes decide.
   */
  private boolean isTooHigh(Trial<E> trial, Trial<E> low) {
    return !trial.isFinite()
        || !isLowEnough(trial, noise(trial.value, start.value))
        || trial.value > low.value + noise(trial.value, low.value);
  }

  private Outcome<E> unsatisfied() {
    return new Outcome<>(false, lowest);
  }

  /** Algorithm 3.5: longer steps until an interval must hold a good one. */
  private Outcome<E> bracket(double first) {
    Trial<E> previous = start;
    double step = first;
    while (left > 0) {
      Trial<E> trial = at(step);
      if (isAccepted(trial)) {
        return new Outcome<>(true, trial);
      }
      if (isTooHigh(trial, previous)) {
        return zoom(previous, trial);
      }
      if (trial.slope >= 0) {
        return zoom(trial, previous);
      }
      double guess = cubicMinimizer(previous, trial);
      step =
          Double.isNaN(guess) || guess <= step
              ? step * LARGEST_EXPANSION
              : Math.clamp(guess, step * LEAST_EXPANSION, step * LARGEST_EXPANSION);
      previous = trial;
    }
    return unsatisfied();
  }

  /**
   * Algorithm 3.6: shrinks an interval that holds a good step.
   *
   * @param low the end with the lowest value of all that are low enough; φ falls from it inwards
   * @param high the other end, to either side, perhaps not finite
   */
  private Outcome<E> zoom(Trial<E> low, Trial<E> high) {
    double before = Double.POSITIVE_INFINITY; // the width two trials ago
    double last = Double.POSITIVE_INFINITY;
    while (left > 0) {
      double width = Math.abs(high.step - low.step);
      double middle = low.step + 0.5 * (high.step - low.step);
      if (middle == low.step || middle == high.step) {
        break; // no number lies between
      }
      double step = middle;
      if (high.isFinite() && width <= SUFFICIENT_SHRINKAGE * before) {
        double guess = cubicMinimizer(low, high);
        double nearest = Math.min(low.step, high.step) + MARGIN * width;
        double farthest = Math.max(low.step, high.step) - MARGIN * width;
        step =
            Double.isNaN(guess) || !(nearest <= farthest)
                ? middle
                : Math.clamp(guess, nearest, farthest);
      }
      before = last;
      last = width;
      Trial<E> trial = at(step);
      if (isAccepted(trial)) {
        return new Outcome<>(true, trial);
      }
      if (isTooHigh(trial, low)) {
        high = trial;
      } else {
        if (trial.slope * (high.step - low.step) >= 0) {
          high = low;
        }
        low = trial;
      }
    }
    return unsatisfied();
  }

  /** Where the cubic through two values and slopes has its minimum (3.59); NaN if nowhere. */
  static <E> double cubicMinimizer(Trial<E> a, Trial<E> b) {
    double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
    double d2 = Math.signum(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope);
    double guess = b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
    return Double.isFinite(guess) ? guess : Double.NaN;
  }
}
