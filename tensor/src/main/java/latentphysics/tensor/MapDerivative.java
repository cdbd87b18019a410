package latentphysics.tensor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Gradient;
import latentphysics.kernels.expr.Substitution;
import org.jspecify.annotations.Nullable;

/**
 * A derivative of an elementwise function, as an elementwise function of no more than it reads.
 *
 * <p>What is passed on as it is, such as the cotangent of a sum, is not copied, and what several
 * results have in common is computed once.
 */
public final class MapDerivative {
  private final String name;
  private final List<Integer> reads;

  /** Computes the results that are not passed on; null if there are none. */
  private final @Nullable MapFunction function;

  /** For each result its number among those that are computed, or −1 − the position passed on. */
  private final int[] sources;

  private MapDerivative(
      String name, List<Integer> reads, @Nullable MapFunction function, int[] sources) {
    this.name = name;
    this.reads = reads;
    this.function = function;
    this.sources = sources;
  }

  /**
   * Increasing positions of what is read, in the list of all that a derivative may read, which the
   * methods of {@link MapFunction} that return derivatives describe.
   */
  public List<Integer> reads() {
    return reads;
  }

  /** Whether position {@code index} is read. */
  public boolean reads(int index) {
    return reads.contains(index);
  }

  /**
   * Results of the derivative.
   *
   * @param all what it may read, in the order of the positions; null where it does not
   * @throws IllegalArgumentException if something that is read is missing
   */
  public List<Tensor> apply(List<? extends @Nullable Tensor> all) {
    List<Tensor> computed =
        function == null ? List.of() : Primitive.apply(new Primitive.Map(function), read(all));
    if (sources.length == 1 && sources[0] >= 0) {
      return computed;
    }
    List<Tensor> results = new ArrayList<>(sources.length);
    for (int source : sources) {
      results.add(source >= 0 ? computed.get(source) : present(all, -1 - source));
    }
    return results;
  }

  /**
   * Sum of the single result over axes, in one pass.
   *
   * @param axes strictly increasing
   */
  public Tensor sum(List<Integer> axes, List<? extends @Nullable Tensor> all) {
    return function == null
        ? Primitive.one(new Primitive.Sum(Functions.IDENTITY, axes), present(all, -1 - sources[0]))
        : Primitive.apply(new Primitive.Sum(function, axes), read(all)).getFirst();
  }

  private List<Tensor> read(List<? extends @Nullable Tensor> all) {
    List<Tensor> read = new ArrayList<>(reads.size());
    for (int index : reads) {
      read.add(present(all, index));
    }
    return read;
  }

  private Tensor present(List<? extends @Nullable Tensor> all, int index) {
    Tensor tensor = all.get(index);
    if (tensor == null) {
      throw new IllegalArgumentException(name + ": position " + index + " is missing");
    }
    return tensor;
  }

  /**
   * ȳᵀ·∂y/∂x. Positions: operands, results, one cotangent for each result.
   *
   * @param results whether results may be read instead of computing parts of them again
   */
  static MapDerivative reverse(MapFunction function, BitSet wanted, BitSet given, boolean results) {
    int inputs = function.inputs();
    int outputs = function.outputs().size();
    List<Expr> seeds = given.stream().mapToObj(j -> Expr.input(inputs + outputs + j)).toList();
    List<Expr> used = given.stream().mapToObj(function.outputs()::get).toList();
    List<Expr> all = Gradient.vjp(used, seeds, inputs);
    List<Expr> chosen = wanted.stream().mapToObj(all::get).toList();
    if (results) {
      chosen = Substitution.apply(chosen, (node, rebuilt) -> byResult(function, node, rebuilt));
    }
    return packed(
        "gradient of " + function, chosen, inputs + outputs + given.stream().findFirst().orElse(0));
  }

  /** ∂y/∂x·ẋ. Positions: operands, one tangent for each operand. */
  static MapDerivative forward(MapFunction function, BitSet given) {
    // ȳᵀ·J is linear in ȳ, and its derivative by ȳ, applied to ẋ, is J·ẋ.
    int inputs = function.inputs();
    int outputs = function.outputs().size();
    List<Expr> cotangents =
        IntStream.range(0, outputs).mapToObj(j -> Expr.input(inputs + j)).toList();
    List<Expr> pulled = Gradient.vjp(function.outputs(), cotangents, inputs);
    List<Expr> used = given.stream().mapToObj(pulled::get).toList();
    int first = inputs + outputs;
    List<Expr> tangents = given.stream().mapToObj(i -> Expr.input(first + i)).toList();
    List<Expr> pushed = Gradient.vjp(used, tangents, first).subList(inputs, first);
    List<Expr> moved =
        Substitution.apply(
            pushed,
            (node, rebuilt) ->
                node instanceof Expr.Input(int index) && index >= first
                    ? Expr.input(index - outputs)
                    : rebuilt);
    return packed(
        "derivative of " + function, moved, inputs + given.stream().findFirst().orElse(0));
  }

