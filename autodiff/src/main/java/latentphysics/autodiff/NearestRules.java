package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
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
      Tensor abar = null;
      if (hasLeftKernel(solve, a)) {
        Tensor residual = operands.get(1).sub(a.matmul(x));
        abar = residual.matmul(again(solve, operands, w).transpose());
      }
      if (hasKernel(solve, a)) {
        Tensor outside = xbar.sub(a.transpose().matmul(w));
        Tensor last = adjoint(solve, operands, x).matmul(outside.transpose());
        abar = abar == null ? last : abar.add(last);
      }
      Tensor middle = w.matmul(x.transpose());
      abar = abar == null ? middle.neg() : abar.sub(middle);
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
    Tensor a = operands.get(0);
    Tensor u = operands.get(1);
    Tensor h = operands.get(2);
    Tensor vt = operands.get(3);
    Coincidence zero = Coincidence.ofSums("polar", "singular values", h, r.dim(-2));
    Supplier<Tensor> inner =
        () -> {
          Tensor g = u.transpose().matmul(rbar).matmul(vt.transpose());
          return g.sub(g.transpose());
        };
    zero.measure(degeneracy, inner, inner);
    Tensor reciprocals = zero.divide(Tensor.ones(h.dtype(), vt.shape().dims()));
    Tensor abar = Primitive.one(new MatrixPrimitive.PolarTurn(), a, r, rbar, u, reciprocals, vt);
    if (r.dim(-2) == r.dim(-1)) {
      return abar;
    }
    Tensor outside = rbar.sub(r.matmul(r.transpose().matmul(rbar)));
    Tensor factor = MatrixParts.symmetric(r.transpose().matmul(a));
    return abar.add(
        LinearOperator.of(factor, MatrixKind.GENERAL).solve(outside.transpose()).transpose());
  }

  /** Ṙ = R·L⁻¹(Rᵀ·Ȧ − Ȧᵀ·R) + (1 − R·Rᵀ)·Ȧ·H⁻¹: the map is its own adjoint. */
  static Tensor orthogonalizeJvp(
      Degeneracy degeneracy, List<Tensor> operands, Tensor r, Tensor da) {
    return orthogonalizeVjp(degeneracy, operands, r, da);
  }

  /**
   * Y = R·X with X = L⁻¹(Rᵀ·E − Eᵀ·R), H = (Rᵀ·A + Aᵀ·R)/2. With R·T the same for Ȳ in place of E,
   * which is its own adjoint,
   *
   * <pre>
   *   Ē = R·T
   *   H̄ = (T·X + X·T)/2
   *   Ā = R·H̄
   *   R̄ = A·H̄ − E·T − Ȳ·X
   * </pre>
   */
  static List<@Nullable Tensor> turnVjp(
      List<Tensor> operands, Tensor y, Tensor ybar, BitSet wanted) {
    Tensor ebar = turn(operands, ybar);
    List<@Nullable Tensor> all = MatrixVjpRules.padded(null, operands.size());
    all.set(2, wanted.get(2) ? ebar : null);
    if (wanted.get(0) || wanted.get(1)) {
      Tensor a = operands.get(0);
      Tensor r = operands.get(1);
      Tensor x = r.transpose().matmul(y);
      Tensor t = r.transpose().matmul(ebar);
      Tensor hbar = t.matmul(x).add(x.matmul(t)).mul(0.5);
      all.set(0, r.matmul(hbar));
      all.set(1, a.matmul(hbar).sub(operands.get(2).matmul(t)).sub(ybar.matmul(x)));
    }
    return all;
  }

  /** Ẏ = Ṙ·X + R·L⁻¹(Ċ − Ḣ·X − X·Ḣ), C = Rᵀ·E − Eᵀ·R. */
  static Tensor turnJvp(List<Tensor> operands, Tensor y, List<@Nullable Tensor> tangents) {
    Tensor a = operands.get(0);
    Tensor r = operands.get(1);
    Tensor e = operands.get(2);
    Tensor da = VjpRules.orZeros(tangents.get(0), a);
    Tensor dr = VjpRules.orZeros(tangents.get(1), r);
    Tensor de = VjpRules.orZeros(tangents.get(2), e);
    Tensor x = r.transpose().matmul(y);
    Tensor dh = MatrixParts.symmetric(dr.transpose().matmul(a).add(r.transpose().matmul(da)));
    Tensor g = dr.transpose().matmul(e);
    Tensor moved = g.sub(g.transpose()).sub(dh.matmul(x)).sub(x.matmul(dh));
    // Rᵀ·(R·M/2) − (R·M/2)ᵀ·R = M for an antisymmetric M
    return dr.matmul(x).add(turn(operands, de.add(r.matmul(moved.mul(0.5)))));
  }

  /** The same along another direction. */
  private static Tensor turn(List<Tensor> operands, Tensor e) {
    List<Tensor> with = new ArrayList<>(operands);
    with.set(2, e);
    return Primitive.apply(new MatrixPrimitive.PolarTurn(), with).getFirst();
  }
}
