package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of functions of symmetric matrices. The k-th one, Dᵏf(A)[E₁ … Eₖ], is one
 * primitive for all k, and
 *
 * <pre>
 *   ⟨Ȳ, Dᵏf(A)[E₁ … Eₖ]⟩
 * </pre>
 *
 * <p>does not change when Ȳ and the directions change places. So the cotangent of a direction is
 * the same derivative with Ȳ in its place, and that of A the next one with Ȳ added.
 */
final class SymmetricFunctionRules {
  /** Operands before the directions: A, its eigenvalues and eigenvectors, divided differences. */
  private static final int FIRST = 4;

  private SymmetricFunctionRules() {}

  static List<@Nullable Tensor> vjp(
      MatrixPrimitive.SymmetricFunction primitive,
      List<Tensor> operands,
      Tensor ybar,
      BitSet wanted) {
    List<@Nullable Tensor> all = MatrixVjpRules.padded(null, operands.size());
    if (wanted.get(0)) {
      all.set(0, next(primitive, operands, ybar));
    }
    for (int i = wanted.nextSetBit(FIRST); i >= 0; i = wanted.nextSetBit(i + 1)) {
      all.set(i, with(primitive, operands, i, ybar));
    }
    return all;
  }

  static Tensor jvp(
      MatrixPrimitive.SymmetricFunction primitive,
      List<Tensor> operands,
      List<@Nullable Tensor> tangents,
      Tensor result) {
    Tensor da = tangents.getFirst();
    Tensor sum = da == null ? VjpRules.orZeros(null, result) : next(primitive, operands, da);
    for (int i = FIRST; i < operands.size(); i++) {
      Tensor de = tangents.get(i);
      sum = de == null ? sum : sum.add(with(primitive, operands, i, de));
    }
    return sum;
  }

  private static Tensor with(
      MatrixPrimitive.SymmetricFunction primitive, List<Tensor> operands, int i, Tensor direction) {
    List<Tensor> all = new ArrayList<>(operands);
    all.set(i, direction);
    return Primitive.apply(primitive, all).getFirst();
  }

  /** The derivative of the next order, with one more direction. */
  private static Tensor next(
      MatrixPrimitive.SymmetricFunction primitive, List<Tensor> operands, Tensor direction) {
    UnaryOperator<Tensor> f = primitive.function();
    List<Tensor> all = new ArrayList<>(operands);
    all.set(3, DividedDifferences.of(f, operands.get(1), operands.size() - FIRST + 1));
    all.add(direction);
    return Primitive.apply(primitive, all).getFirst();
  }
}
