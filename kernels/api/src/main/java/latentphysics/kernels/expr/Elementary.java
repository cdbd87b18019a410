package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Bits;
import latentphysics.kernels.expr.Expr.BitsOp;
import latentphysics.kernels.expr.Expr.Function;

/**
 * Elementary functions as expressions: a range reduction and a polynomial in fma, nothing else.
 *
 * <p>Errors stay within 2 units in the last place for float32 and float64. Reduced arguments are so
 * small that plain Taylor series of moderate degree reach working precision, hence no fitted
 * coefficients: every constant below can be checked by hand.
 *
 * <p>Sine and cosine reduce by three words of π/2, which holds up to |x| = 2²² in float32 and 2³¹
 * in float64; beyond, and for infinities, the result is NaN rather than a number without meaning.
 */
final class Elementary {
  private final boolean single;
  private final Format format;

  private Elementary(ElementType type) {
    single = type == ElementType.FLOAT32;
    format = single ? Format.BINARY32 : Format.BINARY64;
  }

  /** The expansion of {@code function(x)} for numbers of the given type. */
  static Expr expand(Function function, Expr x, ElementType type) {
    Elementary elementary = new Elementary(type);
    return switch (function) {
      case EXP -> elementary.exp(x);
      case LOG -> elementary.log(x);
      case SIN -> elementary.sine(x, 0);
      case COS -> elementary.sine(x, 1);
      case TANH -> elementary.tanh(x);
    };
  }

  /** What differs between the two formats. */
  private record Format(
      int fractionBits,
      int exponentBias,
      double integerMagic, // adding it leaves the nearest integer in the low bits of the fraction
      double expMax,
      double expMin,
      double ln2High, // few enough bits that its product with an exponent is exact
      double ln2Low,
      double[] halfPi, // words of π/2, each the rounding of what the former left
      double trigonometricLimit,
      int expDegree,
      int logTerms,
      int sineTerms,
      int tanhTerms) {

    boolean isSingle() {
      return fractionBits == 23;
    }

    static final Format BINARY32 =
        new Format(
            23,
            127,
            0x1.8p23,
            89,
            -105,
            0x1.62e4p-1,
            0x1.7f7d1cp-20,
            new double[] {0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50},
            0x1p22,
            7,
            5,
            5,
            4);
    static final Format BINARY64 =
        new Format(
            52,
            1023,
            0x1.8p52,
            710,
            -746,
            0x1.62e42feep-1,
            0x1.a39ef35793c76p-33,
            new double[] {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110},
            0x1p31,
            13,
            11,
            9,
            7);
  }

  /** exp(x) = 2ⁿ·e^r with n = round(x/ln 2) and |r| ≤ ln(2)/2. */
  private Expr exp(Expr x) {
    Expr clamped = clampKeepingNaN(x);
    Rounded n = roundToInteger(clamped, 1 / Math.log(2));
    Expr r = reduceByLn2(clamped, n.value());
    Expr mantissa = constant(1).add(expm1Reduced(r));
    // Two factors, because 2ⁿ alone leaves the exponent range where exp(x) is denormal.
    Bits half = new Bits.Shift(false, n.bits(), 1);
    Bits rest = combine(BitsOp.SUB, n.bits(), half);
    return mantissa.mul(powerOfTwo(half)).mul(powerOfTwo(rest));
  }

  /**
   * Below 0.55, tanh|x| = |x| + |x|·g with the small g = (sinh|x|/|x| − cosh x)/cosh x from the two
   * series; above, where it exceeds ½, 1 − 2/(e^2|x| + 1). Either way errors of the inner terms
   * count at most by half.
   */
  private Expr tanh(Expr x) {
    Expr magnitude = x.abs();
    Expr square = x.mul(x);
    double[] cosh = new double[format.tanhTerms];
    double[] difference = new double[format.tanhTerms];
    double factorial = 1;
    for (int j = 0; j < format.tanhTerms; j++) {
      factorial *= 2 * j + 2;
      cosh[j] = 1 / factorial;
      factorial *= 2 * j + 3;
      difference[j] = 1 / factorial - cosh[j];
    }
    Expr g =
        square.mul(horner(square, difference)).div(square.fma(horner(square, cosh), constant(1)));
    Expr small = magnitude.fma(g, magnitude);
    Expr exponential = exp(magnitude.mul(constant(2)));
    Expr large = constant(1).sub(constant(2).div(exponential.add(constant(1))));
    return copySign(magnitude.ifLess(constant(0.55), small, large), x);
  }

