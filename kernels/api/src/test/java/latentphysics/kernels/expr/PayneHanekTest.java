package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table against π, and remainders against exact ones, also of the worst known numbers. */
class PayneHanekTest {
  private static final long SEED = 3;

  @Test
  void theTableHoldsTwoOverPi() {
    long[] table = PayneHanek.twoOverPi();
    assertEquals(0, table[0]);
    BigDecimal scale = new BigDecimal(BigInteger.TWO.pow(64 * (table.length - 1)));
    BigInteger bits = scale.divide(HighPrecision.HALF_PI, 0, RoundingMode.FLOOR).toBigInteger();
    for (int w = table.length - 1; w > 0; w--) {
      assertEquals(bits.longValue(), table[w], "word " + w);
      bits = bits.shiftRight(64);
    }
  }

  @Test
  void remaindersAreRight() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      double x = Math.scalb(1 + random.nextDouble(), 31 + random.nextInt(992));
      check(x);
      float y = (float) Math.scalb(1 + random.nextDouble(), 19 + random.nextInt(108));
      checkSingle(y);
    }
    // The float64 closest to a multiple of π/2 (Kahan), and the float32.
    check(0x1.6ac5b262ca1ffp849);
    checkSingle(16367173 * 0x1p72f);
    check(Double.MAX_VALUE);
    checkSingle(Float.MAX_VALUE);
    assertTrue(Double.isNaN(PayneHanek.remainder(Double.POSITIVE_INFINITY, 0)));
    assertTrue(Float.isNaN(PayneHanek.remainder(Float.POSITIVE_INFINITY, 0)));
    assertEquals(7, PayneHanek.quadrant(1.0, 7.0));
    assertEquals(7, PayneHanek.tail(1f, 7f));
  }

  private static void check(double x) {
    BigDecimal sum =
        new BigDecimal(PayneHanek.remainder(x, Double.NaN))
            .add(new BigDecimal(PayneHanek.tail(x, Double.NaN)));
    double quadrant = PayneHanek.quadrant(x, Double.NaN) - 0x1.8p52;
    check(new BigDecimal(x), sum, quadrant, 0x1p-61);
  }

  private static void checkSingle(float x) {
    BigDecimal sum =
        new BigDecimal(PayneHanek.remainder(x, Float.NaN))
            .add(new BigDecimal(PayneHanek.tail(x, Float.NaN)));
    double quadrant = PayneHanek.quadrant(x, Float.NaN) - 0x1.8p23f;
    check(new BigDecimal(x), sum, quadrant, 0x1p-45);
  }

  private static void check(BigDecimal x, BigDecimal actual, double quadrant, double tolerance) {
    BigInteger n = x.divide(HighPrecision.HALF_PI, 0, RoundingMode.HALF_EVEN).toBigInteger();
    BigDecimal exact = x.subtract(HighPrecision.HALF_PI.multiply(new BigDecimal(n)));
    assertEquals(n.intValue() & 3, quadrant, "quadrant of " + x.doubleValue());
    double error = actual.subtract(exact).abs().doubleValue() / Math.abs(exact.doubleValue());
    assertTrue(error < tolerance, "remainder of " + x.doubleValue() + ": relative error " + error);
  }
}
