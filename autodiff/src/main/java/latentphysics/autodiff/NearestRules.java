package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.LinearOperator;
import latentphysics.tensor.linalg.MatrixParts;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of what is computed by a singular value decomposition but does not depend on the
 * choice of its vectors: the pseudo-inverse and the nearest orthogonal matrix. No difference of
 * singular values is divided by.
 */
final class NearestRules {
  private NearestRules() {}

  /**
   * X = A⁺·B at constant rank (Golub and Pereyra, SIAM J. Numer. Anal. 10, 1973, eq. 4.12): with W
   * = A⁺ᵀ·X̄,
   *
   * <pre>
   *   B̄ = W
   *   Ā = (B − A·X)·(A⁺·W)ᵀ − W·Xᵀ + A⁺ᵀ·X·(X̄ − Aᵀ·W)ᵀ
   * </pre>
   *
   * <p>The transposed one is the same of Aᵀ.
   */
  static List<@Nullable Tensor> pseudoSolveVjp(
      boolean transposed, List<Tensor> operands, Tensor x, Tensor xbar, BitSet wanted) {
    Tensor w = pseudo(!transposed, operands, xbar);
    List<@Nullable Tensor> all = MatrixVjpRules.padded(null, operands.size());
    all.set(1, wanted.get(1) ? w : null);
    if (wanted.get(0)) {
      Tensor a = transposed ? operands.get(0).transpose() : operands.get(0);
      Tensor residual = operands.get(1).sub(a.matmul(x));
      Tensor outside = xbar.sub(a.transpose().matmul(w));
      Tensor abar =
          residual
              .matmul(pseudo(transposed, operands, w).transpose())
              .sub(w.matmul(x.transpose()))
              .add(pseudo(!transposed, operands, x).matmul(outside.transpose()));
      all.set(0, transposed ? abar.transpose() : abar);
    }
    return all;
  }

  /** Ẋ = A⁺·(Ḃ − Ȧ·X + A⁺ᵀ·Ȧᵀ·(B − A·X)) + (1 − A⁺·A)·Ȧᵀ·A⁺ᵀ·X, from the same equation. */
  static Tensor pseudoSolveJvp(
      boolean transposed,
      List<Tensor> operands,
      Tensor x,
      @Nullable Tensor da,
      @Nullable Tensor db) {
    Tensor right = VjpRules.orZeros(db, operands.get(1));
    if (da == null) {
      return pseudo(transposed, operands, right);
    }
    Tensor a = transposed ? operands.get(0).transpose() : operands.get(0);
    Tensor moved = transposed ? da.transpose() : da;
    Tensor residual = operands.get(1).sub(a.matmul(x));
    Tensor along = moved.transpose().matmul(residual);
    right = right.sub(moved.matmul(x)).add(pseudo(!transposed, operands, along));
    Tensor outside = moved.transpose().matmul(pseudo(!transposed, operands, x));
    return pseudo(transposed, operands, right)
        .add(outside)
        .sub(pseudo(transposed, operands, a.matmul(outside)));
  }

  /** A⁺·B or A⁺ᵀ·B by the factors at hand. */
  private static Tensor pseudo(boolean transposed, List<Tensor> operands, Tensor b) {
    List<Tensor> with = new ArrayList<>(operands);
    with.set(1, b);
    return Primitive.apply(new MatrixPrimitive.PseudoSolve(transposed), with).getFirst();
  }

  /**
   * A = R·H, R with orthonormal columns, H symmetric. With L⁻¹(C) the X of H·X + X·H = C,
   *
   * <pre>
   *   Ā = R·L⁻¹(Rᵀ·R̄ − R̄ᵀ·R) + (1 − R·Rᵀ)·R̄·H⁻¹
   * </pre>
   */
  static Tensor orthogonalizeVjp(
      Degeneracy degeneracy, List<Tensor> operands, Tensor r, Tensor rbar) {
    Tensor g = r.transpose().matmul(rbar);
    Tensor abar = r.matmul(turned(degeneracy, operands, r, g.sub(g.transpose())));
    return r.dim(-2) == r.dim(-1) ? abar : abar.add(outside(operands, r, rbar.sub(r.matmul(g))));
  }

  /** Ṙ = R·L⁻¹(Rᵀ·Ȧ − Ȧᵀ·R) + (1 − R·Rᵀ)·Ȧ·H⁻¹: the map is its own adjoint. */
  static Tensor orthogonalizeJvp(
      Degeneracy degeneracy, List<Tensor> operands, Tensor r, Tensor da) {
    return orthogonalizeVjp(degeneracy, operands, r, da);
  }

  private static Tensor turned(Degeneracy degeneracy, List<Tensor> operands, Tensor r, Tensor c) {
    Tensor u = operands.get(1);
    Tensor h = operands.get(2);
    Tensor v = operands.get(3).transpose();
    Tensor inner = v.transpose().matmul(c).matmul(v);
    int longest = Math.max(u.dim(-2), u.dim(-1));
    Coincidence zero = Coincidence.ofSums("polar", "singular values", h, longest);
    zero.measure(degeneracy, inner, inner);
    return Primitive.one(
        new MatrixPrimitive.SymmetricSylvester(), factor(operands, r), c, v, zero.reciprocal());
  }

  /** H = Rᵀ·A. */
  private static Tensor factor(List<Tensor> operands, Tensor r) {
    return MatrixParts.symmetric(r.transpose().matmul(operands.getFirst()));
  }

  /** C·H⁻¹. */
  private static Tensor outside(List<Tensor> operands, Tensor r, Tensor c) {
    return LinearOperator.of(factor(operands, r), MatrixKind.GENERAL)
        .solve(c.transpose())
        .transpose();
  }
}
