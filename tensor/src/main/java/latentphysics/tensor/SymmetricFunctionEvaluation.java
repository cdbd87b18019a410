package latentphysics.tensor;

import java.util.List;

/**
 * Derivatives of functions of symmetric matrices along directions (Daleckii and Krein, 1965; of any
 * order in Higham, Functions of Matrices, 2008, 3.2): with Gᵢ = Vᵀ·Eᵢ·V and sums over all orders π
 * of the directions,
 *
 * <pre>
 *   Dᵏf(A)[E₁ … Eₖ] = V·M·Vᵀ,  M(i₀, iₖ) = Σ f[w(i₀), …, w(iₖ)]·Gπ₁(i₀, i₁)·…·Gπₖ(iₖ₋₁, iₖ)
 * </pre>
 *
 * <p>the sum over π and over i₁ … iₖ₋₁.
 */
final class SymmetricFunctionEvaluation {
  private final Tensor[] turned;
  private final int batch;
  private final int n;

  private SymmetricFunctionEvaluation(Tensor[] turned, int batch, int n) {
    this.turned = turned;
    this.batch = batch;
    this.n = n;
  }

  static Tensor of(List<ArrayTensor> operands) {
    ArrayTensor v = operands.get(2);
    Tensor differences = operands.get(3);
    int k = operands.size() - 4;
    if (k == 0) {
      return symmetric(v.mul(differences.expandDims(-2)).matmul(v.transpose()));
    }
    Tensor[] turned = new Tensor[k];
    for (int i = 0; i < k; i++) {
      turned[i] = v.transpose().matmul(symmetric(operands.get(4 + i))).matmul(v);
    }
    int batch = v.shape().rank() - 2;
    Tensor inner =
        new SymmetricFunctionEvaluation(turned, batch, v.dim(-1)).sum(differences, 0, new int[k]);
    return symmetric(v.matmul(inner).matmul(v.transpose()));
  }

  /**
   * The sum over all orders of the directions not used yet.
   *
   * @param product over the pairs of indices before {@code place}, over all k + 1 indices
   * @param used whether direction i has its place
   */
  private Tensor sum(Tensor product, int place, int[] used) {
    int k = turned.length;
    if (place == k) {
      int[] middle = new int[k - 1];
      for (int i = 0; i < middle.length; i++) {
        middle[i] = batch + 1 + i;
      }
      return k == 1 ? product : product.sum(middle);
    }
    Tensor sum = null;
    for (int i = 0; i < k; i++) {
      if (used[i] == 0) {
        used[i] = 1;
        Tensor term = sum(product.mul(spread(turned[i], place)), place + 1, used);
        sum = sum == null ? term : sum.add(term);
        used[i] = 0;
      }
    }
    if (sum == null) {
      throw new AssertionError("a direction is left for each place");
    }
    return sum;
  }

  /** G over the indices {@code place} and {@code place} + 1 of k + 1. */
  private Tensor spread(Tensor g, int place) {
    int[] dims = new int[batch + turned.length + 1];
    for (int axis = 0; axis < dims.length; axis++) {
      boolean own = axis == batch + place || axis == batch + place + 1;
      dims[axis] = axis < batch ? g.dim(axis) : own ? n : 1;
    }
    return g.reshape(dims);
  }

  private static Tensor symmetric(Tensor a) {
    return a.add(a.transpose()).mul(0.5);
  }
}
