package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Eigenvalues and right eigenvectors of a general real matrix: balancing, real Schur form, back
 * substitution.
 *
 * <p>Eigenvalues come in the order of the diagonal of T, in which no meaning lies; of a conjugate
 * pair, whose two are neighbours, the one with positive imaginary part comes first.
 *
 * <p>Eigenvalues and vectors are those of a matrix that differs from the balanced one by some n·ε
 * of its norm. Where balancing changed much, that is far better for small eigenvalues, but A·v −
 * λ·v may then be large beside n·ε·‖A‖, as it may with LAPACK's geev: matrices whose elements
 * spread over more than 1/ε.
 */
public final class FloatEig {
  private final Kernels kernels;
  private final int n;
  private final int exponent;
  private final FloatBalance balance;
  private final float[] t;
  private final float[] zt;

  private FloatEig(Kernels kernels, int n, float[] a, int aOffset, boolean vectors) {
    this.kernels = kernels;
    this.n = n;
    int before = FloatScale.exponent("eig", n, n, a, aOffset);
    t = FloatScale.scaled(-before, n * n, a, aOffset);
    balance = new FloatBalance(kernels, n, t);
    int after = FloatScale.exponent("eig", n, n, t, 0);
    FloatScale.scale(-after, n * n, t, 0);
    exponent = before + after;
    zt = new float[vectors ? n * n : 0];
    FloatSchur.factor(kernels, "eig", n, t, vectors, zt);
  }

  /**
   * Eigenvalues wr + i·wi and eigenvectors of one n×n matrix, A·(vr + i·vi) = (vr + i·vi)·diag(wr +
   * i·wi).
   *
   * @param a in rows without gaps
   * @param wr n real parts
   * @param wi n imaginary parts
   * @param vr real parts of the eigenvectors, one in each column, of 2-norm 1 and with an element
   *     of largest magnitude real and positive
   * @param vi their imaginary parts
   * @throws ArithmeticException if A holds a number that is not finite, or if more than 30·n QR
   *     steps would be needed
   */
  public static void solve(
      Kernels kernels,
      int n,
      float[] a,
      int aOffset,
      float[] wr,
      int wrOffset,
      float[] wi,
      int wiOffset,
      float[] vr,
      int vrOffset,
      float[] vi,
      int viOffset) {
    FloatEig eig = new FloatEig(kernels, n, a, aOffset, true);
    eig.values(wr, wrOffset, wi, wiOffset);
    eig.vectors(vr, vrOffset, vi, viOffset);
  }

  /**
   * Eigenvalues alone, with the same bits and for less work.
   *
   * @throws ArithmeticException as with vectors
   */
  public static void values(
      Kernels kernels,
      int n,
      float[] a,
      int aOffset,
      float[] wr,
      int wrOffset,
      float[] wi,
      int wiOffset) {
    new FloatEig(kernels, n, a, aOffset, false).values(wr, wrOffset, wi, wiOffset);
  }

  private void values(float[] wr, int wrOffset, float[] wi, int wiOffset) {
    int k = 0;
    while (k < n) {
      int size = FloatSchur.blockSize(n, t, 0, k);
      float mu = size == 2 ? FloatSchur.imaginary(n, t, 0, k) : 0;
      for (int i = 0; i < size; i++) {
        wr[wrOffset + k + i] = Math.scalb(t[(k + i) * n + k + i], exponent);
        wi[wiOffset + k + i] = Math.scalb(i == 0 ? mu : -mu, exponent);
      }
      k += size;
    }
  }

  private void vectors(float[] vr, int vrOffset, float[] vi, int viOffset) {
    float[] packed = new float[n * n];
    float[] xt = FloatSchurVectors.solve(kernels, n, t);
    // Vᵀ = Xᵀ·Zᵀ.
    kernels.gemm(n, n, n, xt, 0, n, 1, zt, 0, n, 1, packed, 0, n);
    float[] re = new float[n * n];
    float[] im = new float[n * n];
    int k = 0;
    while (k < n) {
      int size = FloatSchur.blockSize(n, t, 0, k);
      int row = k * n;
      unbalance(packed, row, size, re, im);
      normalize(re, im, row);
      if (size == 2) {
        for (int i = row; i < row + n; i++) {
          re[n + i] = re[i];
          im[n + i] = -im[i];
        }
      }
      k += size;
    }
    kernels.transpose(n, n, re, 0, n, vr, vrOffset, n);
    kernels.transpose(n, n, im, 0, n, vi, viOffset, n);
  }

  /** P·D·v, divided by the power of two that keeps it in range. */
  private void unbalance(float[] packed, int row, int size, float[] re, float[] im) {
    int largest = Integer.MIN_VALUE;
    for (int i = 0; i < size * n; i++) {
      if (packed[row + i] != 0) {
        int e = Math.getExponent(packed[row + i]) + balance.exponents[i % n];
        largest = Math.max(largest, e);
      }
    }
    for (int i = 0; i < n; i++) {
      int p = row + balance.order[i];
      int shift = balance.exponents[i] - largest;
      re[p] = Math.scalb(packed[row + i], shift);
      im[p] = size == 2 ? Math.scalb(packed[row + n + i], shift) : 0;
    }
  }

  private void normalize(float[] re, float[] im, int row) {
    int at = row;
    float largest = 0;
    for (int i = row; i < row + n; i++) {
      float square = Math.fma(re[i], re[i], im[i] * im[i]);
      if (square > largest) {
        largest = square;
        at = i;
      }
    }
    // Turned by the conjugate of the largest element over its magnitude.
    float magnitude = FloatStandardBlock.hypot(re[at], im[at]);
    kernels.rot(n, re, row, im, row, re[at] / magnitude, im[at] / magnitude);
    im[at] = 0;
    float square = kernels.dot(n, re, row, re, row) + kernels.dot(n, im, row, im, row);
    float factor = 1 / (float) Math.sqrt(square);
    kernels.scal(n, factor, re, row);
    kernels.scal(n, factor, im, row);
  }
}
