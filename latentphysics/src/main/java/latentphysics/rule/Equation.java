package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A rule with its constants: an explicit law of motion.
 *
 * @param rule what it says
 * @param constants with which numbers, float64
 */
public record Equation(Rule rule, List<Tensor> constants) {
  /** Below this no motion is left to be right about. */
  private static final double SMALLEST_SCALE = 1e-12;

  /** Keeps an unmodifiable copy. */
  public Equation {
    constants = List.copyOf(constants);
  }

  /**
   * Predicts the rule's coordinates one observation ahead.
   *
   * @param motion in all latent coordinates; {@code after} is not read
   * @return {@code [n, dims]}
   */
  public Tensor predict(Motion motion) {
    return rule.form().predict(constants, motion.on(rule.dims()));
  }

  /**
   * Scale-free errors, site by site: r = ‖z′ − ẑ‖² / mean‖z′ − z‖², the mean over all sites.
   *
   * <p>Gradients pass through the mean too, so that nothing is gained by shrinking the latents.
   *
   * @param motion in all latent coordinates
   * @return {@code [n]}
   */
  public Tensor residuals(Motion motion) {
    return residualsOn(motion.on(rule.dims()));
  }

  /** Squared misses, {@code [n]}, of motion in the rule's own coordinates. */
  public Tensor missesOn(Motion own) {
    return rule.form().misses(constants, own);
  }

  /** As {@link #residuals}, of motion in the rule's own coordinates. */
  public Tensor residualsOn(Motion own) {
    return missesOn(own).div(scaleOn(own, own::squaredDisplacement));
  }

  /**
   * What misses are divided by: the form's own scale, or the mean squared displacement.
   *
   * @param own motion in the rule's own coordinates
   * @param displacement gives the mean square, which several rules may share
   * @return a scalar above 0
   */
  public Tensor scaleOn(Motion own, Supplier<Tensor> displacement) {
    return rule.form().ownScale(constants, own).orElseGet(displacement).add(SMALLEST_SCALE);
  }

  /**
   * The rule's coordinates at {@code steps} further observations, by nominal steps.
   *
   * @param previous latents one observation earlier, in all coordinates, {@code [n, latent]}
   * @param now latents, same shape
   * @return {@code [n, steps, dims]}
   */
  public Tensor rollout(Tensor previous, Tensor now, int steps) {
    Motion own = Motion.of(previous, now, now).on(rule.dims());
    return roll(own, steps, (m, k) -> rule.form().predict(constants, m));
  }

  /**
   * As {@link #rollout(Tensor, Tensor, int)}, under inputs.
   *
   * @param inputs that act in each step, {@code [n, steps, inputs]}
   */
  public Tensor rollout(Tensor previous, Tensor now, Tensor inputs) {
    Motion own = Motion.of(previous, now, now).on(rule.dims());
    return roll(
        own, inputs.dim(1), (m, k) -> rule.form().predict(constants, m.withInput(at(inputs, k))));
  }

  /**
   * The rule's coordinates at {@code steps} earlier observations, the latest first.
   *
   * @param now latents, in all coordinates, {@code [n, latent]}
   * @param next latents one observation later, same shape
   * @return {@code [n, steps, dims]}
   * @throws ArithmeticException if the equation cannot be solved for the past
   */
  public Tensor rollback(Tensor now, Tensor next, int steps) {
    Motion own = Motion.of(next, now, now).on(rule.dims());
    return roll(own, steps, (m, k) -> rule.form().retrodict(constants, backwards(m)));
  }

  /**
   * As {@link #rollback(Tensor, Tensor, int)}, under inputs.
   *
   * @param inputs of the steps that are undone, the latest first, {@code [n, steps, inputs]}: see
   *     {@link Form#retrodict}
   */
  public Tensor rollback(Tensor now, Tensor next, Tensor inputs) {
    Motion own = Motion.of(next, now, now).on(rule.dims());
    return roll(
        own,
        inputs.dim(1),
        (m, k) -> rule.form().retrodict(constants, backwards(m).withInput(at(inputs, k))));
  }

  private static Tensor at(Tensor inputs, int step) {
    return inputs.slice(1, step, step + 1).squeeze(1);
  }

  /** What came last, seen from before it. */
  private static Motion backwards(Motion m) {
    return Motion.of(m.before(), m.before(), m.previous());
  }

  private interface Step {
    Tensor apply(Motion motion, int number);
  }

  private static Tensor roll(Motion start, int steps, Step step) {
    List<Tensor> path = new ArrayList<>();
    Motion motion = start;
    for (int k = 0; k < steps; k++) {
      Tensor next = step.apply(motion, k);
      path.add(next);
      motion = Motion.of(motion.before(), next, next);
    }
    return Tensor.stack(1, path.toArray(Tensor[]::new));
  }

  /** All constants in a row, as the form orders them. */
  public double[] numbers() {
    return constants.stream().flatMapToDouble(c -> Arrays.stream(c.toDoubles())).toArray();
  }

  /**
   * The same rule with other constants.
   *
   * @param numbers as many as {@link #numbers} gives, in the same order
   */
  public Equation withNumbers(double[] numbers) {
    List<Tensor> replaced = new ArrayList<>();
    int at = 0;
    for (Tensor c : constants) {
      int size = c.shape().size();
      replaced.add(
          Tensor.of(DType.FLOAT64, Arrays.copyOfRange(numbers, at, at + size), c.shape().dims()));
      at += size;
    }
    if (at != numbers.length) {
      throw new IllegalArgumentException(
          "equation: %d numbers for the %d constants of %s".formatted(numbers.length, at, rule));
    }
    return new Equation(rule, replaced);
  }

  /**
   * Description length of the rule and its constants in bits.
   *
   * @param fitted number of places that free constants were fitted to: such a constant is told to
   *     ½·log₂(fitted) bits, a snapped one by its name
   */
  public double bits(int fitted) {
    double bits = rule.bits(constants);
    for (double number : numbers()) {
      bits += Numbers.bits(number, fitted);
    }
    return bits;
  }

  /** The equation as one line of text. */
  public String formula() {
    return rule.form().formula(constants, rule.names());
  }

  @Override
  public String toString() {
    return formula();
  }
}
