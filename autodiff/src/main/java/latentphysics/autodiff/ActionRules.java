package latentphysics.autodiff;

import java.util.BitSet;
import java.util.List;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of e^A·B and of the cotangent G(A, B, C) = L(Aᵀ, C·Bᵀ) that it gives to A, by the
 * same two of a matrix of twice the order (see {@link FunctionRules}): no exponential is formed for
 * a derivative of any order. With M = [A E; 0 A]
 *
 * <pre>
 *   e^M·[B₁; B] = [e^A·B₁ + L(A, E)·B; e^A·B]
 *   G(M, [0; B], [C; 0]) = [G₁₁ …; … G₂₂],  G₁₁ + G₂₂ = the derivative of G along E
 * </pre>
 *
 * <p>the second because ⟨C, L(A, E)·B⟩ = ⟨G(A, B, C), E⟩ is the first row of e^M against C.
 */
final class ActionRules {
  private ActionRules() {}

  private static Tensor action(Tensor a, Tensor b) {
    return Primitive.one(new MatrixPrimitive.ExpmAction(), a, b);
  }

  private static Tensor adjoint(Tensor a, Tensor b, Tensor c) {
    return Primitive.one(new MatrixPrimitive.ExpmActionAdjoint(), a, b, c);
  }

  /** B̄ = e^Aᵀ·Ȳ, Ā = G(A, B, Ȳ). */
  static List<@Nullable Tensor> actionVjp(Tensor a, Tensor b, Tensor ybar, BitSet wanted) {
    List<@Nullable Tensor> all = MatrixVjpRules.padded(null, 2);
    all.set(0, wanted.get(0) ? adjoint(a, b, ybar) : null);
    all.set(1, wanted.get(1) ? action(a.transpose(), ybar) : null);
    return all;
  }

  /** Ẏ = e^A·Ḃ + L(A, Ȧ)·B. */
  static Tensor actionJvp(Tensor a, Tensor b, @Nullable Tensor da, @Nullable Tensor db) {
    if (da == null) {
      return action(a, VjpRules.orZeros(db, b));
    }
    Tensor moved = derivative(a, da, b);
    return db == null ? moved : moved.add(action(a, db));
  }

  /** L(A, E)·B. */
  private static Tensor derivative(Tensor a, Tensor e, Tensor b) {
    Tensor size = size(a, e);
    return upper(action(FunctionRules.block(a, e.mul(size)), below(b))).div(size);
  }

  /** With Ḡ for E: C̄ = L(A, Ḡ)·B, B̄ = L(Aᵀ, Ḡᵀ)·C, and Ā as G moves along Ḡ. */
  static List<@Nullable Tensor> adjointVjp(List<Tensor> operands, Tensor gbar, BitSet wanted) {
    Tensor a = operands.get(0);
    Tensor b = operands.get(1);
    Tensor c = operands.get(2);
    List<@Nullable Tensor> all = MatrixVjpRules.padded(null, 3);
    all.set(0, wanted.get(0) ? along(a, gbar, b, c) : null);
    all.set(1, wanted.get(1) ? derivative(a.transpose(), gbar.transpose(), c) : null);
    all.set(2, wanted.get(2) ? derivative(a, gbar, b) : null);
    return all;
  }

  /** Linear in B and in C. */
  static Tensor adjointJvp(List<Tensor> operands, List<@Nullable Tensor> tangents) {
    Tensor a = operands.get(0);
    Tensor b = operands.get(1);
    Tensor c = operands.get(2);
    Tensor da = tangents.get(0);
    Tensor db = tangents.get(1);
    Tensor dc = tangents.get(2);
    Tensor sum = da == null ? Tensor.zeros(a.dtype(), a.shape().dims()) : along(a, da, b, c);
    sum = db == null ? sum : sum.add(adjoint(a, db, c));
    return dc == null ? sum : sum.add(adjoint(a, b, dc));
  }

  /** The derivative of G(A, B, C) by A along E. */
  private static Tensor along(Tensor a, Tensor e, Tensor b, Tensor c) {
    int n = a.dim(-1);
    Tensor size = size(a, e);
    Tensor g = adjoint(FunctionRules.block(a, e.mul(size)), below(b), c.pad(-2, 0, n));
    return MatrixVjpRules.part(g, 0, n, 0, n)
        .add(MatrixVjpRules.part(g, n, 2 * n, n, 2 * n))
        .div(size);
  }

  /** What brings a large E to the size of A: it would cost stages, and all is linear in it. */
  private static Tensor size(Tensor a, Tensor e) {
    Tensor one = Tensor.ones(a.dtype());
    if (a.dim(-1) == 0) {
      return one;
    }
    Tensor own = a.stopGradient().abs().max(-2, -1).expandDims(-1).expandDims(-1);
    Tensor other = e.stopGradient().abs().max(-2, -1).expandDims(-1).expandDims(-1);
    Tensor limit = own.maximum(1);
    return Tensor.where(other.greater(limit), limit.div(other), one);
  }

  private static Tensor below(Tensor b) {
    return b.pad(-2, b.dim(-2), 0);
  }

  private static Tensor upper(Tensor y) {
    return y.slice(-2, 0, y.dim(-2) / 2);
  }
}
