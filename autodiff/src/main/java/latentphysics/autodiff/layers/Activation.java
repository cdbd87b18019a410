package latentphysics.autodiff.layers;

import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.kernels.expr.Activations;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/**
 * An elementwise function behind a layer, which goes over the layer's result together with the
 * bias, in one pass.
 *
 * <p>Keep further ones in {@code static final} fields: each costs a compilation.
 */
public final class Activation {
  /** The numbers as they are. */
  public static final Activation NONE = of("none", x -> x);

  /** Hyperbolic tangent. */
  public static final Activation TANH = of("tanh", x -> x.call(Expr.Function.TANH));

  /** Logistic function 1/(1 + exp(−x)). */
  public static final Activation SIGMOID = of("sigmoid", x -> x.call(Expr.Function.SIGMOID));

  /** max(x, 0). */
  public static final Activation RELU = of("relu", Activations::relu);

  /** x·sigmoid(x) (Elfwing, Uchibe and Doya, arXiv 1702.03118). */
  public static final Activation SILU = of("silu", Activations::silu);

  /** x·Φ(x), exact (Hendrycks and Gimpel, arXiv 1606.08415). */
  public static final Activation GELU = of("gelu", Activations::gelu);

  /** Their approximation of it by tanh. */
  public static final Activation GELU_TANH = of("geluTanh", Activations::geluTanh);

  /** log(1 + exp(x)). */
  public static final Activation SOFTPLUS = of("softplus", x -> x.call(Expr.Function.SOFTPLUS));

  private final String name;
  private final MapFunction alone;
  private final MapFunction afterBias;

  private Activation(String name, MapFunction alone, MapFunction afterBias) {
    this.name = name;
    this.alone = alone;
    this.afterBias = afterBias;
  }

  /**
   * Any other function.
   *
   * @param name for messages
   * @param definition its expression, of that of its argument
   */
  public static Activation of(String name, UnaryOperator<Expr> definition) {
    return new Activation(
        name,
        MapFunction.unary(name, definition),
        MapFunction.of(
            name + " after bias", 2, x -> List.of(definition.apply(x.get(0).add(x.get(1))))));
  }

  /** The function of every element. */
  public Tensor apply(Tensor x) {
    return this == NONE ? x : Tensor.map(alone, x);
  }

  /** The function of one operand. */
  MapFunction alone() {
    return alone;
  }

  /** The function of the sum of two operands. */
  MapFunction afterBias() {
    return afterBias;
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
