package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Function;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors in units in the last place over the whole documented range, and the special cases. */
class ElementaryTest {
  private static final double LIMIT = 2;
  private static final int POINTS_32 = 400_000;
  private static final int POINTS_64 = 4_000; // of each function; the reference is slow
  private static final double RANGE_32 = 0x1p22;
  private static final double RANGE_64 = 0x1p31;
  private static final long SEED = 1;

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

  /** Points of all sizes, of the function's interesting range, and around its boundaries. */
  private static double[] points(Function function, ElementType type, int count) {
    boolean single = type == ElementType.FLOAT32;
    double[] boundaries = boundaries(function, single ? RANGE_32 : RANGE_64, single);
    Random random = new Random(SEED);
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] =
          switch (i % 4) {
            case 0 -> ofAnySize(random, function, single);
            case 1 -> boundaries[random.nextInt(boundaries.length)];
            default -> inRange(random, function, single);
          };
      if (i % 4 == 1) {
        double ulp = single ? Math.ulp((float) x[i]) : Math.ulp(x[i]);
        x[i] += (random.nextInt(9) - 4) * ulp;
      }
    }
    return x;
  }

  private static double inRange(Random random, Function function, boolean single) {
    double unit = random.nextDouble();
    return switch (function) {
      case EXP -> single ? -104.5 + 194 * unit : -746 + 1456 * unit;
      case LOG -> random.nextBoolean() ? 0.25 + 3 * unit : 1 + (unit - 0.5) / 64;
      case SIN, COS -> random.nextBoolean() ? (unit - 0.5) * 20 : (unit - 0.5) * 2e5;
      case TANH -> (unit - 0.5) * (single ? 20 : 42);
    };
  }

  private static double ofAnySize(Random random, Function function, boolean single) {
    double x;
    do {
      x =
          single
              ? Float.intBitsToFloat(random.nextInt())
              : Double.longBitsToDouble(random.nextLong());
      if (function == Function.LOG) {
        x = Math.abs(x);
      } else if (function != Function.TANH && Math.abs(x) > 1) {
        x = random.nextGaussian() * Math.scalb(1.0, random.nextInt(single ? 20 : 29));
      }
    } while (!isDefined(function, x, single ? RANGE_32 : RANGE_64));
    return x;
  }

  private static boolean isDefined(Function function, double x, double range) {
    return switch (function) {
      case EXP, TANH -> Double.isFinite(x);
      case LOG -> x > 0 && x < Double.POSITIVE_INFINITY;
      case SIN, COS -> Math.abs(x) <= range;
    };
  }

  private static double[] boundaries(Function function, double range, boolean single) {
    double step =
        switch (function) {
          case EXP -> Math.log(2) / 2;
          case LOG -> 0;
          case SIN, COS -> Math.PI / 4;
          case TANH -> Math.log(2) / 4;
        };
    if (function == Function.LOG) {
      double least = single ? Float.MIN_NORMAL : Double.MIN_NORMAL;
      return new double[] {
        0.5, Math.sqrt(0.5), 1, Math.sqrt(2), 2, 4, 32 * least, 64 * least, least * 8
      };
    }
    int count = 2000;
    double[] boundaries = new double[count + 8];
    for (int i = 0; i < count; i++) {
      // The first multiples one by one, then ever larger ones up to the end of the range.
      double multiple = i < 200 ? i : Math.rint(Math.pow(range / step * 0.999, i / (count - 1.0)));
      if (function == Function.EXP || function == Function.TANH) {
        multiple = i % 2100;
      }
      boundaries[i] = (i % 2 == 0 ? 1 : -1) * multiple * step;
    }
    double[] more =
        switch (function) {
          case EXP ->
              single
                  ? new double[] {88.722839, 88.722, -87.33655, -103.27893, -103.97208, -104, 89, 1}
                  : new double[] {
                    709.782712893384,
                    709,
                    -708.396418532264,
                    -744.4400719213812,
                    -745.1332191019411,
                    -745.2,
                    710,
                    -708.39
                  };
          case TANH -> new double[] {0.55, -0.55, 9.01, 9.02, 19.06, 19.07, 22, 1e-5};
          default -> new double[] {range, -range, range - 0.5, 0.785, 3.14, 1, 1.5, 6.28};
        };
    System.arraycopy(more, 0, boundaries, count, more.length);
    return boundaries;
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

  static Worst worst32(Function function, int count) {
    double[] points = points(function, ElementType.FLOAT32, count);
    float[] x = new float[points.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) points[i];
    }
    float[] y = single(function, x);
    Worst worst = new Worst(0, 0, 0);
    for (int i = 0; i < x.length; i++) {
      if (isDefined(function, x[i], RANGE_32)) {
        double exact = strict(function, x[i]);
        double ulp = Math.min(Math.ulp((float) exact), Math.ulp(Float.MAX_VALUE));
        // Beyond the largest number, infinity counts as the next power of two.
        double value = Float.isInfinite(y[i]) ? Math.copySign(0x1p128, y[i]) : y[i];
        double error = Math.abs(value - Math.clamp(exact, -0x1p128, 0x1p128)) / ulp;
        worst = worst.or(x[i], y[i], Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
      }
    }
    return worst;
  }

  static Worst worst64(Function function, int count) {
    double[] x =
        Arrays.stream(points(function, ElementType.FLOAT64, count))
            .filter(v -> isDefined(function, v, RANGE_64))
            .toArray();
    double[] y = twice(function, x);
    Worst worst = new Worst(0, 0, 0);
    for (int i = 0; i < x.length; i++) {
      worst = worst.or(x[i], y[i], error64(function, x[i], y[i]));
    }
    return worst;
  }

  private static double error64(Function function, double x, double y) {
    BigDecimal largest = BigDecimal.TWO.pow(1024);
    if (Double.isNaN(y)) {
      return Double.POSITIVE_INFINITY;
    }
    if (function == Function.EXP && Math.abs(x) > 1000) {
      return y == (x > 0 ? Double.POSITIVE_INFINITY : 0) ? 0 : Double.POSITIVE_INFINITY;
    }
    if (function == Function.TANH && Math.abs(x) > 40) {
      return Math.abs(Math.copySign(1, x) - y) / Math.ulp(0.5);
    }
    BigDecimal exact = HighPrecision.evaluate(function, x);
    BigDecimal ulp =
        new BigDecimal(Math.min(Math.ulp(exact.doubleValue()), Math.ulp(Double.MAX_VALUE)));
    BigDecimal value = Double.isInfinite(y) ? largest : new BigDecimal(y);
    return value
        .subtract(exact.min(largest))
        .abs()
        .divide(ulp, MathContext.DECIMAL32)
        .doubleValue();
  }

  private static double strict(Function function, double x) {
    return switch (function) {
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TANH -> StrictMath.tanh(x);
    };
  }

  @Test
  void theReferenceAgreesWithStrictMath() {
    for (Function function : Function.values()) {
      for (double x : new double[] {1e-8, 0.3, 0.9999, 1.0001, 2.5, 40, 123.456}) {
        double expected = strict(function, x);
        double actual = HighPrecision.evaluate(function, x).doubleValue();
        assertEquals(expected, actual, 3 * Math.ulp(expected), function + "(" + x + ")");
      }
    }
  }

  @Test
  void specialValues() {
    double infinity = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    assertValues(
        Function.EXP,
        new double[] {0, -0.0, -infinity, infinity, nan, 1e30, -1e30},
        new double[] {1, 1, 0, infinity, nan, infinity, 0});
    assertValues(
        Function.LOG,
        new double[] {0, -0.0, 1, -1, -infinity, infinity, nan},
        new double[] {-infinity, -infinity, 0, nan, nan, infinity, nan});
    assertValues(
        Function.SIN,
        new double[] {0, -0.0, infinity, -infinity, nan},
        new double[] {0, -0.0, nan, nan, nan});
    assertValues(
        Function.COS,
        new double[] {0, -0.0, infinity, -infinity, nan},
        new double[] {1, 1, nan, nan, nan});
    assertValues(
        Function.TANH,
        new double[] {0, -0.0, infinity, -infinity, nan, 1e30, -1e30},
        new double[] {0, -0.0, 1, -1, nan, 1, -1});
  }

  private static void assertValues(Function function, double[] x, double[] expected) {
    double[] actual = twice(function, x);
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], actual[i], "float64 " + function + "(" + x[i] + ")");
      float value = single(function, (float) x[i])[0];
      assertEquals((float) expected[i], value, "float32 " + function + "(" + x[i] + ")");
    }
  }

  @Test
  void sineAndCosineEndWhereTheirReductionEnds() {
    for (Function function : List.of(Function.SIN, Function.COS)) {
      float edge = (float) RANGE_32;
      assertTrue(Float.isFinite(single(function, edge)[0]));
      assertTrue(Float.isFinite(single(function, -edge)[0]));
      assertTrue(Float.isNaN(single(function, Math.nextUp(edge))[0]));
      assertTrue(Float.isNaN(single(function, -Float.MAX_VALUE)[0]));
      assertTrue(Double.isFinite(twice(function, RANGE_64)[0]));
      assertTrue(Double.isFinite(twice(function, -RANGE_64)[0]));
      assertTrue(Double.isNaN(twice(function, Math.nextUp(RANGE_64))[0]));
      assertTrue(Double.isNaN(twice(function, -Double.MAX_VALUE)[0]));
    }
  }

  @Test
  void denormalArguments() {
    float tiny = 3 * Float.MIN_VALUE;
    double smaller = 3 * Double.MIN_VALUE;
    for (Function odd : List.of(Function.SIN, Function.TANH)) {
      assertEquals(tiny, single(odd, tiny)[0]);
      assertEquals(-tiny, single(odd, -tiny)[0]);
      assertEquals(smaller, twice(odd, smaller)[0]);
      assertEquals(-smaller, twice(odd, -smaller)[0]);
    }
    for (Function even : List.of(Function.EXP, Function.COS)) {
      assertEquals(1, single(even, tiny)[0]);
      assertEquals(1, twice(even, smaller)[0]);
    }
    assertEquals(Math.log(tiny), single(Function.LOG, tiny)[0], 2 * Math.ulp(100f));
    assertEquals(StrictMath.log(smaller), twice(Function.LOG, smaller)[0], 2 * Math.ulp(700.0));
  }
}
