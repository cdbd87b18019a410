package latentphysics.tensor;

import java.util.List;

/**
 * The closed set of operations in which everything that is computed with tensors ends.
 *
 * <p>A primitive carries its static parameters. Each rule — shape inference, evaluation, derivative
 * — is one exhaustive {@code switch} over this interface. Parameters count axes from 0.
 */
public sealed interface Primitive {

  /** Elementwise function of operands of one shape. */
  record Map(MapFunction function) implements Primitive {}

  /**
   * Sum over axes of an elementwise function with one result, in one pass; the axes disappear.
   *
   * <p>Terms are taken in row-major order of the summed axes, cut into blocks of {@link
   * latentphysics.kernels.Kernels#SUM_BLOCK}, and the sums of the blocks added in a balanced binary
   * tree.
   *
   * @param function applied to the operands, all of one shape, before summing
   * @param axes strictly increasing
   */
  record Sum(MapFunction function, List<Integer> axes) implements Primitive {}

  /** Matrix product of {@code [batch…, m, k]} and {@code [batch…, k, n]}, equal batch axes. */
  record Contract() implements Primitive {}

  /** The same elements in row-major order under another shape. */
  record Reshape(Shape shape) implements Primitive {}

  /** Axis i of the result is axis {@code axes[i]} of the operand. */
  record Permute(List<Integer> axes) implements Primitive {}

  /** Repeats axes of length 1 and adds leading axes, by NumPy's rule. */
  record Broadcast(Shape shape) implements Primitive {}

  /** Elements start, start+1, … end−1 along every axis. */
  record Slice(List<Integer> starts, List<Integer> ends) implements Primitive {}

  /** Zeros before and after the operand along every axis. */
  record Pad(List<Integer> before, List<Integer> after) implements Primitive {}

  /** Operands one after the other along an axis. */
  record Concatenate(int axis) implements Primitive {}

  /**
   * The X of least ‖X‖ among those of least ‖A·X − B‖, for A {@code [batch…, m, n]} of full rank
   * and B {@code [batch…, m, r]}.
   */
  record LeastSquares() implements Primitive {}

  /** Name in messages and listings. */
  default String label() {
    return switch (this) {
      case Map(MapFunction function) -> function.name();
      case Sum s -> "sum";
      case Contract c -> "matmul";
      case Reshape r -> "reshape";
      case Permute p -> "permute";
      case Broadcast b -> "broadcast";
      case Slice s -> "slice";
      case Pad p -> "pad";
      case Concatenate c -> "concatenate";
      case LeastSquares l -> "lstsq";
    };
  }

  /**
   * Applies a primitive: by the innermost interpreter among the operands, or by computing it.
   *
   * @throws IllegalArgumentException if types differ or shapes do not fit
   * @throws ArithmeticException if least squares meets a matrix without full rank or a number that
   *     is not finite
   */
  static List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
    TracedTensor innermost = null;
    for (Tensor operand : operands) {
      if (operand instanceof TracedTensor traced
          && (innermost == null
              || traced.interpreter().level() > innermost.interpreter().level())) {
        innermost = traced;
      }
    }
    return innermost == null
        ? CpuInterpreter.apply(primitive, operands)
        : innermost.interpreter().apply(primitive, operands);
  }
}
