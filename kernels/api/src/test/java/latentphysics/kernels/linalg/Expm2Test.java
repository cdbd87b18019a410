package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exponentials of 2×2 blocks in closed form. */
class Expm2Test {
  private static final double BOUND = 20;
  private static final long SEED = 80;

  private static double[] blocks(Precision precision, int count, double[] a) {
    Object x = precision.array(a, 3);
    Object y = precision.array(new double[4 * count], 1);
    double before = Precision.part(y, 0, 1)[0];
    double[] after = Precision.part(y, 1 + 4 * count, 3);
    if (x instanceof double[] doubles) {
      DoubleExpm2.solve(count, doubles, 3, (double[]) y, 1);
    } else {
      FloatExpm2.solve(count, (float[]) x, 3, (float[]) y, 1);
    }
    assertArrayEquals(a, Precision.part(x, 3, 4 * count), "input");
    assertEquals(before, Precision.part(y, 0, 1)[0], "before the result");
    assertArrayEquals(after, Precision.part(y, 1 + 4 * count, 3), "after the result");
    return Precision.part(y, 1, 4 * count);
  }

  /** Blocks of all sizes, and such that their eigenvalues meet, exactly or nearly. */
  @ParameterizedTest
  @EnumSource
  void againstTheSeries(Precision precision) {
    Random random = new Random(SEED);
    int count = 2000;
    double[] a = new double[4 * count];
    for (int k = 0; k < count; k++) {
      double size = Math.pow(10, random.nextInt(6) - 4);
      for (int i = 0; i < 4; i++) {
        a[4 * k + i] = size * random.nextGaussian();
      }
      double half = (a[4 * k] - a[4 * k + 3]) / 2;
      switch (k % 5) {
        case 0 -> a[4 * k + 2] = -half * half / a[4 * k + 1];
        case 1 ->
            a[4 * k + 2] = -half * half / a[4 * k + 1] * (1 + Math.pow(10, -random.nextInt(16)));
        case 2 -> a[4 * k + 2] = -a[4 * k + 1];
        default -> {}
      }
      a[4 * k + 3] = k % 5 == 2 ? a[4 * k] : a[4 * k + 3];
    }
    a = precision.round(a);
    double[] y = blocks(precision, count, a);
    for (int k = 0; k < count; k++) {
      double[] block = Precision.part(a, 4 * k, 4);
      if (DoublePadeScaling.norm(2, block) > (precision == Precision.SINGLE ? 60 : 200)) {
        continue;
      }
      double error = BigMatrix.of(2, block).exp().relativeError(Precision.part(y, 4 * k, 4));
      double ratio = error / (2 * precision.epsilon * Exponentials.condition(2, block));
      assertTrue(ratio <= BOUND, precision + ", block " + k + ", seed " + SEED + ": " + ratio);
    }
  }

  /** Null where something is out of range. */
  private static double @Nullable [] derivative(Precision precision, double[] a, double[] e) {
    Object x = precision.array(a, 3);
    Object direction = precision.array(e, 2);
    Object l = precision.array(new double[4], 1);
    boolean done =
        x instanceof double[] doubles
            ? DoubleExpm2Frechet.solve(doubles, 3, (double[]) direction, 2, (double[]) l, 1)
            : FloatExpm2Frechet.solve((float[]) x, 3, (float[]) direction, 2, (float[]) l, 1);
    double[] found = precision.result(l, 1, 4);
    if (!done) {
      assertArrayEquals(new double[4], found, "nothing");
    }
    return done ? found : null;
  }

  /** Relative to the norm of the derivative and the condition number of the exponential. */
  @ParameterizedTest
  @EnumSource
  void derivativesAgainstTheSeries(Precision precision) {
    Random random = new Random(SEED + 3);
    for (int trial = 0; trial < 600; trial++) {
      double[] a = new double[4];
      double size = Math.pow(10, random.nextInt(6) - 4);
      for (int i = 0; i < 4; i++) {
        a[i] = size * random.nextGaussian();
      }
      switch (trial % 5) {
        case 0 -> a[2] = -Math.pow((a[0] - a[3]) / 2, 2) / a[1];
        case 1 -> a[2] = 0;
        case 2 -> a = new double[] {a[0], a[1], -a[1], a[0]};
        case 3 -> a = new double[] {a[0] - 20, a[1], a[1], a[0] - 20};
        default -> {}
      }
      a = precision.round(a);
      if (DoublePadeScaling.norm(2, a) > 60) {
        continue;
      }
      double[] e = precision.round(PlainMatrices.normal(random, 4));
      double[] found = derivative(precision, a, e);
      if (found == null) {
        throw new AssertionError(precision + ", trial " + trial + ": is in range");
      }
      double[] expected = BigMatrix.derivativeOfExp(2, a, e).toDoubles();
      double whole = Exponentials.normOfDerivative(2, a) * PlainMatrices.norm(e);
      double unit = 2 * precision.epsilon * Exponentials.condition(2, a);
      double ratio = PlainMatrices.distance(found, expected) / whole / unit;
      assertTrue(
          ratio <= BOUND, precision + ", trial " + trial + ", seed " + (SEED + 3) + ": " + ratio);
    }
  }

