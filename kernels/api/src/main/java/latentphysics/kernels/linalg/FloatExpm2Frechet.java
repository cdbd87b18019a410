package latentphysics.kernels.linalg;

/**
 * The derivative of the exponential of 2×2 blocks in closed form, that of {@link FloatExpm2}'s
 * formula. With τ half the trace of A, N = A − τ·I, D = −det N, C = cosh √D, S = sinh √D/√D and
 * what E adds to them, τ′ = tr E/2, N′ = E − τ′·I, D′ = tr(N·N′),
 *
 * <pre>
 *   L(A, E) = e^τ·((τ′·C + S·D′/2)·I + (τ′·S + G·D′)·N + S·N′),  G = dS/dD = (C − S)/(2·D)
 * </pre>
 */
final class FloatExpm2Frechet {
  private static final float ONE = 1;
  private static final float HALF = ONE / 2;

  /** Terms of Σ k·Dᵏ⁻¹/(2k + 1)!, which is G, for |D| up to 1. */
  private static final int TERMS = 9;

  private FloatExpm2Frechet() {}

  /**
   * l = L(A, E) for one block, unless something is out of range on the way.
   *
   * @param x A in rows: a, b, c, d; not changed
   * @param e E, the same
   * @param l in rows; may be the same place as e
   * @return whether l was computed: all of it, or nothing
   */
  static boolean solve(float[] x, int xOffset, float[] e, int eOffset, float[] l, int lOffset) {
    float b = x[xOffset + 1];
    float c = x[xOffset + 2];
    float tau = HALF * x[xOffset] + HALF * x[xOffset + 3];
    float h = HALF * x[xOffset] - HALF * x[xOffset + 3];
    float moved = HALF * e[eOffset] + HALF * e[eOffset + 3];
    float k = HALF * e[eOffset] - HALF * e[eOffset + 3];
    float beside = e[eOffset + 1];
    float below = e[eOffset + 2];
    float discriminant = FloatExpm2.discriminant(h, b, c);
    float change = Math.fma(2 * h, k, Math.fma(b, below, c * beside));
    float root = (float) Math.sqrt(Math.abs(discriminant));
    boolean real = discriminant >= 0;
    // Real eigenvalues: all over e^√D, which e^τ takes up.
    float size = (float) StrictMath.exp(real ? tau + root : tau);
    float falling = real ? (float) StrictMath.exp(-root) : 1;
    float cosine = real ? HALF + HALF * falling * falling : (float) StrictMath.cos(root);
    float sine = 1;
    if (root != 0) {
      sine =
          real
              ? (float) -StrictMath.expm1(-2 * root) / (2 * root)
              : (float) StrictMath.sin(root) / root;
    }
    float slope =
        Math.abs(discriminant) <= 1
            ? falling * series(discriminant)
            : (cosine - sine) / (2 * discriminant);
    float diagonal = size * Math.fma(moved, cosine, HALF * sine * change);
    float along = size * Math.fma(moved, sine, slope * change);
    float across = size * sine;
    float turned = Math.fma(along, h, across * k);
    float upper = Math.fma(along, b, across * beside);
    float lower = Math.fma(along, c, across * below);
    boolean inRange =
        size >= Float.MIN_NORMAL
            && Float.isFinite(discriminant)
            && Float.isFinite(diagonal + turned)
            && Float.isFinite(diagonal - turned)
            && Float.isFinite(upper)
            && Float.isFinite(lower);
    if (inRange) {
      l[lOffset] = diagonal + turned;
      l[lOffset + 1] = upper;
      l[lOffset + 2] = lower;
      l[lOffset + 3] = diagonal - turned;
    }
    return inRange;
  }

  /** G near D = 0 by Horner's rule: in step k the terms from the k-th on, times (2k − 1)!/Dᵏ⁻¹. */
  private static float series(float d) {
    float sum = 0;
    for (int k = TERMS; k >= 1; k--) {
      sum = (k + d * sum) / ((2 * k + 1) * (2 * k));
    }
    return sum;
  }
}
