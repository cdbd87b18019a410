package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Function;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors in units in the last place over the whole range, and the special cases. */
class ElementaryTest {
  private static final double LIMIT = 2;
  private static final int POINTS_32 = 120_000;
  private static final int POINTS_64 = 1_500; // of each function; the reference is slow
  private static final long SEED = 1;
  private static final Set<Function> ROUNDINGS =
      EnumSet.of(Function.FLOOR, Function.CEIL, Function.ROUND, Function.TRUNC);

  private static float[] single(Function function, float... x) {
    float[] y = new float[x.length];
    run(function, ElementType.FLOAT32, x, y, x.length);
    return y;
  }

  private static double[] twice(Function function, double... x) {
    double[] y = new double[x.length];
    run(function, ElementType.FLOAT64, x, y, x.length);
    return y;
  }

  private static void run(Function function, ElementType type, Object x, Object y, int length) {
    Instructions program = Instructions.compile(List.of(Expr.input(0).call(function)), 1, type);
    new ScalarKernels()
        .compile(program)
        .run(new Object[] {x, y}, new int[2], new int[] {1, 1}, 0, length);
  }

  /** Points of every exponent, of ordinary size, and around the boundaries of reductions. */
  private static double[] points(Function function, ElementType type, int count) {
    boolean single = type == ElementType.FLOAT32;
    Random random = new Random(SEED);
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      double point =
          switch (i % 4) {
            case 0 ->
                single
                    ? Float.intBitsToFloat(random.nextInt())
                    : Double.longBitsToDouble(random.nextLong());
            case 1 -> (random.nextDouble() - 0.5) * (single ? 220 : 1520);
            case 2 -> (random.nextDouble() - 0.5) * (random.nextBoolean() ? 3 : 16);
            default -> near(random, single);
          };
      boolean inside = function == Function.ASIN || function == Function.ACOS;
      boolean right = function == Function.LOG || (function == Function.LOG1P && point < -1);
      point = inside && Math.abs(point) > 1 ? 1 / point : right ? Math.abs(point) : point;
      x[i] = single ? (float) point : point;
    }
    return Arrays.stream(x).filter(v -> isDefined(function, v)).toArray();
  }

  /** A few units in the last place from a point at which some expansion changes its course. */
  private static double near(Random random, boolean single) {
    double[] steps = {Math.PI / 4, Math.log(2) / 2, 0.5, 1, 0.55, 0.75, Math.sqrt(0.5)};
    double step = steps[random.nextInt(steps.length)];
    double multiple =
        random.nextBoolean()
            ? random.nextInt(100)
            : random.nextInt(single ? 400_000 : 2_000_000_000);
    double point = step * multiple;
    double ulp = single ? Math.ulp((float) point) : Math.ulp(point);
    return (random.nextBoolean() ? 1 : -1) * (point + (random.nextInt(9) - 4) * ulp);
  }

  private static boolean isDefined(Function function, double x) {
    return switch (function) {
      case LOG -> x > 0 && x < Double.POSITIVE_INFINITY;
      case LOG1P -> x > -1 && x < Double.POSITIVE_INFINITY;
      case ASIN, ACOS -> Math.abs(x) <= 1;
      default -> Double.isFinite(x);
    };
  }

  /** The largest error of some points, in units in the last place, and where it was. */
  record Worst(double x, double y, double error) {
    Worst or(double otherX, double otherY, double otherError) {
      return otherError > error ? new Worst(otherX, otherY, otherError) : this;
    }

    void check(Function function) {
      assertTrue(
          error <= LIMIT,
          function + "(" + x + ") = " + y + ", off by " + error + " ulp, seed " + SEED);
    }
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void float32IsWithinTheBound(Function function) {
    worst32(function, POINTS_32).check(function);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void float64IsWithinTheBound(Function function) {
    worst64(function, POINTS_64).check(function);
  }

  /** Against float64, whose own error does not count here. */
  static Worst worst32(Function function, int count) {
    double[] points = points(function, ElementType.FLOAT32, count);
    float[] x = new float[points.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) points[i];
    }
    float[] y = single(function, x);
    double[] expected = twice(function, points);
    Worst worst = new Worst(0, 0, 0);
    for (int i = 0; i < x.length; i++) {
      double exact = expected[i];
      double ulp = Math.min(Math.ulp((float) exact), Math.ulp(Float.MAX_VALUE));
      // Beyond the largest number, infinity counts as the next power of two.
      double value = Float.isInfinite(y[i]) ? Math.copySign(0x1p128, y[i]) : y[i];
      double error = Math.abs(value - Math.clamp(exact, -0x1p128, 0x1p128)) / ulp;
      worst = worst.or(x[i], y[i], Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
    }
    return worst;
  }

  static Worst worst64(Function function, int count) {
    double[] x = points(function, ElementType.FLOAT64, count);
    double[] y = twice(function, x);
    Worst worst = new Worst(0, 0, 0);
    for (int i = 0; i < x.length; i++) {
      double limit = limit(function, x[i]);
      double error = Double.isNaN(limit) ? error64(function, x[i], y[i]) : limit == y[i] ? 0 : 1e9;
      worst = worst.or(x[i], y[i], error);
    }
    return worst;
  }

  /** The result where it is too far from 1 for the reference; NaN elsewhere. */
  private static double limit(Function function, double x) {
    double infinity = Double.POSITIVE_INFINITY;
    boolean right = x > 0;
    double size = Math.abs(x);
    return switch (function) {
      case EXP -> size > 800 ? (right ? infinity : 0) : Double.NaN;
      case EXPM1 -> size > 800 ? (right ? infinity : -1) : Double.NaN;
      case SINH -> size > 800 ? Math.copySign(infinity, x) : Double.NaN;
      case COSH -> size > 800 ? infinity : Double.NaN;
      case TANH, ERF -> size > 40 ? Math.copySign(1, x) : Double.NaN;
      case ERFC -> size > 40 ? (right ? 0 : 2) : Double.NaN;
      case NORMAL_CDF -> size > 60 ? (right ? 1 : 0) : Double.NaN;
      case SIGMOID -> size > 800 ? (right ? 1 : 0) : Double.NaN;
      case SOFTPLUS -> size > 800 ? (right ? x : 0) : Double.NaN;
      default -> Double.NaN;
    };
  }

  private static double error64(Function function, double x, double y) {
    return Double.isNaN(y)
        ? Double.POSITIVE_INFINITY
        : error(HighPrecision.evaluate(function, new BigDecimal(x)), y);
  }

  private static double error(BigDecimal exact, double y) {
    BigDecimal largest = BigDecimal.TWO.pow(1024);
    BigDecimal clamped = exact.min(largest).max(largest.negate());
    BigDecimal ulp =
        new BigDecimal(Math.min(Math.ulp(exact.doubleValue()), Math.ulp(Double.MAX_VALUE)));
    BigDecimal value =
        !Double.isInfinite(y) ? new BigDecimal(y) : y > 0 ? largest : largest.negate();
    return value.subtract(clamped).abs().divide(ulp, MathContext.DECIMAL32).doubleValue();
  }

  @Test
  void theReferenceAgreesWithStrictMath() {
    for (Function function : EnumSet.complementOf(EnumSet.copyOf(ROUNDINGS))) {
      for (double x : new double[] {1e-8, 0.3, 0.9999, 1.0001, 2.5, 40, 123.456}) {
        double expected = strict(function, x);
        if (!Double.isNaN(expected)) {
          double actual = HighPrecision.evaluate(function, new BigDecimal(x)).doubleValue();
          assertEquals(expected, actual, 3 * Math.ulp(expected), function + "(" + x + ")");
        }
      }
    }
    // Abramowitz and Stegun, table 7.1; and its complement at 3 (table 7.3).
    assertEquals(0.8427007929497149, evaluate(Function.ERF, 1), 1e-15);
    assertEquals(2.209049699858544e-5, evaluate(Function.ERFC, 3), 1e-19);
    assertEquals(0.9750021048517795, evaluate(Function.NORMAL_CDF, 1.96), 1e-15);
    assertEquals(1.3132616875182228, evaluate(Function.SOFTPLUS, 1), 1e-15);
    assertEquals(0.7310585786300049, evaluate(Function.SIGMOID, 1), 1e-15);
  }

  private static double evaluate(Function function, double x) {
    return HighPrecision.evaluate(function, new BigDecimal(x)).doubleValue();
  }

  private static double strict(Function function, double x) {
    return switch (function) {
      case EXP -> StrictMath.exp(x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG1P -> StrictMath.log1p(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case TANH -> StrictMath.tanh(x);
      default -> Double.NaN;
    };
  }

  @Test
  void specialValues() {
    double infinity = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    double half = Math.PI / 2;
    double[] x = {0, -0.0, infinity, -infinity, nan, 1e30, -1e30};
    assertValues(Function.EXP, x, 1, 1, infinity, 0, nan, infinity, 0);
    assertValues(Function.EXPM1, x, 0, -0.0, infinity, -1, nan, infinity, -1);
    assertValues(Function.SINH, x, 0, -0.0, infinity, -infinity, nan, infinity, -infinity);
    assertValues(Function.COSH, x, 1, 1, infinity, infinity, nan, infinity, infinity);
    assertValues(Function.TANH, x, 0, -0.0, 1, -1, nan, 1, -1);
    assertValues(Function.ERF, x, 0, -0.0, 1, -1, nan, 1, -1);
    assertValues(Function.ERFC, x, 1, 1, 0, 2, nan, 0, 2);
    assertValues(Function.NORMAL_CDF, x, 0.5, 0.5, 1, 0, nan, 1, 0);
    assertValues(Function.SIGMOID, x, 0.5, 0.5, 1, 0, nan, 1, 0);
    assertValues(Function.SOFTPLUS, x, Math.log(2), Math.log(2), infinity, 0, nan, 1e30, 0);
    assertValues(Function.ATAN, x, 0, -0.0, half, -half, nan, half, -half);
    double[] few = {0, -0.0, infinity, -infinity, nan};
    assertValues(Function.SIN, few, 0, -0.0, nan, nan, nan);
    assertValues(Function.COS, few, 1, 1, nan, nan, nan);
    assertValues(Function.TAN, few, 0, -0.0, nan, nan, nan);
    double[] unit = {0, -0.0, 1, -1, 1.5, -1.5, infinity, nan};
    assertValues(Function.ASIN, unit, 0, -0.0, half, -half, nan, nan, nan, nan);
    assertValues(Function.ACOS, unit, half, half, 0, Math.PI, nan, nan, nan, nan);
    double[] logs = {0, -0.0, 1, -1, -infinity, infinity, nan};
    assertValues(Function.LOG, logs, -infinity, -infinity, 0, nan, nan, infinity, nan);
    double[] shifted = {0, -0.0, -1, -1.5, -infinity, infinity, nan};
    assertValues(Function.LOG1P, shifted, 0, -0.0, -infinity, nan, nan, infinity, nan);
  }

  private static void assertValues(Function function, double[] x, double... expected) {
    double[] actual = twice(function, x);
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], actual[i], "float64 " + function + "(" + x[i] + ")");
      float value = single(function, (float) x[i])[0];
      assertEquals((float) expected[i], value, "float32 " + function + "(" + x[i] + ")");
    }
  }

  @Test
  void roundingsAreExactAtEverySize() {
    Random random = new Random(SEED);
    double[] special = {0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994};
    double[] x = Arrays.copyOf(special, 20_000);
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int sign = random.nextBoolean() ? 1 : -1;
      double halves = random.nextInt(9) * 0.5 - 2;
      if (i >= special.length) {
        x[i] =
            switch (i % 4) {
              case 0 -> Double.longBitsToDouble(random.nextLong());
              case 1 -> (random.nextInt(2001) - 1000) * 0.5;
              case 2 -> random.nextGaussian() * 10;
              default -> sign * (0x1p52 + halves);
            };
      }
      // Where the last place is worth a half or a whole.
      y[i] = (float) (i >= special.length && i % 4 == 3 ? sign * (0x1p23 + halves) : x[i]);
    }
    for (Function function : ROUNDINGS) {
      double[] twice = twice(function, x);
      float[] single = single(function, y);
      for (int i = 0; i < x.length; i++) {
        assertEquals(rounded(function, x[i]), twice[i], function + "(" + x[i] + ")");
        float expected = (float) rounded(function, y[i]);
        assertEquals(expected, single[i], function + "(" + y[i] + "f)");
      }
    }
  }

  private static double rounded(Function function, double x) {
    return switch (function) {
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
      default -> throw new IllegalArgumentException(function.name());
    };
  }

  @Test
  void denormalArguments() {
    float tiny = 3 * Float.MIN_VALUE;
    double smaller = 3 * Double.MIN_VALUE;
    for (Function odd :
        List.of(
            Function.SIN,
            Function.TAN,
            Function.ASIN,
            Function.ATAN,
            Function.SINH,
            Function.TANH,
            Function.EXPM1,
            Function.LOG1P)) {
      assertEquals(tiny, single(odd, tiny)[0], odd.name());
      assertEquals(-tiny, single(odd, -tiny)[0], odd.name());
      assertEquals(smaller, twice(odd, smaller)[0], odd.name());
      assertEquals(-smaller, twice(odd, -smaller)[0], odd.name());
    }
    for (Function even : List.of(Function.EXP, Function.COS, Function.COSH, Function.ERFC)) {
      assertEquals(1, single(even, tiny)[0], even.name());
      assertEquals(1, twice(even, smaller)[0], even.name());
    }
    assertEquals(Math.log(tiny), single(Function.LOG, tiny)[0], 2 * Math.ulp(100f));
    assertEquals(StrictMath.log(smaller), twice(Function.LOG, smaller)[0], 2 * Math.ulp(700.0));
  }

  @Test
  void theFirstFarAnglesJoinTheNearOnes() {
    // The last near and the first far number, and the largest: no seam, and no limit.
    for (Function function : List.of(Function.SIN, Function.COS, Function.TAN)) {
      float[] x = {PayneHanek.FAR_FLOAT, Math.nextUp(PayneHanek.FAR_FLOAT), -Float.MAX_VALUE};
      float[] y = single(function, x);
      double[] z = {PayneHanek.FAR_DOUBLE, Math.nextUp(PayneHanek.FAR_DOUBLE), -Double.MAX_VALUE};
      double[] w = twice(function, z);
      for (int i = 0; i < x.length; i++) {
        double exact = strict(function, x[i]);
        assertEquals(exact, y[i], LIMIT * Math.ulp((float) exact), function + "(" + x[i] + ")");
        assertTrue(error64(function, z[i], w[i]) <= LIMIT, function + "(" + z[i] + ")");
      }
    }
  }
}
