package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import latentphysics.reproduce.ConcentratePixels.Film;
import latentphysics.reproduce.PixelRun.Errors;
import latentphysics.reproduce.PixelRun.Result;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.Finding;
import latentphysics.search.ParetoFront;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.world.FilmedWorld;
import latentphysics.world.Mechanics;
import org.junit.jupiter.api.Test;

/** Protects the films' experiment in little, and that its claim can fail. */
final class PixelRunTest {
  private static final List<FilmedWorld> FILMS = ConcentratePixels.films();

  /** The true positions at three frames, stretched and shifted as an encoder may. */
  private static Motion stretched(FilmedWorld film) {
    Tensor states = film.states(Key.of(1), 1000, 3);
    int width = film.mechanics().coordinates();
    Tensor[] z = new Tensor[3];
    for (int k = 0; k < 3; k++) {
      z[k] = states.slice(1, k, k + 1).squeeze(1).slice(1, 0, width).mul(-1.7).add(0.3);
    }
    return Motion.of(z[0], z[1], z[2]);
  }

  /** What is taken for the truth is the truth, in units of the latents' own. */
  @Test
  void theTrueLawsFitWhatIsFilmed() {
    Motion swing = stretched(FILMS.get(0));
    Equation sine = new Rule(PixelRun.SINE, List.of(0)).fit(swing);
    assertTrue(sine.residuals(swing).mean().item() < 1e-6, sine::formula);
    for (Rule other : PixelRun.rules(1)) {
      double r = other.fit(swing).residuals(swing).mean().item();
      assertTrue(r > 4e-6, () -> other + " too: " + r);
    }
    Motion orbit = stretched(FILMS.get(1));
    Equation gravity = new Rule(new CentralForce(3, true), List.of(0, 1)).fit(orbit);
    assertTrue(gravity.residuals(orbit).mean().item() < 1e-6, gravity::formula);
    double r =
        new Rule(new CentralForce(2, true), List.of(0, 1))
            .fit(orbit)
            .residuals(orbit)
            .mean()
            .item();
    assertTrue(r > 1e-4, "another power: " + r);
  }

  @Test
  void formsThatCompeteIncludeTheFalseFriends() {
    for (int width = 1; width <= 2; width++) {
      String names =
          PixelRun.rules(width).stream()
              .map(rule -> rule.form().name())
              .collect(Collectors.joining(", "));
      for (String friend : List.of("identity", "inertia", "oscillator", "affine map")) {
        assertTrue(names.contains(friend), width + ": " + names);
      }
    }
    assertFalse(
        PixelRun.rules(1).stream().anyMatch(rule -> rule.form() instanceof CentralForce),
        "no bound at the centre");
  }

  @Test
  void orbitsHaveKnownPeriods() {
    List<Orbit> circles = Orbit.of(FILMS.get(1));
    assertEquals(
        Math.pow(1.25 / 0.95, 1.5), circles.get(1).period() / circles.get(0).period(), 1e-12);
    List<Orbit> swings = Orbit.of(FILMS.get(0));
    assertTrue(swings.get(1).period() > 1.25 * swings.get(0).period(), "far swings last longer");
  }

  /**
   * In little: rules make latents move by a law of second order that the shuffled film has not, and
   * a law of the wrong strength has the wrong period.
   */
  @Test
  void aShortTrainingUnderRulesHasALawAndAShuffledOneHasNot() {
    PixelRun run = new PixelRun(FILMS.get(0), 400, 0);
    Result ruled = run.ruled();
    assertTrue(ruled.holds(), () -> "a law: " + ruled);
    assertTrue(ruled.law().orElseThrow().meanError() < 0.03, () -> "precise: " + ruled);
    assertTrue(ruled.reconstruction() < 0.3, () -> "not collapsed: " + ruled);
    Result shuffled = run.shuffled();
    assertFalse(shuffled.holds(), () -> "no law: " + shuffled);
    assertFalse(shuffled.solved());
    assertTrue(run.baseline().mean() > 0.01, "a step of so little training is no simulator");
  }

  private static Result result(Form form, List<Integer> dims, double error, boolean holds) {
    Equation equation = new Equation(new Rule(form, dims), List.of(Tensor.ones(DType.FLOAT64, 3)));
    Finding finding =
        new Finding(
            equation,
            0,
            new double[0],
            new double[0],
            new int[0],
            0,
            holds,
            new ParetoFront(List.of()));
    return new Result(
        Optional.of(finding), List.of(error, -error), new Errors(error, error), error);
  }

  @Test
  void barsAskForFormPeriodsAndErrors() {
    Result good = result(PixelRun.SINE, List.of(0), 0.02, true);
    assertTrue(good.solved());
    assertFalse(result(PixelRun.SINE, List.of(0), 0.04, true).solved(), "its period");
    assertFalse(result(PixelRun.SINE, List.of(0), 0.02, false).solved(), "it does not hold");
    assertFalse(result(new CentralForce(2, false), List.of(0, 1), 0.02, true).solved(), "its form");
    Result none = result(PixelRun.SINE, List.of(0), 0.02, false);
    Film film =
        new Film(
            "x",
            List.of(good, good),
            List.of(new Errors(0.1, 1), new Errors(0.2, 1)),
            List.of(none, none));
    assertTrue(ConcentratePixels.bars(List.of(film), 2).stream().allMatch(Findings.Bar::met));
    Film close =
        new Film(
            "x",
            List.of(good, none),
            List.of(new Errors(0.07, 1), new Errors(0.2, 1)),
            List.of(none, good));
    List<Findings.Bar> bars = ConcentratePixels.bars(List.of(close), 2);
    assertEquals(List.of(false, true, false, false), bars.stream().map(Findings.Bar::met).toList());
    assertTrue(ConcentratePixels.films().get(1).mechanics() instanceof Mechanics.TwoBodies);
  }
}
