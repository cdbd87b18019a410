package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects free expressions: reading, printing, constants of either kind, and guarded quotients.
 */
final class ExpressionTest {

  @Test
  void areWhatTheirTokensSay() {
    Expression e = Expression.of("+ z0 · c sin / z1 c", "− · c square z0 − z1₋ c");
    assertEquals(List.of("+", "z0", "·", "c", "sin", "/", "z1", "c"), e.sides().get(0).tokens());
    assertEquals(e.sides().get(1), Term.of(e.sides().get(1).tokens(), 2));
    List<Tensor> constants = List.of(Tensor.of(new double[] {2, -0.5, 3, 1}));
    assertEquals(
        "z0′ = z0 + 2·sin(z1/(−1/2)), z1′ = 3·z0² − (z1₋ − 1)",
        e.formula(constants, List.of("z0", "z1")));
    Motion motion =
        Motion.of(
            Tensor.of(new double[] {5, 7}, 1, 2),
            Tensor.of(new double[] {2, 3}, 1, 2),
            Tensor.zeros(DType.FLOAT64, 1, 2));
    assertArrayEquals(
        new double[] {2 + 2 * Math.sin(3 / -0.5), 3 * 4 - (7 - 1)},
        e.predict(constants, motion).toDoubles(),
        1e-14);
    assertEquals(16, e.tokens(2));
    assertEquals(2, e.order());
    assertTrue(e.accepts(2));
    assertTrue(!e.accepts(3) && !Expression.of("z1").accepts(1));
  }

  @Test
  void sayWhereTokensAreNoTerm() {
    for (String wrong : List.of("+ z0", "z0 z1", "+ z0 q", "z", "zz0", "")) {
      assertThrows(IllegalArgumentException.class, () -> Expression.of(wrong), wrong);
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Expression(List.of(new Term.Parameter(1))));
  }

  @Test
  void aQuotientByNothingIsNothing() {
    Expression e = Expression.of("/ z0 z1", "z1");
    Motion motion =
        Motion.of(
            Tensor.zeros(DType.FLOAT64, 2, 2),
            Tensor.of(new double[] {1, 0, 1, 2}, 2, 2),
            Tensor.zeros(DType.FLOAT64, 2, 2));
    assertArrayEquals(new double[] {0, 0, 0.5, 2}, e.predict(List.of(), motion).toDoubles(), 0);
  }

  @Test
  void constantsInsideOfASineAreFound() {
    Law law = Law.of(Expression.of("+ z0 · c sin · c + z0 c"), 1, new double[] {0.4, 1.7, 0.3});
    Motion motion = law.motion(Key.of(1), 200);
    Equation found = law.rule().fit(motion);
    assertTrue(found.residuals(motion).max().item() < 1e-20, found::formula);
  }

  @Test
  void theSmallerFactorsConstantsAreHeld() {
    Term term = Term.of(List.of("·", "+", "·", "c", "z0", "c", "+", "z1", "c"), 0);
    assertEquals(Set.of(0, 1), term.linear());
  }

  @Test
  void constantsThatCannotBeToldApartStillPredict() {
    Law law = Law.of(Expression.of("· · c c z0"), 1, new double[] {0.5, 1.6});
    Motion motion = law.motion(Key.of(2), 50);
    Equation found = law.rule().fit(motion);
    assertTrue(found.residuals(motion).max().item() < 1e-16, found::formula);
  }
}
