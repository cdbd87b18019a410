package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;

/** The error function, its complement, and the distribution function of normal numbers. */
final class ErrorFunctions extends Elementary {
  private final Exponentials exponentials;

  ErrorFunctions(ElementType type) {
    super(type);
    exponentials = new Exponentials(type);
  }

  /** |x| + |x|·P(x²) below 1, from there 1 − exp(L(|x|)) with a polynomial L for log erfc. */
  Expr erf(Expr x) {
    Expr magnitude = x.abs();
    Expr small = polynomial(Polynomial.ERF, x.mul(x)).fma(magnitude, magnitude);
    Expr clamped = atMost(either(4, 6), magnitude);
    Expr complement =
        exponentials.expOfModerate(polynomial(Polynomial.LOG_ERFC, clamped));
    Expr large = constant(1).sub(complement);
    return copySign(magnitude.ifLess(constant(1), small, large), x);
  }

  /** erfc(x) = exp(−x²)·(exp(x²)·erfc(x)) for x ≥ 0, 2 − erfc(−x) below. */
  Expr erfc(Expr x) {
    TwoWords square = TwoWords.product(x, x);
    TwoWords exponent = new TwoWords(square.high().neg(), square.low().neg());
    Expr right = exponentials.timesExp(scaledErfc(x.abs(), 1), exponent);
    return x.ifLess(constant(0), constant(2).sub(right), right);
  }

  /** Φ(x) = ½·erfc(−x/√2), with the exponent −x²/2 from x itself. */
  Expr normalCdf(Expr x) {
    TwoWords square = TwoWords.product(x, x);
    Expr half = constant(-0.5);
    TwoWords exponent = new TwoWords(square.high().mul(half), square.low().mul(half));
    Expr z = x.abs().mul(constant(Math.sqrt(0.5)));
    Expr left = exponentials.timesExp(scaledErfc(z, 0.5), exponent);
    return x.ifLess(constant(0), left, constant(1).sub(left));
  }

  /** factor·exp(x²)·erfc(x) for x ≥ 0, as H(u)/(x + 4) with u = (x − 4)/(x + 4). */
  private Expr scaledErfc(Expr x, double factor) {
    Expr w = constant(factor).div(x.add(constant(4)));
    Expr u = w.fma(constant(-8 / factor), constant(1));
    return w.mul(polynomial(Polynomial.SCALED_ERFC, u));
  }
}
