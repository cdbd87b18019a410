package latentphysics.autodiff.optim;

import java.util.ArrayList;
import java.util.List;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/**
 * Adam (D. Kingma, J. Ba, ICLR 2015, algorithm 1). With gradient g at step t,
 *
 * <pre>
 *   m ← β₁·m + (1−β₁)·g        v ← β₂·v + (1−β₂)·g²
 *   θ ← θ − rate · m/(1−β₁ᵗ) ÷ (√(v/(1−β₂ᵗ)) + ε)
 * </pre>
 *
 * in one pass over each parameter.
 */
public final class Adam {
  private final double beta1;
  private final double beta2;
  private final MapFunction update;

  /** β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸. */
  public Adam() {
    this(0.9, 0.999, 1e-8);
  }

  /**
   * Adam with other constants.
   *
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon positive
   * @throws IllegalArgumentException if one is out of its range
   */
  public Adam(double beta1, double beta2, double epsilon) {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
      throw new IllegalArgumentException(
          "adam: beta1 "
              + beta1
              + ", beta2 "
              + beta2
              + ", epsilon "
              + epsilon
              + ", expected betas in [0, 1) and a positive epsilon");
    }
    this.beta1 = beta1;
    this.beta2 = beta2;
    update = MapFunction.of("adam", 7, x -> definition(x, epsilon));
  }

  /** Operands θ, g, m, v, rate, 1−β₁ᵗ, 1−β₂ᵗ; results θ, m, v. */
  private List<Expr> definition(List<Expr> x, double epsilon) {
    Expr g = x.get(1);
    Expr m = x.get(2).mul(Expr.constant(beta1)).add(g.mul(Expr.constant(1 - beta1)));
    Expr v = x.get(3).mul(Expr.constant(beta2)).add(g.mul(g).mul(Expr.constant(1 - beta2)));
    Expr root = v.div(x.get(6)).sqrt().add(Expr.constant(epsilon));
    Expr theta = x.get(0).sub(x.get(4).mul(m.div(x.get(5))).div(root));
    return List.of(theta, m, v);
  }

  /**
   * What is kept from step to step.
   *
   * @param step steps done
   * @param first moment of each parameter
   * @param second moment of each parameter
   */
  public record State(int step, List<Tensor> first, List<Tensor> second) {}

  /**
   * Result of a step.
   *
   * @param parameters new ones
   * @param state for the next step
   */
  public record Step(List<Tensor> parameters, State state) {}

  /** The state before the first step: all moments zero. */
  public State start(List<Tensor> parameters) {
    List<Tensor> zeros =
        parameters.stream().map(p -> Tensor.zeros(p.dtype(), p.shape().dims())).toList();
    return new State(0, zeros, zeros);
  }

  /**
   * One step.
   *
   * @param gradients one for each parameter, of its type and shape
   * @param rate learning rate
   * @throws IllegalArgumentException if parameters, gradients and state do not match
   */
  public Step step(List<Tensor> parameters, List<Tensor> gradients, State state, double rate) {
    check(parameters, gradients, "gradient");
    check(parameters, state.first(), "first moment");
    check(parameters, state.second(), "second moment");
    int t = state.step() + 1;
    List<Tensor> next = new ArrayList<>();
    List<Tensor> first = new ArrayList<>();
    List<Tensor> second = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      DType dtype = parameters.get(i).dtype();
      List<Tensor> updated =
          Tensor.mapAll(
              update,
              parameters.get(i),
              gradients.get(i),
              state.first().get(i),
              state.second().get(i),
              Tensor.scalar(dtype, rate),
              Tensor.scalar(dtype, 1 - StrictMath.pow(beta1, t)),
              Tensor.scalar(dtype, 1 - StrictMath.pow(beta2, t)));
      next.add(updated.get(0));
      first.add(updated.get(1));
      second.add(updated.get(2));
    }
    return new Step(next, new State(t, first, second));
  }

  /** Elsewhere shapes broadcast; here that would change the parameter's shape in silence. */
  private static void check(List<Tensor> parameters, List<Tensor> others, String what) {
    if (others.size() != parameters.size()) {
      throw new IllegalArgumentException(
          "adam: " + others.size() + " of " + what + ", expected " + parameters.size());
    }
    for (int i = 0; i < others.size(); i++) {
      if (!others.get(i).shape().equals(parameters.get(i).shape())) {
        throw new IllegalArgumentException(
            "adam: "
                + what
                + " "
                + i
                + " has shape "
                + others.get(i).shape()
                + ", expected "
                + parameters.get(i).shape());
      }
    }
  }
}
