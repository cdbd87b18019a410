package latentphysics.rule;

import latentphysics.operator.Flow;
import latentphysics.tensor.Tensor;

/**
 * A rule as a soft constraint on a latent operator: the operator's flow is to lead where the rule
 * would.
 *
 * @param rule that is to hold; its constants are fitted to where the flow leads, without gradient
 */
public record RuleConstraint(Rule rule) {

  /**
   * The mean residual of the rule on the motion that the flow makes, a scalar: 0 if the flow obeys
   * the rule, 1 if it does no better than rest. Gradients pass into the flow's prediction.
   *
   * @param flow of the operator
   * @param motion in all latent coordinates; its {@code after} is not read
   * @throws ArithmeticException if the flow's motion does not determine the constants
   */
  public Tensor penalty(Flow flow, Motion motion) {
    Tensor steps = motion.timesDuration(Tensor.ones(motion.before().dtype(), motion.size(), 1));
    Motion led = motion.withAfter(flow.advance(motion.before(), steps)).on(rule.dims());
    return rule.fitOn(led.stopGradient()).residualsOn(led).mean();
  }
}
