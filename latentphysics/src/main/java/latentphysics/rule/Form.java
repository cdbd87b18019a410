package latentphysics.rule;

import java.util.List;
import java.util.Optional;
import latentphysics.tensor.Tensor;

/**
 * The form of an explicit equation of motion, free of the coordinates that it is written in and of
 * its constants.
 *
 * <p>With z₋, z, z′ latents before, now and after, a form says how z′ follows; in latents of {@code
 * width} coordinates. Fits are written in tensors: gradients pass through constants into the
 * latents that they were fitted to, unless those were detached ({@link Motion#stopGradient}).
 */
public sealed interface Form
    permits Constant,
        Identity,
        Inertia,
        Drift,
        Decay,
        Rotation,
        Twist,
        Affine,
        Oscillator,
        CentralForce,
        PolynomialFlow,
        Conserved,
        Event,
        Bounce,
        Controlled,
        PerAction,
        Blocks,
        Operated,
        Expression {

  /** Its name in the grammar. */
  String name();

  /** Whether it can be written in so many coordinates. */
  boolean accepts(int width);

  /** 1 if z′ follows from z alone, 2 if z₋ is needed too. */
  default int order() {
    return 1;
  }

  /** How many tensors its constants are. */
  int constants();

  /** Number of tokens of the grammar that write it down in so many coordinates. */
  int tokens(int width);

  /**
   * The same where it depends on which constants are not 0.
   *
   * @param constants as fitted
   */
  default int tokens(List<Tensor> constants, int width) {
    return tokens(width);
  }

  /**
   * Chooses the constants, in closed form where there is one.
   *
   * @param motion in the form's coordinates
   * @return float64 constants, natural parameters such as angles and rates
   * @throws ArithmeticException if the motion does not determine them, with the reason
   */
  List<Tensor> fit(Motion motion);

  /**
   * Predicts z′.
   *
   * @return {@code [n, width]}
   */
  Tensor predict(List<Tensor> constants, Motion motion);

  /**
   * Where the form says that z₋ was: from z, and for a form of second order from z′ too. Without a
   * closed form by Newton's method, site by site.
   *
   * @param motion whose {@code previous} is not read; its input is what acted in the step that is
   *     undone, from z₋ to z for a form of first order, from z to z′ for one of second
   * @return {@code [n, width]}
   * @throws ArithmeticException if the equation cannot be solved for it, with the reason
   */
  default Tensor retrodict(List<Tensor> constants, Motion motion) {
    return Newton.retrodict(this, constants, motion);
  }

  /** Squared misses, {@code [n]}. */
  default Tensor misses(List<Tensor> constants, Motion motion) {
    return motion.after().sub(predict(constants, motion)).square().sum(1);
  }

  /**
   * What misses are measured against, a scalar, where it is not {@link Motion#squaredDisplacement}.
   */
  default Optional<Tensor> ownScale(List<Tensor> constants, Motion motion) {
    return Optional.empty();
  }

  /**
   * The equation as one line of text.
   *
   * @param constants as fitted or as snapped
   * @param names of the coordinates
   */
  String formula(List<Tensor> constants, List<String> names);
}
