package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Bits;
import latentphysics.kernels.expr.Expr.BitsOp;
import latentphysics.kernels.expr.Expr.FarAngle;
import latentphysics.kernels.expr.PayneHanek.Part;

/**
 * Sine, cosine and tangent: |x| = n·π/2 + r, |r| ≤ π/4 and a little more, then polynomials of r.
 *
 * <p>π/2 in three words is enough up to {@link PayneHanek#far}; beyond, the remainder comes from
 * there.
 */
final class Trigonometry extends Elementary {
  private final double[] halfPi; // words of π/2, each the rounding of what the former left

  Trigonometry(ElementType type) {
    super(type);
    halfPi =
        single
            ? new double[] {0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50}
            : new double[] {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
  }

  /** sin r, cos r, and n modulo 4 in the low two bits of a pattern. */
  private record Turned(TwoWords sin, TwoWords cos, Bits quadrant) {}

  /**
   * What rounding r loses is kept as a tail t, with sin(r + t) = sin r + t·cos r and cos(r + t) =
   * cos r − t·sin r: without it, results of less than ½ are off by more than 2 units at large x.
   */
  private Turned turn(Expr x) {
    Expr magnitude = x.abs();
    Expr magic = constant(integerMagic());
    Expr shifted = magnitude.fma(constant(2 / Math.PI), magic);
    Expr n = shifted.sub(magic);
    // The first step is exact. So is exact − product − r, although product may be the larger of the
    // two, because exact is a multiple of the product's last place.
    Expr exact = n.fma(constant(-halfPi[0]), magnitude);
    Expr product = n.mul(constant(halfPi[1]));
    Expr productLost = n.fma(constant(-halfPi[1]), product);
    Expr near = exact.sub(product);
    Expr nearTail = n.fma(constant(-halfPi[2]), exact.sub(near).sub(product).add(productLost));

    Expr r = new FarAngle(Part.REMAINDER, magnitude, near);
    Expr tail = new FarAngle(Part.TAIL, magnitude, nearTail);
    Bits quadrant = new Bits.Of(new FarAngle(Part.QUADRANT, magnitude, shifted));

    // sin r = r + r³·(−1/3! + r²/5! − …)
    // cos r = 1 − r²/2 + r⁴·(1/4! − …); what rounding 1 − r²/2 loses is added back.
    Expr r2 = r.mul(r);
    Expr half = r2.mul(constant(0.5));
    Expr head = constant(1).sub(half);
    Expr lost = constant(1).sub(head).sub(half);
    Expr sin = r2.mul(r).fma(polynomial(Polynomial.SIN, r2), tail.mul(head));
    Expr cos = r2.mul(r2).fma(polynomial(Polynomial.COS, r2), lost.sub(tail.mul(r)));
    return new Turned(TwoWords.quickSum(r, sin), TwoWords.quickSum(head, cos), quadrant);
  }

  /** ±1, negative where bit {@code bit} of a pattern is set. */
  private Expr signed(Bits pattern, int bit) {
    int top = single ? 31 : 63;
    Bits sign = combine(BitsOp.AND, new Bits.Shift(true, pattern, top - bit), signBit());
    return new Expr.FromBits(combine(BitsOp.XOR, sign, bitsOf(1)));
  }

  /** sin(x + quarters·π/2) = ±sin r or ±cos r. */
  Expr sine(Expr x, int quarters) {
    Turned turned = turn(x);
    Bits quadrant =
        quarters == 0
            ? turned.quadrant()
            : combine(BitsOp.ADD, turned.quadrant(), new Bits.Pattern(quarters));
    Expr chosen = signed(quadrant, 0).ifLess(constant(0), turned.cos().high(), turned.sin().high());
    Bits sign = new Bits.Shift(true, quadrant, single ? 30 : 62);
    if (quarters == 0) {
      sign = combine(BitsOp.XOR, sign, new Bits.Of(x));
    }
    return xor(chosen, combine(BitsOp.AND, sign, signBit()));
  }

  /**
   * tan(x) = sin r/cos r, or −cos r/sin r in odd quadrants; both in two words, or the roundings of
   * three steps would add up to more than 2 units.
   */
  Expr tangent(Expr x) {
    Turned turned = turn(x);
    Expr odd = signed(turned.quadrant(), 0);
    Expr zero = constant(0);
    Expr above = odd.ifLess(zero, turned.cos().high(), turned.sin().high());
    Expr aboveLow = odd.ifLess(zero, turned.cos().low(), turned.sin().low());
    Expr below = odd.ifLess(zero, turned.sin().high(), turned.cos().high());
    Expr belowLow = odd.ifLess(zero, turned.sin().low(), turned.cos().low());
    Expr inverse = constant(1).div(below);
    Expr rough = above.mul(inverse);
    Expr minus = rough.neg();
    Expr remainder = minus.fma(below, above).add(minus.fma(belowLow, aboveLow));
    Expr quotient = remainder.fma(inverse, rough);
    Bits sign =
        combine(
            BitsOp.XOR, new Bits.Shift(true, turned.quadrant(), single ? 31 : 63), new Bits.Of(x));
    return xor(quotient, combine(BitsOp.AND, sign, signBit()));
  }
}
