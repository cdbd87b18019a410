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
   * <p>At full rank the first term is zero for a wide A, the last one for a tall A. The transposed
   * one is the same of Aᵀ.
   */
  static List<@Nullable Tensor> pseudoSolveVjp(
      MatrixPrimitive.PseudoSolve solve,
      List<Tensor> operands,
      Tensor x,
      Tensor xbar,
      BitSet wanted) {
    Tensor w = adjoint(solve, operands, xbar);
    List<@Nullable Tensor> all = MatrixVjpRules.padded(null, operands.size());
    all.set(1, wanted.get(1) ? w : null);
    if (wanted.get(0)) {
      Tensor a = solve.transposed() ? operands.get(0).transpose() : operands.get(0);
      Tensor abar = w.matmul(x.transpose()).neg();
      if (hasLeftKernel(solve, a)) {
        Tensor residual = operands.get(1).sub(a.matmul(x));
        abar = abar.add(residual.matmul(again(solve, operands, w).transpose()));
      }
      if (hasKernel(solve, a)) {
        Tensor outside = xbar.sub(a.transpose().matmul(w));
        abar = abar.add(adjoint(solve, operands, x).matmul(outside.transpose()));
      }
      all.set(0, solve.transposed() ? abar.transpose() : abar);
    }
    return all;
  }

  /** Ẋ = A⁺·(Ḃ − Ȧ·X + A⁺ᵀ·Ȧᵀ·(B − A·X)) + (1 − A⁺·A)·Ȧᵀ·A⁺ᵀ·X, from the same equation. */
  static Tensor pseudoSolveJvp(
      MatrixPrimitive.PseudoSolve solve,
      List<Tensor> operands,
      Tensor x,
      @Nullable Tensor da,
      @Nullable Tensor db) {
    Tensor right = VjpRules.orZeros(db, operands.get(1));
    if (da == null) {
      return again(solve, operands, right);
    }
    Tensor a = solve.transposed() ? operands.get(0).transpose() : operands.get(0);
    Tensor moved = solve.transposed() ? da.transpose() : da;
    right = right.sub(moved.matmul(x));
    if (hasLeftKernel(solve, a)) {
      Tensor residual = operands.get(1).sub(a.matmul(x));
      right = right.add(adjoint(solve, operands, moved.transpose().matmul(residual)));
    }
    Tensor dx = again(solve, operands, right);
    if (hasKernel(solve, a)) {
      Tensor outside = moved.transpose().matmul(adjoint(solve, operands, x));
      dx = dx.add(outside).sub(again(solve, operands, a.matmul(outside)));
    }
    return dx;
  }

  /** Whether some right-hand sides may have no solution. */
  private static boolean hasLeftKernel(MatrixPrimitive.PseudoSolve solve, Tensor a) {
    return solve.rank() == MatrixPrimitive.Rank.ANY || a.dim(-2) > a.dim(-1);
  }

  /** Whether some may have several. */
  private static boolean hasKernel(MatrixPrimitive.PseudoSolve solve, Tensor a) {
    return solve.rank() == MatrixPrimitive.Rank.ANY || a.dim(-2) < a.dim(-1);
  }

  /** The same for other right-hand sides. */
  private static Tensor again(MatrixPrimitive.PseudoSolve solve, List<Tensor> operands, Tensor b) {
    List<Tensor> with = new ArrayList<>(operands);
    with.set(1, b);
    return Primitive.apply(solve, with).getFirst();
  }

  /** That of the transposed matrix, by the factors at hand. */
  private static Tensor adjoint(
      MatrixPrimitive.PseudoSolve solve, List<Tensor> operands, Tensor b) {
    return again(new MatrixPrimitive.PseudoSolve(solve.rank(), !solve.transposed()), operands, b);
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
