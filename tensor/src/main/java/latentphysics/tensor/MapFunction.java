package latentphysics.tensor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Providers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Gradient;
import latentphysics.kernels.expr.Instructions;

/**
 * An elementwise function, defined once by expressions; its kernels and its derivative are made
 * from them when first needed and kept.
 *
 * <p>Keep instances in {@code static final} fields: each costs a compilation. Numbers that vary
 * belong into operands, not into the expression.
 */
public final class MapFunction {
  private final String name;
  private final int inputs;
  private final List<Expr> outputs;
  private final ConcurrentHashMap<ElementType, MapKernel> kernels = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<BitSet, MapFunction> pullbacks = new ConcurrentHashMap<>();

  private MapFunction(String name, int inputs, List<Expr> outputs) {
    this.name = name;
    this.inputs = inputs;
    this.outputs = List.copyOf(outputs);
  }

  /**
   * A function with one or more results.
   *
   * @param name for messages
   * @param inputs number of operands
   * @param definition expressions of the results, given those of the operands
   * @throws IllegalArgumentException if there is no result; an expression that uses a missing
   *     operand is refused when the function is first applied
   */
  public static MapFunction of(
      String name, int inputs, Function<List<Expr>, List<Expr>> definition) {
    List<Expr> operands = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      operands.add(Expr.input(i));
    }
    List<Expr> outputs = definition.apply(operands);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(name + ": no result, expected at least one");
    }
    return new MapFunction(name, inputs, outputs);
  }

  /** A function of one operand. */
  public static MapFunction unary(String name, Function<Expr, Expr> definition) {
    return of(name, 1, x -> List.of(definition.apply(x.get(0))));
  }

  /** Name, for messages. */
  public String name() {
    return name;
  }

  /** Number of operands. */
  public int inputs() {
    return inputs;
  }

  /** Expressions of the results. */
  public List<Expr> outputs() {
    return outputs;
  }

  /**
   * The vector-Jacobian product as a function: operands are those of this function, then one
   * cotangent for each result; results are the cotangents of the wanted operands, in order.
   *
   * @param wanted operands to differentiate by, at least one
   */
  public MapFunction pullback(BitSet wanted) {
    return pullbacks.computeIfAbsent((BitSet) wanted.clone(), this::derive);
  }

  private MapFunction derive(BitSet wanted) {
    List<Expr> seeds = new ArrayList<>();
    for (int j = 0; j < outputs.size(); j++) {
      seeds.add(Expr.input(inputs + j));
    }
    List<Expr> all = Gradient.vjp(outputs, seeds, inputs);
    List<Expr> chosen = wanted.stream().mapToObj(all::get).toList();
    return new MapFunction("gradient of " + name, inputs + outputs.size(), chosen);
  }

  MapKernel kernel(ElementType type) {
    MapKernel kernel = kernels.get(type);
    return kernel != null
        ? kernel
        : kernels.computeIfAbsent(
            type, t -> Providers.best().compile(Instructions.compile(outputs, inputs, t)));
  }

  @Override
  public String toString() {
    return name;
  }
}
