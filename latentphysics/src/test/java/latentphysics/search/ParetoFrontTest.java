package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import latentphysics.rule.Equation;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Rule;
import latentphysics.search.ParetoFront.Point;
import org.junit.jupiter.api.Test;

/** Protects what is dropped and what is kept, whatever the order, and the score by hand. */
final class ParetoFrontTest {
  private static final List<Point> TRIED =
      List.of(
          point(0, 4, 1),
          point(1, 10, 1), // as wrong as a shorter one
          point(2, 20, 0.5),
          point(3, 20, 0.6), // as long as a better one
          point(4, 30, 0.01),
          point(5, 40, 0.009),
          point(6, 50, 0.02)); // beaten in both

  @Test
  void keepsWhatNoOtherBeats() {
    assertEquals(
        List.of(4.0, 20.0, 30.0, 40.0),
        ParetoFront.of(TRIED).points().stream().map(Point::bits).toList());
  }

  @Test
  void isTheSameInAnyOrderAlsoWithTies() {
    List<Point> tied = new ArrayList<>(TRIED);
    tied.add(new Point(new Equation(new Rule(new Inertia(), List.of(0)), List.of()), 20, 0.5));
    ParetoFront front = ParetoFront.of(tied);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(tied, new Random(seed));
      assertEquals(front, ParetoFront.of(tied), "seed " + seed);
    }
  }

  @Test
  void scoresByTheLogarithmOfTheErrorForEachBit() {
    ParetoFront front = ParetoFront.of(TRIED);
    assertEquals(0, front.score(0));
    assertEquals(Math.log(2) / 16, front.score(1), 1e-15);
    assertEquals(Math.log(50) / 10, front.score(2), 1e-15);
    // 0.01 is within 1.5 times the smallest error and bought more for its bits.
    assertEquals(30, front.best().bits());
  }

  @Test
  void leavesOutWhatIsNotFiniteAndTakesExactLaws() {
    ParetoFront front =
        ParetoFront.of(
            List.of(point(0, 4, 1), point(1, 8, Double.NaN), point(2, 9, 0), point(3, 99, 0)));
    assertEquals(2, front.points().size());
    assertTrue(Double.isFinite(front.score(1)));
    assertEquals(9, front.best().bits());
    assertThrows(IllegalStateException.class, ParetoFront.of(List.of())::best);
  }

  private static Point point(int dim, double bits, double error) {
    return new Point(new Equation(new Rule(new Identity(), List.of(dim)), List.of()), bits, error);
  }
}
