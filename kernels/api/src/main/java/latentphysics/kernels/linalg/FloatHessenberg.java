package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.Kernels;

/**
 * Reduction H = Qᵀ·A·Q to Hessenberg form by Householder's reflections I − τ·v·vᵀ, v₀ = 1 (Golub
 * and Van Loan, Matrix Computations, 7.4.2).
 */
final class FloatHessenberg {
  private final Kernels kernels;
  private final int n;
  private final float[] a;
  private final float[] tau;
  private final float[] v;
  private final float[] sums;

  private FloatHessenberg(Kernels kernels, int n, float[] a) {
    this.kernels = kernels;
    this.n = n;
    this.a = a;
    tau = new float[n];
    v = new float[n];
    sums = new float[n];
  }

  /**
   * Replaces the n×n matrix by H.
   *
   * @param a from index 0 on
   * @param qt becomes Qᵀ; not touched if not wanted
   */
  static void reduce(Kernels kernels, int n, float[] a, boolean wanted, float[] qt) {
    FloatHessenberg hessenberg = new FloatHessenberg(kernels, n, a);
    for (int k = 0; k < n - 2; k++) {
      hessenberg.step(k);
    }
    if (wanted) {
      hessenberg.accumulate(qt);
    }
    for (int i = 2; i < n; i++) {
      Arrays.fill(a, i * n, i * n + i - 1, 0);
    }
  }

  /** Clears column k below the subdiagonal, and keeps v there. */
  private void step(int k) {
    int first = k + 1;
    int length = n - first;
    int column = first * n + k;
    float largest = 0;
    for (int i = 1; i < length; i++) {
      largest = Math.max(largest, Math.abs(a[column + i * n]));
    }
    if (largest == 0) {
      return;
    }
    // A column far smaller than the matrix is scaled too, or else its squares vanish.
    int exponent = Math.getExponent(Math.max(largest, Math.abs(a[column])));
    for (int i = 0; i < length; i++) {
      v[i] = Math.scalb(a[column + i * n], -exponent);
    }
    // H·x = μ·e₀ with μ = −sign(x₀)·‖x‖, v = (x − μ·e₀)/(x₀ − μ), τ = (μ − x₀)/μ.
    float norm = (float) Math.sqrt(kernels.dot(length, v, 0, v, 0));
    float mu = -Math.copySign(norm, v[0]);
    float head = v[0] - mu;
    tau[k] = -head / mu;
    v[0] = 1;
    for (int i = 1; i < length; i++) {
      v[i] /= head;
    }
    a[column] = Math.scalb(mu, exponent);
    for (int i = 1; i < length; i++) {
      a[column + i * n] = v[i];
    }
    fromLeft(k, a);
    for (int i = 0; i < n; i++) {
      int row = i * n + first;
      kernels.axpy(length, -tau[k] * kernels.dot(length, v, 0, a, row), v, 0, a, row);
    }
  }

  /** Applies reflection k, which is in v, to rows and columns from k + 1 on. */
  private void fromLeft(int k, float[] x) {
    int first = k + 1;
    int length = n - first;
    int corner = first * n + first;
    FloatQr.reflect(kernels, length, length, v, 0, 1, tau[k], x, corner, n, sums);
  }

  /** Q = H₀·H₁·…, from the last reflection on, so that each finds only the rows it changes. */
  private void accumulate(float[] qt) {
    float[] q = new float[n * n];
    for (int i = 0; i < n; i++) {
      q[i * n + i] = 1;
    }
    for (int k = n - 3; k >= 0; k--) {
      if (tau[k] != 0) {
        v[0] = 1;
        for (int i = 1; i < n - k - 1; i++) {
          v[i] = a[(k + 1 + i) * n + k];
        }
        fromLeft(k, q);
      }
    }
    kernels.transpose(n, n, q, 0, n, qt, 0, n);
  }
}
