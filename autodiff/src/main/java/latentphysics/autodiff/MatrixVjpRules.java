package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.MatrixParts;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of linear algebra in reverse; see {@link VjpRules}. {@link MatrixJvpRules} has
 * the same cases forwards.
 *
 * <p>Most are in Giles, An extended collection of matrix derivative results for forward and reverse
 * mode algorithmic differentiation (Oxford, 2008).
 */
final class MatrixVjpRules {
  private MatrixVjpRules() {}

  static List<@Nullable Tensor> apply(
      MatrixPrimitive primitive,
      List<Tensor> operands,
      List<Tensor> results,
      List<@Nullable Tensor> cotangents,
      BitSet wanted) {
    Tensor ybar = VjpRules.orZeros(cotangents.getFirst(), results.getFirst());
    return switch (primitive) {
      case MatrixPrimitive.Lu l -> List.of(lu(results.get(0), results.get(1), ybar));
      case MatrixPrimitive.Cholesky c -> List.of(cholesky(results.getFirst(), ybar));
      case MatrixPrimitive.Qr(boolean pivoted) -> {
        Tensor rbar = VjpRules.orZeros(cotangents.get(1), results.get(1));
        Tensor abar = qr(results.get(0), results.get(1), ybar, rbar);
        yield List.of(pivoted ? unordered(abar, results.get(2)) : abar);
      }
      case MatrixPrimitive.Eigh(var degeneracy) ->
          List.of(
              SpectralRules.eighVjp(
                  degeneracy,
                  results.get(0),
                  results.get(1),
                  cotangents.get(0),
                  cotangents.get(1)));
      case MatrixPrimitive.Eig(var degeneracy) ->
          List.of(EigRules.vjp(degeneracy, results, cotangents));
      case MatrixPrimitive.Svd(var degeneracy) ->
          List.of(
              SpectralRules.svdVjp(
                  degeneracy,
                  results.get(0),
                  results.get(1),
                  results.get(2),
                  cotangents.get(0),
                  cotangents.get(1),
                  cotangents.get(2)));
      case MatrixPrimitive.LinearSolve solve ->
          linearSolve(solve, operands, results.getFirst(), ybar, wanted);
      case MatrixPrimitive.PseudoSolve solve ->
          NearestRules.pseudoSolveVjp(solve, operands, results.getFirst(), ybar, wanted);
      case MatrixPrimitive.Orthogonalize(var degeneracy) ->
          padded(
              NearestRules.orthogonalizeVjp(degeneracy, operands, results.getFirst(), ybar),
              operands.size());
      case MatrixPrimitive.PolarTurn p ->
          NearestRules.turnVjp(operands, results.getFirst(), ybar, wanted);
      case MatrixPrimitive.SymmetricFunction f ->
          SymmetricFunctionRules.vjp(f, operands, ybar, wanted);
      case MatrixPrimitive.Schur s -> throw noDerivative(s);
      case MatrixPrimitive.QrFactors q -> throw noDerivative(q);
      case MatrixPrimitive.Sylvester(boolean transposed) ->
          sylvester(transposed, operands, results.getFirst(), ybar, wanted);
      case MatrixPrimitive.AnalyticFunction(var function) ->
          // The adjoint of L(A, ·) is L(Aᵀ, ·).
          List.of(FunctionRules.frechet(function, operands.getFirst().transpose(), ybar));
      case MatrixPrimitive.ExpmFrechet e ->
          FunctionRules.frechetVjp(operands.get(0), operands.get(1), ybar);
      case MatrixPrimitive.ExpmAction e ->
          ActionRules.actionVjp(operands.get(0), operands.get(1), ybar, wanted);
      case MatrixPrimitive.ExpmActionAdjoint e -> ActionRules.adjointVjp(operands, ybar, wanted);
      case MatrixPrimitive.Determinant d ->
          padded(
              DeterminantRules.cofactors(operands).mul(ybar.expandDims(-1).expandDims(-1)),
              operands.size());
      case MatrixPrimitive.LogDeterminant l -> {
        // d log |det A| = tr(A⁻¹·dA): Ā = ȳ·A⁻ᵀ
        Tensor a = operands.getFirst();
        Tensor eye = Tensor.eye(a.dtype(), a.dim(-1)).broadcastTo(a.shape().dims());
        Tensor inverse =
            Primitive.one(
                new MatrixPrimitive.LinearSolve(MatrixKind.GENERAL, true),
                a,
                eye,
                operands.get(1),
                operands.get(2));
        yield padded(inverse.mul(ybar.expandDims(-1).expandDims(-1)), operands.size());
      }
    };
  }

