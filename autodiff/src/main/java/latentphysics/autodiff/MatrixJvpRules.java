package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.MatrixParts;
import org.jspecify.annotations.Nullable;

/** The derivatives of linear algebra forwards; see {@link JvpRules} and {@link MatrixVjpRules}. */
final class MatrixJvpRules {
  private MatrixJvpRules() {}

  static List<@Nullable Tensor> apply(
      MatrixPrimitive primitive,
      List<Tensor> operands,
      List<Tensor> results,
      List<@Nullable Tensor> tangents) {
    @Nullable Tensor da = tangents.getFirst();
    return switch (primitive) {
      case MatrixPrimitive.Lu l -> {
        // The order of the rows and its sign stay.
        Tensor rows = results.get(1).expandDims(-1).broadcastTo(results.getFirst().shape().dims());
        Tensor moved = moving(da).gather(rows, rows.shape().rank() - 2);
        yield Arrays.asList(lu(results.getFirst(), moved), null, null);
      }
      case MatrixPrimitive.Cholesky c -> List.of(cholesky(results.getFirst(), moving(da)));
      case MatrixPrimitive.Qr(boolean pivoted) -> {
        if (!pivoted) {
          yield qr(results.get(0), results.get(1), moving(da));
        }
        Tensor columns = results.get(2).expandDims(-2).broadcastTo(moving(da).shape().dims());
        List<@Nullable Tensor> moved =
            new ArrayList<>(
                qr(
                    results.get(0),
                    results.get(1),
                    moving(da).gather(columns, columns.shape().rank() - 1)));
        moved.add(null);
        yield moved;
      }
      case MatrixPrimitive.Eigh(var degeneracy) ->
          SpectralRules.eighJvp(degeneracy, results.get(0), results.get(1), moving(da));
      case MatrixPrimitive.Eig(var degeneracy) -> EigRules.jvp(degeneracy, results, moving(da));
      case MatrixPrimitive.Svd(var degeneracy) ->
          SpectralRules.svdJvp(
              degeneracy, results.get(0), results.get(1), results.get(2), moving(da));
      case MatrixPrimitive.LinearSolve solve ->
          Collections.singletonList(
              linearSolve(solve, operands, results.getFirst(), da, tangents.get(1)));
      case MatrixPrimitive.PseudoSolve solve ->
          Collections.singletonList(
              NearestRules.pseudoSolveJvp(
                  solve, operands, results.getFirst(), da, tangents.get(1)));
      case MatrixPrimitive.Orthogonalize(var degeneracy) ->
          List.of(
              NearestRules.orthogonalizeJvp(degeneracy, operands, results.getFirst(), moving(da)));
      case MatrixPrimitive.PolarTurn p ->
          List.of(NearestRules.turnJvp(operands, results.getFirst(), tangents));
      case MatrixPrimitive.SymmetricFunction f ->
          List.of(SymmetricFunctionRules.jvp(f, operands, tangents, results.getFirst()));
      case MatrixPrimitive.Schur s -> throw MatrixVjpRules.noDerivative(s);
      case MatrixPrimitive.QrFactors q -> throw MatrixVjpRules.noDerivative(q);
      case MatrixPrimitive.Sylvester sylvester ->
          Collections.singletonList(sylvester(sylvester, operands, results.getFirst(), tangents));
      case MatrixPrimitive.AnalyticFunction(var function) ->
          List.of(FunctionRules.frechet(function, operands.getFirst(), moving(da)));
      case MatrixPrimitive.ExpmFrechet e ->
          List.of(
              FunctionRules.frechetJvp(
                  operands.get(0), operands.get(1), tangents.get(0), tangents.get(1)));
      case MatrixPrimitive.ExpmAction e ->
          List.of(
              ActionRules.actionJvp(
                  operands.get(0), operands.get(1), tangents.get(0), tangents.get(1)));
      case MatrixPrimitive.ExpmActionAdjoint e ->
          List.of(ActionRules.adjointJvp(operands, tangents));
      case MatrixPrimitive.Determinant d ->
          List.of(DeterminantRules.cofactors(operands).mul(moving(da)).sum(-2, -1));
      case MatrixPrimitive.LogDeterminant l ->
          // tr(A⁻¹·Ȧ)
          List.of(
              MatrixParts.trace(
                  Primitive.one(
                      new MatrixPrimitive.LinearSolve(MatrixKind.GENERAL, false),
                      operands.getFirst(),
                      moving(da),
                      operands.get(1),
                      operands.get(2))));
    };
  }

  private static Tensor moving(@Nullable Tensor tangent) {
    if (tangent == null) {
      throw new AssertionError("the matrix moves");
    }
    return tangent;
  }

