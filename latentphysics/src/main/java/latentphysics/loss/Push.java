package latentphysics.loss;

import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.tensor.Tensor;

/**
 * How hard one rule pushes the latents, site by site.
 *
 * @param equation the rule as it was fitted
 * @param from the place in the batch of its first site; the others follow
 * @param residuals r of each site
 * @param weights ∂L/∂r, what a further error at the site would cost; as many
 * @param pulls |∂(Σ w·r)/∂z| with the weights w held, over the three latents of the site; as many
 */
public record Push(
    Equation equation, int from, double[] residuals, double[] weights, double[] pulls) {

  /** Of a rule with residuals and weights {@code [n]} at the sites of a motion. */
  static Push of(Equation equation, int from, Tensor residuals, Tensor weights, Motion motion) {
    List<Tensor> gradient =
        Autodiff.grad(
            z ->
                equation
                    .residuals(
                        new Motion(
                            z.get(0), z.get(1), z.get(2), motion.durations(), motion.input()))
                    .mul(weights)
                    .sum(),
            List.of(motion.previous(), motion.before(), motion.after()));
    Tensor square = gradient.stream().map(g -> g.square().sum(1)).reduce(Tensor::add).orElseThrow();
    return new Push(
        equation, from, residuals.toDoubles(), weights.toDoubles(), square.sqrt().toDoubles());
  }
}
