package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Function;

/** Powers: exp(b·log a), the logarithm and its product with b in two words. */
final class Powers extends Elementary {
  private static final Expr INFINITY = constant(Double.POSITIVE_INFINITY);

  Powers(ElementType type) {
    super(type);
  }

  /** a to the b; see {@link Expr.Function2#POW}. */
  Expr pow(Expr a, Expr b) {
    Expr zero = constant(0);
    Expr one = constant(1);
    Expr base = a.abs();
    TwoWords log = new Logarithms(type).inTwoWords(base);
    // The logarithms of 0, infinity and NaN, which the expansion does not know.
    Expr high = base.ifEqual(zero, INFINITY.neg(), base.ifLess(INFINITY, log.high(), base));
    Expr low = base.ifEqual(zero, zero, base.ifLess(INFINITY, log.low(), zero));
    TwoWords product = TwoWords.product(b, high);
    TwoWords exponent = new TwoWords(product.high(), b.fma(low, product.low()));
    Expr magnitude = new Exponentials(type).exp(exponent);

    // b is odd where it is an integer and its half is none. Infinities are even.
    Expr half = b.mul(constant(0.5));
    Expr isEven = half.call(Function.ROUND).ifEqual(half, one, zero);
    Expr isInteger = b.call(Function.ROUND).ifEqual(b, one, zero);
    Expr odd = isInteger.sub(isEven);
    Expr signed = xor(magnitude, signOf(zero.ifLess(odd, a, zero)));
    // A negative finite number has real powers of integer order only.
    Expr refused = isInteger.ifEqual(one, signed, constant(Double.NaN));
    Expr finiteNegative = a.ifLess(zero, base.ifLess(INFINITY, refused, signed), signed);
    Expr ofMinusOne = b.abs().ifEqual(INFINITY, one, finiteNegative);
    Expr value = a.ifEqual(constant(-1), ofMinusOne, finiteNegative);
    return b.ifEqual(zero, one, a.ifEqual(one, one, value));
  }
}
