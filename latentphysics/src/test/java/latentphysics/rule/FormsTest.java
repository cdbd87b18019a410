package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import latentphysics.autodiff.FiniteCheck;
import latentphysics.autodiff.GradCheck;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Protects what every form has to do, on motion that the form itself makes. */
final class FormsTest {
  private static final int PLACES = 80;

  static Stream<Law> laws() {
    return Laws.all();
  }

  @ParameterizedTest
  @MethodSource("laws")
  void findsItsOwnConstants(Law law) {
    assertFound(law, law.motion(Key.of(1), PLACES), 1e-9);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void findsItsOwnConstantsOverUnevenDurations(Law law) {
    assertFound(law, law.unevenMotion(Key.of(2), PLACES), 1e-9);
  }

  private static void assertFound(Law law, Motion motion, double within) {
    Equation found = law.rule().fit(motion);
    double[] truth = law.equation().numbers();
    // Where exactly between two places a plane lies cannot be told.
    int free = law.form() instanceof Event ? law.width() + 1 : 0;
    assertArrayEquals(
        Arrays.copyOfRange(truth, free, truth.length),
        Arrays.copyOfRange(found.numbers(), free, truth.length),
        within,
        found::formula);
    double r = found.residuals(motion).max().item();
    assertTrue(r < 1e-20, () -> law + ": r " + r);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void leavesRoundingsOfFloat32(Law law) {
    Motion motion = law.motion(Key.of(3), PLACES).astype(DType.FLOAT32);
    Equation found = law.rule().fit(motion);
    Tensor r = found.residuals(motion);
    assertEquals(DType.FLOAT32, r.dtype());
    assertTrue(r.mean().item() < 1e-11, () -> law + ": r " + r.mean().item());
    found.constants().forEach(c -> assertEquals(DType.FLOAT64, c.dtype()));
    Motion uneven = law.unevenMotion(Key.of(4), PLACES).astype(DType.FLOAT32);
    double unevenR = law.rule().fit(uneven).residuals(uneven).mean().item();
    assertTrue(unevenR < 1e-11, () -> law + ": r " + unevenR);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void goesBackToWhereItCameFrom(Law law) {
    if (law.form() instanceof Constant || law.form() instanceof Blocks) {
      return; // All places lead to one; and blocks of both orders undo different steps.
    }
    for (Motion motion :
        List.of(law.motion(Key.of(5), PLACES), law.unevenMotion(Key.of(5), PLACES))) {
      Form form = law.form();
      // What a form of first order undoes is the step to before.
      Tensor back =
          form.order() == 1
              ? form.retrodict(law.constants(), shifted(motion))
              : form.retrodict(law.constants(), motion);
      Tensor from = form.order() == 1 ? motion.before() : motion.previous();
      assertArrayEquals(from.toDoubles(), back.toDoubles(), 1e-11, law::toString);
    }
  }

  private static Motion shifted(Motion m) {
    return new Motion(
        m.after(),
        m.after(),
        m.after(),
        m.durations().map(d -> new Motion.Durations(d.next(), d.next())),
        m.input());
  }

  @ParameterizedTest
  @MethodSource("laws")
  void rollsForwardsAndBack(Law law) {
    if (law.form() instanceof Constant) {
      return;
    }
    int steps = 5;
    Motion motion = law.motion(Key.of(6), PLACES);
    Equation equation = law.equation();
    Optional<Tensor> inputs =
        motion.input().map(u -> u.expandDims(1).broadcastTo(PLACES, steps, u.dim(1)));
    Tensor path =
        inputs
            .map(u -> equation.rollout(motion.previous(), motion.before(), u))
            .orElseGet(() -> equation.rollout(motion.previous(), motion.before(), steps));
    Tensor last = path.slice(1, steps - 1, steps).squeeze(1);
    Tensor lastButOne = path.slice(1, steps - 2, steps - 1).squeeze(1);
    Tensor back =
        inputs
            .map(u -> equation.rollback(lastButOne, last, u.slice(1, 1, steps)))
            .orElseGet(() -> equation.rollback(lastButOne, last, steps - 1));
    Tensor first = back.slice(1, steps - 2, steps - 1).squeeze(1);
    assertArrayEquals(motion.before().toDoubles(), first.toDoubles(), 1e-7, law::toString);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void hasGradientsWithConstantsHeld(Law law) {
    Motion noisy = noisy(law, 7);
    Equation equation = law.rule().fit(noisy);
    assertGradient(law, noisy, m -> equation.residuals(m).mean());
  }

  @ParameterizedTest
  @MethodSource("laws")
  void hasGradientsThroughTheFit(Law law) {
    assertGradient(
        law, noisy(law, 8), m -> law.rule().fit(m.rows(0, 20)).residuals(m.rows(20, 40)).mean());
  }

  /** As the law says, but not quite, so that residuals have a slope. */
  private static Motion noisy(Law law, long seed) {
    Motion exact = law.motion(Key.of(seed), 40);
    double size = 0.1 + Math.sqrt(exact.displacement().square().mean().item());
    Tensor noise = Key.of(seed + 100).normal(DType.FLOAT64, 40, law.width()).mul(0.01 * size);
    return exact.withAfter(exact.after().add(noise));
  }

  private interface OfMotion {
    Tensor apply(Motion motion);
  }

  private static void assertGradient(Law law, Motion motion, OfMotion function) {
    List<Tensor> at = List.of(motion.previous(), motion.before(), motion.after());
    GradCheck.Errors errors = GradCheck.check(x -> function.apply(of(x, motion)), at, Key.of(9));
    assertTrue(errors.first() < 1e-6, () -> law + ": " + errors);
    assertTrue(errors.second() < 1e-5, () -> law + ": " + errors);
    FiniteCheck.run(x -> List.of(function.apply(of(x, motion))), at);
  }

  private static Motion of(List<Tensor> x, Motion like) {
    return new Motion(x.get(0), x.get(1), x.get(2), like.durations(), like.input());
  }

  @ParameterizedTest
  @MethodSource("laws")
  void saysWhatIsNotDetermined(Law law) {
    Motion motion = law.motion(Key.of(10), PLACES);
    if (law.constants().isEmpty()) {
      return;
    }
    Tensor nan = Tensor.full(DType.FLOAT64, Double.NaN, 1, law.width());
    Motion spoilt = motion.map(z -> Tensor.concatenate(0, nan, z.slice(0, 1, PLACES)));
    String said = assertThrows(ArithmeticException.class, () -> law.rule().fit(spoilt)).toString();
    assertTrue(said.contains("finite"), said);
    if (!(law.form() instanceof Constant || law.form() instanceof Drift)) {
      Motion still = motion.map(z -> z.mul(0).add(1));
      assertThrows(ArithmeticException.class, () -> law.rule().fit(still), law::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void standsFrozenCoordinatesOrSaysSo(Law law) {
    Motion moving = law.motion(Key.of(11), PLACES);
    Tensor mask = Tensor.arange(law.width()).greater(0).astype(DType.FLOAT64);
    Motion frozen = moving.map(z -> z.mul(mask).add(0.5));
    try {
      Equation found = law.rule().fit(frozen);
      assertTrue(found.residuals(frozen).isFinite(), law::toString);
    } catch (ArithmeticException said) {
      assertFalse(said.toString().isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void printsAndCosts(Law law) {
    Equation equation = law.equation();
    String formula = equation.formula();
    assertTrue(formula.contains(" = "), formula);
    assertFalse(formula.contains("%") || formula.contains("NaN"), formula);
    assertTrue(equation.bits(64) >= law.rule().bits() || tokensDepend(law.form()));
    assertTrue(equation.bits(64) > 0);
    assertFalse(law.form().accepts(0));
    assertEquals(law.constants().size(), law.form().constants());
  }

  /** Of a sparse form what is not in the law is not told. */
  private static boolean tokensDepend(Form form) {
    return form instanceof PolynomialFlow;
  }
}
