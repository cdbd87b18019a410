package latentphysics.kernels.expr;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Elementary functions to at least 28 digits, from their series alone, as the reference for
 * float64.
 */
final class HighPrecision {
  private static final MathContext DIGITS = new MathContext(48);
  private static final MathContext LONG = new MathContext(90);
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal LN2 = atanh(3).multiply(TWO, LONG);

  /** Machin: π/4 = 4·atan(1/5) − atan(1/239). */
  private static final BigDecimal HALF_PI =
      atan(5).multiply(BigDecimal.valueOf(8)).subtract(atan(239).multiply(TWO), LONG);

  private HighPrecision() {}

  static BigDecimal evaluate(Expr.Function function, double x) {
    BigDecimal exact = new BigDecimal(x);
    return switch (function) {
      case EXP -> exp(exact);
      case LOG -> log(exact);
      case SIN -> sine(exact, 0);
      case COS -> sine(exact, 1);
      case TANH -> tanh(exact);
    };
  }

  /** atanh(1/n) = Σ n^−(2k+1)/(2k+1). */
  private static BigDecimal atanh(int n) {
    return inverseSeries(n, 1);
  }

  private static BigDecimal atan(int n) {
    return inverseSeries(n, -1);
  }

  private static BigDecimal inverseSeries(int n, int sign) {
    BigDecimal power = ONE.divide(BigDecimal.valueOf(n), LONG);
    BigDecimal square = BigDecimal.valueOf((long) n * n);
    BigDecimal sum = power;
    for (int k = 1; power.compareTo(new BigDecimal("1e-95")) > 0; k++) {
      power = power.divide(square, LONG);
      BigDecimal term = power.divide(BigDecimal.valueOf(2L * k + 1), LONG);
      sum = sign > 0 || k % 2 == 0 ? sum.add(term, LONG) : sum.subtract(term, LONG);
    }
    return sum;
  }

  private static BigInteger nearest(BigDecimal x) {
    return x.setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
  }

  private static BigDecimal exp(BigDecimal x) {
    int n = nearest(x.divide(LN2, DIGITS)).intValueExact();
    BigDecimal r = x.subtract(LN2.multiply(BigDecimal.valueOf(n))).round(DIGITS);
    BigDecimal sum = ONE;
    BigDecimal term = ONE;
    for (int k = 1; isAbove(term, 50); k++) {
      term = term.multiply(r, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    BigDecimal power = TWO.pow(Math.abs(n), LONG);
    return n < 0 ? sum.divide(power, DIGITS) : sum.multiply(power, DIGITS);
  }

  /** One step of Halley's method, which triples the digits of a double. */
  private static BigDecimal log(BigDecimal x) {
    int scale = Math.getExponent(x.doubleValue());
    BigDecimal power = TWO.pow(Math.abs(scale), LONG);
    BigDecimal m = scale < 0 ? x.multiply(power, LONG) : x.divide(power, LONG);
    if (scale == -1) { // no cancellation just below 1
      return logNear(x);
    }
    return logNear(m).add(LN2.multiply(BigDecimal.valueOf(scale)), DIGITS);
  }

  private static BigDecimal logNear(BigDecimal x) {
    BigDecimal guess = new BigDecimal(StrictMath.log(x.doubleValue()));
    BigDecimal e = exp(guess);
    BigDecimal step = TWO.multiply(x.subtract(e)).divide(x.add(e), DIGITS);
    return guess.add(step, DIGITS);
  }

  private static BigDecimal sine(BigDecimal x, int quarters) {
    BigInteger n = nearest(x.divide(HALF_PI, DIGITS));
    BigDecimal r = x.subtract(HALF_PI.multiply(new BigDecimal(n))).round(DIGITS);
    int quadrant = n.add(BigInteger.valueOf(quarters)).and(BigInteger.valueOf(3)).intValue();
    BigDecimal value = quadrant % 2 == 0 ? series(r, 1, -1) : series(r, 0, -1);
    return quadrant < 2 ? value : value.negate();
  }

  private static BigDecimal tanh(BigDecimal x) {
    if (x.abs().compareTo(ONE) < 0) {
      return series(x, 1, 1).divide(series(x, 0, 1), DIGITS);
    }
    BigDecimal e = exp(x.multiply(TWO));
    return e.subtract(ONE).divide(e.add(ONE), DIGITS);
  }

  /** Σ sign^k · x^(2k+first) / (2k+first)!: sine and cosine, hyperbolic with sign 1. */
  private static BigDecimal series(BigDecimal x, int first, int sign) {
    BigDecimal square = x.multiply(x, DIGITS);
    BigDecimal term = first == 0 ? ONE : x;
    BigDecimal sum = term;
    BigDecimal smallest = term.abs().movePointLeft(50);
    for (int k = first + 2; term.abs().compareTo(smallest) > 0; k += 2) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(sign * (k - 1L) * k), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  private static boolean isAbove(BigDecimal term, int digits) {
    return term.abs().compareTo(ONE.movePointLeft(digits)) > 0;
  }
}
