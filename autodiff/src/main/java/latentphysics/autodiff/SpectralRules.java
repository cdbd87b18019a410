package latentphysics.autodiff;

import java.util.List;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.MatrixParts;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of eigenvalues and singular values with their vectors, both ways.
 *
 * <p>Vectors of values that coincide are determined up to a rotation among themselves. So divisions
 * by the difference of two values that is no larger than rounding are left out, and what was left
 * out is measured: it is no more than rounding where the derivative exists.
 */
final class SpectralRules {
  private SpectralRules() {}

  /**
   * A = V·diag(w)·Vᵀ: with X = Vᵀ·V̄,
   *
   * <pre>
   *   Ā = V·(diag(w̄) + (X − Xᵀ)/2 ∘ 1/(wⱼ − wᵢ))·Vᵀ
   * </pre>
   */
  static Tensor eighVjp(
      Degeneracy degeneracy, Tensor w, Tensor v, @Nullable Tensor wbar, @Nullable Tensor vbar) {
    Tensor diagonal = VjpRules.orZeros(wbar, w);
    Tensor inner = MatrixParts.diag(diagonal);
    Coincidence coincidence = Coincidence.ofDifferences("eigh", "eigenvalues", w, w.dim(-1));
    if (vbar != null) {
      Tensor x = v.transpose().matmul(vbar);
      Tensor turn = x.sub(x.transpose()).mul(0.5);
      coincidence.measure(degeneracy, turn, x);
      inner = inner.add(turn.mul(coincidence.reciprocal()));
    }
    coincidence.measure(degeneracy, differences(diagonal), diagonal);
    return MatrixParts.symmetric(v.matmul(inner).matmul(v.transpose()));
  }

  /** With D = Vᵀ·Ȧ·V: ẇ is its diagonal, V̇ = V·(D ∘ 1/(wⱼ − wᵢ)). */
  static List<@Nullable Tensor> eighJvp(Degeneracy degeneracy, Tensor w, Tensor v, Tensor da) {
    Tensor d = v.transpose().matmul(MatrixParts.symmetric(da)).matmul(v);
    Coincidence coincidence = Coincidence.ofDifferences("eigh", "eigenvalues", w, w.dim(-1));
    coincidence.measure(degeneracy, d, d);
    return List.of(MatrixParts.diagonal(d), v.matmul(d.mul(coincidence.reciprocal())));
  }

  /**
   * A = U·diag(s)·Vᵀ: with P = Uᵀ·Ū − Ūᵀ·U and Q = Vᵀ·V̄ − V̄ᵀ·V (Townsend, Differentiating the
   * singular value decomposition, 2016; his 1/(sⱼ² − sᵢ²) taken apart),
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
    Tensor diagonal = VjpRules.orZeros(sbar, s);
    Tensor v = vt.transpose();
    int longest = Math.max(u.dim(-2), vt.dim(-1));
    Coincidence equal = Coincidence.ofDifferences("svd", "singular values", s, longest);
    Coincidence zero = Coincidence.ofSums("svd", "singular values", s, longest);
    equal.measure(degeneracy, differences(diagonal), diagonal);
    Tensor inner = MatrixParts.diag(diagonal);
    if (ubar == null && vtbar == null) {
      return u.matmul(inner).matmul(vt);
    }
    Tensor vbar = VjpRules.orZeros(vtbar, vt).transpose();
    Tensor left = VjpRules.orZeros(ubar, u);
    Tensor x = u.transpose().matmul(left);
    Tensor y = v.transpose().matmul(vbar);
    Tensor p = x.sub(x.transpose());
    Tensor q = y.sub(y.transpose());
    Tensor size = x.abs().add(y.abs());
    Tensor together = p.add(q).mul(0.5);
    Tensor apart = p.sub(q).mul(0.5);
    equal.measure(degeneracy, together, size);
    zero.measure(degeneracy, apart, size);
    inner = inner.add(together.mul(equal.reciprocal())).add(apart.mul(zero.reciprocal()));
    Tensor abar = u.matmul(inner).matmul(vt);
    if (u.dim(-2) > s.dim(-1)) {
      Tensor outside = left.sub(u.matmul(x));
      zero.measureColumns(degeneracy, outside, left);
      abar = abar.add(outside.mul(zero.inverse().expandDims(-2)).matmul(vt));
    }
    if (vt.dim(-1) > s.dim(-1)) {
      Tensor outside = vbar.sub(v.matmul(y));
      zero.measureColumns(degeneracy, outside, vbar);
      abar = abar.add(u.matmul(outside.mul(zero.inverse().expandDims(-2)).transpose()));
    }
    return abar;
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
    int longest = Math.max(u.dim(-2), vt.dim(-1));
    Coincidence equal = Coincidence.ofDifferences("svd", "singular values", s, longest);
    Coincidence zero = Coincidence.ofSums("svd", "singular values", s, longest);
    Tensor together = d.add(d.transpose()).mul(0.5);
    Tensor apart = d.sub(d.transpose()).mul(0.5);
    equal.measure(degeneracy, together, d);
    zero.measure(degeneracy, apart, d);
    Tensor first = together.mul(equal.reciprocal());
    Tensor second = apart.mul(zero.reciprocal());
    Tensor du = u.matmul(first.add(second));
    Tensor dv = v.matmul(first.sub(second));
    if (u.dim(-2) > s.dim(-1)) {
      Tensor outside = av.sub(u.matmul(d));
      zero.measureColumns(degeneracy, outside, av);
      du = du.add(outside.mul(zero.inverse().expandDims(-2)));
    }
    if (vt.dim(-1) > s.dim(-1)) {
      Tensor au = da.transpose().matmul(u);
      Tensor outside = au.sub(v.matmul(d.transpose()));
      zero.measureColumns(degeneracy, outside, au);
      dv = dv.add(outside.mul(zero.inverse().expandDims(-2)));
    }
    return List.of(du, MatrixParts.diagonal(d), dv.transpose());
  }

  /** xⱼ − xᵢ. */
  static Tensor differences(Tensor x) {
    return x.expandDims(-2).sub(x.expandDims(-1));
  }
}