  /** e^r − 1 = r + r²·(1/2! + r/3! + …) for |r| ≤ ln(2)/2. */
  private Expr expm1Reduced(Expr r) {
    double[] coefficients = new double[format.expDegree - 1];
    double factorial = 1;
    for (int k = 2; k <= format.expDegree; k++) {
      factorial *= k;
      coefficients[k - 2] = 1 / factorial;
    }
    return r.mul(r).fma(horner(r, coefficients), r);
  }

  /** x − n·ln 2, the constant in two words. */
  private Expr reduceByLn2(Expr x, Expr n) {
    Expr minus = n.neg();
    return minus.fma(constant(format.ln2Low), minus.fma(constant(format.ln2High), x));
  }

  /**
   * log(x) = k·ln 2 + log(m), m in [√½, √2). With f = m − 1 and s = f/(2+f), log(m) = 2·atanh(s) =
   * f − (f²/2 − s·(f²/2 + R)), R = s²·(2/3 + 2/5·s² + …): the leading term f is exact.
   */
  private Expr log(Expr x) {
    double smallestNormal = Math.scalb(1.0, 1 - format.exponentBias);
    int lift = format.fractionBits + 2;
    Expr normal = x.ifLess(constant(smallestNormal), x.mul(constant(Math.scalb(1.0, lift))), x);
    Expr lifted = x.ifLess(constant(smallestNormal), constant(lift), constant(0));

    Bits bits = new Bits.Of(normal);
    Bits k =
        new Bits.Shift(
            false, combine(BitsOp.SUB, bits, bitsOf(Math.sqrt(0.5))), format.fractionBits);
    Expr m =
        new Expr.FromBits(combine(BitsOp.SUB, bits, new Bits.Shift(true, k, format.fractionBits)));
    Expr exponent = integerValue(k).sub(lifted);

    Expr f = m.sub(constant(1));
    Expr s = f.div(f.add(constant(2)));
    Expr s2 = s.mul(s);
    double[] coefficients = new double[format.logTerms - 1];
    for (int j = 0; j < coefficients.length; j++) {
      coefficients[j] = 2.0 / (2 * j + 3);
    }
    Expr r = s2.mul(horner(s2, coefficients));
    Expr halfSquare = f.mul(f).mul(constant(0.5));
    Expr low = s.fma(halfSquare.add(r), exponent.mul(constant(format.ln2Low)));
    Expr value = exponent.fma(constant(format.ln2High), f.sub(halfSquare.sub(low)));

    Expr infinity = constant(Double.POSITIVE_INFINITY);
    Expr finite = x.ifLess(infinity, value, x);
    Expr atZero = x.ifEqual(constant(0), infinity.neg(), finite);
    return x.ifLess(constant(0), constant(Double.NaN), atZero);
  }

