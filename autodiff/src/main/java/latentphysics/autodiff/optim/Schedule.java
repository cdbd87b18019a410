package latentphysics.autodiff.optim;

/**
 * The rate of each step: {@code schedule.rate(state.step())} with the number of steps done, which
 * is 0 for the first.
 *
 * <p>Schedules are plain functions; {@link Plateau} is for a rate that depends on what training
 * reaches.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * The rate of a step.
   *
   * @param step steps done before, at least 0
   */
  double rate(int step);

  /**
   * Always the same rate.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static Schedule constant(double rate) {
    Range.NOT_NEGATIVE.check("constant", "rate", rate);
    return _ -> rate;
  }

  /**
   * Evenly from {@code first} at step 0 to {@code last} at step {@code steps}, then {@code last}.
   *
   * @throws IllegalArgumentException if a rate is negative or not finite, or there is no step
   */
  static Schedule linear(double first, double last, int steps) {
    checkDecay("linear", first, last, steps);
    return step -> {
      double share = Math.min(step, steps) / (double) steps;
      return first + share * (last - first);
    };
  }

  /**
   * Half a cosine from {@code first} at step 0 to {@code last} at step {@code steps}, then {@code
   * last} (I. Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR
   * 2017, equation 5, without restarts):
   *
   * <pre>
   *   last + ½·(first − last)·(1 + cos(π·step/steps))
   * </pre>
   *
   * @throws IllegalArgumentException if a rate is negative or not finite, or there is no step
   */
  static Schedule cosine(double first, double last, int steps) {
    checkDecay("cosine", first, last, steps);
    return step -> {
      double share = Math.min(step, steps) / (double) steps;
      return last + 0.5 * (first - last) * (1 + StrictMath.cos(Math.PI * share));
    };
  }

  /**
   * {@code first · factor^(step/steps)}: falls by {@code factor} every {@code steps} steps, a
   * little with each.
   *
   * @param factor positive, usually below 1
   * @throws IllegalArgumentException if an argument is out of its range
   */
  static Schedule exponential(double first, double factor, int steps) {
    Range.NOT_NEGATIVE.check("exponential", "first rate", first);
    Range.POSITIVE.check("exponential", "factor", factor);
    Range.checkAtLeast(1, "exponential", "steps", steps);
    return step -> first * StrictMath.pow(factor, step / (double) steps);
  }

  /**
   * This schedule after a linear warm-up (P. Goyal and others, Accurate, large minibatch SGD, 2017,
   * section 2.2): steps 0 … n−1 have the rates 1/n, 2/n … 1 of this schedule's first, step n is its
   * step 0.
   *
   * @param steps n, at least 0
   * @throws IllegalArgumentException if they are less than 0
   */
  default Schedule afterWarmUp(int steps) {
    Range.checkAtLeast(0, "warm-up", "steps", steps);
    return step -> step < steps ? rate(0) * ((step + 1) / (double) steps) : rate(step - steps);
  }

  private static void checkDecay(String name, double first, double last, int steps) {
    Range.NOT_NEGATIVE.check(name, "first rate", first);
    Range.NOT_NEGATIVE.check(name, "last rate", last);
    Range.checkAtLeast(1, name, "steps", steps);
  }
}
