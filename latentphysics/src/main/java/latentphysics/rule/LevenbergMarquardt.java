package latentphysics.rule;

import java.util.List;
import java.util.function.BiFunction;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Implicit;
import latentphysics.autodiff.Jacobians;
import latentphysics.tensor.DType;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.LinearOperator;

/**
 * Nonlinear least squares in few unknowns: θ of a least ½·Σρ(θ, data)², near a start.
 *
 * <p>Steps (JᵀJ + μ·diag JᵀJ)·δ = −Jᵀρ, μ falling while they help (Marquardt 1963, SIAM J. Appl.
 * Math. 11). The answer is differentiated through Jᵀρ = 0, not through the steps.
 */
final class LevenbergMarquardt {
  private static final int ITERATIONS = 60;
  private static final double FIRST_DAMPING = 1e-3;
  private static final double LARGEST_DAMPING = 1e12;
  private static final double LEAST_DAMPING = 1e-15;
  private static final double SMALLEST = 1e-30;

  /** Steps of this share of θ no longer show in the sum of squares. */
  private static final double FLAT = 1e-9;

  /** Undamped steps larger than this share of θ are not those of a search that has ended. */
  private static final double POLISHED = 1e-3;

  private LevenbergMarquardt() {}

  /**
   * The θ that the search ends at.
   *
   * @param misses ρ of θ and the data, of any shape; it is squared and summed
   * @param start float64 {@code [p]}
   * @param data every tensor under differentiation that {@code misses} uses
   * @return float64 {@code [p]}
   * @throws ArithmeticException if the misses are not finite at the start
   */
  static Tensor fit(
      BiFunction<Tensor, List<Tensor>, Tensor> misses, Tensor start, List<Tensor> data) {
    return Implicit.root(
        (theta, d) -> Autodiff.grad(t -> misses.apply(t, d).square().sum().mul(0.5), theta),
        plain -> solve(theta -> misses.apply(theta, plain).flatten(), start.stopGradient()),
        data);
  }

  private interface Misses {
    Tensor at(Tensor theta);
  }

  private static Tensor solve(Misses misses, Tensor start) {
    Tensor theta = start;
    double cost = cost(misses.at(theta));
    if (!Double.isFinite(cost)) {
      throw new ArithmeticException("nonlinear least squares: misses are not finite at the start");
    }
    double damping = FIRST_DAMPING;
    for (int i = 0; i < ITERATIONS && cost > 0; i++) {
      Linear linear = Linear.at(theta, misses);
      boolean moved = false;
      double relative = 0;
      while (!moved && damping < LARGEST_DAMPING) {
        Tensor step = linear.step(damping);
        Tensor next = theta.sub(step);
        double found = cost(misses.at(next));
        moved = found <= cost;
        if (moved) {
          relative = step.norm().item() / (SMALLEST + next.norm().item());
          theta = next;
          cost = found;
          damping = Math.max(damping / 10, LEAST_DAMPING);
        } else {
          damping *= 10;
        }
      }
      if (!moved || relative < FLAT) {
        break;
      }
    }
    return polished(misses, theta);
  }

  /** The sum of squares is flat to √ε about its least; undamped steps go on while they shrink. */
  private static Tensor polished(Misses misses, Tensor theta) {
    Tensor best = theta;
    double last = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ITERATIONS; i++) {
      Tensor step = Linear.at(best, misses).step(LEAST_DAMPING);
      double size = step.norm().item();
      if (!(size < 0.9 * last) || (i == 0 && size > POLISHED * (1 + best.norm().item()))) {
        break;
      }
      best = best.sub(step);
      last = size;
    }
    return best;
  }

  private static double cost(Tensor rho) {
    return rho.square().sum().item();
  }

  /** JᵀJ and Jᵀρ at a θ. */
  private record Linear(Tensor gram, Tensor slope) {
    static Linear at(Tensor theta, Misses misses) {
      Tensor rho = misses.at(theta);
      int n = rho.dim(0);
      Tensor transposed =
          Jacobians.jacobian(misses::at, theta).reshape(n, theta.dim(0)).transpose();
      return new Linear(
          transposed.matmul(transposed.transpose()), transposed.matmul(rho.reshape(n, 1)));
    }

    Tensor step(double damping) {
      int p = gram.dim(0);
      Tensor diagonal = Tensor.eye(DType.FLOAT64, p);
      Tensor lift = gram.mul(diagonal).mul(damping).add(diagonal.mul(SMALLEST));
      return LinearOperator.of(gram.add(lift), MatrixKind.SYMMETRIC).solve(slope).reshape(p);
    }
  }
}
