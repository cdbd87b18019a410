package latentphysics.rule;

import java.util.List;
import latentphysics.tensor.Tensor;

/**
 * A form written in chosen coordinates: an equation of motion without its constants.
 *
 * @param form of the equation
 * @param dims the latent coordinates that it speaks about, in order
 */
public record Rule(Form form, List<Integer> dims) {
  /** The grammar has sixteen different tokens. */
  private static final double BITS_PER_TOKEN = 4;

  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if the form cannot be written in so many coordinates
   */
  public Rule {
    dims = List.copyOf(dims);
    if (!form.accepts(dims.size())) {
      throw new IllegalArgumentException(
          "rule: %s cannot be written in %d coordinates".formatted(form.name(), dims.size()));
    }
    if (dims.stream().distinct().count() < dims.size()) {
      throw new IllegalArgumentException("rule: coordinates " + dims + " name one twice");
    }
  }

  /**
   * The equation whose constants suit a motion.
   *
   * @param motion in all latent coordinates
   * @throws ArithmeticException if the motion does not determine the constants
   */
  public Equation fit(Motion motion) {
    return fitOn(motion.on(dims));
  }

  /** As {@link #fit}, of motion in the rule's own coordinates. */
  public Equation fitOn(Motion own) {
    Equation equation = new Equation(this, form.fit(own));
    if (!equation.constants().stream().allMatch(Tensor::isFinite)) {
      throw new ArithmeticException(
          "%s: its constants are not finite; latents are far apart, NaN or infinite"
              .formatted(this));
    }
    return equation;
  }

  /** Bits that say which rule it is: tokens times the logarithm of the number of tokens. */
  public double bits() {
    return BITS_PER_TOKEN * form.tokens(dims.size());
  }

  /** The same with constants, where it depends on which of them are not 0. */
  double bits(List<Tensor> constants) {
    return BITS_PER_TOKEN * form.tokens(constants, dims.size());
  }

  /** The coordinates' names, z0, z1, …. */
  public List<String> names() {
    return dims.stream().map(i -> "z" + i).toList();
  }

  @Override
  public String toString() {
    return form.name() + " of " + String.join(", ", names());
  }
}
