package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import latentphysics.tensor.CustomOperation;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Solutions of equations, differentiated through the equation and not through the way to them.
 *
 * <p>For F(z, θ) = 0 the implicit function theorem gives ż = −(∂F/∂z)⁻¹·∂F/∂θ·θ̇, whatever found z.
 * The matrix ∂F/∂z is made whole, so that z should have some hundred numbers at most; the solver
 * wants full rank.
 *
 * <p>Source: S. Bai, J. Z. Kolter, V. Koltun, Deep equilibrium models, NeurIPS 2019, theorem 1.
 */
public final class Implicit {
  private Implicit() {}

  /**
   * A z with F(z, θ) = 0 as a function of θ.
   *
   * @param residual F of z and θ, with as many numbers as z; differentiable there, and of every
   *     order that is asked for
   * @param solver finds z for given θ; its code sees plain values
   * @param parameters θ; every tensor under differentiation that {@code residual} uses
   * @return z, of the shape that the solver gives it
   * @throws ArithmeticException from the derivative, if ∂F/∂z has not full rank
   */
  public static Tensor root(
      BiFunction<Tensor, List<Tensor>, Tensor> residual,
      Function<List<Tensor>, Tensor> solver,
      List<Tensor> parameters) {
    return Primitive.apply(new Primitive.Custom(new Root(residual, solver)), parameters).getFirst();
  }

  /**
   * The z that a map leaves as it is, z = g(z, θ), found by repetition.
   *
   * @param map g of z and θ, which draws z near its solution
   * @param start the first z
   * @param tolerance of |g(z) − z|, relative to 1 + |z|
   * @param iterations at most so many
   * @throws ArithmeticException if the tolerance is not met by then, or a number is not finite
   */
  public static Tensor fixedPoint(
      BiFunction<Tensor, List<Tensor>, Tensor> map,
      Tensor start,
      List<Tensor> parameters,
      double tolerance,
      int iterations) {
    return root(
        (z, theta) -> map.apply(z, theta).sub(z),
        theta -> {
          Tensor z = start.stopGradient();
          double moved = Double.POSITIVE_INFINITY;
          for (int i = 0; i < iterations; i++) {
            Tensor next = map.apply(z, theta);
            moved = relative(next.sub(z), z);
            z = next;
            if (moved <= tolerance) {
              return z;
            }
          }
          throw notSolved("fixedPoint", moved, tolerance, iterations);
        },
        parameters);
  }

  /**
   * A root near a start by Newton's method.
   *
   * @param residual F of z and θ
   * @param start the first z
   * @param tolerance of the last step, relative to 1 + |z|
   * @param iterations at most so many
   * @throws ArithmeticException if the tolerance is not met by then, a number is not finite, or
   *     ∂F/∂z has not full rank on the way
   */
  public static Tensor newton(
      BiFunction<Tensor, List<Tensor>, Tensor> residual,
      Tensor start,
      List<Tensor> parameters,
      double tolerance,
      int iterations) {
    return root(
        residual,
        theta -> {
          Tensor z = start.stopGradient();
          double moved = Double.POSITIVE_INFINITY;
          for (int i = 0; i < iterations; i++) {
            Tensor value = residual.apply(z, theta);
            Tensor step = solve(slope(residual, z, theta), value).reshape(z.shape().dims());
            moved = relative(step, z);
            z = z.sub(step);
            if (moved <= tolerance) {
              return z;
            }
          }
          throw notSolved("newton", moved, tolerance, iterations);
        },
        parameters);
  }

  private static double relative(Tensor step, Tensor z) {
    return step.norm().item() / (1 + z.norm().item());
  }

  private static ArithmeticException notSolved(
      String operation, double moved, double tolerance, int iterations) {
    return new ArithmeticException(
        operation
            + ": the last of "
            + iterations
            + " steps was "
            + moved
            + ", expected at most "
            + tolerance);
  }

  /** ∂F/∂z as a matrix. */
  private static Tensor slope(
      BiFunction<Tensor, List<Tensor>, Tensor> residual, Tensor z, List<Tensor> parameters) {
    int n = z.shape().size();
    Tensor jacobian = Jacobians.jacobian(x -> residual.apply(x, parameters), z);
    if (jacobian.shape().size() != n * n) {
      throw new IllegalArgumentException(
          "root: the residual has "
              + jacobian.shape().size() / Math.max(1, n)
              + " numbers, expected "
              + n
              + " as z");
    }
    return jacobian.reshape(n, n);
  }

  /** The solution of a square system, as a vector. */
  private static Tensor solve(Tensor matrix, Tensor right) {
    int n = matrix.dim(0);
    return matrix.lstsq(right.reshape(n, 1)).reshape(n);
  }

  private record Root(
      BiFunction<Tensor, List<Tensor>, Tensor> residual, Function<List<Tensor>, Tensor> solver)
      implements CustomOperation {
    @Override
    public String name() {
      return "root";
    }

    @Override
    public List<Tensor> apply(List<Tensor> parameters) {
      return List.of(solver.apply(parameters));
    }

    @Override
    public List<@Nullable Tensor> vjp(
        List<Tensor> parameters, List<Tensor> results, List<Tensor> cotangents, BitSet wanted) {
      // θ̄ = −(∂F/∂θ)ᵀ·u with (∂F/∂z)ᵀ·u = z̄
      Tensor z = results.getFirst();
      Tensor u = solve(slope(residual, z, parameters).transpose(), cotangents.getFirst());
      Autodiff.Vjp vjp = Autodiff.vjp(theta -> List.of(residual.apply(z, theta)), parameters);
      Tensor value = vjp.outputs().getFirst();
      return new ArrayList<>(vjp.pullback().apply(List.of(u.neg().reshape(value.shape().dims()))));
    }

    @Override
    public List<Tensor> jvp(List<Tensor> parameters, List<Tensor> results, List<Tensor> tangents) {
      Tensor z = results.getFirst();
      Tensor moved =
          Autodiff.jvp(theta -> List.of(residual.apply(z, theta)), parameters, tangents)
              .tangents()
              .getFirst();
      Tensor solved = solve(slope(residual, z, parameters), moved.neg());
      return List.of(solved.reshape(z.shape().dims()));
    }
  }
}
