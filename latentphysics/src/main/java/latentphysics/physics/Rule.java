package latentphysics.physics;

import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.Tensor;

/** An explicit equation of motion on some latent coordinates, its constants not yet chosen. */
public sealed interface Rule permits Rest, ConstantVelocity, LinearMap, PlaneRotation {

  /** Name in the lexicon. */
  String name();

  /** First coordinate that the rule speaks about. */
  int first();

  /** Number of neighbouring coordinates that it speaks about. */
  int width();

  /** Number of constants that are fitted. */
  int constants();

  /**
   * Chooses the constants in closed form.
   *
   * @throws ArithmeticException if the latents do not determine them
   */
  Fitted fit(Transitions transitions);

  /** The coordinates in order. */
  default List<Integer> subspace() {
    return IntStream.range(first(), first() + width()).boxed().toList();
  }

  /** The rule's coordinates of latents, {@code [n, width]}. */
  default Tensor of(Tensor latents) {
    return latents.slice(1, first(), first() + width());
  }

  /** A rule with its constants. */
  @FunctionalInterface
  interface Fitted {
    /**
     * Predicts the rule's coordinates one observation ahead.
     *
     * @param previous the rule's coordinates one observation earlier, {@code [n, width]}
     * @param before the rule's coordinates, same shape
     * @param previousSteps time from previous to before in nominal steps, {@code [n, 1]}
     * @param steps time to predict over in nominal steps, {@code [n, 1]}
     */
    Tensor predict(Tensor previous, Tensor before, Tensor previousSteps, Tensor steps);
  }
}