  /**
   * sin(x + quarters·π/2), with |x| in place of x, which keeps the sign of zero: n = round(|x|·2/π)
   * chooses between ±sin r and ±cos r, |r| ≤ π/4 (and up to 0.92 at the end of the range in
   * float32). What rounding r loses is kept as a tail t, with sin(r + t) = sin r + t·cos r and
   * cos(r + t) = cos r − t·sin r: without it, results of less than ½ are off by more than 2 units
   * at large x.
   */
  private Expr sine(Expr x, int quarters) {
    Expr magnitude = x.abs();
    Expr inRange =
        magnitude.ifLessOrEqual(
            constant(format.trigonometricLimit), magnitude, constant(Double.NaN));
    Rounded n = roundToInteger(inRange, 2 / Math.PI);
    Expr minus = n.value().neg();
    // The first step is exact. So is exact − product − r, although product may be the larger of the
    // two, because exact is a multiple of the product's last place.
    Expr exact = minus.fma(constant(format.halfPi[0]), inRange);
    Expr product = n.value().mul(constant(format.halfPi[1]));
    Expr productLost = minus.fma(constant(format.halfPi[1]), product);
    Expr r = exact.sub(product);
    Expr tail = minus.fma(constant(format.halfPi[2]), exact.sub(r).sub(product).add(productLost));
    Expr r2 = r.mul(r);

    // sin r = r + r³·(−1/3! + r²/5! − …)
    double[] odd = new double[format.sineTerms - 1];
    double[] even = new double[format.sineTerms - 1];
    double factorial = 2;
    for (int j = 0; j < odd.length; j++) {
      double sign = j % 2 == 0 ? -1 : 1;
      factorial *= 2 * j + 3;
      odd[j] = sign / factorial;
      factorial *= 2 * j + 4;
      even[j] = -sign / factorial;
    }
    // cos r = 1 − r²/2 + r⁴·(1/4! − …); what rounding 1 − r²/2 loses is added back.
    Expr half = r2.mul(constant(0.5));
    Expr head = constant(1).sub(half);
    Expr lost = constant(1).sub(head).sub(half);
    Expr sin = r.add(r2.mul(r).fma(horner(r2, odd), tail.mul(head)));
    Expr cos = head.add(r2.mul(r2).fma(horner(r2, even), tail.neg().fma(r, lost)));

    Bits quadrant = combine(BitsOp.ADD, n.bits(), new Bits.Pattern(quarters));
    Expr isOdd = integerValue(combine(BitsOp.AND, quadrant, new Bits.Pattern(1)));
    Bits sign =
        new Bits.Shift(
            true, combine(BitsOp.AND, quadrant, new Bits.Pattern(2)), format.isSingle() ? 30 : 62);
    Expr ofMagnitude =
        new Expr.FromBits(
            combine(BitsOp.XOR, new Bits.Of(isOdd.ifEqual(constant(0), sin, cos)), sign));
    return quarters == 0 ? copySign(ofMagnitude, x) : ofMagnitude;
  }

  /** c₀ + c₁·x + c₂·x² + … */
  private static Expr horner(Expr x, double[] coefficients) {
    Expr sum = constant(coefficients[coefficients.length - 1]);
    for (int k = coefficients.length - 2; k >= 0; k--) {
      sum = sum.fma(x, constant(coefficients[k]));
    }
    return sum;
  }

  private Expr clampKeepingNaN(Expr x) {
    Expr high = constant(format.expMax);
    Expr low = constant(format.expMin);
    Expr below = high.ifLess(x, high, x);
    return below.ifLess(low, low, below);
  }

  /** An integer, as a number and as a pattern. */
  private record Rounded(Expr value, Bits bits) {}

  /**
   * Integer nearest to {@code x·factor}: adding 1.5·2^(fraction bits) pushes the fraction out of
   * the register. One rounding only, for a product rounded before is off by a quarter where it is
   * large.
   */
  private Rounded roundToInteger(Expr x, double factor) {
    Expr magic = constant(format.integerMagic);
    Expr shifted = x.fma(constant(factor), magic);
    return new Rounded(
        shifted.sub(magic), combine(BitsOp.SUB, new Bits.Of(shifted), bitsOf(format.integerMagic)));
  }

  /** The number that a small integer pattern stands for. */
  private Expr integerValue(Bits integer) {
    return new Expr.FromBits(combine(BitsOp.ADD, integer, bitsOf(format.integerMagic)))
        .sub(constant(format.integerMagic));
  }

  /** 2ⁿ for an exponent n in the normal range. */
  private Expr powerOfTwo(Bits n) {
    return new Expr.FromBits(
        new Bits.Shift(
            true,
            combine(BitsOp.ADD, n, new Bits.Pattern(format.exponentBias)),
            format.fractionBits));
  }

  /** {@code magnitude}, negated where {@code sign} is negative. */
  private Expr copySign(Expr magnitude, Expr sign) {
    Bits signBit = new Bits.Pattern(format.isSingle() ? 0x80000000L : Long.MIN_VALUE);
    return new Expr.FromBits(
        combine(
            BitsOp.XOR, new Bits.Of(magnitude), combine(BitsOp.AND, new Bits.Of(sign), signBit)));
  }

  private Bits bitsOf(double value) {
    return new Bits.Pattern(
        format.isSingle()
            ? Float.floatToRawIntBits((float) value)
            : Double.doubleToRawLongBits(value));
  }

  private static Bits combine(BitsOp op, Bits a, Bits b) {
    return new Bits.Combine(op, a, b);
  }
}
