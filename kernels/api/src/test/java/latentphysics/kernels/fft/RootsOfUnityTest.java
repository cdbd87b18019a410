package latentphysics.kernels.fft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Protects the last place of the factors that all transforms are made of. */
final class RootsOfUnityTest {
  private static final MathContext DIGITS = new MathContext(50);
  private static final BigDecimal TWO_PI =
      new BigDecimal("6.28318530717958647692528676655900576839433879875021164194988918461563");

  @Test
  void partsAreRightToTheLastPlace() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3000; i++) {
      long n = 1 + random.nextLong(i % 2 == 0 ? 100 : 1L << 31);
      long k = random.nextLong(-2 * n, 2 * n);
      double[] root = RootsOfUnity.root(k, n);
      BigDecimal angle =
          TWO_PI
              .multiply(BigDecimal.valueOf(-Math.floorMod(k, n)), DIGITS)
              .divide(BigDecimal.valueOf(n), DIGITS);
      assertLastPlace(cosine(angle), root[0], "cosine of " + k + "/" + n);
      assertLastPlace(
          cosine(angle.subtract(TWO_PI.divide(BigDecimal.valueOf(4), DIGITS))),
          root[1],
          "sine of " + k + "/" + n);
    }
  }

  private static void assertLastPlace(BigDecimal expected, double actual, String what) {
    // What the reference itself is off, where the true value is 0.
    double tolerance = Math.max(1.25 * Math.ulp(actual), 1e-40);
    double error = expected.subtract(new BigDecimal(actual)).abs().doubleValue();
    assertTrue(error <= tolerance, what + " is " + actual + ", off by " + error);
  }

  /** The Taylor series, of a quarter of the angle, doubled twice. */
  private static BigDecimal cosine(BigDecimal angle) {
    BigDecimal square = angle.multiply(angle, DIGITS).divide(BigDecimal.valueOf(256), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int j = 1; j < 40; j++) {
      term =
          term.multiply(square, DIGITS)
              .divide(BigDecimal.valueOf(-(2L * j) * (2L * j - 1)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int doubling = 0; doubling < 4; doubling++) { // cos 2a = 2·cos² a − 1
      sum =
          sum.multiply(sum, DIGITS)
              .multiply(BigDecimal.TWO, DIGITS)
              .subtract(BigDecimal.ONE, DIGITS);
    }
    return sum;
  }

  @Test
  void quartersOfATurnAreExactAndSymmetricRootsAreImages() {
    for (long n : new long[] {4, 8, 12, 1 << 20, 4L * 1_000_003}) {
      assertArrayEquals(new double[] {1, 0}, abs0(RootsOfUnity.root(0, n)), "n " + n);
      assertArrayEquals(new double[] {0, -1}, abs0(RootsOfUnity.root(n / 4, n)), "n " + n);
      assertArrayEquals(new double[] {-1, 0}, abs0(RootsOfUnity.root(n / 2, n)), "n " + n);
      assertArrayEquals(new double[] {0, 1}, abs0(RootsOfUnity.root(3 * n / 4, n)), "n " + n);
      for (long k = 1; k < Math.min(n, 50); k++) {
        double[] root = RootsOfUnity.root(k, n);
        double[] conjugate = RootsOfUnity.root(n - k, n);
        assertEquals(root[0] + 0.0, conjugate[0] + 0.0, k + "/" + n);
        assertEquals(-root[1] + 0.0, conjugate[1] + 0.0, k + "/" + n);
      }
    }
  }

  @Test
  void allRootsAreTheSingleOnes() {
    for (int n : new int[] {1, 2, 3, 4, 5, 6, 8, 12, 16, 31, 90, 100, 1000, 1024}) {
      double[] all = RootsOfUnity.all(n);
      for (int k = 0; k < n; k++) {
        assertArrayEquals(
            abs0(RootsOfUnity.root(k, n)),
            abs0(new double[] {all[2 * k], all[2 * k + 1]}),
            k + "/" + n);
      }
    }
  }

  /** Zeros of either sign are alike. */
  private static double[] abs0(double[] root) {
    return new double[] {root[0] + 0.0, root[1] + 0.0};
  }
}
