package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.loss.HarmonicBits;
import latentphysics.reproduce.SymbolRun.Result;
import latentphysics.rule.Affine;
import latentphysics.rule.Bounce;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Decay;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Motion;
import latentphysics.rule.Oscillator;
import latentphysics.rule.PolynomialFlow;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.world.SeenWorld;
import latentphysics.world.StateLaw;
import org.junit.jupiter.api.Test;

/**
 * Protects how laws in symbols are judged: what an encoder is free to choose does not count, what
 * it is not free to choose does.
 */
final class SymbolRunTest {
  private static final int COUNT = 400;

  private record Case(Motion motion, Tensor states, SymbolTruth truth) {}

  /** Latents scaled, turned and mirrored from the observed states. */
  private static Case seen(StateLaw law, Tensor linear) {
    Tensor states = new SeenWorld(law, Key.of(1)).states(Key.of(2), COUNT, 3);
    int width = law.observed();
    Tensor[] z = new Tensor[3];
    for (int k = 0; k < 3; k++) {
      z[k] = states.slice(1, k, k + 1).squeeze(1).slice(1, 0, width).matmul(linear);
    }
    Tensor now = states.slice(1, 1, 2).squeeze(1);
    return new Case(Motion.of(z[0], z[1], z[2]), now, new SymbolTruth(law, now, true));
  }

  private static double error(StateLaw law, Form form, Tensor linear) {
    Case c = seen(law, linear);
    List<Integer> dims = IntStream.range(0, law.observed()).boxed().toList();
    Equation found = new Rule(form, dims).fit(c.motion());
    return c.truth().error(List.of(found), c.motion().before());
  }

  /** Mirrored, turned by 0.7 and stretched threefold. */
  private static Tensor similar() {
    double c = 3 * Math.cos(0.7);
    double s = 3 * Math.sin(0.7);
    return Tensor.of(new double[] {c, s, s, -c}, 2, 2);
  }

  private static Tensor scaled() {
    return Tensor.of(new double[] {-2.5}, 1, 1);
  }

  @Test
  void theTrueFormHasNoErrorInAnySimilarCoordinates() {
    assertEquals(0, error(new StateLaw.Turning(0.4, 1), new Rotation(false), similar()), 1e-9);
    assertEquals(0, error(new StateLaw.Turning(0.4, 0.97), new Rotation(true), similar()), 1e-9);
    assertEquals(0, error(new StateLaw.Shrinking(0.95), new Decay(), similar()), 1e-9);
    assertEquals(0, error(new StateLaw.Swinging(0.4, 0.97), new Oscillator(), scaled()), 1e-9);
    assertEquals(
        0, error(new StateLaw.Orbiting(0.06), new CentralForce(3, false), similar()), 1e-9);
    assertEquals(
        0,
        error(new StateLaw.Stiffening(0.08, 0.08), new PolynomialFlow(3, 2, false), scaled()),
        1e-7);
    Tensor stretched = Tensor.of(new double[] {2, 0, 0, -5}, 2, 2);
    assertEquals(
        0, error(new StateLaw.Falling(0.05, 0.8), new Bounce(new Affine(), true), stretched), 1e-6);
  }

  @Test
  void anotherFormOrOtherConstantsAreWrong() {
    StateLaw spiral = new StateLaw.Turning(0.4, 0.97);
    assertEquals(Double.POSITIVE_INFINITY, error(spiral, new Rotation(false), similar()));
    assertEquals(Double.POSITIVE_INFINITY, error(spiral, new Affine(), similar()));
    Case c = seen(spiral, similar());
    Equation found = new Rule(new Rotation(true), List.of(0, 1)).fit(c.motion());
    SymbolTruth other = new SymbolTruth(new StateLaw.Turning(0.42, 0.97), c.states(), true);
    assertEquals(0.02 / 0.42, other.error(List.of(found), c.motion().before()), 1e-9);
    StateLaw slower = new StateLaw.Turning(0.4, 0.98);
    double rates =
        new SymbolTruth(slower, c.states(), true).error(List.of(found), c.motion().before());
    assertTrue(rates > 0.3, "ln 0.97 for ln 0.98");
    double factors =
        new SymbolTruth(slower, c.states(), false).error(List.of(found), c.motion().before());
    assertEquals(0.01 / 0.98, factors, 1e-9);
  }

  @Test
  void bothAnglesOfTwoPlanesCount() {
    Case c = seen(new StateLaw.TwoTurning(0.4, 0.9), Tensor.eye(DType.FLOAT64, 5));
    Equation slow = new Rule(new Rotation(false), List.of(0, 1)).fit(c.motion());
    Equation fast = new Rule(new Rotation(false), List.of(2, 3)).fit(c.motion());
    Tensor latents = c.motion().before();
    assertEquals(0, c.truth().error(List.of(fast, slow), latents), 1e-9);
    assertTrue(c.truth().error(List.of(slow, slow), latents) > 0.5);
    assertEquals(Double.POSITIVE_INFINITY, c.truth().error(List.of(slow), latents));
  }