  /** Whether ∂y/∂x is something else than zero everywhere, for each operand. */
  static BitSet smooth(MapFunction function) {
    int inputs = function.inputs();
    List<Expr> seeds =
        IntStream.range(0, function.outputs().size())
            .mapToObj(j -> Expr.input(inputs + j))
            .toList();
    BitSet smooth = new BitSet();
    try {
      List<Expr> all = Gradient.vjp(function.outputs(), seeds, inputs);
      for (int i = 0; i < inputs; i++) {
        smooth.set(i, !(all.get(i) instanceof Expr.Constant(double v) && v == 0));
      }
    } catch (UnsupportedOperationException e) {
      smooth.set(0, inputs);
    }
    return smooth;
  }

  /**
   * Sorts the results into those that are inputs and those that are computed.
   *
   * @param always position of a tensor that is there whatever is read, as it gives the shape
   */
  private static MapDerivative packed(String name, List<Expr> outputs, int always) {
    List<Integer> found = Substitution.inputs(outputs);
    List<Integer> reads = found.isEmpty() ? List.of(always) : found;
    IdentityHashMap<Expr, Integer> places = new IdentityHashMap<>();
    List<Expr> computed = new ArrayList<>();
    int[] sources = new int[outputs.size()];
    for (int i = 0; i < sources.length; i++) {
      Expr output = outputs.get(i);
      if (output instanceof Expr.Input(int index)) {
        sources[i] = -1 - index;
      } else {
        Integer place = places.putIfAbsent(output, computed.size());
        sources[i] = place == null ? computed.size() : place;
        if (place == null) {
          computed.add(output);
        }
      }
    }
    List<Expr> renumbered =
        Substitution.apply(
            computed,
            (node, rebuilt) ->
                node instanceof Expr.Input(int index) ? Expr.input(reads.indexOf(index)) : rebuilt);
    MapFunction function =
        computed.isEmpty() ? null : MapFunction.derivative(name, reads.size(), renumbered);
    return new MapDerivative(name, reads, function, sources);
  }

  /** The result in place of an expression that is one, or in a comparison that it decides. */
  @SuppressWarnings("ReferenceEquality") // a node equals only itself
  private static Expr byResult(MapFunction function, Expr node, Expr rebuilt) {
    if (node instanceof Expr.Input || node instanceof Expr.Constant) {
      return rebuilt;
    }
    for (int j = 0; j < function.outputs().size(); j++) {
      Expr output = function.outputs().get(j);
      Expr result = Expr.input(function.inputs() + j);
      if (node == output) {
        return result;
      }
      if (node instanceof Expr.Select(Expr.Comparison op, Expr a, Expr b, Expr t, Expr e)
          && rebuilt instanceof Expr.Select parts
          && limited(output) instanceof Limited(Expr x, Expr.Constant limit)
          && (a == x || a.equals(limit))
          && (b == x || b.equals(limit))) {
        // With y = max(x, c): c < x just where c < y, and y is NaN just where x is; so for min.
        return new Expr.Select(
            op,
            a == x ? result : parts.a(),
            b == x ? result : parts.b(),
            parts.then(),
            parts.otherwise());
      }
    }
    return rebuilt;
  }

  /** The larger or smaller of an expression and a number. */
  private record Limited(Expr x, Expr.Constant limit) {}

  @SuppressWarnings("ReferenceEquality") // a node equals only itself
  private static @Nullable Limited limited(Expr output) {
    return output instanceof Expr.Select(Expr.Comparison op, Expr a, Expr b, Expr x, Expr rest)
            && op == Expr.Comparison.LT
            && rest instanceof Expr.Select(Expr.Comparison eq, Expr c, Expr d, Expr limit, Expr nan)
            && eq == Expr.Comparison.EQ
            && c == x
            && d == x
            && nan == x
            && limit instanceof Expr.Constant number
            && !Double.isNaN(number.value())
            && ((a == x && b.equals(limit)) || (b == x && a.equals(limit)))
        ? new Limited(x, number)
        : null;
  }
}
