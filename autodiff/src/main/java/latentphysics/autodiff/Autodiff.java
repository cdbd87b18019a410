package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import latentphysics.tensor.Tensor;

/**
 * Derivatives of functions of tensors, in reverse and forwards. Functions are ordinary code with
 * tensors; calls nest in any way, which gives derivatives of higher order.
 *
 * <p>Parameters are a tensor, a list of them, or any value with a {@link Structure}. They have to
 * be float32 or float64. Where a result depends on them only through an operation that has no
 * derivative, such as the place of a maximum, an {@link UnsupportedOperationException} names it:
 * {@link Tensor#stopGradient} says that no derivative is wanted. Piecewise constant roundings have
 * derivative zero; conditions and indices choose and are not differentiated.
 *
 * <p>Tensors under differentiation belong to the thread that runs the function, and to the call:
 * one that is kept and used after its function has returned is an {@link IllegalStateException}.
 */
public final class Autodiff {
  private Autodiff() {}

  /**
   * A value with its gradient.
   *
   * @param value of the function, of size 1
   * @param gradient like the parameters, each tensor of its parameter's type and shape
   */
  public record ValueAndGrad<P>(Tensor value, P gradient) {}

  /**
   * What a function returns beside the value that is differentiated, such as new statistics.
   *
   * @param value of size 1
   * @param rest anything made of tensors
   */
  public record WithRest<R>(Tensor value, R rest) {}

  /**
   * A value with its gradient and what came along.
   *
   * @param value of the function, of size 1
   * @param gradient like the parameters
   * @param rest plain tensors, under no differentiation any more
   */
  public record ValueGradAndRest<P, R>(Tensor value, P gradient, R rest) {}

  /**
   * Outputs with the map from their cotangents to those of the inputs.
   *
   * @param outputs of the function
   * @param pullback takes one cotangent for each output; may be called several times
   */
  public record Vjp(List<Tensor> outputs, Function<List<Tensor>, List<Tensor>> pullback) {}

  /**
   * Outputs with how they move.
   *
   * @param outputs of the function
   * @param tangents one for each output, of its type and shape
   */
  public record Jvp(List<Tensor> outputs, List<Tensor> tangents) {}

  /**
   * The value and the gradient of a scalar function.
   *
   * @param function of the parameters; its result has size 1
   * @param at parameters to differentiate by; those that do not matter have gradient zero
   * @throws IllegalArgumentException if the result has more than one element, or a parameter is not
   *     floating-point
   * @throws UnsupportedOperationException if an operation in between has no derivative
   */
  public static <P> ValueAndGrad<P> valueAndGrad(
      Structure<P> structure, Function<P, Tensor> function, P at) {
    ValueGradAndRest<P, List<Tensor>> found =
        valueAndGrad(
            structure,
            Structure.list(),
            parameters -> new WithRest<>(function.apply(parameters), List.of()),
            at);
    return new ValueAndGrad<>(found.value(), found.gradient());
  }

