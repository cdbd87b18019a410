package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Bits;
import latentphysics.kernels.expr.Expr.BitsOp;

/** Logarithms: x = 2ᵏ·m with m in [√½, √2), and log(m) = 2·atanh(s) with s = (m − 1)/(m + 1). */
final class Logarithms extends Elementary {
  private static final Expr INFINITY = constant(Double.POSITIVE_INFINITY);

  Logarithms(ElementType type) {
    super(type);
  }

  /** k as a pattern, and m. */
  private record Split(Bits k, Expr m) {}

  /** For normal numbers. */
  private Split split(Expr x) {
    Bits bits = new Bits.Of(x);
    Bits k = new Bits.Shift(false, combine(BitsOp.SUB, bits, bitsOf(Math.sqrt(0.5))), fractionBits);
    return new Split(
        k, new Expr.FromBits(combine(BitsOp.SUB, bits, new Bits.Shift(true, k, fractionBits))));
  }

  /** k and m of any positive number: denormal ones are lifted first. */
  private record Scaled(Expr exponent, Expr m) {}

  private Scaled scaled(Expr x) {
    Expr smallestNormal = constant(Math.scalb(1.0, 1 - bias));
    int lift = fractionBits + 2;
    Expr normal = x.ifLess(smallestNormal, x.mul(constant(Math.scalb(1.0, lift))), x);
    Expr lifted = x.ifLess(smallestNormal, constant(lift), constant(0));
    Split split = split(normal);
    return new Scaled(integerValue(split.k()).sub(lifted), split.m());
  }

  /**
   * k·ln 2 + log(1 + f). With s = f/(2 + f), log(1 + f) = 2·atanh(s) = f − (f²/2 − s·(f²/2 + R)), R
   * = s²·(2/3 + 2/5·s² + …): the leading term f is exact.
   */
  private Expr log(Expr k, Expr f) {
    Expr s = f.div(f.add(constant(2)));
    Expr s2 = s.mul(s);
    Expr r = s2.mul(polynomial(Polynomial.LOG, s2));
    Expr halfSquare = f.mul(f).mul(constant(0.5));
    Expr low = s.fma(halfSquare.add(r), k.mul(constant(ln2Low)));
    return k.fma(constant(ln2High), f.sub(halfSquare.sub(low)));
  }

  /** log(x). */
  Expr log(Expr x) {
    Scaled scaled = scaled(x);
    Expr value = log(scaled.exponent(), scaled.m().sub(constant(1)));
    Expr finite = x.ifLess(INFINITY, value, x);
    Expr atZero = x.ifEqual(constant(0), INFINITY.neg(), finite);
    return x.ifLess(constant(0), constant(Double.NaN), atZero);
  }

  /**
   * log(1 + x): what rounding u = 1 + x loses is added to the fraction of u; where u stays near 1
   * this gives back x itself.
   */
  Expr log1p(Expr x) {
    TwoWords u = TwoWords.sum(constant(1), x);
    Split split = split(u.high());
    Expr scale = powerOfTwo(combine(BitsOp.SUB, new Bits.Pattern(bias), split.k()));
    // Of large numbers the 1 is lost, and the scale may not be a number.
    Expr lost = x.ifLess(constant(0x1p60), u.low().mul(scale), constant(0));
    Expr f = split.m().sub(constant(1)).add(lost);
    Expr value = log(integerValue(split.k()), f);
    Expr finite = x.ifLess(INFINITY, value, x);
    Expr kept = x.ifEqual(constant(0), x, finite);
    Expr atPole = x.ifEqual(constant(-1), INFINITY.neg(), kept);
    return x.ifLess(constant(-1), constant(Double.NaN), atPole);
  }

  /** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|). */
  Expr softplus(Expr x) {
    Expr rest = log1p(new Exponentials(type).expOfNegative(x.abs().neg()));
    return x.ifLess(constant(0), constant(0), x).add(rest);
  }

  /**
   * log(x) of a positive number with some 12 bits beyond the working precision. In two words each:
   * s, s², the product of s² with the first coefficient, and its product with s.
   */
  TwoWords inTwoWords(Expr x) {
    Scaled scaled = scaled(x);
    Expr f = scaled.m().sub(constant(1));
    Expr d = f.add(constant(2));
    Expr dLost = f.sub(d.sub(constant(2)));
    Expr inverse = constant(1).div(d);
    Expr s = f.mul(inverse);
    Expr remainder = s.neg().fma(dLost, s.neg().fma(d, f));
    Expr sLow = remainder.mul(inverse);

    TwoWords square = TwoWords.product(s, s);
    Expr squareLow = s.add(s).fma(sLow, square.low());
    // 2/3 + s²·(2/5 + …)
    double twoThirds = single ? (float) (2.0 / 3) : 2.0 / 3;
    double twoThirdsLow = single ? 2.0 / 3 - twoThirds : 0x1.5555555555555p-56;
    double[] rest = new double[(int) either(5, 11)];
    for (int j = 0; j < rest.length; j++) {
      rest[j] = 2.0 / (2 * j + 5);
    }
    Expr t = square.high().mul(horner(square.high(), rest));
    TwoWords v = TwoWords.quickSum(constant(twoThirds), t);
    Expr vLow = v.low().add(constant(twoThirdsLow));
    TwoWords w = TwoWords.product(square.high(), v.high());
    Expr wLow = square.high().fma(vLow, squareLow.fma(v.high(), w.low()));
    TwoWords cubic = TwoWords.product(s, w.high());
    Expr cubicLow = s.fma(wLow, sLow.fma(w.high(), cubic.low()));

    TwoWords lead = TwoWords.quickSum(s.add(s), cubic.high());
    Expr leadLow = lead.low().add(sLow.add(sLow).add(cubicLow));
    TwoWords sum = TwoWords.sum(scaled.exponent().mul(constant(ln2High)), lead.high());
    Expr low = sum.low().add(scaled.exponent().fma(constant(ln2Low), leadLow));
    return TwoWords.quickSum(sum.high(), low);
  }
}
