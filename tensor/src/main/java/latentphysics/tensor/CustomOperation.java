package latentphysics.tensor;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation that is not made of primitives to whoever looks from outside: computed by code of
 * its own, with derivatives by code of its own.
 *
 * <p>Derivatives are written in tensors, so that they can be differentiated again.
 */
public interface CustomOperation {

  /** Name in messages. */
  String name();

  /** Whether {@link #vjp} reads the results; if not, it is given tensors of their shapes only. */
  default boolean readsResults() {
    return true;
  }

  /**
   * The results, of any shapes and types.
   *
   * @param operands plain values, under no differentiation
   */
  List<Tensor> apply(List<Tensor> operands);

  /**
   * Cotangents of the wanted operands; anything, also null, at the others.
   *
   * @param results those of {@link #apply}
   * @param cotangents one for each result, zeros where nothing depends on it
   * @param wanted which operands need one, at least one
   */
  List<@Nullable Tensor> vjp(
      List<Tensor> operands, List<Tensor> results, List<Tensor> cotangents, BitSet wanted);

  /**
   * Tangents of the results.
   *
   * @param tangents one for each operand; zeros for those that do not move
   * @throws UnsupportedOperationException if only {@link #vjp} is known
   */
  List<Tensor> jvp(List<Tensor> operands, List<Tensor> results, List<Tensor> tangents);
}
