package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * Compares derivatives with central differences along random directions, in float64.
 *
 * <p>Errors are relative: |derivative − difference| ÷ (1 + |derivative|). At a step of 10⁻⁶ of the
 * argument's size a right derivative of a smooth function shows errors of some 10⁻⁹, a wrong one of
 * the order of 1; 10⁻⁶ is a fair bound between them.
 */
public final class GradCheck {
  private static final double STEP = 1e-6;

  private GradCheck() {}

  /**
   * Errors found.
   *
   * @param first of the gradient
   * @param second of the derivative of the gradient, both in reverse
   * @param forward of the derivative forwards
   * @param forwardSecond of the derivative of the gradient, forwards
   * @param reverseOfForward of the gradient of the derivative forwards
   */
  public record Errors(
      double first, double second, double forward, double forwardSecond, double reverseOfForward) {

    /** The largest one; NaN if one is. */
    public double largest() {
      return Math.max(
          Math.max(first, second), Math.max(forward, Math.max(forwardSecond, reverseOfForward)));
    }
  }

  /**
   * Checks a scalar function at a point.
   *
   * @param function differentiable there; its result has size 1
   * @param point float64 arguments
   * @param key of the directions
   * @throws IllegalArgumentException if an argument is not float64
   */
  public static Errors check(Function<List<Tensor>, Tensor> function, List<Tensor> point, Key key) {
    for (Tensor x : point) {
      if (x.dtype() != DType.FLOAT64) {
        throw new IllegalArgumentException(
            "gradcheck: argument of type " + x.dtype() + ", expected float64");
      }
    }
    Key[] keys = key.split(2);
    List<Tensor> u = direction(point, keys[0]);
    List<Tensor> v = direction(point, keys[1]);
    double slope = difference(function, point, u);
    Function<List<Tensor>, Tensor> along = x -> dot(Autodiff.grad(function, x), u);
    double curvature = difference(along, point, v);
    return new Errors(
        error(dot(Autodiff.grad(function, point), u).item(), slope),
        error(dot(Autodiff.grad(along, point), v).item(), curvature),
        error(forward(function, point, u).item(), slope),
        error(forward(along, point, v).item(), curvature),
        error(dot(Autodiff.grad(x -> forward(function, x, u), point), v).item(), curvature));
  }

  /**
   * Checks a scalar function of a value made of float64 tensors; see {@link #check(Function, List,
   * Key)}.
   */
  public static <P> Errors check(
      Structure<P> structure, Function<P, Tensor> function, P point, Key key) {
    return check(x -> function.apply(structure.rebuild(point, x)), structure.leaves(point), key);
  }

  private static Tensor forward(
      Function<List<Tensor>, Tensor> function, List<Tensor> point, List<Tensor> direction) {
    return Autodiff.jvp(x -> List.of(function.apply(x)), point, direction).tangents().getFirst();
  }

  private static double difference(
      Function<List<Tensor>, Tensor> function, List<Tensor> point, List<Tensor> direction) {
    double above = function.apply(shift(point, direction, STEP)).item();
    double below = function.apply(shift(point, direction, -STEP)).item();
    return (above - below) / (2 * STEP);
  }

  private static double error(double derivative, double difference) {
    return Math.abs(derivative - difference) / (1 + Math.abs(derivative));
  }

  /** Random, each part as large as the argument that it changes. */
  private static List<Tensor> direction(List<Tensor> point, Key key) {
    Key[] keys = key.split(point.size());
    List<Tensor> direction = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      Tensor x = point.get(i);
      Tensor random = keys[i].normal(DType.FLOAT64, x.shape().dims());
      direction.add(random.mul(Math.sqrt(x.square().mean().item()) + 1e-3));
    }
    return direction;
  }

  private static List<Tensor> shift(List<Tensor> point, List<Tensor> direction, double step) {
    List<Tensor> shifted = new ArrayList<>();
    for (int i = 0; i < point.size(); i++) {
      shifted.add(point.get(i).add(direction.get(i).mul(step)));
    }
    return shifted;
  }

  private static Tensor dot(List<Tensor> a, List<Tensor> b) {
    Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
    for (int i = 0; i < a.size(); i++) {
      sum = sum.add(a.get(i).mul(b.get(i)).sum());
    }
    return sum;
  }
}
