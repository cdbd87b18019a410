package latentphysics.autodiff;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.LinearOperator;
import latentphysics.tensor.linalg.MatrixParts;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.Systems;

/**
 * The derivative of the determinant, d det A = Σ cof(A)ᵢⱼ·dAᵢⱼ: the matrix of cofactors, a
 * polynomial in A that exists for singular matrices too.
 */
final class DeterminantRules {
  private DeterminantRules() {}

  /**
   * cof(A), to be differentiated again.
   *
   * <p>det(A)·A⁻ᵀ, unless that divides what is near to zero by what is. Then the k smallest
   * singular values are made as large as the largest, c, by a constant matrix, B = A + W·Zᵀ with W
   * = Uₖ and Z = Vₖ·(c − s), so that with S = 1 − Zᵀ·B⁻¹·W, a k×k matrix that is as small as they
   * were,
   *
   * <pre>
   *   det(A) = det(B)·det(S)
   *   cof(A) = det(B)·(det(S)·B⁻ᵀ + B⁻ᵀ·Z·cof(S)·Wᵀ·B⁻ᵀ)
   * </pre>
   *
   * @param operands A, its factors by LU and their sign
   */
  static Tensor cofactors(List<Tensor> operands) {
    Tensor a = operands.getFirst();
    Tensor pivots = MatrixParts.diagonal(operands.get(1)).abs();
    int k = smallest(pivots, pivots.dim(-1) == 0 ? pivots : pivots.max(-1).expandDims(-1));
    if (k > 0) {
      Spectra.Svd svd = Spectra.svd(a.stopGradient());
      Tensor largest = svd.s().slice(-1, 0, 1);
      k = smallest(svd.s(), largest);
      if (k > 0) {
        return nearlySingular(a, svd, largest, k);
      }
    }
    Tensor det = Primitive.apply(new MatrixPrimitive.Determinant(), operands).getFirst();
    Tensor eye = Tensor.eye(a.dtype(), a.dim(-1)).broadcastTo(a.shape().dims());
    Tensor inverse =
        Primitive.one(
            new MatrixPrimitive.LinearSolve(MatrixKind.GENERAL, true),
            a,
            eye,
            operands.get(1),
            operands.get(2));
    return inverse.mul(scalar(det));
  }

  private static Tensor nearlySingular(Tensor a, Spectra.Svd svd, Tensor largest, int k) {
    int n = a.dim(-1);
    Tensor s = svd.s().slice(-1, n - k, n);
    Tensor one = Tensor.ones(a.dtype());
    Tensor c = Tensor.where(largest.equal(0), one, largest);
    Tensor small = isSmall(s, largest).astype(a.dtype());
    Tensor w = svd.u().slice(-1, n - k, n).mul(small.expandDims(-2));
    Tensor z = svd.vt().slice(-2, n - k, n).transpose().mul(c.sub(s).mul(small).expandDims(-2));
    Tensor b = a.add(w.matmul(z.transpose()));
    LinearOperator operator = LinearOperator.of(b, MatrixKind.GENERAL);
    Tensor inner = Tensor.eye(a.dtype(), k).sub(z.transpose().matmul(operator.solve(w)));
    Polynomials of = Polynomials.of(inner);
    Tensor transposed = operator.inverse().transpose();
    Tensor left = transposed.matmul(z).matmul(of.cofactors);
    Tensor right = operator.solve(w).transpose();
    Tensor sum = transposed.mul(scalar(of.determinant)).add(left.matmul(right));
    return sum.mul(scalar(Systems.det(b)));
  }

  /**
   * Determinant and cofactors of a small matrix without a division by it, by the method of Faddeev
   * and Le Verrier: with M₁ = 1,
   *
   * <pre>
   *   cⱼ = −tr(S·Mⱼ)/j,  Mⱼ₊₁ = S·Mⱼ + cⱼ;   det S = (−1)ᵏ·cₖ,  cof(S) = (−1)ᵏ⁻¹·Mₖᵀ
   * </pre>
   *
   * <p>Its rounding errors grow with k, but are those of powers of S, which is near zero.
   */
  private record Polynomials(Tensor determinant, Tensor cofactors) {
    static Polynomials of(Tensor s) {
      int k = s.dim(-1);
      Tensor eye = Tensor.eye(s.dtype(), k).broadcastTo(s.shape().dims());
      Tensor m = eye;
      for (int j = 1; ; j++) {
        Tensor product = s.matmul(m);
        Tensor c = MatrixParts.trace(product).div(-j);
        if (j == k) {
          int sign = k % 2 == 0 ? 1 : -1;
          return new Polynomials(c.mul(sign), m.transpose().mul(-sign));
        }
        m = product.add(eye.mul(scalar(c)));
      }
    }
  }

  /** How many of the smallest ones are small, in the matrix that has most of them. */
  private static int smallest(Tensor values, Tensor largest) {
    if (values.shape().size() == 0) {
      return 0;
    }
    return (int) isSmall(values, largest).astype(DType.INT32).sum(-1).max().item();
  }

  /**
   * Second derivatives by A⁻¹ lose the square of the condition: a part of ε to the power of ¼
   * leaves them half of their digits.
   */
  private static Tensor isSmall(Tensor values, Tensor largest) {
    double part = Math.sqrt(Math.sqrt(values.dtype().epsilon()));
    return values.stopGradient().lessEqual(largest.stopGradient().mul(part));
  }

  private static Tensor scalar(Tensor x) {
    return x.expandDims(-1).expandDims(-1);
  }
}
