package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import latentphysics.autodiff.Close;
import org.junit.jupiter.api.Test;

/** Protects the rates of schedules at hand-worked steps. */
final class ScheduleTest {
  private static void rates(Schedule schedule, double... expected) {
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], schedule.rate(step), 1e-15, "step " + step);
    }
  }

  @Test
  void ratesWorkedOutByHand() {
    rates(Schedule.constant(0.3), 0.3, 0.3, 0.3);
    rates(Schedule.linear(1, 3, 4), 1, 1.5, 2, 2.5, 3, 3, 3);
    rates(Schedule.linear(1, 0, 2), 1, 0.5, 0, 0);
    double root = Math.sqrt(2) / 2; // cos(π/4)
    rates(Schedule.cosine(2, 0, 4), 2, 1 + root, 1, 1 - root, 0, 0);
    rates(Schedule.cosine(3, 1, 2), 3, 2, 1, 1);
    rates(Schedule.exponential(8, 0.25, 2), 8, 4, 2, 1, 0.5);
  }

  @Test
  void warmUpComesBeforeTheFirstStep() {
    rates(Schedule.cosine(2, 0, 2).afterWarmUp(4), 0.5, 1, 1.5, 2, 2, 1, 0, 0);
    rates(Schedule.constant(1).afterWarmUp(2), 0.5, 1, 1, 1);
    rates(Schedule.linear(1, 0, 2).afterWarmUp(0), 1, 0.5, 0);
  }

  @Test
  void endsAreExactAndLongRunsDoNotOverflow() {
    assertEquals(1e-5, Schedule.cosine(1e-3, 1e-5, 1000).rate(Integer.MAX_VALUE));
    assertEquals(1e-3, Schedule.cosine(1e-3, 1e-5, 1000).rate(0));
    assertEquals(0, Schedule.exponential(1, 0.1, 1).rate(Integer.MAX_VALUE));
    Schedule falling = Schedule.cosine(1e-3, 0, 777);
    for (int step = 1; step <= 777; step++) {
      assertTrue(falling.rate(step) < falling.rate(step - 1), "step " + step);
    }
  }

  @Test
  void aLambdaIsASchedule() {
    Schedule root = step -> 1 / Math.sqrt(step + 1);
    rates(root.afterWarmUp(2), 0.5, 1, 1, 1 / Math.sqrt(2));
  }

  @Test
  void argumentsOutOfRangeAreErrors() {
    String finite = "expected a finite number of at least 0";
    Close.rejects("constant: rate -1.0, " + finite, () -> Schedule.constant(-1));
    Close.rejects("linear: first rate NaN, " + finite, () -> Schedule.linear(Double.NaN, 0, 1));
    Close.rejects("cosine: last rate -0.5, " + finite, () -> Schedule.cosine(1, -0.5, 1));
    Close.rejects("cosine: steps 0, expected at least 1", () -> Schedule.cosine(1, 0, 0));
    Close.rejects(
        "exponential: factor 0.0, expected a positive finite number",
        () -> Schedule.exponential(1, 0, 1));
    Close.rejects(
        "warm-up: steps -1, expected at least 0", () -> Schedule.constant(1).afterWarmUp(-1));
  }
}