  /** What does not fit in the type on the way is left to the general form. */
  @ParameterizedTest
  @EnumSource
  void derivativesOutOfRange(Precision precision) {
    double large = Math.scalb(1.0, precision == Precision.SINGLE ? 100 : 900);
    double[] one = {1, 1, 1, 1};
    assertNull(derivative(precision, new double[] {large, 0, 0, 0}, one));
    assertNull(derivative(precision, new double[] {-large, 0, 0, -large}, one));
    assertNull(derivative(precision, new double[] {0, large, large, 0}, one));
    assertNull(derivative(precision, new double[] {0, 0, Double.NaN, 0}, one));
    assertNull(derivative(precision, one, new double[] {0, Double.POSITIVE_INFINITY, 0, 0}));
    double[] zero = derivative(precision, new double[4], one);
    assertNotNull(zero);
    assertArrayEquals(one, zero, 4 * precision.epsilon);
  }

  /** Each element of these is right to rounding, however small beside the others. */
  @ParameterizedTest
  @EnumSource
  void elementByElement(Precision precision) {
    Random random = new Random(SEED + 1);
    for (int trial = 0; trial < 300; trial++) {
      // Products of the elements off the diagonal are not negative.
      double[] a = {
        4 * random.nextGaussian(),
        Math.exp(6 * random.nextGaussian()),
        trial % 3 == 0 ? 0 : Math.exp(-6 + 6 * random.nextGaussian()),
        4 * random.nextGaussian()
      };
      a = precision.round(a);
      if (a[1] * a[2] > 100) {
        continue;
      }
      double[] expected = BigMatrix.of(2, a).exp().toDoubles();
      double[] y = blocks(precision, 1, a);
      double condition = Math.max(1, Math.abs(a[0]) + Math.abs(a[3]) + Math.sqrt(a[1] * a[2]));
      for (int i = 0; i < 4; i++) {
        double ratio = Math.abs(y[i] / expected[i] - 1) / (condition * precision.epsilon);
        assertTrue(
            expected[i] == 0 ? y[i] == 0 : ratio <= BOUND,
            precision + ", trial " + trial + ", seed " + (SEED + 1) + ", element " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void knownBlocks(Precision precision) {
    double e = 4 * precision.epsilon;
    assertArrayEquals(new double[] {1, 0, 0, 1}, blocks(precision, 1, new double[4]));
    assertArrayEquals(
        new double[] {1, 1e6, 0, 1}, blocks(precision, 1, new double[] {0, 1e6, 0, 0}));
    assertArrayEquals(
        new double[] {3, -1, 4, -1}, blocks(precision, 1, new double[] {2, -1, 4, -2}), e);
    double[] rotation = {Math.cos(0.5), -Math.sin(0.5), Math.sin(0.5), Math.cos(0.5)};
    assertArrayEquals(rotation, blocks(precision, 1, new double[] {0, -0.5, 0.5, 0}), e);
    double c = Math.cosh(2) * Math.E;
    double s = Math.sinh(2) * Math.E;
    double[] boost = {c, s, s, c};
    assertArrayEquals(boost, blocks(precision, 1, new double[] {1, 2, 2, 1}), e * c);
    assertArrayEquals(new double[0], blocks(precision, 0, new double[0]));
  }

  /** Where squares overflow and the result does not. */
  @ParameterizedTest
  @EnumSource
  void outOfRange(Precision precision) {
    double inf = Double.POSITIVE_INFINITY;
    double large = Math.scalb(1.0, precision == Precision.SINGLE ? 100 : 900);
    assertArrayEquals(
        new double[] {1, 0, 0, 0}, blocks(precision, 1, new double[] {0, 0, 0, -large}));
    assertArrayEquals(
        new double[] {inf, 0, 0, 1}, blocks(precision, 1, new double[] {large, 0, 0, 0}));
    // e^[[0, b], [c, 0]] with b·c = 1
    double[] y = blocks(precision, 1, new double[] {0, large, 1 / large, 0});
    double e = 4 * precision.epsilon;
    assertEquals(Math.cosh(1), y[0], e);
    assertEquals(Math.sinh(1), y[1] / large, e);
    assertEquals(Math.sinh(1), y[2] * large, e);
    assertEquals(Math.cosh(1), y[3], e);
    assertArrayEquals(
        new double[] {inf, inf, inf, inf},
        blocks(precision, 1, new double[] {large, large, large, large}));
    Random random = new Random(SEED + 2);
    for (int trial = 0; trial < 2000; trial++) {
      double[] a = new double[4];
      for (int i = 0; i < 4; i++) {
        a[i] = random.nextGaussian() * Math.pow(10, precision.range * random.nextGaussian());
        a[i] = Math.clamp(a[i], -large, large);
      }
      for (double value : blocks(precision, 1, precision.round(a))) {
        assertFalse(Double.isNaN(value), "trial " + trial + ", seed " + (SEED + 2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatAreNotFiniteAreRefused(Precision precision) {
    double[] a = {1, 2, 3, 4, 5, 6, Double.NaN, 8};
    assertThrows(ArithmeticException.class, () -> blocks(precision, 2, a));
  }
}
