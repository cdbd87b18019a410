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

  /** Enough for the remainder of the largest float64 by π/2. */
  private static final MathContext LONGEST = new MathContext(420);

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal LN2 = inverseSeries(3, 1).multiply(TWO, LONG);

  /** Machin: π/4 = 4·atan(1/5) − atan(1/239). */
  static final BigDecimal HALF_PI =
      inverseSeries(5, -1)
          .multiply(BigDecimal.valueOf(8))
          .subtract(inverseSeries(239, -1).multiply(TWO), LONGEST);

  private static final BigDecimal ROOT_PI = HALF_PI.multiply(TWO).sqrt(LONG);

  private HighPrecision() {}

  static BigDecimal evaluate(Expr.Function function, BigDecimal x) {
    return switch (function) {
      case EXP -> exp(x);
      case EXPM1 -> isSmall(x) ? exponentialTail(x) : exp(x).subtract(ONE, LONG);
      case LOG -> log(x);
      case LOG1P -> log1p(x);
      case SIN -> sine(x, 0);
      case COS -> sine(x, 1);
      case TAN -> sine(x, 0).divide(sine(x, 1), DIGITS);
      case ASIN -> {
        BigDecimal cosine = ONE.subtract(x.multiply(x)).sqrt(LONG);
        yield atan(x.divide(ONE.add(cosine), LONG)).multiply(TWO, DIGITS);
      }
      case ACOS -> {
        BigDecimal half = HALF_PI.round(LONG);
        yield x.compareTo(ONE.negate()) == 0
            ? half.multiply(TWO)
            : atan(ONE.subtract(x).divide(ONE.add(x), LONG).sqrt(LONG)).multiply(TWO, DIGITS);
      }
      case ATAN -> atan(x);
      case SINH ->
          isSmall(x) ? series(x, 1, 1) : exp(x).subtract(exp(x.negate()), LONG).multiply(HALF);
      case COSH -> exp(x).add(exp(x.negate()), LONG).multiply(HALF);
      case TANH -> tanh(x);
      case ERF -> erf(x);
      case ERFC -> erfc(x);
      case NORMAL_CDF -> erfc(x.negate().multiply(HALF.sqrt(LONG), LONG)).multiply(HALF);
      case SIGMOID -> ONE.divide(ONE.add(exp(x.negate())), DIGITS);
      case SOFTPLUS -> x.max(BigDecimal.ZERO).add(log1p(exp(x.abs().negate())), LONG);
      case FLOOR -> x.setScale(0, RoundingMode.FLOOR);
      case CEIL -> x.setScale(0, RoundingMode.CEILING);
      case ROUND -> x.setScale(0, RoundingMode.HALF_EVEN);
      case TRUNC -> x.setScale(0, RoundingMode.DOWN);
    };
  }

  /** |a| to the b, or the angle of (b, a). */
  static BigDecimal evaluate(Expr.Function2 function, BigDecimal a, BigDecimal b) {
    return switch (function) {
      case POW -> exp(log(a.abs()).multiply(b, LONG));
      case ATAN2 -> {
        BigDecimal angle =
            a.abs().compareTo(b.abs()) > 0
                ? HALF_PI.subtract(atan(b.abs().divide(a.abs(), LONG)), LONG)
                : atan(a.abs().divide(b.abs(), LONG));
        BigDecimal upper = b.signum() < 0 ? HALF_PI.multiply(TWO).subtract(angle, LONG) : angle;
        yield a.signum() < 0 ? upper.negate() : upper;
      }
    };
  }

  private static boolean isSmall(BigDecimal x) {
    return x.abs().compareTo(HALF) < 0;
  }

  /** Σ sign^k·n^−(2k+1)/(2k+1): atanh(1/n), or atan(1/n) with sign −1. */
  private static BigDecimal inverseSeries(int n, int sign) {
    BigDecimal power = ONE.divide(BigDecimal.valueOf(n), LONGEST);
    BigDecimal square = BigDecimal.valueOf((long) n * n);
    BigDecimal sum = power;
    for (int k = 1; isAbove(power, LONGEST.getPrecision()); k++) {
      power = power.divide(square, LONGEST);
      BigDecimal term = power.divide(BigDecimal.valueOf(2L * k + 1), LONGEST);
      sum = sign > 0 || k % 2 == 0 ? sum.add(term, LONGEST) : sum.subtract(term, LONGEST);
    }
    return sum;
  }

  private static BigInteger nearest(BigDecimal x) {
    return x.setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
  }

  private static BigDecimal exp(BigDecimal x) {
    int n = nearest(x.divide(LN2, DIGITS)).intValueExact();
    BigDecimal r = x.subtract(LN2.multiply(BigDecimal.valueOf(n))).round(DIGITS);
    BigDecimal sum = ONE.add(exponentialTail(r));
    BigDecimal power = TWO.pow(Math.abs(n), LONG);
    return n < 0 ? sum.divide(power, DIGITS) : sum.multiply(power, DIGITS);
  }

  /** e^x − 1 = x + x²/2! + … for small x. */
  private static BigDecimal exponentialTail(BigDecimal x) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal term = x.round(DIGITS);
    for (int k = 2; isAbove(term, x, 50); k++) {
      sum = sum.add(term, DIGITS);
      term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
    }
    return sum;
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

  /** log(1 + x) = 2·atanh(x/(2 + x)). */
  private static BigDecimal log1p(BigDecimal x) {
    if (!isSmall(x)) {
      return log(x.add(ONE));
    }
    BigDecimal s = x.divide(x.add(TWO), DIGITS);
    return powerSeries(s, 1).multiply(TWO, DIGITS);
  }

  /** Σ sign^k·x^(2k+1)/(2k+1). */
  private static BigDecimal powerSeries(BigDecimal x, int sign) {
    BigDecimal square = x.multiply(x, DIGITS).multiply(BigDecimal.valueOf(sign));
    BigDecimal power = x;
    BigDecimal sum = x;
    for (int k = 3; isAbove(power, x, 50); k += 2) {
      power = power.multiply(square, DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
    }
    return sum;
  }

  /** The angle g of a double, then the little angle between. */
  private static BigDecimal atan(BigDecimal x) {
    if (x.abs().compareTo(ONE) > 0) {
      BigDecimal rest = atan(ONE.divide(x, LONG));
      return (x.signum() < 0 ? HALF_PI.negate() : HALF_PI).subtract(rest, LONG);
    }
    if (x.abs().compareTo(new BigDecimal("1e-9")) < 0) {
      return powerSeries(x.round(DIGITS), -1);
    }
    BigDecimal guess = new BigDecimal(StrictMath.atan(x.doubleValue()));
    BigDecimal tangent = series(guess, 1, -1).divide(series(guess, 0, -1), LONG);
    BigDecimal t = x.subtract(tangent).divide(ONE.add(x.multiply(tangent)), LONG);
    return guess.add(t.signum() == 0 ? t : powerSeries(t, -1), LONG);
  }

  private static BigDecimal sine(BigDecimal x, int quarters) {
    BigInteger n = nearest(x.divide(HALF_PI, LONGEST));
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

  /** 2/√π·exp(−x²)·Σ 2^k·x^(2k+1)/(1·3·5…(2k+1)), whose terms have one sign. */
  private static BigDecimal erf(BigDecimal x) {
    if (x.abs().compareTo(BigDecimal.valueOf(6)) > 0) {
      BigDecimal rest = ONE.subtract(erfc(x.abs()), LONG);
      return x.signum() < 0 ? rest.negate() : rest;
    }
    BigDecimal twice = x.multiply(x, LONG).multiply(TWO);
    BigDecimal term = x.round(LONG);
    BigDecimal sum = BigDecimal.ZERO;
    for (int k = 3; isAbove(term, x, 60); k += 2) {
      sum = sum.add(term, LONG);
      term = term.multiply(twice, LONG).divide(BigDecimal.valueOf(k), LONG);
    }
    BigDecimal gaussian = exp(x.multiply(x, LONG).negate());
    return sum.multiply(gaussian, LONG).multiply(TWO).divide(ROOT_PI, LONG);
  }

  /** exp(−x²)/√π/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) where x ≥ 2. */
  private static BigDecimal erfc(BigDecimal x) {
    if (x.compareTo(TWO) < 0) {
      return ONE.subtract(erf(x), LONG);
    }
    double size = x.doubleValue();
    BigDecimal fraction = x;
    for (int k = 60 + (int) (2500 / (size * size)); k > 0; k--) {
      fraction = x.add(BigDecimal.valueOf(k * 0.5).divide(fraction, DIGITS), DIGITS);
    }
    BigDecimal gaussian = exp(x.multiply(x).negate());
    return gaussian.divide(ROOT_PI.multiply(fraction), DIGITS);
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

  private static boolean isAbove(BigDecimal term, BigDecimal scale, int digits) {
    return term.abs().compareTo(scale.abs().movePointLeft(digits)) > 0;
  }
}
