package latentphysics.kernels.fft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Protects how lengths are taken apart. */
final class FactorsTest {
  @Test
  void radicesMultiplyToTheLength() {
    for (int n = 1; n <= 3000; n++) {
      if (Factors.areSmall(n)) {
        int[] radices = Factors.radices(n);
        assertEquals(n, Arrays.stream(radices).reduce(1, (a, b) -> a * b), "n " + n);
        assertTrue(Arrays.stream(radices).allMatch(r -> r >= 2 && r <= 31), "n " + n);
        int near = Factors.nearRoot(n);
        assertTrue(n % near == 0 && near * near <= n, "n " + n);
      }
    }
    assertTrue(!Factors.areSmall(37) && !Factors.areSmall(2 * 37) && Factors.areSmall(31 * 31));
  }

  @Test
  void convolutionsAreLittleLongerThanTheyMust() {
    for (int n = 1; n <= 5000; n++) {
      int m = Factors.convenientAtLeast(n);
      int odd = m >> Integer.numberOfTrailingZeros(m);
      assertTrue(odd == 1 || odd == 3 || odd == 5, "n " + n + ": " + m);
      assertTrue(m >= n && (n < 5 || m <= 4 * n / 3 + 1), "n " + n + ": " + m);
    }
    assertEquals(1 << 30, Factors.convenientAtLeast((1 << 30) - 1));
  }
}