  /** Exact polynomial flows in place of trained ones. */
  @Test
  void theBaselineIsJudgedByWhatItsPolynomialsSay() {
    Tensor skewed = Tensor.of(new double[] {1, 0.3, -0.8, 2}, 2, 2);
    for (StateLaw law :
        List.of(
            new StateLaw.Turning(0.4, 1),
            new StateLaw.Turning(0.4, 0.97),
            new StateLaw.Shrinking(0.95),
            new StateLaw.Swinging(0.4, 0.97),
            new StateLaw.Stiffening(0.08, 0.08))) {
      Case c = seen(law, law.observed() == 1 ? scaled() : skewed);
      List<Integer> dims = IntStream.range(0, law.observed()).boxed().toList();
      Equation found = new Rule(new PolynomialFlow(3, law.order(), false), dims).fit(c.motion());
      assertEquals(0, c.truth().polynomialError(found, c.motion().before()), 1e-6, law.name());
    }
    Case orbit = seen(new StateLaw.Orbiting(0.06), similar());
    Equation cubic = new Rule(new PolynomialFlow(3, 2, false), List.of(0, 1)).fit(orbit.motion());
    assertEquals(
        Double.POSITIVE_INFINITY, orbit.truth().polynomialError(cubic, orbit.motion().before()));
  }

  @Test
  void coordinatesUndoALinearMapAndLeaveNoiseOut() {
    Tensor mixed = Key.of(9).normal(DType.FLOAT64, 5, 5).add(Tensor.eye(DType.FLOAT64, 5).mul(2));
    Case c = seen(new StateLaw.TwoTurning(0.4, 0.9), mixed);
    LatentCoordinates coordinates = LatentCoordinates.of(c.motion());
    assertEquals(4, coordinates.basis().dim(1), "the noise is left out");
    Motion canonical = c.motion().map(coordinates::apply);
    List<Equation> found = new ArrayList<>();
    for (List<Integer> plane : List.of(List.of(0, 1), List.of(2, 3))) {
      Equation equation = new Rule(new Rotation(false), plane).fit(canonical);
      assertTrue(equation.residuals(canonical).max().item() < 1e-12, () -> "in " + plane);
      found.add(equation);
    }
    assertEquals(0, c.truth().error(found, canonical.before()), 1e-9);

    Case orbit = seen(new StateLaw.Orbiting(0.06), similar());
    LatentCoordinates white = LatentCoordinates.of(orbit.motion());
    assertEquals(2, white.basis().dim(1), "no affine law, nothing is left out");
  }

  @Test
  void worldsOfOneWidthHaveTheSameRules() {
    for (StateLaw law : ConcentrateSymbols.laws()) {
      List<Rule> rules = SymbolRun.rules(law.observed());
      assertTrue(rules.contains(new Rule(new Identity(), rules.getFirst().dims())), law.name());
      assertEquals(rules, SymbolRun.rules(law.observed()));
    }
  }

  @Test
  void aShortRunIsJudgedButFindsNothingYet() {
    StateLaw law = new StateLaw.Swinging(0.4, 0.97);
    SymbolRun run =
        new SymbolRun(
            law,
            new SeenWorld(law, Key.of(3)),
            SymbolRun.simpleFirst(1, new HarmonicBits(), 20),
            0);
    Result result = run.result();
    assertFalse(result.solved(), result::toString);
    assertTrue(result.reconstruction() > 0 && Double.isFinite(result.residual()));
    assertFalse(run.baseline(20).solved());
  }

  @Test
  void barsCountWorldsAndSeeds() {
    Result good = new Result(0.01, 0.01, true, "", "", 0, 0);
    Result off = new Result(0.03, 0.03, true, "", "", 0, 0);
    Result loose = new Result(0.01, 0.01, false, "", "", 0, 0);
    List<List<Result>> ruled = new ArrayList<>();
    for (int world = 0; world < 8; world++) {
      ruled.add(world < 6 ? List.of(good, off) : List.of(good, loose));
    }
    List<List<Result>> none = List.of(List.of(loose, loose));
    assertTrue(ConcentrateSymbols.bars(ruled, none, none, 1).stream().allMatch(Findings.Bar::met));
    assertFalse(ConcentrateSymbols.bars(ruled, none, none, 2).getFirst().met());
    assertFalse(ConcentrateSymbols.bars(ruled, ruled, none, 1).get(2).met());
    assertFalse(ConcentrateSymbols.bars(ruled, none, ruled, 1).get(3).met());
  }
}
