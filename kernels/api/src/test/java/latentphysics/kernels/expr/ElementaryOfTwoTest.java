package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Function2;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of two numbers: errors, and the special cases of IEEE 754. */
class ElementaryOfTwoTest {
  private static final double LIMIT = 2;
  private static final int POINTS_32 = 200_000;
  private static final int POINTS_64 = 2_000;
  private static final long SEED = 2;
  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    0.5,
    -0.5,
    2.5,
    -2.5,
    1e30,
    -1e30,
    1e-30,
    -1e-30,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static double[] run(Function2 function, ElementType type, double[] a, double[] b) {
    Instructions program =
        Instructions.compile(List.of(Expr.input(0).call(function, Expr.input(1))), 2, type);
    Object[] arrays = {a, b, new double[a.length]};
    if (type == ElementType.FLOAT32) {
      arrays = new Object[] {floats(a), floats(b), new float[a.length]};
    }
    int[] strides = {1, 1, 1};
    new ScalarKernels().compile(program).run(arrays, new int[3], strides, 0, a.length);
    if (arrays[2] instanceof float[] results) {
      double[] wide = new double[a.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = results[i];
      }
      return wide;
    }
    return (double[]) arrays[2];
  }

  private static float[] floats(double[] x) {
    float[] narrow = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      narrow[i] = (float) x[i];
    }
    return narrow;
  }

  private static double strict(Function2 function, double a, double b) {
    return switch (function) {
      // StrictMath gives NaN for 1^NaN, 1^±∞ and (−1)^±∞, IEEE 754 gives 1.
      case POW -> a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : StrictMath.pow(a, b);
      case ATAN2 -> StrictMath.atan2(a, b);
    };
  }

  @ParameterizedTest
  @EnumSource(Function2.class)
  void specialValues(Function2 function) {
    int n = SPECIAL.length;
    double[] a = new double[n * n];
    double[] b = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      a[i] = SPECIAL[i / n];
      b[i] = SPECIAL[i % n];
    }
    double[] twice = run(function, ElementType.FLOAT64, a, b);
    double[] single = run(function, ElementType.FLOAT32, a, b);
    for (int i = 0; i < n * n; i++) {
      String where = function + "(" + a[i] + ", " + b[i] + ")";
      double expected = strict(function, a[i], b[i]);
      assertClose(expected, twice[i], Math.ulp(expected), "float64 " + where);
      float narrow = (float) strict(function, (float) a[i], (float) b[i]);
      assertClose(narrow, single[i], Math.ulp(narrow), "float32 " + where);
    }
  }

  /** The same value, sign of zero included, or one that is not far off. */
  private static void assertClose(double expected, double actual, double ulp, String where) {
    if (!Double.isFinite(expected) || expected == 0) {
      assertEquals(expected, actual, where);
    } else {
      assertEquals(expected, actual, LIMIT * ulp, where);
    }
  }

  /** Powers that neither overflow nor vanish, at bases of every size and next to 1. */
  private static double[][] points(Function2 function, ElementType type, int count) {
    boolean narrow = type == ElementType.FLOAT32;
    Random random = new Random(SEED);
    double[][] points = new double[2][count];
    double range = narrow ? 104 : 745;
    for (int i = 0; i < count; i++) {
      double size = (random.nextDouble() - 0.5) * 2 * (narrow ? 87 : 705);
      double a =
          i % 3 == 0
              ? Math.exp(size)
              : i % 3 == 1
                  ? Math.exp(random.nextGaussian() * 2)
                  : 1 + random.nextGaussian() * Math.scalb(1.0, -random.nextInt(narrow ? 22 : 50));
      a = narrow ? Math.abs((float) a) : Math.abs(a);
      double b =
          function == Function2.POW
              ? a == 1 ? 7 : (random.nextDouble() - 0.5) * 2 * range / Math.log(Math.abs(a))
              : a * Math.exp(random.nextGaussian());
      if (function == Function2.ATAN2 && random.nextBoolean()) {
        b = -b;
      }
      points[0][i] = a;
      points[1][i] = narrow ? (float) b : b;
    }
    return points;
  }

  @ParameterizedTest
  @EnumSource(Function2.class)
  void float32IsWithinTheBound(Function2 function) {
    double[][] points = points(function, ElementType.FLOAT32, POINTS_32);
    double[] y = run(function, ElementType.FLOAT32, points[0], points[1]);
    double[] exact = run(function, ElementType.FLOAT64, points[0], points[1]);
    for (int i = 0; i < y.length; i++) {
      double clamped = Math.clamp(exact[i], -0x1p128, 0x1p128);
      double value = Double.isInfinite(y[i]) ? Math.copySign(0x1p128, y[i]) : y[i];
      double ulp = Math.min(Math.ulp((float) exact[i]), Math.ulp(Float.MAX_VALUE));
      String where = function + "(" + points[0][i] + ", " + points[1][i] + "), seed " + SEED;
      assertTrue(Math.abs(clamped - value) <= LIMIT * ulp, where + ": " + y[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(Function2.class)
  void float64IsWithinTheBound(Function2 function) {
    double[][] points = points(function, ElementType.FLOAT64, POINTS_64);
    double[] y = run(function, ElementType.FLOAT64, points[0], points[1]);
    BigDecimal largest = BigDecimal.TWO.pow(1024);
    for (int i = 0; i < y.length; i++) {
      double a = points[0][i];
      double b = points[1][i];
      if (!Double.isFinite(b) || a <= 0) {
        continue;
      }
      BigDecimal exact = HighPrecision.evaluate(function, new BigDecimal(a), new BigDecimal(b));
      double ulp = Math.min(Math.ulp(exact.doubleValue()), Math.ulp(Double.MAX_VALUE));
      BigDecimal value = Double.isInfinite(y[i]) ? largest : new BigDecimal(y[i]);
      double error =
          value
              .subtract(exact.min(largest))
              .abs()
              .divide(new BigDecimal(ulp), MathContext.DECIMAL32)
              .doubleValue();
      String where = function + "(" + a + ", " + b + ") off by " + error + ", seed " + SEED;
      assertTrue(error <= LIMIT, where);
    }
  }

  @Test
  void smallIntegerPowersOfNegativeNumbers() {
    double[] a = {-2, -2, -2, -0.5, -3, -1.5};
    double[] b = {3, 2, -1, -3, 0x1p53, 0x1p53 + 2};
    double[] y = run(Function2.POW, ElementType.FLOAT64, a, b);
    double[] expected = {-8, 4, -0.5, -8, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    for (int i = 0; i < a.length; i++) {
      assertEquals(expected[i], y[i], a[i] + "^" + b[i]);
    }
  }
}
