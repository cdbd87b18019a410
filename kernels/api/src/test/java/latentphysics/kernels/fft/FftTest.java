package latentphysics.kernels.fft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects values and accuracy of transforms of every kind of length: against the sum itself with
 * exact roots where that is affordable, and by properties where not.
 */
final class FftTest {
  private static final Kernels KERNELS = new ScalarKernels();
  private static final double EPSILON = 0x1p-53;
  private static final double FLOAT_EPSILON = 0x1p-24;

  /** All short lengths; in two steps, prime powers, products with large primes, primes. */
  static IntStream lengths() {
    return IntStream.concat(
        IntStream.rangeClosed(1, 64),
        IntStream.of(
            81, 97, 125, 127, 128, 210, 243, 255, 256, 257, 289, 343, 512, 625, 961, 997, 1000,
            1023, 1024, 31 * 29, 2 * 1009, 2048, 2187));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void valuesAreThoseOfTheSum(int n) {
    for (int lanes : new int[] {1, 3}) {
      double[] re = numbers(n * lanes, 7L * n + lanes);
      double[] im = numbers(n * lanes, 7L * n + lanes + 1000);
      double[][] expected = sums(re, im, n, lanes);
      // Root-mean-square error: a small multiple of ε·log n. Bluestein's transforms are longer.
      double bound = (Factors.areSmall(n) ? 1 : 3) * (1 + Math.log(n) / Math.log(2));
      float[] floatRe = floats(re);
      float[] floatIm = floats(im);
      DoubleFft fft = DoubleFft.of(n);
      fft.transform(KERNELS, re, im, lanes, fft.work(lanes));
      double error = relativeError(expected, re, im);
      assertTrue(error <= bound * EPSILON, "n " + n + ": " + error / EPSILON + " ε, float64");
      FloatFft single = FloatFft.of(n);
      single.transform(KERNELS, floatRe, floatIm, lanes, single.work(lanes));
      error = relativeError(expected, doubles(floatRe), doubles(floatIm));
      assertTrue(
          error <= bound * FLOAT_EPSILON, "n " + n + ": " + error / FLOAT_EPSILON + " ε, float32");
    }
  }

  /** Y(k) = Σ e^(−2πi·j·k/n)·x(j), added without loss (Neumaier), for all lanes. */
  private static double[][] sums(double[] re, double[] im, int n, int lanes) {
    double[][] roots = new double[n][];
    for (int k = 0; k < n; k++) {
      roots[k] = RootsOfUnity.root(k, n);
    }
    double[][] result = new double[2][n * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      for (int k = 0; k < n; k++) {
        double[] realTerms = new double[2 * n];
        double[] imaginaryTerms = new double[2 * n];
        for (int j = 0; j < n; j++) {
          double[] root = roots[(int) ((long) j * k % n)];
          double x = re[j * lanes + lane];
          double y = im[j * lanes + lane];
          realTerms[2 * j] = root[0] * x;
          realTerms[2 * j + 1] = -root[1] * y;
          imaginaryTerms[2 * j] = root[0] * y;
          imaginaryTerms[2 * j + 1] = root[1] * x;
        }
        result[0][k * lanes + lane] = sum(realTerms);
        result[1][k * lanes + lane] = sum(imaginaryTerms);
      }
    }
    return result;
  }

  private static double sum(double[] terms) {
    double sum = 0;
    double lost = 0;
    for (double term : terms) {
      double next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    }
    return sum + lost;
  }

  @ParameterizedTest
  @ValueSource(ints = {65_537, 1 << 20, 1_000_003, 531_441})
  void longTransformsKeepEnergyAndTurnBack(int n) {
    double[] re = numbers(n, n);
    double[] im = numbers(n, n + 1L);
    double[] x = re.clone();
    double[] y = im.clone();
    DoubleFft fft = DoubleFft.of(n);
    DoubleFft.Work work = fft.work(1);
    fft.transform(KERNELS, x, y, 1, work);
    // Single values by the sum.
    for (int k : new int[] {0, 1, n / 3, n - 1}) {
      double[] terms = new double[2 * n];
      for (int j = 0; j < n; j++) {
        double[] root = RootsOfUnity.root((long) j * k, n);
        terms[2 * j] = root[0] * re[j];
        terms[2 * j + 1] = -root[1] * im[j];
      }
      assertEquals(sum(terms), x[k], 1e-13 * Math.sqrt(n), "n " + n + ", k " + k);
    }
    // Parseval: Σ|Y|² = n·Σ|x|².
    assertEquals(1, energy(x, y) / (n * energy(re, im)), 1e-12, "n " + n);
    fft.transform(KERNELS, y, x, 1, work);
    for (int j = 0; j < n; j++) {
      x[j] /= n;
      y[j] /= n;
    }
    double error = relativeError(new double[][] {re, im}, x, y);
    assertTrue(error < 100 * EPSILON, "n " + n + ": " + error / EPSILON + " ε");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 31, 64, 100, 256, 261, 1000, 1009})
  void aSequenceDoesNotDependOnThoseBesideIt(int n) {
    FloatFft fft = FloatFft.of(n);
    for (int lanes : new int[] {2, 5, 16, 33}) {
      float[] re = floats(numbers(n * lanes, n));
      float[] im = floats(numbers(n * lanes, n + 1L));
      float[] allRe = re.clone();
      float[] allIm = im.clone();
      fft.transform(KERNELS, allRe, allIm, lanes, fft.work(lanes));
      for (int lane = 0; lane < lanes; lane += Math.max(1, lanes - 1)) {
        float[] oneRe = lane(re, n, lanes, lane);
        float[] oneIm = lane(im, n, lanes, lane);
        fft.transform(KERNELS, oneRe, oneIm, 1, fft.work(1));
        assertArrayEquals(oneRe, lane(allRe, n, lanes, lane), "n " + n + ", lanes " + lanes);
        assertArrayEquals(oneIm, lane(allIm, n, lanes, lane), "n " + n + ", lanes " + lanes);
      }
    }
  }

