package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The coefficients of {@link Polynomial}, computed again from what their comments say. */
class PolynomialTest {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal ONE = BigDecimal.ONE;

  @ParameterizedTest
  @EnumSource(Polynomial.class)
  void coefficientsAreThoseOfTheInterpolation(Polynomial polynomial) {
    for (ElementType type : new ElementType[] {ElementType.FLOAT32, ElementType.FLOAT64}) {
      boolean single = type == ElementType.FLOAT32;
      double[] actual = polynomial.coefficients(type);
      BigDecimal[] fitted = interpolation(polynomial, single, actual.length);
      double[] expected =
          Arrays.stream(fitted)
              .mapToDouble(c -> single ? c.floatValue() : c.doubleValue())
              .toArray();
      assertArrayEquals(expected, actual, polynomial + ", " + type);
    }
  }

  private static BigDecimal[] interval(Polynomial polynomial, boolean single) {
    return switch (polynomial) {
      case EXP -> ends("-0.3466", "0.3466");
      case LOG -> ends("0", "0.0295");
      case SIN, COS -> ends("0", "0.64");
      case ATAN, ASIN -> ends("0", "0.25");
      case ERF -> ends("0", "1");
      case LOG_ERFC -> ends("1", single ? "4" : "6");
      case SCALED_ERFC -> {
        BigDecimal most = new BigDecimal(single ? "10.1" : "27.3");
        BigDecimal four = BigDecimal.valueOf(4);
        BigDecimal end = most.subtract(four).divide(most.add(four), DIGITS);
        yield new BigDecimal[] {ONE.negate(), end};
      }
    };
  }

  private static BigDecimal[] ends(String low, String high) {
    return new BigDecimal[] {new BigDecimal(low), new BigDecimal(high)};
  }

  private static BigDecimal value(Polynomial polynomial, BigDecimal x) {
    return switch (polynomial) {
      case EXP ->
          x.abs().compareTo(new BigDecimal("1e-25")) < 0
              ? new BigDecimal("0.5")
              : HighPrecision.evaluate(Function.EXPM1, x).subtract(x).divide(x.multiply(x), DIGITS);
      case LOG -> {
        BigDecimal s = x.sqrt(DIGITS);
        BigDecimal ratio = ONE.add(s).divide(ONE.subtract(s), DIGITS);
        BigDecimal twice = HighPrecision.evaluate(Function.LOG, ratio);
        yield twice.divide(s, DIGITS).subtract(BigDecimal.TWO).divide(x, DIGITS);
      }
      case SIN, ATAN, ASIN -> ofRoot(Function.valueOf(polynomial.name()), x).divide(x, DIGITS);
      case COS -> {
        BigDecimal cosine = HighPrecision.evaluate(Function.COS, x.sqrt(DIGITS));
        BigDecimal half = x.multiply(new BigDecimal("0.5"));
        yield cosine.subtract(ONE).add(half).divide(x.multiply(x), DIGITS);
      }
      case ERF -> ofRoot(Function.ERF, x);
      case LOG_ERFC ->
          HighPrecision.evaluate(Function.LOG, HighPrecision.evaluate(Function.ERFC, x));
      case SCALED_ERFC -> {
        BigDecimal four = BigDecimal.valueOf(4);
        BigDecimal z = four.multiply(ONE.add(x)).divide(ONE.subtract(x), DIGITS);
        BigDecimal gaussian = HighPrecision.evaluate(Function.EXP, z.multiply(z).negate());
        BigDecimal scaled = HighPrecision.evaluate(Function.ERFC, z).divide(gaussian, DIGITS);
        yield scaled.multiply(z.add(four));
      }
    };
  }

  /** f(√x)/√x − 1. */
  private static BigDecimal ofRoot(Function function, BigDecimal x) {
    BigDecimal root = x.sqrt(DIGITS);
    return HighPrecision.evaluate(function, root).divide(root, DIGITS).subtract(ONE);
  }

  /** Coefficients of the polynomial through the values at the Chebyshev points (Newton's form). */
  private static BigDecimal[] interpolation(Polynomial polynomial, boolean single, int n) {
    BigDecimal[] ends = interval(polynomial, single);
    BigDecimal middle = ends[0].add(ends[1]).divide(BigDecimal.TWO, DIGITS);
    BigDecimal half = ends[1].subtract(ends[0]).divide(BigDecimal.TWO, DIGITS);
    BigDecimal[] x = new BigDecimal[n];
    BigDecimal[] divided = new BigDecimal[n];
    for (int i = 0; i < n; i++) {
      BigDecimal angle =
          HighPrecision.HALF_PI
              .multiply(BigDecimal.valueOf(2L * i + 1))
              .divide(BigDecimal.valueOf(n), DIGITS);
      x[i] = middle.add(half.multiply(HighPrecision.evaluate(Function.COS, angle)), DIGITS);
      divided[i] = value(polynomial, x[i]);
    }
    for (int j = 1; j < n; j++) {
      for (int i = n - 1; i >= j; i--) {
        divided[i] = divided[i].subtract(divided[i - 1]).divide(x[i].subtract(x[i - j]), DIGITS);
      }
    }
    BigDecimal[] c = new BigDecimal[n];
    Arrays.fill(c, BigDecimal.ZERO);
    c[0] = divided[n - 1];
    for (int i = n - 2; i >= 0; i--) {
      // c·(x − xᵢ) + dᵢ
      for (int k = n - 1; k >= 0; k--) {
        BigDecimal shifted = k > 0 ? c[k - 1] : divided[i];
        c[k] = shifted.subtract(c[k].multiply(x[i]), DIGITS);
      }
    }
    return Arrays.stream(c)
        .map(v -> v.setScale(60, RoundingMode.HALF_EVEN))
        .toArray(BigDecimal[]::new);
  }
}