  /** Why there is none. */
  static UnsupportedOperationException noDerivative(MatrixPrimitive.Schur schur) {
    return new UnsupportedOperationException("its factors jump where eigenvalues meet");
  }

  /** Why there is none. */
  static UnsupportedOperationException noDerivative(MatrixPrimitive.QrFactors factors) {
    return new UnsupportedOperationException("its factors only go with their matrix");
  }

  static List<@Nullable Tensor> padded(@Nullable Tensor first, int count) {
    List<@Nullable Tensor> all = new ArrayList<>(count);
    all.add(first);
    while (all.size() < count) {
      all.add(null);
    }
    return all;
  }

  /**
   * P·A = L·U: Ā = Pᵀ·L⁻ᵀ·[strictly lower part of Lᵀ·L̄ + upper part of Ū·Uᵀ]·U⁻ᵀ for a square A.
   *
   * <p>More rows: L₂ = A₂·U⁻¹ of the others; more columns: U₂ = L⁻¹·A₂.
   */
  private static Tensor lu(Tensor packed, Tensor order, Tensor bar) {
    int m = packed.dim(-2);
    int n = packed.dim(-1);
    int k = Math.min(m, n);
    Tensor square = part(packed, 0, k, 0, k);
    Tensor lower = MatrixParts.tril(square, -1).add(Tensor.eye(packed.dtype(), k));
    Tensor upper = MatrixParts.triu(square, 0);
    Tensor lbar = MatrixParts.tril(part(bar, 0, k, 0, k), -1);
    Tensor ubar = MatrixParts.triu(part(bar, 0, k, 0, k), 0);
    Tensor rest = null;
    if (m > k) {
      // Ā₂ = L̄₂·U⁻ᵀ, Ū − L₂ᵀ·Ā₂
      rest = rightSolve(part(bar, k, m, 0, k), square, MatrixKind.UPPER, true);
      ubar = ubar.sub(MatrixParts.triu(part(packed, k, m, 0, k).transpose().matmul(rest), 0));
    } else if (n > k) {
      // Ā₂ = L⁻ᵀ·Ū₂, L̄ − Ā₂·U₂ᵀ
      rest = solve(square, MatrixKind.UNIT_LOWER, true, part(bar, 0, k, k, n));
      lbar = lbar.sub(MatrixParts.tril(rest.matmul(part(packed, 0, k, k, n).transpose()), -1));
    }
    Tensor middle =
        MatrixParts.tril(lower.transpose().matmul(lbar), -1)
            .add(MatrixParts.triu(ubar.matmul(upper.transpose()), 0));
    Tensor abar =
        rightSolve(
            solve(square, MatrixKind.UNIT_LOWER, true, middle), square, MatrixKind.UPPER, true);
    if (rest != null) {
      abar = Tensor.concatenate(abar.shape().rank() - (m > k ? 2 : 1), abar, rest);
    }
    // Row i of P·A is row order[i] of A.
    Tensor rows = order.expandDims(-1).broadcastTo(packed.shape().dims());
    return Primitive.one(new Primitive.ScatterAdd(packed.shape().rank() - 2, m), abar, rows);
  }

  /** The matrix with its columns back where they came from. */
  private static Tensor unordered(Tensor abar, Tensor order) {
    Tensor columns = order.expandDims(-2).broadcastTo(abar.shape().dims());
    int axis = abar.shape().rank() - 1;
    return Primitive.one(new Primitive.ScatterAdd(axis, abar.dim(-1)), abar, columns);
  }

  /** A = L·Lᵀ: Ā = sym(L⁻ᵀ·Φ(Lᵀ·L̄)·L⁻¹), Φ the lower part with half of the diagonal. */
  private static Tensor cholesky(Tensor l, Tensor lbar) {
    Tensor inner = halfLower(l.transpose().matmul(MatrixParts.tril(lbar, 0)));
    Tensor left = solve(l, MatrixKind.LOWER, true, inner);
    return MatrixParts.symmetric(rightSolve(left, l, MatrixKind.LOWER, false));
  }

  /** The lower part with half of the diagonal. */
  static Tensor halfLower(Tensor a) {
    return MatrixParts.tril(a, 0).add(MatrixParts.tril(a, -1)).mul(0.5);
  }

