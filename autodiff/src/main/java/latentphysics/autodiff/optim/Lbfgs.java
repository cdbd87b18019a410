package latentphysics.autodiff.optim;

import java.util.function.Function;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Structure;
import latentphysics.autodiff.optim.WolfeSearch.Trial;
import latentphysics.tensor.Tensor;

/**
 * L-BFGS (J. Nocedal, S. Wright, Numerical Optimization, 2nd edition, 2006, algorithm 7.5 with the
 * two-loop recursion 7.4): quasi-Newton steps for a smooth loss without noise, whose line searches
 * satisfy the strong Wolfe conditions (algorithms 3.5 and 3.6).
 *
 * <p>A search meets its end in every case: points where the loss or its gradient is not finite
 * count as too far away, and a line search takes a bounded number of evaluations. When one finds no
 * good step, what was learned of the curvature is forgotten once; when steepest descent finds none
 * either, the result says so. This is also how a search ends whose tolerance asks for more than
 * rounding of the loss allows.
 */
public final class Lbfgs {
  private Lbfgs() {}

  /**
   * When to stop, and what to remember.
   *
   * @param memory number of steps remembered, at least 1; 3 to 20 are usual
   * @param maxIterations most line searches, at least 0
   * @param gradientTolerance the Euclidean norm of the gradient at which it has converged; at least
   *     0
   * @param c1 of the first Wolfe condition, in (0, c2)
   * @param c2 of the second, below 1
   */
  public record Options(
      int memory, int maxIterations, double gradientTolerance, double c1, double c2) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left
     */
    public Options {
      Range.checkAtLeast(1, "lbfgs", "memory", memory);
      Range.checkAtLeast(0, "lbfgs", "max iterations", maxIterations);
      Range.NOT_NEGATIVE.check("lbfgs", "gradient tolerance", gradientTolerance);
      if (!(0 < c1 && c1 < c2 && c2 < 1)) {
        throw new IllegalArgumentException(
            "lbfgs: c1 " + c1 + ", c2 " + c2 + ", expected 0 < c1 < c2 < 1");
      }
    }

    /** Memory of 10, 1000 iterations, tolerance 10⁻⁶, c₁ = 10⁻⁴ and c₂ = 0.9 as in the book. */
    public static Options standard() {
      return new Options(10, 1000, 1e-6, 1e-4, 0.9);
    }

    /** These with another memory. */
    public Options withMemory(int steps) {
      return new Options(steps, maxIterations, gradientTolerance, c1, c2);
    }

    /** These with another bound of iterations. */
    public Options withMaxIterations(int iterations) {
      return new Options(memory, iterations, gradientTolerance, c1, c2);
    }

