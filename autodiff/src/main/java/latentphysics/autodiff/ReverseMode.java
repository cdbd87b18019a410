package latentphysics.autodiff;

import java.util.List;
import java.util.function.Function;
import latentphysics.tensor.Tensor;

/**
 * Derivatives in reverse mode. Functions are ordinary code with tensors; calls nest, which gives
 * derivatives of higher order.
 */
public final class ReverseMode {
  private ReverseMode() {}

  /**
   * A value with its gradient.
   *
   * @param value of the function, a scalar
   * @param gradients one for each parameter, of its type and shape
   */
  public record ValueAndGrad(Tensor value, List<Tensor> gradients) {}

  /**
   * Outputs with the map from their cotangents to those of the inputs.
   *
   * @param outputs of the function
   * @param pullback takes one cotangent for each output; may be called several times
   */
  public record Vjp(List<Tensor> outputs, Function<List<Tensor>, List<Tensor>> pullback) {}

  /**
   * The value and the gradient of a scalar function.
   *
   * @param function of the parameters; its result has size 1
   * @param parameters to differentiate by; those that do not matter have gradient zero
   * @throws IllegalArgumentException if the result has more than one element
   */
  public static ValueAndGrad valueAndGrad(
      Function<List<Tensor>, Tensor> function, List<Tensor> parameters) {
    Vjp vjp = vjp(x -> List.of(function.apply(x)), parameters);
    Tensor value = vjp.outputs().getFirst();
    if (value.shape().size() != 1) {
      throw new IllegalArgumentException(
          "valueAndGrad: the function returned shape " + value.shape() + ", expected one element");
    }
    Tensor one = Tensor.full(value.dtype(), 1, value.shape().dims());
    return new ValueAndGrad(value, vjp.pullback().apply(List.of(one)));
  }

  /** The gradient of a scalar function; see {@link #valueAndGrad}. */
  public static List<Tensor> grad(
      Function<List<Tensor>, Tensor> function, List<Tensor> parameters) {
    return valueAndGrad(function, parameters).gradients();
  }

  /**
   * The outputs of a function and its vector-Jacobian product.
   *
   * @throws IllegalArgumentException from the pullback, if a cotangent does not fit its output
   */
  public static Vjp vjp(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    Tape tape = new Tape();
    List<Tensor> variables = inputs.stream().map(tape::variable).toList();
    List<Tensor> outputs = List.copyOf(function.apply(variables));
    return new Vjp(
        outputs.stream().map(tape::value).toList(),
        cotangents -> {
          check(outputs, cotangents);
          return tape.pullback(outputs, cotangents, variables);
        });
  }

  private static void check(List<Tensor> outputs, List<Tensor> cotangents) {
    if (outputs.size() != cotangents.size()) {
      throw new IllegalArgumentException(
          "vjp: " + cotangents.size() + " cotangents, expected " + outputs.size());
    }
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      Tensor cotangent = cotangents.get(i);
      if (output.dtype() != cotangent.dtype() || !output.shape().equals(cotangent.shape())) {
        throw new IllegalArgumentException(
            "vjp: cotangent "
                + i
                + " is "
                + cotangent.dtype()
                + cotangent.shape()
                + ", expected "
                + output.dtype()
                + output.shape());
      }
    }
  }
}
