package latentphysics.autodiff;

import java.util.List;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.MatrixParts;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of eigenvalues and singular values with their vectors, both ways.
 *
 * <p>Vectors of values that coincide are determined up to a rotation among themselves. So divisions
 * by the difference of two values that is no larger than rounding are left out, and what was left
 * out is measured: it is no more than rounding where the derivative exists.
 *
 * <p>What stands between the vectors is one expression: with small matrices passes over memory cost
 * more than products.
 */
final class SpectralRules {
  private static final Expr HALF = Expr.constant(0.5);
  private static final Expr ZERO = Expr.constant(0);

  /** Of X, Xᵀ, wⱼ, wᵢ, the tolerance, w̄ⱼ and 1. */
  private static final MapFunction EIGH =
      MapFunction.of(
          "gradient of eigh",
          7,
          x -> {
            Expr turn = x.get(0).sub(x.get(1)).mul(HALF);
            Expr between = turn.mul(difference(x.get(2), x.get(3), x.get(4)));
            return List.of(between.add(onDiagonal(x.get(6), x.get(5))));
          });

  /** Of X, Xᵀ, Y, Yᵀ, sⱼ, sᵢ, the tolerance, s̄ⱼ and 1. */
  private static final MapFunction SVD =
      MapFunction.of(
          "gradient of svd",
          9,
          x -> {
            Expr p = x.get(0).sub(x.get(1));
            Expr q = x.get(2).sub(x.get(3));
            Expr first = p.add(q).mul(HALF).mul(difference(x.get(4), x.get(5), x.get(6)));
            Expr second = p.sub(q).mul(HALF).mul(sum(x.get(4), x.get(5), x.get(6)));
            return List.of(first.add(second).add(onDiagonal(x.get(8), x.get(7))));
          });

  /** How U and V turn: of D, Dᵀ, sⱼ, sᵢ and the tolerance. */
  private static final MapFunction TURNS =
      MapFunction.of(
          "derivative of svd",
          5,
          x -> {
            Expr d = x.get(0);
            Expr t = x.get(1);
            Expr first = d.add(t).mul(HALF).mul(difference(x.get(2), x.get(3), x.get(4)));
            Expr second = d.sub(t).mul(HALF).mul(sum(x.get(2), x.get(3), x.get(4)));
            return List.of(first.add(second), first.sub(second));
          });

  private SpectralRules() {}

  private static Expr difference(Expr column, Expr row, Expr tolerance) {
    return Coincidence.reciprocal(column.sub(row), tolerance);
  }

  private static Expr sum(Expr column, Expr row, Expr tolerance) {
    return Coincidence.reciprocal(column.add(row), tolerance);
  }

  private static Expr onDiagonal(Expr identity, Expr x) {
    return identity.ifEqual(ZERO, ZERO, x);
  }

  /**
   * A = V·diag(w)·Vᵀ: with X = Vᵀ·V̄,
   *
   * <pre>
   *   Ā = V·(diag(w̄) + (X − Xᵀ)/2 ∘ 1/(wⱼ − wᵢ))·Vᵀ
   * </pre>
   */
  static Tensor eighVjp(
      Degeneracy degeneracy, Tensor w, Tensor v, @Nullable Tensor wbar, @Nullable Tensor vbar) {
    Coincidence coincidence = Coincidence.ofDifferences("eigh", "eigenvalues", w, w.dim(-1));
    measureDiagonal(coincidence, degeneracy, wbar);
    Tensor diagonal = VjpRules.orZeros(wbar, w).expandDims(-2);
    Tensor left;
    if (vbar == null) {
      left = v.mul(diagonal);
    } else {
      Tensor x = v.transpose().matmul(vbar);
      Tensor xt = x.transpose();
      coincidence.measure(degeneracy, () -> x.sub(xt).mul(0.5), () -> x);
      Tensor eye = Tensor.eye(w.dtype(), w.dim(-1));
      left =
          v.matmul(
              Tensor.map(
                  EIGH,
                  x,
                  xt,
                  coincidence.columns(),
                  coincidence.rows(),
                  coincidence.tolerance(),
                  diagonal,
                  eye));
    }
    return MatrixParts.symmetric(left.matmul(v.transpose()));
  }

  /** With D = Vᵀ·Ȧ·V: ẇ is its diagonal, V̇ = V·(D ∘ 1/(wⱼ − wᵢ)). */
  static List<@Nullable Tensor> eighJvp(Degeneracy degeneracy, Tensor w, Tensor v, Tensor da) {
    Tensor d = v.transpose().matmul(MatrixParts.symmetric(da)).matmul(v);
    Coincidence coincidence = Coincidence.ofDifferences("eigh", "eigenvalues", w, w.dim(-1));
    coincidence.measure(degeneracy, () -> d, () -> d);
    return List.of(MatrixParts.diagonal(d), v.matmul(coincidence.divide(d)));
  }

