package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import latentphysics.autodiff.optim.WolfeSearch.Outcome;
import latentphysics.autodiff.optim.WolfeSearch.Trial;
import org.junit.jupiter.api.Test;

/** Protects the conditions that a line search promises, and its end in every case. */
final class WolfeSearchTest {
  private static final double EPSILON = 0x1p-52;

  private int trials;

  private DoubleFunction<Trial<String>> line(DoubleUnaryOperator f, DoubleUnaryOperator slope) {
    return step -> {
      trials++;
      return new Trial<>(step, f.applyAsDouble(step), slope.applyAsDouble(step), "at " + step);
    };
  }

  private Outcome<String> find(
      double c1, double c2, double first, DoubleUnaryOperator f, DoubleUnaryOperator slope) {
    DoubleFunction<Trial<String>> line = line(f, slope);
    Trial<String> start = line.apply(0);
    trials = 0;
    return WolfeSearch.find(start, c1, c2, EPSILON, first, line);
  }

  /** Finds a step with the strong Wolfe conditions. */
  private double satisfies(
      double c1, double c2, double first, DoubleUnaryOperator f, DoubleUnaryOperator slope) {
    Outcome<String> found = find(c1, c2, first, f, slope);
    String context = "c1 " + c1 + ", c2 " + c2 + ", first " + first + ": " + found;
    double step = found.trial().step();
    assertTrue(found.satisfied(), context);
    assertTrue(step > 0, context);
    assertTrue(
        f.applyAsDouble(step) <= f.applyAsDouble(0) + c1 * step * slope.applyAsDouble(0), context);
    assertTrue(
        Math.abs(slope.applyAsDouble(step)) <= c2 * Math.abs(slope.applyAsDouble(0)), context);
    assertEquals("at " + step, found.trial().carried(), context);
    assertTrue(trials <= 40, context + ", " + trials + " trials");
    return step;
  }

  @Test
  void strongWolfeConditionsHold() {
    for (double c2 : new double[] {0.9, 0.1, 1e-3}) {
      for (double first : new double[] {1e-3, 0.1, 1, 10, 1e3}) {
        satisfies(1e-4, c2, first, x -> (x - 2) * (x - 2), x -> 2 * (x - 2));
        // J. Moré and D. Thuente's first and second functions, ACM TOMS 20, 1994, with β = 2 and
        // 0.004.
        satisfies(
            1e-4, c2, first, x -> -x / (x * x + 2), x -> (x * x - 2) / ((x * x + 2) * (x * x + 2)));
        satisfies(
            1e-4,
            c2,
            first,
            x -> Math.pow(x + 0.004, 5) - 2 * Math.pow(x + 0.004, 4),
            x -> 5 * Math.pow(x + 0.004, 4) - 8 * Math.pow(x + 0.004, 3));
        satisfies(1e-4, c2, first, x -> Math.exp(x) - 3 * x, x -> Math.exp(x) - 3);
      }
    }
    assertEquals(2, satisfies(0.1, 1e-3, 1, x -> (x - 2) * (x - 2), x -> 2 * (x - 2)), 2e-3);
  }

  @Test
  void cubicHasItsMinimum() {
    // x³ − 3x has its minimum at 1.
    Trial<String> a = new Trial<>(0, 0, -3, "");
    Trial<String> b = new Trial<>(3, 18, 24, "");
    assertEquals(1, WolfeSearch.cubicMinimizer(a, b), 1e-14);
    assertEquals(1, WolfeSearch.cubicMinimizer(b, a), 1e-14);
    assertEquals(
        Double.NaN,
        WolfeSearch.cubicMinimizer(new Trial<>(0, 0, -1, ""), new Trial<>(1, -1, -1, "")));
  }

  @Test
  void whatIsNotFiniteIsTooFar() {
    // −log keeps the search below 3.
    double step = satisfies(1e-4, 0.1, 10, x -> -x - Math.log(3 - x), x -> -1 + 1 / (3 - x));
    assertEquals(2, step, 0.1);
    satisfies(
        1e-4,
        0.9,
        1e6,
        x -> x > 1 ? Double.NEGATIVE_INFINITY : x * x - x,
        x -> x > 1 ? Double.NaN : 2 * x - 1);
    Outcome<String> none = find(1e-4, 0.9, 1, x -> x == 0 ? 1 : Double.NaN, _ -> -1);
    assertFalse(none.satisfied());
    assertEquals(0, none.trial().step());
    assertTrue(trials <= WolfeSearch.MOST_TRIALS);
  }

  @Test
  void searchEndsWhereThereIsNoMinimum() {
    Outcome<String> falling = find(1e-4, 0.9, 1, x -> -x, _ -> -1);
    assertFalse(falling.satisfied());
    assertTrue(falling.trial().value() < -1e6, "the lowest point is handed over");
    assertTrue(trials <= WolfeSearch.MOST_TRIALS);
    // A slope of the wrong sign: every step goes up.
    Outcome<String> rising = find(1e-4, 0.9, 1, x -> x, _ -> -1);
    assertFalse(rising.satisfied());
    assertEquals("at 0.0", rising.trial().carried());
    assertTrue(trials <= WolfeSearch.MOST_TRIALS);
  }

  @Test
  void slopeDecidesWhereRoundingHidesTheValue() {
    // 1 + 10⁻¹⁸·(x − 1)² is 1 everywhere near.
    Outcome<String> found =
        find(1e-4, 0.1, 0.9, x -> 1 + 1e-18 * (x - 1) * (x - 1), x -> 2e-18 * (x - 1));
    assertTrue(found.satisfied());
    assertEquals(1, found.trial().step(), 0.11);
  }
}
