package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The principal logarithm of a real matrix, whose eigenvalues have imaginary parts between −π and
 * π, by inverse scaling and squaring of the real Schur form: log T = 2ˢ·log(T^(1/2ˢ)), with square
 * roots until Padé's approximant of log(I + X) is exact to rounding (Al-Mohy and Higham, Improved
 * inverse scaling and squaring algorithms for the matrix logarithm, 2012; Al-Mohy, Higham and
 * Relton, Computing the Fréchet derivative of the matrix logarithm, 2013, section 6, for 2×2
 * blocks).
 *
 * <p>The diagonal of T^(1/2ˢ) − I loses digits. That does no harm above the diagonal blocks, where
 * it enters by way of I + xⱼ·X only; the blocks themselves are computed from the eigenvalues.
 */
public final class FloatLogm {
  private static final float ONE = 1;

  /** Of X in I + X, in any consistent norm: θ₇ of Higham, Functions of Matrices, table 11.1. */
  private static final float THETA = ONE * 33 / 125;

  private static final int MOST_ROOTS = 200;

  /** Gauss and Legendre's nodes and weights on (−1, 1) but for the mirror images. */
  private static final float[] NODES = {
    0, (float) 0.4058451513773972, (float) 0.7415311855993945, (float) 0.9491079123427585
  };

  private static final float[] WEIGHTS = {
    (float) 0.4179591836734694,
    (float) 0.3818300505051189,
    (float) 0.27970539148927664,
    (float) 0.1294849661688697
  };

  private final Kernels kernels;
  private final int n;
  private final float[] t;
  private final int exponent;

  private FloatLogm(Kernels kernels, int n, float[] t, int exponent) {
    this.kernels = kernels;
    this.n = n;
    this.t = t;
    this.exponent = exponent;
  }

  /**
   * The logarithm of one n×n matrix, in rows without gaps.
   *
   * @param x may be a
   * @throws ArithmeticException if A holds a number that is not finite; if an eigenvalue is zero or
   *     negative, the latter also if it is one of a pair with imaginary part below n·ε·‖A‖; if more
   *     than 30·n QR steps or 200 roots would be needed; if the logarithm is out of range. An
   *     eigenvalue that is zero but for rounding may come out positive, and then counts as such
   */
  public static void solve(Kernels kernels, int n, float[] a, int aOffset, float[] x, int xOffset) {
    // log(2ᵉ·T) differs from log T on the diagonal only, by e·log 2.
    int exponent = FloatScale.exponent("logm", n, n, a, aOffset);
    float[] t = FloatScale.scaled(-exponent, n * n, a, aOffset);
    float[] zt = new float[n * n];
    FloatSchur.factor(kernels, "logm", n, t, true, zt);
    float[] log = new FloatLogm(kernels, n, t, exponent).logarithm();
    FloatRange.check("logm: the logarithm", n, n, log, 0);
    FloatSchur.multiply(kernels, n, log, zt, x, xOffset);
  }

  private float[] logarithm() {
    checkEigenvalues();
    float[] x = t.clone();
    int roots = 0;
    while (!(distance(x) <= THETA)) {
      if (roots == MOST_ROOTS) {
        throw new ArithmeticException(
            "logm: the root of order 2^" + roots + " is " + distance(x) + " away from I");
      }
      FloatQuasiTriangularRoot.solve(kernels, "logm", n, x, exponent);
      roots++;
    }
    for (int i = 0; i < n * n; i += n + 1) {
      x[i] -= 1;
    }
    float[] log = pade(x);
    FloatScale.scale(roots, n * n, log, 0);
    int k = 0;
    while (k < n) {
      k += logBlock(k, log);
    }
    return log;
  }

  private void checkEigenvalues() {
    int k = 0;
    while (k < n) {
      int size = FloatSchur.blockSize(n, t, 0, k);
      if (size == 1 && t[k * n + k] <= 0) {
        throw new ArithmeticException(
            "logm: eigenvalue "
                + Math.scalb(t[k * n + k], exponent)
                + " is not positive, expected none on the closed negative real axis");
      }
      k += size;
    }
  }