  /**
   * A = U·diag(s)·Vᵀ: with X = Uᵀ·Ū, Y = Vᵀ·V̄, P = X − Xᵀ and Q = Y − Yᵀ (Townsend,
   * Differentiating the singular value decomposition, 2016; his 1/(sⱼ² − sᵢ²) taken apart),
   *
   * <pre>
   *   Ā = U·(diag(s̄) + (P + Q)/2 ∘ 1/(sⱼ − sᵢ) + (P − Q)/2 ∘ 1/(sⱼ + sᵢ))·Vᵀ
   *     + (1 − U·Uᵀ)·Ū·S⁻¹·Vᵀ + U·S⁻¹·V̄ᵀ·(1 − V·Vᵀ)
   * </pre>
   */
  static Tensor svdVjp(
      Degeneracy degeneracy,
      Tensor u,
      Tensor s,
      Tensor vt,
      @Nullable Tensor ubar,
      @Nullable Tensor sbar,
      @Nullable Tensor vtbar) {
    int longest = Math.max(u.dim(-2), vt.dim(-1));
    Coincidence equal = Coincidence.ofDifferences("svd", "singular values", s, longest);
    measureDiagonal(equal, degeneracy, sbar);
    Tensor diagonal = VjpRules.orZeros(sbar, s).expandDims(-2);
    if (ubar == null && vtbar == null) {
      return u.mul(diagonal).matmul(vt);
    }
    Coincidence zero = Coincidence.ofSums("svd", "singular values", s, longest);
    int k = s.dim(-1);
    int[] square = vt.shape().dims();
    square[square.length - 1] = k;
    Tensor none = Tensor.zeros(s.dtype(), square);
    Tensor x = ubar == null ? none : u.transpose().matmul(ubar);
    Tensor y = vtbar == null ? none : vt.matmul(vtbar.transpose());
    Tensor xt = x.transpose();
    Tensor yt = y.transpose();
    equal.measure(degeneracy, () -> x.sub(xt).add(y.sub(yt)).mul(0.5), () -> x.abs().add(y.abs()));
    zero.measure(degeneracy, () -> x.sub(xt).sub(y.sub(yt)).mul(0.5), () -> x.abs().add(y.abs()));
    Tensor eye = Tensor.eye(s.dtype(), k);
    Tensor inner =
        Tensor.map(
            SVD, x, xt, y, yt, equal.columns(), equal.rows(), equal.tolerance(), diagonal, eye);
    if (vtbar != null && vt.dim(-1) > k) {
      Tensor outside = vtbar.sub(yt.matmul(vt));
      zero.measureColumns(degeneracy, outside.transpose(), vtbar);
      return u.matmul(inner.matmul(vt).add(zero.divideRows(outside)));
    }
    Tensor left = u.matmul(inner);
    if (ubar != null && u.dim(-2) > k) {
      Tensor outside = ubar.sub(u.matmul(x));
      zero.measureColumns(degeneracy, outside, ubar);
      left = left.add(zero.divideColumns(outside));
    }
    return left.matmul(vt);
  }

  /** Cotangents of values that coincide have to be equal. */
  private static void measureDiagonal(
      Coincidence coincidence, Degeneracy degeneracy, @Nullable Tensor diagonal) {
    if (diagonal != null) {
      coincidence.measure(degeneracy, () -> differences(diagonal), () -> diagonal);
    }
  }

  /**
   * With D = Uᵀ·Ȧ·V, D₊ = (D + Dᵀ)/2 and D₋ = (D − Dᵀ)/2: ṡ is the diagonal of D,
   *
   * <pre>
   *   U̇ = U·(D₊ ∘ 1/(sⱼ − sᵢ) + D₋ ∘ 1/(sⱼ + sᵢ)) + (1 − U·Uᵀ)·Ȧ·V·S⁻¹
   *   V̇ = V·(D₊ ∘ 1/(sⱼ − sᵢ) − D₋ ∘ 1/(sⱼ + sᵢ)) + (1 − V·Vᵀ)·Ȧᵀ·U·S⁻¹
   * </pre>
   */
  static List<@Nullable Tensor> svdJvp(
      Degeneracy degeneracy, Tensor u, Tensor s, Tensor vt, Tensor da) {
    Tensor v = vt.transpose();
    Tensor av = da.matmul(v);
    Tensor d = u.transpose().matmul(av);
    Tensor dt = d.transpose();
    int longest = Math.max(u.dim(-2), vt.dim(-1));
    Coincidence equal = Coincidence.ofDifferences("svd", "singular values", s, longest);
    Coincidence zero = Coincidence.ofSums("svd", "singular values", s, longest);
    equal.measure(degeneracy, () -> d.add(dt).mul(0.5), () -> d);
    zero.measure(degeneracy, () -> d.sub(dt).mul(0.5), () -> d);
    List<Tensor> turns =
        Tensor.mapAll(TURNS, d, dt, equal.columns(), equal.rows(), equal.tolerance());
    Tensor du = u.matmul(turns.get(0));
    Tensor dv = v.matmul(turns.get(1));
    if (u.dim(-2) > s.dim(-1)) {
      Tensor outside = av.sub(u.matmul(d));
      zero.measureColumns(degeneracy, outside, av);
      du = du.add(zero.divideColumns(outside));
    }
    if (vt.dim(-1) > s.dim(-1)) {
      Tensor au = da.transpose().matmul(u);
      Tensor outside = au.sub(v.matmul(dt));
      zero.measureColumns(degeneracy, outside, au);
      dv = dv.add(zero.divideColumns(outside));
    }
    return List.of(du, MatrixParts.diagonal(d), dv.transpose());
  }

  /** xⱼ − xᵢ. */
  static Tensor differences(Tensor x) {
    return x.expandDims(-2).sub(x.expandDims(-1));
  }
}
