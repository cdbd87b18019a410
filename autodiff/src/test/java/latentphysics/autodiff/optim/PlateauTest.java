package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import latentphysics.autodiff.Close;
import org.junit.jupiter.api.Test;

/** Protects the falls of a rate against sequences worked out by PyTorch's rules. */
final class PlateauTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Metrics in the first column, the rate after each in the second. */
  private static void follows(Plateau plateau, double[]... metricsAndRates) {
    Plateau now = plateau;
    for (int i = 0; i < metricsAndRates.length; i++) {
      now = now.next(metricsAndRates[i][0]);
      assertEquals(metricsAndRates[i][1], now.rate(), 1e-15, "evaluation " + i);
    }
  }

  @Test
  void rateFallsAfterMoreThanPatience() {
    follows(
        Plateau.of(1, new Plateau.Options(0.5, 2, 0, 0, 0)),
        new double[][] {
          {5, 1},
          {4, 1},
          {4, 1},
          {6, 1},
          {4, 0.5}, // three without improvement
          {4, 0.5},
          {4, 0.5},
          {3, 0.5}, // in time
          {3, 0.5},
          {3, 0.5},
          {3, 0.25},
          {9, 0.25},
          {9, 0.25},
          {9, 0.125},
        });
  }

  @Test
  void improvementMustPassTheThreshold() {
    Plateau plateau = Plateau.of(1, new Plateau.Options(0.1, 0, 0.1, 0, 0));
    follows(plateau, new double[][] {{10, 1}, {9.01, 0.1}, {8.9, 0.1}, {8.02, 0.01}});
    // Below zero the threshold asks for more, too.
    follows(plateau, new double[][] {{-10, 1}, {-10.9, 0.1}, {-11.1, 0.1}, {-11.1, 0.01}});
  }

  @Test
  void evaluationsDuringCooldownDoNotCount() {
    follows(
        Plateau.of(1, new Plateau.Options(0.5, 1, 0, 2, 0)),
        new double[][] {
          {1, 1}, {1, 1}, {1, 0.5}, // falls, and rests for two
          {1, 0.5}, {1, 0.5}, {1, 0.5}, {1, 0.25},
        });
    Plateau resting = Plateau.of(1, new Plateau.Options(0.5, 0, 0, 3, 0)).next(2).next(2).next(1);
    assertEquals(1, resting.best(), "an improvement during cooldown is kept");
    assertEquals(2, resting.cooling());
  }

  @Test
  void rateStopsAtTheLeast() {
    follows(
        Plateau.of(1, new Plateau.Options(0.1, 0, 0, 0, 0.05)),
        new double[][] {{1, 1}, {1, 0.1}, {1, 0.05}, {1, 0.05}});
    follows(
        Plateau.of(0.01, new Plateau.Options(0.1, 0, 0, 0, 0.05)),
        new double[][] {{1, 0.01}, {1, 0.01}});
  }

  @Test
  void whatIsNoNumberIsNoImprovement() {
    follows(
        Plateau.of(1, new Plateau.Options(0.5, 1, 0, 0, 0)),
        new double[][] {{Double.NaN, 1}, {INFINITY, 0.5}, {3, 0.5}, {Double.NaN, 0.5}, {4, 0.25}});
  }

  @Test
  void usualOptionsArePyTorchs() {
    assertEquals(new Plateau.Options(0.1, 10, 1e-4, 0, 0), Plateau.Options.standard());
    Plateau plateau = Plateau.of(1);
    assertEquals(new Plateau(Plateau.Options.standard(), 1, INFINITY, 0, 0), plateau);
    for (int i = 0; i < 11; i++) {
      plateau = plateau.next(1);
    }
    assertEquals(1, plateau.rate());
    assertEquals(0.1, plateau.next(1).rate());
    assertEquals(10, plateau.waited(), "a plateau is a value");
  }

  @Test
  void argumentsOutOfRangeAreErrors() {
    Close.rejects(
        "plateau: factor 1.0, expected [0, 1)", () -> new Plateau.Options(1, 10, 0, 0, 0));
    Close.rejects(
        "plateau: patience -1, expected at least 0", () -> new Plateau.Options(0.1, -1, 0, 0, 0));
    Close.rejects(
        "plateau: cooldown -2, expected at least 0", () -> new Plateau.Options(0.1, 1, 0, -2, 0));
    Close.rejects(
        "plateau: rate NaN, expected a finite number of at least 0", () -> Plateau.of(Double.NaN));
  }
}
