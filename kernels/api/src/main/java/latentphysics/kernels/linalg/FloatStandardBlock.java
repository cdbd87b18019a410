package latentphysics.kernels.linalg;

/**
 * The rotation G = [c s; −s c] for which G·M·Gᵀ is the standard form of a 2×2 matrix M: upper
 * triangular if its eigenvalues are real, else with equal diagonal elements and off-diagonal
 * elements of opposite sign (Bai and Demmel, On swapping diagonal blocks in real Schur form, 1993,
 * section 2.3; the form that LAPACK's dlanv2 describes).
 */
final class FloatStandardBlock {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);

  float a;
  float b;
  float c;
  float d;
  float cos = 1;
  float sin;

  /** M = [a b; c d]; the fields become those of the standard form. */
  FloatStandardBlock(float a, float b, float c, float d) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    if (c == 0) {
      return;
    }
    if (b == 0) {
      exchange();
    } else if (a != d || Math.signum(b) == Math.signum(c)) {
      // The discriminant p² + b·c with p = (a − d)/2, divided by the larger of |p| and |b|, |c|.
      float p = (a - d) / 2;
      float larger = Math.max(Math.abs(b), Math.abs(c));
      float smaller = Math.min(Math.abs(b), Math.abs(c)) * Math.signum(b) * Math.signum(c);
      float scale = Math.max(Math.abs(p), larger);
      float discriminant = Math.fma(p / scale, p, larger / scale * smaller);
      if (discriminant >= 4 * EPSILON * scale) {
        // λ − d = p ± √(p² + b·c) with the sign of p, which cancels nothing; (λ − d, c) is an
        // eigenvector.
        float root = scale * (float) Math.sqrt(discriminant / scale);
        float z = p + Math.copySign(root, p);
        this.a = d + z;
        this.d = d - larger / z * smaller;
        float length = hypot(c, z);
        cos = z / length;
        sin = c / length;
        this.b = b - c;
        this.c = 0;
      } else {
        equalDiagonal();
      }
    }
  }

  /** [a 0; c d] turned by a right angle is [d −c; 0 a]. */
  private void exchange() {
    float first = a;
    a = d;
    d = first;
    b = -c;
    c = 0;
    turn(0, 1);
  }

  /** Complex eigenvalues, or real ones that rounding cannot tell apart. */
  private void equalDiagonal() {
    // tan 2θ = (d − a)/(b + c) makes the diagonal elements equal.
    float sigma = b + c;
    float difference = a - d;
    float length = hypot(sigma, difference);
    float cosine = (float) Math.sqrt((1 + Math.abs(sigma) / length) / 2);
    float sine = -(difference / 2 / (length * cosine)) * Math.copySign(ONE, sigma);
    float aa = Math.fma(a, cosine, b * sine);
    float bb = Math.fma(b, cosine, -a * sine);
    float cc = Math.fma(c, cosine, d * sine);
    float dd = Math.fma(d, cosine, -c * sine);
    a = Math.fma(aa, cosine, cc * sine);
    b = Math.fma(bb, cosine, dd * sine);
    c = Math.fma(cc, cosine, -aa * sine);
    d = Math.fma(dd, cosine, -bb * sine);
    float mean = (a + d) / 2;
    a = mean;
    d = mean;
    turn(cosine, sine);
    if (c == 0) {
      return;
    }
    if (b == 0) {
      exchange();
    } else if (Math.signum(b) == Math.signum(c)) {
      // Real after all: mean ± √(b·c); (√b, √c) is the eigenvector of the first.
      float rootB = (float) Math.sqrt(Math.abs(b));
      float rootC = (float) Math.sqrt(Math.abs(c));
      float root = Math.copySign(rootB * rootC, c);
      float norm = (float) Math.sqrt(Math.abs(b + c));
      a = mean + root;
      d = mean - root;
      b -= c;
      c = 0;
      turn(rootB / norm, rootC / norm);
    }
  }

  /** Puts a further rotation in front of G. */
  private void turn(float cosine, float sine) {
    float old = cos;
    cos = Math.fma(cosine, cos, -sine * sin);
    sin = Math.fma(cosine, sin, sine * old);
  }

  /** √(x² + y²), also where a square is out of range. */
  static float hypot(float x, float y) {
    float larger = Math.max(Math.abs(x), Math.abs(y));
    if (larger == 0) {
      return 0;
    }
    float ratio = Math.min(Math.abs(x), Math.abs(y)) / larger;
    return larger * (float) Math.sqrt(Math.fma(ratio, ratio, 1));
  }
}
