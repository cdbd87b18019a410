package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalInt;
import latentphysics.rule.Drift;
import latentphysics.rule.Identity;
import latentphysics.rule.Rule;
import org.junit.jupiter.api.Test;

/** Protects what counts as a discovery, and how easy it was. */
final class DiscoveryClockTest {
  private static final Rule RULE = new Rule(new Drift(), List.of(0));
  private static final Rule OTHER = new Rule(new Identity(), List.of(0));

  @Test
  void aDiscoveryIsTheFirstStepOfTwoHundredGoodOnes() {
    DiscoveryClock clock = new DiscoveryClock();
    for (int step = 0; step <= 500; step += 50) {
      clock.note(step, RULE, step < 100 || step == 200 ? 0.06 : 0.04, 16);
      assertEquals(step < 450 ? OptionalInt.empty() : OptionalInt.of(250), clock.discovery(RULE));
    }
    clock.note(550, RULE, 0.9, 16); // a discovery is not undone
    assertEquals(OptionalInt.of(250), clock.discovery(RULE));
    assertEquals(OptionalInt.empty(), clock.discovery(OTHER));
  }

  @Test
  void easinessFallsWithBitsAndSteps() {
    DiscoveryClock clock = new DiscoveryClock();
    assertEquals(0, clock.easiness(1000));
    for (int step = 0; step <= 600; step += 100) {
      clock.note(step, RULE, 0, 16);
      clock.note(step, OTHER, step < 500 ? 1 : 0, 0);
    }
    assertEquals(0.5, clock.easiness(1000), 1e-15); // at once, for 16 bits
    clock.note(700, RULE, 0, 16);
    clock.note(700, OTHER, 0, 0);
    assertEquals(Math.exp(-0.5), clock.easiness(1000), 1e-15); // late, but for nothing
  }

  @Test
  void massesThatAreNoNumberAreNoSuccessAndStepsRise() {
    DiscoveryClock clock = new DiscoveryClock();
    for (int step = 0; step <= 400; step += 100) {
      clock.note(step, RULE, Double.NaN, 1);
    }
    assertEquals(OptionalInt.empty(), clock.discovery(RULE));
    assertThrows(IllegalArgumentException.class, () -> clock.note(400, RULE, 0, 1));
  }
}
