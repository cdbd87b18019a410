package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Reduction of a symmetric matrix to tridiagonal form, A = Q·T·Qᵀ, by Householder's reflections
 * (Golub and Van Loan, Matrix Computations, 4th edition, 8.3.1).
 *
 * <p>The whole matrix is kept, not a triangle of it: then each column to be reflected is also a
 * row, and everything runs along rows.
 */
final class FloatTridiagonal {

  private final Kernels kernels;
  private final int n;

  /** Reflection vector k lies in row k, right of the diagonal; its first element is 1. */
  private final float[] a;

  private final float[] factors;

  /**
   * Reduces a matrix in place.
   *
   * @param a symmetric n×n matrix of elements of at most about 1; used up
   * @param diagonal of T, n elements
   * @param off what stands beside the diagonal of T: element i in rows i and i + 1
   */
  FloatTridiagonal(Kernels kernels, int n, float[] a, float[] diagonal, float[] off) {
    this.kernels = kernels;
    this.n = n;
    this.a = a;
    factors = new float[n];
    float[] w = new float[n];
    for (int k = 0; k < n - 2; k++) {
      diagonal[k] = a[k * n + k];
      off[k] = reflect(k, w);
    }
    for (int k = Math.max(n - 2, 0); k < n; k++) {
      diagonal[k] = a[k * n + k];
    }
    if (n > 1) {
      off[n - 2] = a[n * n - 2];
    }
  }

  /** Brings row and column k to zero beyond the neighbour of the diagonal, which is returned. */
  private float reflect(int k, float[] w) {
    int size = n - k - 1;
    int v = k * n + k + 1;
    float first = a[v];
    float others = kernels.dot(size - 1, a, v + 1, a, v + 1);
    float square = Math.fma(first, first, others);
    // What is dropped is less than √LEAST_SQUARE, and far below ε·‖A‖.
    if (square < FloatPrecision.LEAST_SQUARE) {
      return 0;
    }
    if (others == 0) {
      return first;
    }
    // H = I − τ·v·vᵀ takes x to μ·e₀: μ = −sign(x₀)·‖x‖, v = x/(x₀ − μ) + …, v₀ = 1, τ = (μ −
    // x₀)/μ.
    float mu = -Math.copySign((float) Math.sqrt(square), first);
    float tau = (mu - first) / mu;
    kernels.scal(size - 1, 1 / (first - mu), a, v + 1);
    a[v] = 1;
    factors[k] = tau;
    // H·A·H = A + v·wᵀ + w·vᵀ with w = p − (τ/2)·(pᵀv)·v, p = −τ·A·v.
    int rest = v + n;
    kernels.gemv(size, size, a, v, 1, a, rest, n, w, 0);
    kernels.scal(size, -tau, w, 0);
    kernels.axpy(size, -tau / 2 * kernels.dot(size, w, 0, a, v), a, v, w, 0);
    kernels.syr2(size, a, v, w, 0, a, rest, n);
    return mu;
  }

  /**
   * Q, the product of the reflections in their order, built from the last so that those yet to come
   * find rows and columns of the identity.
   *
   * @param q n×n, zero; row-major
   */
  void accumulate(float[] q) {
    float[] w = new float[n];
    for (int i = 0; i < n; i++) {
      q[i * n + i] = 1;
    }
    for (int k = n - 3; k >= 0; k--) {
      if (factors[k] != 0) {
        int size = n - k - 1;
        int v = k * n + k + 1;
        FloatQr.reflect(kernels, size, size, a, v, 1, factors[k], q, v + n, n, w);
      }
    }
  }
}
