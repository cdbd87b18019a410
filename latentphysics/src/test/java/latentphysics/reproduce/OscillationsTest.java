package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Protects the independent figures that laws are measured against. */
final class OscillationsTest {
  /** Times a tenth apart, some of them a little late and some left out. */
  private static double[] times(int n) {
    double[] times = new double[n];
    for (int i = 0; i < n; i++) {
      times[i] = 0.1 * (i + i / 50) + (i % 7 == 0 ? 0.02 : 0);
    }
    return times;
  }

  private static double[] values(double[] times, DoubleUnaryOperator f) {
    double[] x = new double[times.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = f.applyAsDouble(times[i]);
    }
    return x;
  }

  private static double wave(double t, double period) {
    return Math.sin(2 * Math.PI * t / period);
  }

  @Test
  void crossingsGiveThePeriod() {
    double[] t = times(600);
    double[] x = values(t, s -> 40 + 3 * wave(s, 4.3));
    assertEquals(4.3, Oscillations.crossingPeriod(t, x), 0.005 * 4.3);
    double[] drop = values(t, s -> -s);
    assertTrue(Double.isNaN(Oscillations.crossingPeriod(t, drop)));
  }

  /** Of a strong slow wave and a weak fast one the strong one; without it the fast one. */
  @Test
  void theSpectrumShowsTheStrongerWave() {
    double[] t = times(500);
    double[] both = values(t, s -> 5 + wave(s, 3.1) + 0.2 * wave(s, 0.7));
    assertEquals(3.1, Oscillations.spectralPeriod(t, both, 0.3), 0.002 * 3.1);
    double[] fast = values(t, s -> 5 + 0.2 * wave(s, 0.7));
    assertEquals(0.7, Oscillations.spectralPeriod(t, fast, 0.3), 0.002 * 0.7);
  }

  @Test
  void turnsAreCountedAboutTheCentre() {
    double[] t = times(400);
    double[] x = values(t, s -> 7 + 2 * wave(s, 5));
    double[] y = values(t, s -> -1 + wave(s + 1.25, 5));
    assertEquals(5, Oscillations.windingPeriod(t, x, y, new double[] {7, -1}), 0.05);
    assertEquals(5, Oscillations.windingPeriod(t, y, x, new double[] {-1, 7}), 0.05, "backwards");
  }
}
