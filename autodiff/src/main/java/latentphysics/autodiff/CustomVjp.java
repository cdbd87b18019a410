package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.CustomOperation;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Functions with a derivative that the user gives instead of the one that follows from their code:
 * for numerical stability, for speed, or where the code cannot be followed.
 *
 * <p>{@link GradCheck} tells whether the given derivative is right. Written in tensors it can be
 * differentiated again; forwards it is transposed, so no second rule is needed.
 */
public final class CustomVjp {
  private CustomVjp() {}

  /** A vector-Jacobian product. */
  @FunctionalInterface
  public interface Pullback {
    /**
     * Cotangents of the operands.
     *
     * @param operands of the function
     * @param results of the function
     * @param cotangents one for each result, of its type and shape
     * @return one for each operand, of its type and shape
     */
    List<Tensor> apply(List<Tensor> operands, List<Tensor> results, List<Tensor> cotangents);
  }

  /**
   * A function with a derivative of its own.
   *
   * <p>What the derivative needs beside operands and results can be computed as a further result.
   * Tensors that the function uses without being given them count as constants; under
   * differentiation they are an {@link IllegalStateException}.
   *
   * @param name for messages
   * @param function its code sees plain values
   * @param pullback the derivative; a cotangent that does not fit is an {@link
   *     IllegalArgumentException} when it is used
   */
  public static UnaryOperator<List<Tensor>> of(
      String name, UnaryOperator<List<Tensor>> function, Pullback pullback) {
    CustomOperation operation = new Operation(name, function, pullback);
    return operands -> Primitive.apply(new Primitive.Custom(operation), operands);
  }

  private record Operation(String name, UnaryOperator<List<Tensor>> function, Pullback pullback)
      implements CustomOperation {
    @Override
    public List<Tensor> apply(List<Tensor> operands) {
      return function.apply(operands);
    }

    @Override
    public List<@Nullable Tensor> vjp(
        List<Tensor> operands, List<Tensor> values, List<Tensor> cotangents, BitSet wanted) {
      return new ArrayList<>(pulled(operands, values, cotangents));
    }

    /** ȳᵀ·J is linear in ȳ; its derivative by ȳ, applied to ẋ, is J·ẋ. */
    @Override
    public List<Tensor> jvp(List<Tensor> operands, List<Tensor> values, List<Tensor> tangents) {
      return Autodiff.vjp(
              cotangents -> pulled(operands, values, cotangents),
              values.stream().map(y -> Tensor.zeros(y.dtype(), y.shape().dims())).toList())
          .pullback()
          .apply(tangents);
    }

    private List<Tensor> pulled(
        List<Tensor> operands, List<Tensor> values, List<Tensor> cotangents) {
      List<Tensor> pulled = pullback.apply(operands, values, cotangents);
      if (pulled.size() != operands.size()) {
        throw new IllegalArgumentException(
            name + ": pullback gave " + pulled.size() + " cotangents, expected " + operands.size());
      }
      Alike.require(name, i -> "cotangent " + i, operands, pulled);
      return pulled;
    }
  }
}