  /**
   * A = Q·R with independent columns (Walter and Lehmann, Algorithmic differentiation of linear
   * algebra functions, 2010): with M = R·R̄ᵀ − Q̄ᵀ·Q,
   *
   * <pre>
   *   Ā = (Q̄ + Q·(lower part of M, mirrored))·R⁻ᵀ
   * </pre>
   *
   * <p>More columns than rows: A = [X, Y] = Q·[U, V], so Y = Q·V gives Ȳ = Q·V̄ and adds Y·V̄ᵀ to
   * Q̄.
   */
  private static Tensor qr(Tensor q, Tensor r, Tensor qbar, Tensor rbar) {
    int k = r.dim(-2);
    int n = r.dim(-1);
    if (n > k) {
      Tensor vbar = rbar.slice(-1, k, n);
      Tensor y = q.matmul(r.slice(-1, k, n));
      Tensor xbar =
          qr(q, r.slice(-1, 0, k), qbar.add(y.matmul(vbar.transpose())), rbar.slice(-1, 0, k));
      return Tensor.concatenate(xbar.shape().rank() - 1, xbar, q.matmul(vbar));
    }
    Tensor upper = MatrixParts.triu(rbar, 0);
    Tensor m = r.matmul(upper.transpose()).sub(qbar.transpose().matmul(q));
    Tensor lower = MatrixParts.tril(m, -1);
    Tensor mirrored = MatrixParts.tril(m, 0).add(lower.transpose());
    return rightSolve(qbar.add(q.matmul(mirrored)), r, MatrixKind.UPPER, true);
  }

  /**
   * op(A)·X = B: B̄ = op(A)⁻ᵀ·X̄, Ā = −B̄·Xᵀ or, for Aᵀ, −X·B̄ᵀ, of which the part stays that the
   * kind of matrix lets move.
   */
  private static List<@Nullable Tensor> linearSolve(
      MatrixPrimitive.LinearSolve solve,
      List<Tensor> operands,
      Tensor x,
      Tensor xbar,
      BitSet wanted) {
    List<Tensor> adjoint = new ArrayList<>(operands);
    adjoint.set(1, xbar);
    Tensor bbar =
        Primitive.apply(new MatrixPrimitive.LinearSolve(solve.kind(), !solve.transposed()), adjoint)
            .getFirst();
    List<@Nullable Tensor> all = padded(null, operands.size());
    if (wanted.get(0)) {
      Tensor abar = solve.transposed() ? x.matmul(bbar.transpose()) : bbar.matmul(x.transpose());
      all.set(0, within(solve.kind(), abar.neg()));
    }
    all.set(1, wanted.get(1) ? bbar : null);
    return all;
  }

  /**
   * A·X + X·B = C: C̄ solves Aᵀ·C̄ + C̄·Bᵀ = X̄; Ā = −C̄·Xᵀ, B̄ = −Xᵀ·C̄. With Aᵀ and Bᵀ: Ā =
   * −X·C̄ᵀ, B̄ = −C̄ᵀ·X.
   */
  private static List<@Nullable Tensor> sylvester(
      boolean transposed, List<Tensor> operands, Tensor x, Tensor xbar, BitSet wanted) {
    List<Tensor> adjoint = new ArrayList<>(operands);
    adjoint.set(2, xbar);
    Tensor cbar = Primitive.apply(new MatrixPrimitive.Sylvester(!transposed), adjoint).getFirst();
    Tensor xt = x.transpose();
    Tensor ct = cbar.transpose();
    List<@Nullable Tensor> all = padded(null, operands.size());
    if (wanted.get(0)) {
      all.set(0, (transposed ? x.matmul(ct) : cbar.matmul(xt)).neg());
    }
    if (wanted.get(1)) {
      all.set(1, (transposed ? ct.matmul(x) : xt.matmul(cbar)).neg());
    }
    all.set(2, wanted.get(2) ? cbar : null);
    return all;
  }

  /** The part of a matrix that lies within a kind. */
  static Tensor within(MatrixKind kind, Tensor a) {
    return switch (kind) {
      case GENERAL, ORTHOGONAL -> a;
      case SYMMETRIC, POSITIVE_DEFINITE -> MatrixParts.symmetric(a);
      case LOWER -> MatrixParts.tril(a, 0);
      case UPPER -> MatrixParts.triu(a, 0);
      case UNIT_LOWER -> MatrixParts.tril(a, -1);
      case UNIT_UPPER -> MatrixParts.triu(a, 1);
    };
  }

  /** op(T)⁻¹·B. */
  static Tensor solve(Tensor t, MatrixKind kind, boolean transposed, Tensor b) {
    return Primitive.one(new MatrixPrimitive.LinearSolve(kind, transposed), t, b);
  }

  /** B·op(T)⁻¹. */
  static Tensor rightSolve(Tensor b, Tensor t, MatrixKind kind, boolean transposed) {
    return solve(t, kind, !transposed, b.transpose()).transpose();
  }

  static Tensor part(Tensor a, int fromRow, int toRow, int fromColumn, int toColumn) {
    return a.slice(-2, fromRow, toRow).slice(-1, fromColumn, toColumn);
  }
}
