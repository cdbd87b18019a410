package latentphysics.reproduce;

import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.optim.GlobalNorm;
import latentphysics.autodiff.optim.Optimizer;
import latentphysics.autodiff.optim.Schedule;
import latentphysics.tensor.Tensor;

/**
 * The training of the baselines, whose losses are their own: Adam, gradients clipped to norm 1.
 *
 * @param name of what is trained, in errors
 * @param steps at least 1
 * @param rate learning rate over the steps
 */
record Descent(String name, int steps, Schedule rate) {
  private static final double GRADIENT_LIMIT = 1;

  /** What is minimized. */
  @FunctionalInterface
  interface Objective {
    /**
     * The loss of a step as a function of all parameters.
     *
     * @param step from 0
     * @param now the parameters before it
     */
    Loss at(int step, List<Tensor> now);
  }

  /** A scalar of parameters. */
  @FunctionalInterface
  interface Loss {
    /** Its value. */
    Tensor of(List<Tensor> parameters);
  }

  /**
   * The parameters after the last step.
   *
   * @throws ArithmeticException if a loss stops being finite, with the step
   */
  List<Tensor> run(List<Tensor> start, Objective objective) {
    Optimizer adam = Optimizer.adam();
    List<Tensor> now = start;
    Optimizer.State state = adam.start(now);
    for (int step = 0; step < steps; step++) {
      Autodiff.ValueAndGrad<List<Tensor>> pass =
          Autodiff.valueAndGrad(objective.at(step, now)::of, now);
      if (!Double.isFinite(pass.value().item())) {
        throw new ArithmeticException(name + ": the loss is not finite at step " + (step + 1));
      }
      Optimizer.Step<List<Tensor>> moved =
          adam.step(now, GlobalNorm.clip(pass.gradient(), GRADIENT_LIMIT), state, rate.rate(step));
      now = moved.parameters();
      state = moved.state();
    }
    return now;
  }
}
