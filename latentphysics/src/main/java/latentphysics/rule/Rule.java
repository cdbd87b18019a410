package latentphysics.rule;

import java.util.List;

/**
 * A form written in chosen coordinates: an equation of motion without its constants.
 *
 * @param form of the equation
 * @param dims the latent coordinates that it speaks about, in order
 */
public record Rule(Form form, List<Integer> dims) {
  /** Number of different tokens that the grammar has. */
  private static final int ALPHABET = 16;

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
    return new Equation(this, form.fit(motion.on(dims)));
  }

  /** Bits that say which rule it is: tokens times the logarithm of the number of tokens. */
  public double bits() {
    return form.tokens(dims.size()) * (Math.log(ALPHABET) / Math.log(2));
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
