package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import java.util.Arrays;
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
    Expr complement = exponentials.expOfModerate(polynomial(Polynomial.LOG_ERFC, clamped));
    Expr large = constant(1).sub(complement);
    return copySign(magnitude.ifLess(constant(1), small, large), x);
  }

  /**
   * erfc(x) = exp(−x²)·(exp(x²)·erfc(x)) where x > 0.75, 2 − erfc(−x) where x < −0.75, 1 − erf(x)
   * between.
   */
  Expr erfc(Expr x) {
    TwoWords square = TwoWords.product(x, x);
    TwoWords minus = new TwoWords(square.high().neg(), square.low().neg());
    Expr right = tail(new TwoWords(x.abs(), constant(0)), minus, 1);
    Expr far = x.ifLess(constant(0), constant(2).sub(right), right);
    TwoWords lead = TwoWords.quickSum(constant(1), x.neg());
    Expr near = lead.high().add(polynomial(Polynomial.ERF, square.high()).neg().fma(x, lead.low()));
    return x.abs().ifLess(constant(0.75), near, far);
  }

  /** Φ(x) = ½·erfc(z), z = −x/√2 in two words, with the exponent −x²/2 from x itself. */
  Expr normalCdf(Expr x) {
    double root = single ? (float) Math.sqrt(0.5) : Math.sqrt(0.5);
    double rootLow = single ? Math.sqrt(0.5) - root : -0x1.bdd3413b26456p-55;
    TwoWords square = TwoWords.product(x, x);
    Expr half = constant(-0.5);
    TwoWords exponent = new TwoWords(square.high().mul(half), square.low().mul(half));
    Expr magnitude = x.abs();
    TwoWords z = TwoWords.product(magnitude, constant(root));
    TwoWords sharper = new TwoWords(z.high(), magnitude.fma(constant(rootLow), z.low()));
    // Near 0: ½ − ½·erf(z), erf(z) = z + z·P(z²).
    TwoWords lead = TwoWords.quickSum(constant(0.5), z.high().mul(half));
    Expr excess = polynomial(Polynomial.ERF, square.high().mul(constant(0.5)));
    Expr near = lead.high().add(half.fma(excess.fma(z.high(), sharper.low()), lead.low()));
    Expr left = z.high().ifLess(constant(0.75), near, tail(sharper, exponent, 0.5));
    return x.ifLess(constant(0), left, constant(1).sub(left));
  }

  /**
   * factor·erfc(z) = factor·exp(exponent)·h(z) for z ≥ 0, with h(z) = exp(z²)·erfc(z) = w·H(1 −
   * 8·w), w = 1/(z + 4).
   *
   * <p>The rounded w belongs to another z, whose distance is δ = e/w with e = w·(z + 4) − 1. As
   * h′/h is about −w·(1 + 3·w + 40·w²), the factor exp(δ·h′/h) makes up for it.
   */
  private Expr tail(TwoWords z, TwoWords exponent, double factor) {
    Expr one = constant(1);
    Expr four = constant(4);
    Expr d = z.high().add(four);
    Expr w = one.div(d);
    Expr lost = z.high().sub(d.sub(four)).add(z.low());
    Expr e = w.fma(lost, w.fma(d, constant(-1)));
    Expr correction = horner(w, -1, -3, -40).mul(e);
    // The last step of Horner's rule and the product with w keep what they lose.
    double[] c = Polynomial.SCALED_ERFC.coefficients(type);
    Expr u = w.fma(constant(-8), one);
    Expr rest = horner(u, Arrays.copyOfRange(c, 1, c.length));
    Expr h = u.fma(rest, constant(c[0]));
    Expr hLost = u.fma(rest, constant(c[0]).sub(h));
    Expr scale = w.mul(constant(factor));
    TwoWords product = TwoWords.product(scale, h);
    TwoWords scaled = new TwoWords(product.high(), scale.fma(hLost, product.low()));
    TwoWords corrected = new TwoWords(exponent.high(), exponent.low().add(correction));
    return exponentials.timesExp(scaled, corrected);
  }
}