    /** These with another tolerance. */
    public Options withGradientTolerance(double tolerance) {
      return new Options(memory, maxIterations, tolerance, c1, c2);
    }
  }

  /**
   * A loss with its gradient.
   *
   * @param value of the loss
   * @param gradient like the parameters
   */
  public record Evaluation<P>(double value, P gradient) {}

  /** Why a search ended. */
  public enum Status {
    /** The gradient is within its tolerance. */
    CONVERGED,
    /** All iterations were used up. */
    ITERATIONS,
    /**
     * No step along steepest descent satisfies the Wolfe conditions: the loss cannot be told apart
     * from rounding, has no minimum, or the gradient is not its own.
     */
    LINE_SEARCH_FAILED
  }

  /**
   * Where a search ended.
   *
   * @param parameters with the lowest loss found
   * @param value of the loss there
   * @param gradientNorm Euclidean norm of its gradient there
   * @param iterations line searches done
   * @param evaluations of the loss with its gradient
   * @param status why it ended
   */
  public record Result<P>(
      P parameters,
      double value,
      double gradientNorm,
      int iterations,
      int evaluations,
      Status status) {}

  /**
   * Minimizes a loss, with its gradient by reverse mode.
   *
   * @param loss of the parameters; its result has size 1
   * @param start parameters of one floating-point type
   * @throws IllegalArgumentException if there are no parameters, they are of several types or of
   *     integers, or the loss has more than one element
   * @throws ArithmeticException if the loss or its gradient is not finite at the start
   * @throws UnsupportedOperationException if an operation in between has no derivative
   */
  public static <P> Result<P> minimize(
      Structure<P> structure, Function<P, Tensor> loss, P start, Options options) {
    return minimizeWithGradient(
        structure,
        parameters -> {
          Autodiff.ValueAndGrad<P> result = Autodiff.valueAndGrad(structure, loss, parameters);
          return new Evaluation<>(result.value().item(), result.gradient());
        },
        start,
        options);
  }

  /**
   * Minimizes a loss that comes with its gradient; see {@link #minimize}.
   *
   * @param loss with its gradient, which has the types and shapes of the parameters
   */
  public static <P> Result<P> minimizeWithGradient(
      Structure<P> structure, Function<P, Evaluation<P>> loss, P start, Options options) {
    FlatParameters<P> flat = new FlatParameters<>("lbfgs", structure, start);
    return new Search<>(flat, loss, options).from(flat.flatten("start", start));
  }

  /** Parameters as a vector, with the gradient there. */
  private record Point(Tensor x, Tensor gradient) {}

  /** The state of one call. */
  private static final class Search<P> {
    private final FlatParameters<P> flat;
    private final Function<P, Evaluation<P>> loss;
    private final Options options;
    private final InverseHessian inverse;
    private int evaluations;

    Search(FlatParameters<P> flat, Function<P, Evaluation<P>> loss, Options options) {
      this.flat = flat;
      this.loss = loss;
      this.options = options;
      inverse = new InverseHessian(options.memory);
    }

    /**
     * The loss at {@code x}.
     *
     * @param direction along which the slope is taken
     */
    private Trial<Point> at(double step, Tensor x, Tensor direction) {
      evaluations++;
      Evaluation<P> evaluation = loss.apply(flat.restore(x));
      Tensor gradient = flat.flatten("gradient", evaluation.gradient());
      return new Trial<>(
          step,
          evaluation.value(),
          InverseHessian.dot(gradient, direction),
          new Point(x, gradient));
    }

    Result<P> from(Tensor start) {
      Trial<Point> here = at(0, start, start);
      checkStart(here);
      for (int iteration = 0; ; iteration++) {
        Tensor gradient = here.carried().gradient();
        double norm = gradient.norm().item();
        if (norm <= options.gradientTolerance) {
          return result(here, norm, iteration, Status.CONVERGED);
        }
        if (iteration == options.maxIterations) {
          return result(here, norm, iteration, Status.ITERATIONS);
        }
        boolean steepest = inverse.isEmpty();
        WolfeSearch.Outcome<Point> found = search(here);
        Trial<Point> next = found.trial();
        if (found.satisfied()) {
          inverse.add(
              next.carried().x().sub(here.carried().x()), next.carried().gradient().sub(gradient));
        } else if (steepest) {
          return result(
              next, next.carried().gradient().norm().item(), iteration, Status.LINE_SEARCH_FAILED);
        } else {
          inverse.clear();
        }
        here = next;
      }
    }

    /** A line search from a point in the direction of its quasi-Newton step. */
    private WolfeSearch.Outcome<Point> search(Trial<Point> here) {
      Tensor x = here.carried().x();
      Tensor gradient = here.carried().gradient();
      Tensor direction = inverse.times(gradient).neg();
      double slope = InverseHessian.dot(direction, gradient);
      Trial<Point> start = new Trial<>(0, here.value(), slope, here.carried());
      if (!(slope < 0) || !Double.isFinite(slope)) {
        // Rounding has spoilt what was remembered, or the gradient is all but zero.
        return new WolfeSearch.Outcome<>(false, start);
      }
      return WolfeSearch.find(
          start,
          options.c1,
          options.c2,
          flat.dtype().epsilon(),
          1,
          step -> at(step, InverseHessian.plusMultiple(x, step, direction), direction));
    }

    private void checkStart(Trial<Point> start) {
      if (!Double.isFinite(start.value())) {
        throw new ArithmeticException(
            "lbfgs: the loss at the start is " + start.value() + ", expected a finite number");
      }
      Tensor gradient = start.carried().gradient();
      if (!gradient.isFinite()) {
        throw new ArithmeticException(
            "lbfgs: the gradient of "
                + flat.firstNotFinite(gradient)
                + " at the start is not finite");
      }
    }

    private Result<P> result(Trial<Point> end, double norm, int iterations, Status status) {
      return new Result<>(
          flat.restore(end.carried().x()), end.value(), norm, iterations, evaluations, status);
    }
  }
}
