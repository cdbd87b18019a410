package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Bits;
import latentphysics.kernels.expr.Expr.BitsOp;

/**
 * Elementary functions as expressions: a range reduction and a polynomial in fma, nothing else.
 *
 * <p>Each family of functions is a subclass; what they share is here: the parts of a binary format
 * and the tricks that read and write them. Errors stay below 2 units in the last place for float32
 * and float64 over the whole range.
 */
abstract class Elementary {
  final ElementType type;
  final boolean single;

  /** Bits of the fraction of a number. */
  final int fractionBits;

  /** The exponent of 1, as it is stored. */
  final int bias;

  /** ln 2 in two words, the first so short that its product with an exponent is exact. */
  final double ln2High;

  final double ln2Low;

  Elementary(ElementType type) {
    this.type = type;
    single = type == ElementType.FLOAT32;
    fractionBits = single ? 23 : 52;
    bias = single ? 127 : 1023;
    ln2High = single ? 0x1.62e4p-1 : 0x1.62e42feep-1;
    ln2Low = single ? 0x1.7f7d1cp-20 : 0x1.a39ef35793c76p-33;
  }

  /** The expansion of {@code function(x)} for numbers of the given type. */
  static Expr expand(Expr.Function function, Expr x, ElementType type) {
    return switch (function) {
      case EXP -> new Exponentials(type).exp(x);
      case EXPM1 -> new Exponentials(type).expm1(x);
      case SINH -> new Exponentials(type).sinh(x);
      case COSH -> new Exponentials(type).cosh(x);
      case TANH -> new Exponentials(type).tanh(x);
      case SIGMOID -> new Exponentials(type).sigmoid(x);
      case LOG -> new Logarithms(type).log(x);
      case LOG1P -> new Logarithms(type).log1p(x);
      case SOFTPLUS -> new Logarithms(type).softplus(x);
      case SIN -> new Trigonometry(type).sine(x, 0);
      case COS -> new Trigonometry(type).sine(x, 1);
      case TAN -> new Trigonometry(type).tangent(x);
      case ASIN -> new InverseTrigonometry(type).arcsine(x);
      case ACOS -> new InverseTrigonometry(type).arccosine(x);
      case ATAN -> new InverseTrigonometry(type).arctangent(x);
      case ERF -> new ErrorFunctions(type).erf(x);
      case ERFC -> new ErrorFunctions(type).erfc(x);
      case NORMAL_CDF -> new ErrorFunctions(type).normalCdf(x);
      case FLOOR -> new Roundings(type).floor(x);
      case CEIL -> new Roundings(type).ceil(x);
      case ROUND -> new Roundings(type).round(x);
      case TRUNC -> new Roundings(type).trunc(x);
    };
  }

  /** The expansion of {@code function(a, b)} for numbers of the given type. */
  static Expr expand(Expr.Function2 function, Expr a, Expr b, ElementType type) {
    return switch (function) {
      case POW -> new Powers(type).pow(a, b);
      case ATAN2 -> new InverseTrigonometry(type).arctangent(a, b);
    };
  }

  /** {@code float32} or {@code float64}, as the type is. */
  final double either(double float32, double float64) {
    return single ? float32 : float64;
  }

  /** The value of a polynomial. */
  final Expr polynomial(Polynomial coefficients, Expr x) {
    return coefficients.at(x, type);
  }

  /** c₀ + c₁·x + c₂·x² + … */
  static Expr horner(Expr x, double... coefficients) {
    Expr sum = constant(coefficients[coefficients.length - 1]);
    for (int k = coefficients.length - 2; k >= 0; k--) {
      sum = sum.fma(x, constant(coefficients[k]));
    }
    return sum;
  }

  /** x, at least {@code low}; NaN stays. */
  static Expr atLeast(double low, Expr x) {
    return x.ifLess(constant(low), constant(low), x);
  }

  /** x, at most {@code high}; NaN stays. */
  static Expr atMost(double high, Expr x) {
    return constant(high).ifLess(x, constant(high), x);
  }

  /**
   * An integer as a number, and as a pattern that holds it, plus an offset, in its low bits; bits
   * above those of an exponent are not zero.
   */
  record Rounded(Expr value, Bits bits) {}

  /**
   * Integer nearest to {@code x·factor}, plus an offset in the pattern: adding 1.5·2^(fraction
   * bits) pushes the fraction out of the register. One rounding only, for a product rounded before
   * is off by a quarter where it is large.
   */
  final Rounded roundToInteger(Expr x, double factor, int offset) {
    Expr magic = constant(integerMagic() + offset);
    Expr shifted = x.fma(constant(factor), magic);
    return new Rounded(shifted.sub(magic), new Bits.Of(shifted));
  }

  /** A number of the size at which the last place counts as 1. */
  final double integerMagic() {
    return either(0x1.8p23, 0x1.8p52);
  }

  /** The number that a small integer pattern stands for. */
  final Expr integerValue(Bits integer) {
    return new Expr.FromBits(combine(BitsOp.ADD, integer, bitsOf(integerMagic())))
        .sub(constant(integerMagic()));
  }

  /** The number whose stored exponent is in the low bits and whose fraction is 1. */
  final Expr powerOfTwo(Bits exponent) {
    return new Expr.FromBits(new Bits.Shift(true, exponent, fractionBits));
  }

  /** {@code magnitude}, which is not negative, with the sign of another number. */
  final Expr copySign(Expr magnitude, Expr sign) {
    return xor(magnitude, signOf(sign));
  }

  /** The sign bit of a number, alone. */
  final Bits signOf(Expr x) {
    return combine(BitsOp.AND, new Bits.Of(x), signBit());
  }

  final Bits signBit() {
    return new Bits.Pattern(single ? 0x80000000L : Long.MIN_VALUE);
  }

  static Expr xor(Expr x, Bits pattern) {
    return new Expr.FromBits(combine(BitsOp.XOR, new Bits.Of(x), pattern));
  }

  final Bits bitsOf(double value) {
    return new Bits.Pattern(
        single ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value));
  }

  static Bits combine(BitsOp op, Bits a, Bits b) {
    return new Bits.Combine(op, a, b);
  }

  /** An unevaluated sum of two numbers, the second below half a last place of the first. */
  record TwoWords(Expr high, Expr low) {

    /** a + b exactly, where |a| ≥ |b| or a is a multiple of b's last place (Dekker). */
    static TwoWords quickSum(Expr a, Expr b) {
      Expr sum = a.add(b);
      return new TwoWords(sum, b.sub(sum.sub(a)));
    }

    /** a + b exactly (Knuth). */
    static TwoWords sum(Expr a, Expr b) {
      Expr sum = a.add(b);
      Expr ofB = sum.sub(a);
      return new TwoWords(sum, a.sub(sum.sub(ofB)).add(b.sub(ofB)));
    }

    /** a·b exactly, unless its last bits are below the least number. */
    static TwoWords product(Expr a, Expr b) {
      Expr product = a.mul(b);
      return new TwoWords(product, a.fma(b, product.neg()));
    }
  }
}
