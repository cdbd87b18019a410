package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Bits;
import latentphysics.kernels.expr.Expr.BitsOp;
import org.jspecify.annotations.Nullable;

/**
 * Functions of e to the x. All begin with x = n·ln 2 + r, |r| ≤ ln(2)/2, so that e^x = 2ⁿ·e^r with
 * a polynomial for e^r.
 */
final class Exponentials extends Elementary {
  private static final double INV_LN2 = 1 / Math.log(2);

  Exponentials(ElementType type) {
    super(type);
  }

  /** Beyond these, exp is infinite or zero. */
  private double greatest() {
    return either(89, 710);
  }

  private double least() {
    return either(-105, -746);
  }

  /** exp(x). */
  Expr exp(Expr x) {
    return exp(atLeast(least(), atMost(greatest(), x)), null);
  }

  /** exp(high + low) where |low| is below a last place of |high|, which is clamped. */
  Expr exp(TwoWords x) {
    Expr high = atLeast(least(), atMost(greatest(), x.high()));
    // Where high was clamped low means nothing, and it is NaN where high was infinite.
    Expr low = x.high().abs().ifLess(constant(-least()), x.low(), constant(0));
    return exp(high, low);
  }

  private Expr exp(Expr x, @Nullable Expr low) {
    Power power = power(x, low);
    return power.scale(constant(1).add(power.excess()));
  }

  /** factor·exp(high + low), rounded once at the end; as {@link #exp(TwoWords)}. */
  Expr timesExp(TwoWords factor, TwoWords x) {
    Expr high = atLeast(least(), atMost(greatest(), x.high()));
    Expr low = x.high().abs().ifLess(constant(-least()), x.low(), constant(0));
    Power power = power(high, low);
    return power.scale(factor.high().add(factor.high().fma(power.excess(), factor.low())));
  }

  /** e^(x + low) = 2ⁿ·(1 + excess), with 2ⁿ = first·second. */
  private record Power(Expr excess, Expr first, Expr second) {

    /** Two factors, because 2ⁿ alone leaves the exponent range where the result is denormal. */
    Expr scale(Expr mantissa) {
      return mantissa.mul(first).mul(second);
    }
  }

  /** For x in the range of {@link #least} to {@link #greatest}. */
  private Power power(Expr x, @Nullable Expr low) {
    Rounded n = roundToInteger(x, INV_LN2, 2 * bias);
    Expr rough = n.value().fma(constant(-ln2High), x);
    Expr excess;
    if (low == null) {
      excess = expm1Reduced(n.value().fma(constant(-ln2Low), rough));
    } else {
      TwoWords r = TwoWords.quickSum(rough, n.value().fma(constant(-ln2Low), low));
      excess = expm1Reduced(r);
    }
    Bits half = new Bits.Shift(false, n.bits(), 1);
    Bits rest = combine(BitsOp.SUB, n.bits(), half);
    return new Power(excess, powerOfTwo(half), powerOfTwo(rest));
  }

  /** exp(x) where the result is normal. */
  Expr expOfModerate(Expr x) {
    Rounded n = roundToInteger(x, INV_LN2, bias);
    Expr r = n.value().fma(constant(-ln2Low), n.value().fma(constant(-ln2High), x));
    Expr power = powerOfTwo(n.bits());
    return power.fma(expm1Reduced(r), power);
  }

  /** exp(x) for x ≤ 0: one factor, lifted so far that it is always normal. */
  Expr expOfNegative(Expr x) {
    Expr clamped = atLeast(least(), x);
    int lift = (int) either(64, 128);
    Rounded n = roundToInteger(clamped, INV_LN2, bias + lift);
    Expr r = n.value().fma(constant(-ln2Low), n.value().fma(constant(-ln2High), clamped));
    Expr power = powerOfTwo(n.bits());
    return power.fma(expm1Reduced(r), power).mul(constant(Math.scalb(1.0, -lift)));
  }

  /** e^r − 1 = r + r²·(1/2! + r/3! + …) for |r| ≤ ln(2)/2. */
  private Expr expm1Reduced(Expr r) {
    return r.mul(r).fma(polynomial(Polynomial.EXP, r), r);
  }

  /** As {@link #expm1Reduced(Expr)}, with what rounding r has lost. */
  private Expr expm1Reduced(TwoWords r) {
    Expr high = r.high();
    return high.add(high.mul(high).fma(polynomial(Polynomial.EXP, high), r.low()));
  }

  /** What is left of x after n·ln 2, in two words. */
  private TwoWords remainder(Expr x, Expr n) {
    Expr rough = n.fma(constant(-ln2High), x);
    Expr r = n.fma(constant(-ln2Low), rough);
    return new TwoWords(r, n.fma(constant(-ln2Low), rough.sub(r)));
  }

