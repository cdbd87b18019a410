package latentphysics.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protects that the film shows the motion that it claims to show, and nothing else. */
final class FilmTest {
  private static final int PIXELS = Film.SIDE * Film.SIDE;

  @Test
  void isTheSameForTheSameSeedOnly() {
    assertEquals(
        Sha256.of(Film.render(1).observations()), Sha256.of(Film.render(1).observations()));
    assertNotEquals(
        Sha256.of(Film.render(1).observations()), Sha256.of(Film.render(2).observations()));
  }

  @Test
  void laysTwoSuccessiveFramesSideBySide() {
    Trajectories data = Film.render(3).observations();
    assertEquals(2 * PIXELS, data.columns());
    Trajectory part = data.parts().getFirst();
    assertEquals(Film.FRAMES - 1, part.length());
    assertEquals(1, part.times()[0]);
    double[] later = Arrays.copyOfRange(part.observations()[9], PIXELS, 2 * PIXELS);
    assertArrayEquals(later, Arrays.copyOf(part.observations()[10], PIXELS));
  }

  @Test
  void turnsAndSwingsAtTheFrequenciesThatItStates() {
    Film film = Film.render(5);
    // The two halves of a frame, each seen at its centre of mass, follow one body each only while
    // the bodies are apart; a projection on the known frequency is enough to tell them.
    double[] left = columnMass(film, 0, 8);
    double[] right = columnMass(film, 18, Film.SIDE);
    assertTrue(power(left, film.frequencies().get(0)) > 10 * power(left, 0.26));
    assertTrue(power(right, film.frequencies().get(1)) > 10 * power(right, 0.26));
  }

  private static double[] columnMass(Film film, int from, int to) {
    double[][] rows = film.observations().parts().getFirst().observations();
    double[] mass = new double[rows.length];
    for (int t = 0; t < rows.length; t++) {
      for (int p = 0; p < PIXELS; p++) {
        int column = p % Film.SIDE;
        mass[t] += column >= from && column < to ? rows[t][PIXELS + p] : 0;
      }
    }
    return mass;
  }

  private static double power(double[] signal, double frequency) {
    double mean = Arrays.stream(signal).average().orElseThrow();
    double real = 0;
    double imaginary = 0;
    for (int t = 0; t < signal.length; t++) {
      real += (signal[t] - mean) * Math.cos(frequency * t);
      imaginary += (signal[t] - mean) * Math.sin(frequency * t);
    }
    return real * real + imaginary * imaginary;
  }

  @Test
  void carriesTheNoiseThatItStates() {
    double[][] rows = Film.render(6).observations().parts().getFirst().observations();
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (double[] row : rows) {
      // No body comes near the uppermost row on the left.
      for (int p = 0; p < 8; p++) {
        sum += row[p];
        squares += row[p] * row[p];
        count++;
      }
    }
    assertEquals(0, sum / count, 0.003);
    assertEquals(0.03, Math.sqrt(squares / count), 0.001);
  }

  @Test
  void hasFrequenciesThatNoSmallCombinationJoins() {
    List<Double> w = Film.render(0).frequencies();
    for (int a = -2; a <= 2; a++) {
      for (int b = -2; b <= 2; b++) {
        if (Math.abs(a) + Math.abs(b) > 1) {
          double combined = Math.abs(a * w.get(0) + b * w.get(1));
          assertTrue(combined == 0 || Math.abs(combined - w.get(0)) > 0.04, a + " and " + b);
          assertTrue(combined == 0 || Math.abs(combined - w.get(1)) > 0.04, a + " and " + b);
        }
      }
    }
  }

  @Test
  void controlKeepsTheObservationsAndLosesTheirOrder() {
    Trajectories data = Film.render(7).observations();
    Trajectories control = ShuffledControl.of(data, 1);
    double[][] before = data.parts().getFirst().observations();
    double[][] after = control.parts().getFirst().observations();
    assertArrayEquals(data.parts().getFirst().times(), control.parts().getFirst().times());
    int moved = 0;
    for (int i = 0; i < before.length; i++) {
      moved += Arrays.equals(before[i], after[i]) ? 0 : 1;
    }
    assertTrue(moved > 0.9 * before.length, moved + " observations moved");
    Comparator<double[]> order = Arrays::compare;
    double[][] sortedBefore = before.clone();
    double[][] sortedAfter = after.clone();
    Arrays.sort(sortedBefore, order);
    Arrays.sort(sortedAfter, order);
    assertArrayEquals(sortedBefore, sortedAfter);
    assertEquals(Sha256.of(control), Sha256.of(ShuffledControl.of(data, 1)));
    assertNotEquals(Sha256.of(control), Sha256.of(ShuffledControl.of(data, 2)));
  }
}