  @Test
  void anImpulseIsExactlyFlat() {
    for (int n : new int[] {2, 12, 31, 64, 625, 1024}) {
      double[] re = new double[n];
      double[] im = new double[n];
      re[0] = 1;
      DoubleFft fft = DoubleFft.of(n);
      fft.transform(KERNELS, re, im, 1, fft.work(1));
      for (int k = 0; k < n; k++) {
        assertEquals(1, re[k], "n " + n);
        assertEquals(0, im[k] + 0.0, "n " + n);
      }
    }
  }

  @Test
  void otherLengthsAreRefused() {
    for (int n : new int[] {-1, 0, (1 << 29) + 1, Integer.MAX_VALUE}) {
      assertEquals(
          "fft: length " + n + ", expected 1 to 536870912",
          assertThrows(IllegalArgumentException.class, () -> FloatFft.of(n)).getMessage());
    }
  }

  @Test
  void plansAreKeptWithinBounds() {
    assertSame(FloatFft.of(360), FloatFft.of(360));
    PlanCache<String> cache = new PlanCache<>();
    for (int n = 1; n <= 1000; n++) {
      cache.get(n, length -> "plan " + length);
    }
    assertEquals(64, cache.size());
    // A recent one is still there, and stays when it is asked for.
    assertEquals("plan 990", cache.get(990, length -> "another"));
    assertEquals("another", cache.get(1, length -> "another"));
    // One that fills the bound alone is kept alone.
    assertEquals("long", cache.get(1 << 23, length -> "long"));
    assertEquals(1, cache.size());
  }

  private static double[] numbers(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private static float[] floats(double[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) x[i];
    }
    return y;
  }

  private static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  private static float[] lane(float[] x, int n, int lanes, int lane) {
    float[] one = new float[n];
    for (int j = 0; j < n; j++) {
      one[j] = x[j * lanes + lane];
    }
    return one;
  }

  private static double energy(double[] re, double[] im) {
    double sum = 0;
    for (int i = 0; i < re.length; i++) {
      sum += re[i] * re[i] + im[i] * im[i];
    }
    return sum;
  }

  private static double relativeError(double[][] expected, double[] re, double[] im) {
    double sum = 0;
    for (int i = 0; i < re.length; i++) {
      sum += Math.pow(re[i] - expected[0][i], 2) + Math.pow(im[i] - expected[1][i], 2);
    }
    return Math.sqrt(sum / energy(expected[0], expected[1]));
  }
}