  /** ‖X − I‖ in Frobenius' norm; leaves X as it is. */
  private float distance(float[] x) {
    float[] difference = x.clone();
    for (int i = 0; i < n * n; i += n + 1) {
      difference[i] -= 1;
    }
    return (float) Math.sqrt(kernels.dot(n * n, difference, 0, difference, 0));
  }

  /** Sets a diagonal block to that of log(2ᵉ·T): log|λ| + i·arg λ. */
  private int logBlock(int k, float[] log) {
    int at = k * n + k;
    if (FloatSchur.blockSize(n, t, 0, k) == 1) {
      log[at] = (float) StrictMath.log(Math.scalb(t[at], exponent));
      return 1;
    }
    float mu = FloatSchur.imaginary(n, t, 0, k);
    float re = logarithmOfMagnitude(Math.scalb(t[at], exponent), Math.scalb(mu, exponent));
    block(k, re, (float) StrictMath.atan2(mu, t[at]) / mu, log);
    return 2;
  }

  /**
   * f(M) = re·I + im/μ·[0 β; γ 0] for M = [α β; γ α] with eigenvalues α ± i·μ and f(α + i·μ) = re +
   * i·im.
   */
  private void block(int k, float re, float ratio, float[] x) {
    int at = k * n + k;
    x[at] = re;
    x[at + 1] = ratio * t[at + 1];
    x[at + n] = ratio * t[at + n];
    x[at + n + 1] = re;
  }

  /** log √(x² + y²), with small relative error also where that is near 1. */
  private static float logarithmOfMagnitude(float x, float y) {
    float larger = Math.max(Math.abs(x), Math.abs(y));
    float smaller = Math.min(Math.abs(x), Math.abs(y));
    if (larger > ONE / 2 && larger < 2) {
      // x² + y² − 1 = (x − 1)·(x + 1) + y².
      float excess = Math.fma(larger - 1, larger + 1, smaller * smaller);
      return (float) StrictMath.log1p(excess) / 2;
    }
    float ratio = smaller / larger;
    return (float) StrictMath.log(larger) + (float) StrictMath.log1p(ratio * ratio) / 2;
  }

  /**
   * The approximant of log(I + X) with numerator and denominator of degree 7, by partial fractions:
   * Σ wⱼ·(I + xⱼ·X)⁻¹·X with nodes xⱼ and weights wⱼ of Gauss and Legendre's quadrature on (0, 1)
   * (Dieci, Morini and Papini 1996; Higham, Functions of Matrices, equation 11.18).
   */
  private float[] pade(float[] x) {
    float[] sum = new float[n * n];
    for (int j = 0; j < NODES.length; j++) {
      addFraction((1 + NODES[j]) / 2, WEIGHTS[j] / 2, x, sum);
      if (j > 0) {
        addFraction((1 - NODES[j]) / 2, WEIGHTS[j] / 2, x, sum);
      }
    }
    return sum;
  }

  /** Adds w·Y with (I + node·X)·Y = X, row by row from the last. */
  private void addFraction(float node, float weight, float[] x, float[] sum) {
    float[] y = x.clone();
    float[] sums = new float[n];
    int end = n;
    while (end > 0) {
      int size = FloatSchur.sizeOfLast(n, x, 0, end);
      int i = end - size;
      for (int k = i; k < end; k++) {
        kernels.gemv(n - end, n, x, k * n + end, 1, y, end * n, n, sums, 0);
        kernels.axpy(n, -node, sums, 0, y, k * n);
      }
      int at = i * n + i;
      float diagonal = Math.fma(node, x[at], ONE);
      if (size == 1) {
        kernels.scal(n, 1 / diagonal, y, i * n);
      } else {
        // The inverse of [d b; c d] is [d −b; −c d]/(d² − b·c), whose terms have like signs.
        float b = node * x[at + 1];
        float c = node * x[at + n];
        float determinant = Math.fma(diagonal, diagonal, -b * c);
        System.arraycopy(y, i * n, sums, 0, n);
        kernels.scal(n, diagonal / determinant, y, i * n);
        kernels.axpy(n, -b / determinant, y, (i + 1) * n, y, i * n);
        kernels.scal(n, diagonal / determinant, y, (i + 1) * n);
        kernels.axpy(n, -c / determinant, sums, 0, y, (i + 1) * n);
      }
      end = i;
    }
    kernels.axpy(n * n, weight, y, 0, sum, 0);
  }
}
