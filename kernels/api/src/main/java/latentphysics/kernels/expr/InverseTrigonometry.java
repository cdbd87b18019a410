package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;
import org.jspecify.annotations.Nullable;

/** Arcus functions, reduced to arguments of at most ½. */
final class InverseTrigonometry extends Elementary {
  private final double quarterPi;
  private final double quarterPiLow;

  InverseTrigonometry(ElementType type) {
    super(type);
    quarterPi = either(0x1.921fb6p-1, 0x1.921fb54442d18p-1);
    quarterPiLow = either(-0x1.777a5cp-26, 0x1.1a62633145c07p-55);
  }

  /** atan(x), as the angle of (1, x). */
  Expr arctangent(Expr x) {
    return copySign(angle(x.abs(), constant(1), null), x);
  }

  /** Angle of the point (x, y). */
  Expr arctangent(Expr y, Expr x) {
    Expr infinity = constant(Double.POSITIVE_INFINITY);
    Expr zero = constant(0);
    Expr one = constant(1);
    Expr a = y.abs();
    Expr b = x.abs();
    // Infinities: the finite one counts as 0 and an infinite one as 1.
    Expr larger = a.ifLess(b, b, a);
    Expr aFinite = larger.ifEqual(infinity, a.ifEqual(infinity, one, zero), a);
    Expr bFinite = larger.ifEqual(infinity, b.ifEqual(infinity, one, zero), b);
    // The sum of the largest numbers must not overflow.
    Expr scale = constant(either(0x1p126, 0x1p1022)).ifLess(larger, constant(0.25), one);
    Expr angle = angle(aFinite.mul(scale), bFinite.mul(scale), copySign(one, x));
    return y.ifEqual(y, x.ifEqual(x, copySign(angle, y), x), y);
  }

  /**
   * Angle of (±b, a) for a, b ≥ 0: one quotient t of at most ½, to which belong 0, 1 or 2 eighths
   * of a turn,
   *
   * <pre>
   *   a ≤ b/2: t = a/b      a ≥ 2b: t = −b/a      between: t = (a − b)/(a + b)
   * </pre>
   *
   * and for a negative abscissa 4 − k eighths, and −t.
   *
   * @param sign 1, or −1 where the abscissa is negative; null if it never is
   */
  private Expr angle(Expr a, Expr b, @Nullable Expr sign) {
    Expr zero = constant(0);
    Expr one = constant(1);
    Expr two = constant(2);
    Expr twiceB = b.add(b);
    Expr twiceA = a.add(a);
    Expr steep = twiceB.ifLess(a, b.neg(), b.ifLess(twiceA, a.sub(b), a));
    Expr below = twiceB.ifLess(a, a, b.ifLess(twiceA, a.add(b), b));
    // Of the origin too, with the angle of the axis.
    Expr t = steep.div(sign == null ? below : below.ifEqual(zero, one, below));
    Expr eighths = twiceB.ifLess(a, two, b.ifLess(twiceA, one, zero));
    if (sign != null) {
      eighths = sign.ifLess(zero, constant(4).sub(eighths), eighths);
      t = t.mul(sign);
    }
    Expr t2 = t.mul(t);
    Expr ofT = t.mul(t2).fma(polynomial(Polynomial.ATAN, t2), t);
    Expr lowFirst = eighths.fma(constant(quarterPiLow), ofT);
    return eighths.fma(constant(quarterPi), lowFirst);
  }

  /** asin(s) for |s| ≤ ½, less s. */
  private Expr arcsineExcess(Expr s, Expr square) {
    return s.mul(square).mul(polynomial(Polynomial.ASIN, square));
  }

  /** asin(x); above ½, π/2 − 2·asin(√((1 − x)/2)). */
  Expr arcsine(Expr x) {
    Expr magnitude = x.abs();
    Expr half = constant(0.5);
    Expr square = magnitude.ifLess(half, x.mul(x), magnitude.fma(half.neg(), half));
    Expr s = magnitude.ifLess(half, magnitude, square.sqrt());
    Expr excess = arcsineExcess(s, square);
    // The leading parts exactly: their rounding would count twice where the result is about ½.
    TwoWords lead = TwoWords.quickSum(constant(2 * quarterPi), s.mul(constant(-2)));
    Expr rest = excess.fma(constant(-2), lead.low().add(constant(2 * quarterPiLow)));
    return copySign(magnitude.ifLess(half, s.add(excess), lead.high().add(rest)), x);
  }

  /** acos(x): 2·asin(√((1 − x)/2)) above ½, the mirror image below −½, π/2 − asin(x) between. */
  Expr arccosine(Expr x) {
    Expr magnitude = x.abs();
    Expr half = constant(0.5);
    Expr zero = constant(0);
    Expr square = magnitude.ifLess(half, x.mul(x), magnitude.fma(half.neg(), half));
    Expr s = magnitude.ifLess(half, x, square.sqrt());
    Expr asin = s.add(arcsineExcess(s, square));
    Expr twice = asin.add(asin);
    Expr middle = constant(2 * quarterPi).sub(asin.sub(constant(2 * quarterPiLow)));
    Expr left = constant(4 * quarterPi).sub(twice.sub(constant(4 * quarterPiLow)));
    return magnitude.ifLess(half, middle, x.ifLess(zero, left, twice));
  }
}