  /**
   * As {@link #valueAndGrad(Structure, Function, Object)} of a function that returns more than its
   * value; no derivative flows through the rest.
   *
   * @param restStructure of what else it returns
   */
  public static <P, R> ValueGradAndRest<P, R> valueAndGrad(
      Structure<P> structure, Structure<R> restStructure, Function<P, WithRest<R>> function, P at) {
    List<Tensor> leaves = structure.leaves(at);
    Tape tape = new Tape("grad");
    List<Tensor> variables = variables(tape, "grad", leaves, i -> structure.names(at).get(i));
    WithRest<R> returned = function.apply(structure.rebuild(at, variables));
    tape.finish();
    Tensor output = returned.value();
    Tensor value = tape.value(output);
    if (value.shape().size() != 1) {
      throw new IllegalArgumentException(
          "grad: the function returned shape " + value.shape() + ", expected one element");
    }
    tape.requireDerivative(output);
    if (!value.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "grad: the function returned " + value.dtype() + ", expected float32 or float64");
    }
    R rest = restStructure.map(returned.rest(), tape::value);
    Tensor one = Tensor.full(value.dtype(), 1, value.shape().dims());
    List<Tensor> gradients = tape.pullback(List.of(output), List.of(one), variables, true);
    return new ValueGradAndRest<>(value, structure.rebuild(at, gradients), rest);
  }

  /** As {@link #valueAndGrad(Structure, Function, Object)}, by a list of tensors. */
  public static ValueAndGrad<List<Tensor>> valueAndGrad(
      Function<List<Tensor>, Tensor> function, List<Tensor> at) {
    return valueAndGrad(Structure.list(), function, at);
  }

  /** As {@link #valueAndGrad(Structure, Function, Object)}, by one tensor. */
  public static ValueAndGrad<Tensor> valueAndGrad(Function<Tensor, Tensor> function, Tensor at) {
    return valueAndGrad(Structure.tensor(), function, at);
  }

  /** The gradient of a scalar function; see {@link #valueAndGrad}. */
  public static <P> P grad(Structure<P> structure, Function<P, Tensor> function, P at) {
    return valueAndGrad(structure, function, at).gradient();
  }

  /** The gradient of a scalar function by a list of tensors; see {@link #valueAndGrad}. */
  public static List<Tensor> grad(Function<List<Tensor>, Tensor> function, List<Tensor> at) {
    return valueAndGrad(Structure.list(), function, at).gradient();
  }

  /** The gradient of a scalar function by one tensor; see {@link #valueAndGrad}. */
  public static Tensor grad(Function<Tensor, Tensor> function, Tensor at) {
    return valueAndGrad(Structure.tensor(), function, at).gradient();
  }

  /**
   * The outputs of a function and its vector-Jacobian product, cotangents ȳ ↦ ȳᵀ·∂y/∂x.
   *
   * @throws IllegalArgumentException if an input is not floating-point; from the pullback, if a
   *     cotangent does not fit its output
   * @throws UnsupportedOperationException from the pullback, if an operation in between has no
   *     derivative
   */
  public static Vjp vjp(Function<List<Tensor>, List<Tensor>> function, List<Tensor> at) {
    Tape tape = new Tape("vjp");
    List<Tensor> variables = variables(tape, "vjp", at, Integer::toString);
    List<Tensor> outputs = List.copyOf(function.apply(variables));
    tape.finish();
    List<Tensor> values = outputs.stream().map(tape::value).toList();
    return new Vjp(
        values,
        cotangents -> {
          requireAlike("vjp", values, "cotangent", cotangents);
          return tape.pullback(outputs, cotangents, variables, false);
        });
  }

  private static List<Tensor> variables(
      Tape tape, String operation, List<Tensor> leaves, IntFunction<String> names) {
    requireFloats(operation, leaves, names);
    return leaves.stream().map(tape::variable).toList();
  }

  /**
   * The outputs of a function and its Jacobian-vector product ∂y/∂x·ẋ, in one pass.
   *
   * @param tangents one for each input, of its type and shape
   * @throws IllegalArgumentException if an input is not floating-point or a tangent does not fit it
   * @throws UnsupportedOperationException if an operation in between has no derivative
   */
  public static Jvp jvp(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> at, List<Tensor> tangents) {
    requireAlike("jvp", at, "tangent", tangents);
    requireFloats("jvp", at, Integer::toString);
    Tangents forward = new Tangents("jvp");
    List<Tensor> moving = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      moving.add(forward.moving(at.get(i), tangents.get(i)));
    }
    List<Tensor> outputs = List.copyOf(function.apply(moving));
    return new Jvp(
        outputs.stream().map(forward::value).toList(),
        outputs.stream().map(forward::tangent).toList());
  }

  /**
   * The product of the Hessian of a scalar function with a direction, ∂²f/∂x²·v: the gradient,
   * differentiated forwards.
   *
   * @param direction like the parameters
   * @throws IllegalArgumentException as {@link #valueAndGrad}, or if the direction does not fit
   */
  public static <P> P hvp(Structure<P> structure, Function<P, Tensor> function, P at, P direction) {
    structure.requireAlike("hvp", at, "direction", direction);
    Jvp moved =
        jvp(
            x -> structure.leaves(grad(structure, function, structure.rebuild(at, x))),
            structure.leaves(at),
            structure.leaves(direction));
    return structure.rebuild(at, moved.tangents());
  }

  /** As {@link #hvp(Structure, Function, Object, Object)}, by one tensor. */
  public static Tensor hvp(Function<Tensor, Tensor> function, Tensor at, Tensor direction) {
    return hvp(Structure.tensor(), function, at, direction);
  }

  private static void requireFloats(
      String operation, List<Tensor> parameters, IntFunction<String> names) {
    for (int i = 0; i < parameters.size(); i++) {
      if (!parameters.get(i).dtype().isFloat()) {
        throw new IllegalArgumentException(
            operation
                + ": parameter "
                + names.apply(i)
                + " is "
                + parameters.get(i).dtype()
                + ", which has no derivative; expected float32 or float64");
      }
    }
  }

  private static void requireAlike(
      String operation, List<Tensor> tensors, String beside, List<Tensor> others) {
    if (tensors.size() != others.size()) {
      throw new IllegalArgumentException(
          operation + ": " + others.size() + " " + beside + "s, expected " + tensors.size());
    }
    Alike.require(operation, i -> beside + " " + i, tensors, others);
  }
}
