package latentphysics.kernels.linalg;

/**
 * Exponentials of 2×2 blocks in closed form. With τ half the trace of [[a, b], [c, d]], h = (a −
 * d)/2 and D = h² + b·c,
 *
 * <pre>
 *   e^A = e^τ·(cosh √D·I + sinh √D/√D·(A − τ·I)),  or with cos and sin of √−D
 * </pre>
 *
 * <p>(Bernstein and So 1993, Some explicit formulas for the matrix exponential, IEEE Trans.
 * Automat. Control 38).
 */
public final class FloatExpm2 {
  private static final float HALF = (float) 0.5;

  /** Half of the exponents: squares of what is divided by 2 to this do not overflow. */
  private static final int WIDE = Float.MAX_EXPONENT / 2 + 3;

  private FloatExpm2() {}

  /**
   * The exponentials of many blocks. Elements that are too large for the type become infinite.
   *
   * @param count number of blocks
   * @param a blocks one after the other, each in rows: a, b, c, d; not changed
   * @param y their exponentials, in the same order; may be the same place as a
   * @throws ArithmeticException if an element is NaN or infinite
   */
  public static void solve(int count, float[] a, int aOffset, float[] y, int yOffset) {
    for (int k = 0; k < count; k++) {
      int _ = FloatScale.exponent("expm", 2, 2, a, aOffset + 4 * k);
      block(a, aOffset + 4 * k, y, yOffset + 4 * k);
    }
  }

  private static void block(float[] x, int xOffset, float[] y, int yOffset) {
    float a = x[xOffset];
    float b = x[xOffset + 1];
    float c = x[xOffset + 2];
    float d = x[xOffset + 3];
    float h = HALF * a - HALF * d;
    float discriminant = discriminant(h, b, c);
    int exponent = 0;
    if (!Float.isFinite(discriminant)) {
      // √D is in range even so: b and c made alike, then all divided by a power of two.
      int shift = (Math.getExponent(b) - Math.getExponent(c)) / 2;
      float even = b == 0 || c == 0 ? 0 : Math.scalb(b, -shift - WIDE);
      float other = b == 0 || c == 0 ? 0 : Math.scalb(c, shift - WIDE);
      discriminant = discriminant(Math.scalb(h, -WIDE), even, other);
      exponent = WIDE;
    }
    float root = Math.scalb((float) Math.sqrt(Math.abs(discriminant)), exponent);
    if (discriminant >= 0) {
      real(a, b, c, d, h, root, y, yOffset);
    } else {
      float mean = HALF * a + HALF * d;
      float size = (float) StrictMath.exp(mean);
      float cosine = (float) StrictMath.cos(root);
      float sine = (float) StrictMath.sin(root) / root;
      y[yOffset] = times(mean, size, Math.fma(sine, h, cosine));
      y[yOffset + 1] = times(mean, size, sine * b);
      y[yOffset + 2] = times(mean, size, sine * c);
      y[yOffset + 3] = times(mean, size, Math.fma(sine, -h, cosine));
    }
  }

  /** h² + b·c without cancellation of rounding errors (Kahan's difference of products). */
  static float discriminant(float h, float b, float c) {
    float product = b * c;
    float error = Math.fma(b, c, -product);
    return Math.fma(h, h, product) + error;
  }

  /**
   * Real eigenvalues max(a, d) + k and min(a, d) − k with k = √D − |h| = b·c/(√D + |h|), which adds
   * instead of cancelling; exact for triangular blocks, where k = 0. With p and q their
   * exponentials and S = (p − q)/(2·√D), the diagonal is p − k·S and q + k·S.
   */
  private static void real(
      float a, float b, float c, float d, float h, float root, float[] y, int yOffset) {
    float sum = root + Math.abs(h);
    float k = sum == 0 || b == 0 || c == 0 ? 0 : b / sum * c;
    float upper = Math.max(a, d) + k;
    float p = (float) StrictMath.exp(upper);
    float lower = Math.min(a, d) - k;
    float twice = 2 * root;
    float mean = twice == 0 ? 1 : (float) -StrictMath.expm1(-twice) / twice;
    float larger = times(upper, p, Math.fma(-k, mean, 1));
    float rest = times(upper, p, k * mean);
    float smaller =
        Float.isFinite(rest)
            ? (float) StrictMath.exp(lower) + rest
            : times(upper, p, Math.fma(k, mean, (float) StrictMath.exp(-twice)));
    y[yOffset] = h >= 0 ? larger : smaller;
    y[yOffset + 1] = times(upper, p, b * mean);
    y[yOffset + 2] = times(upper, p, c * mean);
    y[yOffset + 3] = h >= 0 ? smaller : larger;
  }

  /** eˣ·y, which may be in range when eˣ is not. */
  private static float times(float x, float exponential, float y) {
    if (y == 0) {
      return 0;
    }
    if (exponential >= Float.MIN_NORMAL && exponential <= Float.MAX_VALUE) {
      return exponential * y;
    }
    float half = (float) StrictMath.exp(HALF * x);
    return half * y * half;
  }
}