  /**
   * P·A = L·U with F = L⁻¹·P·Ȧ·U⁻¹: L̇ = L·(strictly lower part of F), U̇ = (upper part of F)·U for
   * a square A; L̇₂ = (Ȧ₂ − L₂·U̇)·U⁻¹ for more rows, U̇₂ = L⁻¹·(Ȧ₂ − L̇·U₂) for more columns.
   */
  private static Tensor lu(Tensor packed, Tensor da) {
    int m = packed.dim(-2);
    int n = packed.dim(-1);
    int k = Math.min(m, n);
    Tensor square = MatrixVjpRules.part(packed, 0, k, 0, k);
    Tensor lower = MatrixParts.tril(square, -1).add(Tensor.eye(packed.dtype(), k));
    Tensor upper = MatrixParts.triu(square, 0);
    Tensor left =
        MatrixVjpRules.solve(
            square, MatrixKind.UNIT_LOWER, false, MatrixVjpRules.part(da, 0, k, 0, k));
    Tensor f = MatrixVjpRules.rightSolve(left, square, MatrixKind.UPPER, false);
    Tensor dl = lower.matmul(MatrixParts.tril(f, -1));
    Tensor du = MatrixParts.triu(f, 0).matmul(upper);
    Tensor moved = dl.add(du);
    int rank = packed.shape().rank();
    if (m > k) {
      Tensor below = MatrixVjpRules.part(packed, k, m, 0, k);
      Tensor right = MatrixVjpRules.part(da, k, m, 0, k).sub(below.matmul(du));
      Tensor rest = MatrixVjpRules.rightSolve(right, square, MatrixKind.UPPER, false);
      return Tensor.concatenate(rank - 2, moved, rest);
    }
    if (n > k) {
      Tensor beside = MatrixVjpRules.part(packed, 0, k, k, n);
      Tensor right = MatrixVjpRules.part(da, 0, k, k, n).sub(dl.matmul(beside));
      Tensor rest = MatrixVjpRules.solve(square, MatrixKind.UNIT_LOWER, false, right);
      return Tensor.concatenate(rank - 1, moved, rest);
    }
    return moved;
  }

  /** L̇ = L·Φ(L⁻¹·Ȧ·L⁻ᵀ), Φ the lower part with half of the diagonal, Ȧ the symmetric part. */
  private static Tensor cholesky(Tensor l, Tensor da) {
    Tensor left = MatrixVjpRules.solve(l, MatrixKind.LOWER, false, MatrixParts.symmetric(da));
    Tensor inner = MatrixVjpRules.rightSolve(left, l, MatrixKind.LOWER, true);
    return l.matmul(MatrixVjpRules.halfLower(inner));
  }

  /**
   * A = Q·R with independent columns: with C = Ȧ·R⁻¹, X = Qᵀ·C and the antisymmetric Ω that has X's
   * strictly lower part,
   *
   * <pre>
   *   Q̇ = C + Q·(Ω − X),  Ṙ = (X − Ω)·R
   * </pre>
   *
   * <p>More columns than rows: A = [X, Y] = Q·[U, V], so V = Qᵀ·Y gives V̇ = Q̇ᵀ·Y + Qᵀ·Ẏ.
   */
  private static List<@Nullable Tensor> qr(Tensor q, Tensor r, Tensor da) {
    int k = r.dim(-2);
    int n = r.dim(-1);
    if (n > k) {
      List<@Nullable Tensor> left = qr(q, r.slice(-1, 0, k), da.slice(-1, 0, k));
      Tensor dq = moving(left.get(0));
      Tensor y = q.matmul(r.slice(-1, k, n));
      Tensor dv = dq.transpose().matmul(y).add(q.transpose().matmul(da.slice(-1, k, n)));
      Tensor dr = Tensor.concatenate(dv.shape().rank() - 1, moving(left.get(1)), dv);
      return List.of(dq, dr);
    }
    Tensor c = MatrixVjpRules.rightSolve(da, r, MatrixKind.UPPER, false);
    Tensor x = q.transpose().matmul(c);
    Tensor lower = MatrixParts.tril(x, -1);
    Tensor rest = x.sub(lower.sub(lower.transpose()));
    return List.of(c.sub(q.matmul(rest)), MatrixParts.triu(rest, 0).matmul(r));
  }

  /** op(A)·X = B: Ẋ = op(A)⁻¹·(Ḃ − op(Ȧ)·X), Ȧ's part within the kind of matrix. */
  private static Tensor linearSolve(
      MatrixPrimitive.LinearSolve solve,
      List<Tensor> operands,
      Tensor x,
      @Nullable Tensor da,
      @Nullable Tensor db) {
    Tensor right = db;
    if (da != null) {
      Tensor within = MatrixVjpRules.within(solve.kind(), da);
      Tensor moved = (solve.transposed() ? within.transpose() : within).matmul(x);
      right = right == null ? moved.neg() : right.sub(moved);
    }
    if (right == null) {
      return Tensor.zeros(x.dtype(), x.shape().dims()); // factors alone move nothing
    }
    List<Tensor> forward = new ArrayList<>(operands);
    forward.set(1, right);
    return Primitive.apply(solve, forward).getFirst();
  }

  /** A·Ẋ + Ẋ·B = Ċ − Ȧ·X − X·Ḃ, all of A and B transposed if the equation has them so. */
  private static Tensor sylvester(
      MatrixPrimitive.Sylvester sylvester,
      List<Tensor> operands,
      Tensor x,
      List<@Nullable Tensor> tangents) {
    Tensor right = VjpRules.orZeros(tangents.get(2), x);
    Tensor da = tangents.get(0);
    Tensor db = tangents.get(1);
    if (da != null) {
      right = right.sub((sylvester.transposed() ? da.transpose() : da).matmul(x));
    }
    if (db != null) {
      right = right.sub(x.matmul(sylvester.transposed() ? db.transpose() : db));
    }
    List<Tensor> forward = new ArrayList<>(operands);
    forward.set(2, right);
    return Primitive.apply(sylvester, forward).getFirst();
  }
}
