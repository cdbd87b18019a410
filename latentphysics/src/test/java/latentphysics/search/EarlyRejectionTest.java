package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Protects the statistic by hand, and that an equally good rule is not thrown away. */
final class EarlyRejectionTest {
  /** The best has mean 2 and sd 1; over 4 places z = 2·(mean − 2). */
  @Test
  void rejectsAboveNuStandardErrors() {
    double[] best = {1, 3, 1, 3, 100};
    EarlyRejection rejection = new EarlyRejection(5);
    assertFalse(rejection.rejects(new double[] {4.4, 4.4, 4.4, 4.4}, best));
    assertTrue(rejection.rejects(new double[] {4.6, 4.6, 4.6, 4.6}, best));
  }

  @Test
  void neverRejectsWhatIsBetterAndForgivesRounding() {
    EarlyRejection rejection = new EarlyRejection(5);
    assertFalse(rejection.rejects(new double[] {0, 0}, new double[] {1, 1}));
    assertFalse(rejection.rejects(new double[] {1e-9, 1e-9}, new double[] {0, 0}));
    assertTrue(rejection.rejects(new double[] {1, 1}, new double[] {0, 0}));
    assertTrue(rejection.rejects(new double[] {Double.POSITIVE_INFINITY, 0}, new double[] {0, 0}));
  }

  @Test
  void rejectsEqualsHardlyEver() {
    SplittableRandom random = new SplittableRandom(5);
    int rejected = 0;
    for (int k = 0; k < 2000; k++) {
      double[] best = new double[8];
      double[] other = new double[8];
      for (int i = 0; i < 8; i++) {
        best[i] = random.nextGaussian();
        other[i] = random.nextGaussian();
      }
      rejected += EarlyRejection.STANDARD.rejects(other, best) ? 1 : 0;
    }
    assertEquals(0, rejected, 20);
  }

  @Test
  void refusesFewerPlacesOfTheBest() {
    assertThrows(
        IllegalArgumentException.class,
        () -> EarlyRejection.STANDARD.rejects(new double[2], new double[1]));
    assertThrows(IllegalArgumentException.class, () -> new EarlyRejection(0));
  }
}
