package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The Padé approximant r(A) = (V − U)⁻¹·(V + U) of e^A, A divided by a power of two, and its
 * derivative (Higham 2005, algorithm 2.3; Al-Mohy and Higham 2009, SIAM J. Matrix Anal. Appl. 30,
 * algorithm 6.4). V has the even terms of the numerator and U the odd ones:
 *
 * <pre>
 *   U = A·W,  W = A⁶·(b₁₃·A⁶ + b₁₁·A⁴ + b₉·A²) + b₇·A⁶ + b₅·A⁴ + b₃·A² + b₁·I
 *   V =           A⁶·(b₁₂·A⁶ + b₁₀·A⁴ + b₈·A²) + b₆·A⁶ + b₄·A⁴ + b₂·A² + b₀·I
 * </pre>
 *
 * <p>and without the factor A⁶ for degrees up to 9, then with A⁸.
 */
final class FloatPade {
  /** b₀, b₁ … by degree. Each has few enough digits, but for powers of two, to be exact. */
  private static final long[] THREE = {120, 60, 12, 1};

  private static final long[] FIVE = {30240, 15120, 3360, 420, 30, 1};
  private static final long[] SEVEN = {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1};
  private static final long[] NINE = {
    17643225600L, 8821612800L, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1
  };
  private static final long[] THIRTEEN = {
    64764752532480000L,
    32382376266240000L,
    7771770303897600L,
    1187353796428800L,
    129060195264000L,
    10559470521600L,
    670442572800L,
    33522128640L,
    1323241920,
    40840800,
    960960,
    16380,
    182,
    1
  };

  private final Kernels kernels;
  private final int n;
  private final long[] b;

  /** Whether the degree is 13. */
  private final boolean highest;

  private final FloatPadeScaling scaling;

  /** A/2ˢ and its even powers, the exponent half the index. */
  private final float[][] powers;

  /** What A⁶ multiplies in W and in V, for degree 13. */
  private float[] oddFactor = {};

  private float[] evenFactor = {};

  /** W. */
  private final float[] odd;

  /** V − U = L·U, factored. */
  private final float[] lu;

  private final int[] order;
  private final float[] value;

  /**
   * Evaluates the approximant.
   *
   * @param a its eighth power does not overflow; becomes A/2ˢ
   * @param derivative whether the derivative will be wanted
   * @throws ArithmeticException if the denominator is singular
   */
  FloatPade(Kernels kernels, int n, float[] a, boolean derivative) {
    this.kernels = kernels;
    this.n = n;
    scaling = FloatPadeScaling.of(kernels, n, a, derivative);
    powers = scaling.powers();
    b = coefficients(scaling.degree());
    highest = scaling.degree() == 13;
    odd = combination(powers, 1);
    float[] even = combination(powers, 0);
    if (highest) {
      oddFactor = upperCombination(powers, 9);
      evenFactor = upperCombination(powers, 8);
      add(product(powers[3], oddFactor), odd);
      add(product(powers[3], evenFactor), even);
    }
    float[] u = product(powers[0], odd);
    lu = even;
    kernels.axpy(n * n, -1, u, 0, lu, 0);
    order = new int[n];
    int _ = FloatLu.factor(kernels, n, n, lu, 0, order, 0);
    if (FloatTriangular.zeroOnDiagonal(n, lu, 0, n) >= 0) {
      throw new ArithmeticException(
          "expm: the denominator of the approximant of a matrix ["
              + n
              + ", "
              + n
              + "] is singular");
    }
    // (V − U)⁻¹·(V + U) = I + 2·(V − U)⁻¹·U, which keeps the digits of a small A.
    kernels.scal(n * n, 2, u, 0);
    value = u;
    divide(value);
    for (int i = 0; i < n; i++) {
      value[i * n + i] += 1;
    }
  }

  /** b₀, b₁ … of a degree; not to be written to. */
  static long[] coefficients(int degree) {
    return switch (degree) {
      case 3 -> THREE;
      case 5 -> FIVE;
      case 7 -> SEVEN;
      case 9 -> NINE;
      default -> THIRTEEN;
    };
  }

  /** r(A/2ˢ); not to be written to. */
  float[] value() {
    return value;
  }

  /** s, how often the result is to be squared. */
  int squarings() {
    return scaling.squarings();
  }

  /**
   * The derivative of r at A/2ˢ in direction E, by the product rule for every step of r: with M₂ₖ
   * that of A²ᵏ, M_(i+j) = Mᵢ·Aʲ + Aⁱ·Mⱼ, and (V − U)·L = L_U + L_V + (L_U − L_V)·r(A).
   */
  float[] derivative(float[] e) {
    float[] a = powers[0];
    float[][] m = new float[powers.length][];
    m[0] = e;
    m[1] = sum(product(a, e), product(e, a));
    for (int i = 2; i < powers.length; i++) {
      // A⁶ = A²·A⁴; what the degree does not need is not formed.
      int rest = i == 3 ? 1 : i / 2;
      m[i] =
          2 * i < b.length && 2 * i <= (highest ? 6 : 8)
              ? sum(product(powers[i - rest], m[rest]), product(m[i - rest], powers[rest]))
              : e;
    }
    float[] ofOdd = derivedCombination(m, 1);
    float[] ofEven = derivedCombination(m, 0);
    if (highest) {
      add(product(powers[3], upperCombination(m, 9)), ofOdd);
      add(product(m[3], oddFactor), ofOdd);
      add(product(powers[3], upperCombination(m, 8)), ofEven);
      add(product(m[3], evenFactor), ofEven);
    }
    float[] ofU = sum(product(a, ofOdd), product(e, odd));
    float[] difference = ofU.clone();
    kernels.axpy(n * n, -1, ofEven, 0, difference, 0);
    float[] result = sum(product(difference, value), ofU);
    add(ofEven, result);
    divide(result);
    return result;
  }

  /** b₀·I + b₂·A² + …, or b₁·I + b₃·A² + …; for degree 13 up to A⁶. */
  private float[] combination(float[][] x, int parity) {
    float[] result = derivedCombination(x, parity);
    for (int i = 0; i < n; i++) {
      result[i * n + i] += (float) b[parity];
    }
    return result;
  }

  /** The same without I. The largest power first: it has the smallest terms. */
  private float[] derivedCombination(float[][] x, int parity) {
    float[] result = new float[n * n];
    for (int i = highest ? 3 : (b.length - 1) / 2; i >= 1; i--) {
      kernels.axpy(n * n, (float) b[2 * i + parity], x[i], 0, result, 0);
    }
    return result;
  }

  /** b₉·A² + b₁₁·A⁴ + b₁₃·A⁶, or from b₈ on. */
  private float[] upperCombination(float[][] x, int first) {
    float[] result = new float[n * n];
    for (int i = 3; i >= 1; i--) {
      kernels.axpy(n * n, (float) b[first + 2 * (i - 1)], x[i], 0, result, 0);
    }
    return result;
  }

  /** x becomes (V − U)⁻¹·x. */
  private void divide(float[] x) {
    FloatLu.solve(kernels, false, n, n, lu, 0, order, 0, x, 0, x, 0);
  }

  private float[] product(float[] x, float[] y) {
    float[] z = new float[n * n];
    kernels.gemm(n, n, n, x, 0, n, 1, y, 0, n, 1, z, 0, n);
    return z;
  }

  /** y becomes x + y. */
  private void add(float[] x, float[] y) {
    kernels.axpy(n * n, 1, x, 0, y, 0);
  }

  private float[] sum(float[] x, float[] y) {
    add(x, y);
    return y;
  }
}
