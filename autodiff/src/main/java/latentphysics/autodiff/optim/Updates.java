package latentphysics.autodiff.optim;

import java.util.List;
import latentphysics.kernels.expr.Expr;

/**
 * The arithmetic of the methods of {@link Optimizer}, where it is explained and its papers are
 * named.
 *
 * <p>Operands are θ, g, the slots and then what changes with the step alone: the rate and, where a
 * method corrects averages that started at 0, 1−β₁ᵗ and 1−β₂ᵗ. Results are θ and the slots.
 */
final class Updates {
  private Updates() {}

  static List<Expr> gradientDescent(List<Expr> x) {
    return List.of(x.get(0).sub(x.get(2).mul(x.get(1))));
  }

  static List<Expr> momentum(List<Expr> x, double mu, boolean nesterov) {
    Expr theta = x.get(0);
    Expr pull = x.get(3).mul(x.get(1));
    Expr v = Expr.constant(mu).mul(x.get(2)).sub(pull);
    return List.of(nesterov ? theta.add(Expr.constant(mu).mul(v)).sub(pull) : theta.add(v), v);
  }

  static List<Expr> rmsProp(List<Expr> x, double rho, double delta) {
    Expr g = x.get(1);
    Expr r = average(x.get(2), rho, g.mul(g));
    Expr root = Expr.constant(delta).add(r).sqrt();
    return List.of(x.get(0).sub(x.get(3).mul(g).div(root)), r);
  }

  /** Long trainings hang on every bit of it: the order of operations is fixed by a test. */
  static List<Expr> adam(List<Expr> x, double beta1, double beta2, double epsilon) {
    Expr g = x.get(1);
    Expr m = average(x.get(2), beta1, g);
    Expr v = average(x.get(3), beta2, g.mul(g));
    return List.of(x.get(0).sub(adaptive(x, m, v, epsilon)), m, v);
  }

  static List<Expr> adamW(
      List<Expr> x, double beta1, double beta2, double epsilon, double weightDecay) {
    List<Expr> adam = adam(x, beta1, beta2, epsilon);
    Expr decay = x.get(4).mul(Expr.constant(weightDecay).mul(x.get(0)));
    return List.of(adam.get(0).sub(decay), adam.get(1), adam.get(2));
  }

  static List<Expr> adaBelief(List<Expr> x, double beta1, double beta2, double epsilon) {
    Expr g = x.get(1);
    Expr m = average(x.get(2), beta1, g);
    Expr surprise = g.sub(m);
    Expr s = average(x.get(3), beta2, surprise.mul(surprise)).add(Expr.constant(epsilon));
    return List.of(x.get(0).sub(adaptive(x, m, s, epsilon)), m, s);
  }

  /** decay·past + (1−decay)·now. */
  private static Expr average(Expr past, double decay, Expr now) {
    return past.mul(Expr.constant(decay)).add(now.mul(Expr.constant(1 - decay)));
  }

  /** rate · m/(1−β₁ᵗ) ÷ (√(v/(1−β₂ᵗ)) + ε). */
  private static Expr adaptive(List<Expr> x, Expr m, Expr v, double epsilon) {
    Expr root = v.div(x.get(6)).sqrt().add(Expr.constant(epsilon));
    return x.get(4).mul(m.div(x.get(5))).div(root);
  }
}