  /**
   * exp(x) − 1 = 2·(2ⁿ⁻¹·(e^r − 1) + (2ⁿ⁻¹ − ½)); half of it, so that it overflows only where the
   * result does. What rounding r loses is added back, for it counts twice just above n = 1.
   */
  Expr expm1(Expr x) {
    Expr clamped = atLeast(either(-20, -40), atMost(greatest(), x));
    Rounded n = roundToInteger(clamped, INV_LN2, bias - 1);
    Expr q = expm1Reduced(remainder(clamped, n.value()));
    Expr half = powerOfTwo(n.bits());
    Expr value = q.fma(half, half.sub(constant(0.5))).mul(constant(2));
    Expr near = n.value().ifEqual(constant(0), q, value);
    return x.ifEqual(constant(0), x, near);
  }

  /**
   * Parts of sinh and cosh of |x|, both divided by 4 for the sake of the largest results. With the
   * even and odd parts of e^r = (1 + C) + S,
   *
   * <pre>
   *   sinh = (2ⁿ⁻¹ − 2⁻ⁿ⁻¹)·(1 + C) + (2ⁿ⁻¹ + 2⁻ⁿ⁻¹)·S
   *   cosh = (2ⁿ⁻¹ + 2⁻ⁿ⁻¹)·(1 + C) + (2ⁿ⁻¹ − 2⁻ⁿ⁻¹)·S
   * </pre>
   */
  private record Hyperbolic(Expr n, Expr sum, Expr difference, Expr even, Expr odd) {}

  private Hyperbolic hyperbolic(Expr x) {
    Expr magnitude = atMost(either(90, 711), x.abs());
    int offset = bias - 3;
    Rounded n = roundToInteger(magnitude, INV_LN2, offset);
    TwoWords remainder = remainder(magnitude, n.value());
    Expr r = remainder.high();
    Expr up = powerOfTwo(n.bits());
    Expr mirrored = powerOfTwo(combine(BitsOp.SUB, new Bits.Pattern(2L * offset), n.bits()));
    Expr down = n.value().ifLess(constant(60), mirrored, constant(0));
    Expr r2 = r.mul(r);
    double[] cosh = new double[(int) either(4, 7)];
    double[] sinh = new double[cosh.length - 1];
    double factorial = 1;
    for (int k = 0; k < cosh.length; k++) {
      factorial *= 2 * k + 2;
      cosh[k] = 1 / factorial;
      if (k < sinh.length) {
        factorial *= 2 * k + 3;
        sinh[k] = 1 / factorial;
      }
    }
    Expr odd = r.add(r.mul(r2).fma(horner(r2, sinh), remainder.low()));
    return new Hyperbolic(n.value(), up.add(down), up.sub(down), r2.mul(horner(r2, cosh)), odd);
  }

  /** sinh(x). */
  Expr sinh(Expr x) {
    Hyperbolic h = hyperbolic(x);
    Expr quarter = h.difference().add(h.even().fma(h.difference(), h.odd().mul(h.sum())));
    Expr value = h.n().ifEqual(constant(0), h.odd(), quarter.mul(constant(4)));
    return copySign(value, x);
  }

  /** cosh(x). */
  Expr cosh(Expr x) {
    Hyperbolic h = hyperbolic(x);
    Expr quarter = h.sum().add(h.even().fma(h.sum(), h.odd().mul(h.difference())));
    return quarter.mul(constant(4));
  }

  /**
   * Below 0.55, tanh|x| = |x| + |x|·g with the small g = (sinh|x|/|x| − cosh x)/cosh x from the two
   * series; above, where it exceeds ½, 1 − 2/(e^2|x| + 1). Either way errors of the inner terms
   * count at most by half.
   */
  Expr tanh(Expr x) {
    Expr magnitude = x.abs();
    Expr square = x.mul(x);
    double[] cosh = new double[(int) either(4, 7)];
    double[] difference = new double[cosh.length];
    double factorial = 1;
    for (int j = 0; j < cosh.length; j++) {
      factorial *= 2 * j + 2;
      cosh[j] = 1 / factorial;
      factorial *= 2 * j + 3;
      difference[j] = 1 / factorial - cosh[j];
    }
    Expr g =
        square.mul(horner(square, difference)).div(square.fma(horner(square, cosh), constant(1)));
    Expr small = magnitude.fma(g, magnitude);
    // From 20 (float32: 10) on the result is 1.
    Expr exponential = expOfModerate(atMost(either(20, 40), magnitude.add(magnitude)));
    Expr large = constant(1).sub(constant(2).div(exponential.add(constant(1))));
    return copySign(magnitude.ifLess(constant(0.55), small, large), x);
  }

  /**
   * 1/(1 + e) or e/(1 + e) with e = exp(−|x|), as the sign of x is: nothing overflows. Where x is
   * negative, what rounding 1 + e loses is taken off: its share is 1/(1 + e) = 1 − result.
   */
  Expr sigmoid(Expr x) {
    Expr e = expOfNegative(x.abs().neg());
    Expr numerator = x.ifLess(constant(0), e, constant(1));
    TwoWords sum = TwoWords.quickSum(constant(1), e);
    Expr rough = numerator.div(sum.high());
    return rough.mul(sum.low()).fma(rough.sub(constant(1)), rough);
  }
}
