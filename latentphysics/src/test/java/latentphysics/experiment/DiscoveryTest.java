package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import latentphysics.loss.ConcentratedLoss.Judged;
import latentphysics.loss.Sites;
import latentphysics.rule.Equation;
import latentphysics.rule.Identity;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;
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
    Discovery discovery = new Discovery(false);
    for (int step = 1; step <= 400; step++) {
      boolean right = step >= 50 && step != 120;
      discovery.onStep(step, judged(right ? 0.01 : 0.02));
      // 0.01/0.26 lies below a twentieth, 0.02/0.27 above.
      assertEquals(step >= 321, discovery.of(RULE).isPresent(), "step " + step);
    }
    assertEquals(OptionalInt.of(121), discovery.of(RULE));
    assertEquals(0.01 / 0.26, discovery.masses().getOrDefault(RULE.toString(), 0.0), 1e-12);
  }

  /** By looks every hundred steps; a look at which the rule does not lead ends its time. */
  @Test
  void countsByLooksOnlyWhileARuleIsSeen() {
    Discovery discovery = new Discovery(true);
    for (int step = 1; step <= 801; step += 100) {
      discovery.onStep(step, judged(0.0)); // batches do not count here
      Scored right = new Scored(RULE, "z0", 10, 20, 100, 0.01);
      discovery.onLook(new Look(step, List.of(), step == 201 ? List.of() : List.of(right), 1));
      assertEquals(step >= 501, discovery.of(RULE).isPresent(), "step " + step);
    }
    assertEquals(OptionalInt.of(301), discovery.of(RULE));
  }

  @Test
  void knowsNothingOfRulesThatWereNotJudged() {
    Discovery discovery = new Discovery(false);
    discovery.onStep(1, List.of());
    assertEquals(OptionalInt.empty(), discovery.of(RULE));
    assertEquals(0, discovery.masses().size());
  }
}
