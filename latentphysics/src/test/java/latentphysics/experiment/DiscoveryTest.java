package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import latentphysics.loss.ConcentratedLoss.Judged;
import latentphysics.loss.Sites;
import latentphysics.rule.Equation;
import latentphysics.rule.Identity;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects when a rule counts as found: once it is nearly right and stays so. */
final class DiscoveryTest {
  private static final Rule RULE = new Rule(new Identity(), List.of(0));

  /** A rule with residual r at all of three sites. */
  private static List<Judged> judged(double r) {
    Sites sites =
        new Sites(Tensor.full(DType.FLOAT64, r, 1, 3), Tensor.zeros(DType.FLOAT64, 1, 1), 0.1, 0.5);
    return List.of(new Judged(List.of(new Equation(RULE, List.of())), sites));
  }

  @Test
  void countsFromTheStepSinceWhichARuleStaysRight() {
    Discovery discovery = new Discovery();
    for (int step = 1; step <= 400; step++) {
      boolean right = step >= 50 && step != 120;
      discovery.onStep(step, judged(right ? 0.01 : 0.02));
      // 0.01/0.26 lies below a twentieth, 0.02/0.27 above.
      assertEquals(step >= 321, discovery.of(RULE).isPresent(), "step " + step);
    }
    assertEquals(OptionalInt.of(121), discovery.of(RULE));
    assertEquals(0.01 / 0.26, discovery.masses().getOrDefault(RULE.toString(), 0.0), 1e-12);
  }

  @Test
  void knowsNothingOfRulesThatWereNotJudged() {
    Discovery discovery = new Discovery();
    discovery.onStep(1, List.of());
    assertEquals(OptionalInt.empty(), discovery.of(RULE));
    assertEquals(0, discovery.masses().size());
  }
}
