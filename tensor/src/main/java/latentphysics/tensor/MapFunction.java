package latentphysics.tensor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Providers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Gradient;
import latentphysics.kernels.expr.Instructions;
import org.jspecify.annotations.Nullable;

/**
 * An elementwise function, defined once by expressions; its kernels and its derivative are made
 * from them when first needed and kept.
 *
 * <p>Keep instances in {@code static final} fields: each costs a compilation. Numbers that vary
 * belong into operands, not into the expression.
 */
public final class MapFunction {
  /** Which operands to differentiate by, and of which results there are cotangents. */
  private record Reverse(BitSet wanted, BitSet given, boolean results) {}

  /** What a function does with integers and truth values. */
  private enum Domain {
    /** Computes with integers where its expressions allow that, else in float64. */
    NUMBERS,
    /** As with numbers; of truth values alone it makes truth values, with 0 and 1. */
    NUMBERS_AND_TRUTH_VALUES,
    /** Its results are truth values: whether they differ from 0. */
    PREDICATE
  }

  private final String name;
  private final int inputs;
  private final List<Expr> outputs;
  private final Domain domain;
  private volatile @Nullable MapKernel float32;
  private volatile @Nullable MapKernel float64;
  private volatile @Nullable Boolean integral;
  private final ConcurrentHashMap<List<DType>, MapKernel> mixed = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<BitSet, MapFunction> pullbacks = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Reverse, MapDerivative> reverse = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<BitSet, MapDerivative> forward = new ConcurrentHashMap<>();
  private volatile @Nullable BitSet smooth;

  private MapFunction(String name, int inputs, List<Expr> outputs, Domain domain) {
    this.name = name;
    this.inputs = inputs;
    this.outputs = List.copyOf(outputs);
    this.domain = domain;
  }

  /**
   * A function with one or more results.
   *
   * <p>Results have the operands' common type by NumPy's rules: bool gives way to all, int32 to
   * float64; float32 with float64 or int32 is an error. With integers alone a function that
   * divides, has a fractional constant or calls an elementary function computes in float64.
   *
   * @param name for messages
   * @param inputs number of operands
   * @param definition expressions of the results, given those of the operands
   * @throws IllegalArgumentException if there is no result; an expression that uses a missing
   *     operand is refused when the function is first applied
   */
  public static MapFunction of(
      String name, int inputs, Function<List<Expr>, List<Expr>> definition) {
    return of(name, inputs, Domain.NUMBERS, definition);
  }

  private static MapFunction of(
      String name, int inputs, Domain domain, Function<List<Expr>, List<Expr>> definition) {
    List<Expr> operands = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      operands.add(Expr.input(i));
    }
    List<Expr> outputs = definition.apply(operands);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(name + ": no result, expected at least one");
    }
    return new MapFunction(name, inputs, outputs, domain);
  }

  /** A function whose results are truth values: whether its expressions differ from 0. */
  public static MapFunction predicate(
      String name, int inputs, Function<List<Expr>, List<Expr>> definition) {
    return of(name, inputs, Domain.PREDICATE, definition);
  }

  /** A function that makes truth values of truth values, such as the larger of two. */
  static MapFunction alsoOfTruthValues(
      String name, int inputs, Function<List<Expr>, List<Expr>> definition) {
    return of(name, inputs, Domain.NUMBERS_AND_TRUTH_VALUES, definition);
  }

  /** A function of integers in which division rounds towards −∞; the divisor must not be 0. */
  static MapFunction ofIntegers(
      String name, int inputs, Function<List<Expr>, List<Expr>> definition) {
    MapFunction function = of(name, inputs, Domain.NUMBERS, definition);
    function.integral = true;
    return function;
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
   * @throws UnsupportedOperationException if a result depends on an operand through bit operations
   */
  public MapFunction pullback(BitSet wanted) {
    MapFunction found = pullbacks.get(wanted);
    return found != null
        ? found
        : pullbacks.computeIfAbsent(
            (BitSet) wanted.clone(),
            bits -> {
              List<Expr> seeds = new ArrayList<>();
              for (int j = 0; j < outputs.size(); j++) {
                seeds.add(Expr.input(inputs + j));
              }
              List<Expr> all = Gradient.vjp(outputs, seeds, inputs);
              return derivative(
                  "gradient of " + name,
                  inputs + outputs.size(),
                  bits.stream().mapToObj(all::get).toList());
            });
  }

  /**
   * The vector-Jacobian product, reading no more than it must. It may read, by position, the
   * operands, then the results, then one cotangent for each result. What has no cotangent is left
   * out of the computation, so that an infinite slope of it does no harm.
   *
   * @param wanted operands to differentiate by, at least one
   * @param given results that have a cotangent, at least one
   * @param results whether the results may be read; if not, what is needed of them is computed
   *     again from the operands
   * @throws UnsupportedOperationException if a result depends on an operand through bit operations
   */
  public MapDerivative reverse(BitSet wanted, BitSet given, boolean results) {
    MapDerivative found = reverse.get(new Reverse(wanted, given, results));
    return found != null
        ? found
        : reverse.computeIfAbsent(
            new Reverse((BitSet) wanted.clone(), (BitSet) given.clone(), results),
            key -> MapDerivative.reverse(this, key.wanted, key.given, key.results));
  }

  /**
   * The Jacobian-vector product, reading no more than it must: one result for each result of this
   * function. It may read, by position, the operands, then one tangent for each operand.
   *
   * @param given operands that have a tangent, at least one; the others' are zero
   * @throws UnsupportedOperationException if a result depends on an operand through bit operations
   */
  public MapDerivative forward(BitSet given) {
    MapDerivative found = forward.get(given);
    return found != null
        ? found
        : forward.computeIfAbsent(
            (BitSet) given.clone(), bits -> MapDerivative.forward(this, bits));
  }

  /**
   * Whether the derivative by an operand is zero everywhere, as that of a condition is, and of what
   * is rounded. False where there is no derivative.
   */
  public boolean isFlat(int operand) {
    BitSet known = smooth;
    if (known == null) {
      known = MapDerivative.smooth(this);
      smooth = known;
    }
    return !known.get(operand);
  }

  static MapFunction derivative(String name, int inputs, List<Expr> outputs) {
    return new MapFunction(name, inputs, outputs, Domain.NUMBERS);
  }

  /**
   * Type of the results.
   *
   * @throws IllegalArgumentException if the operands' types do not go together
   */
  DType resultType(List<Tensor> operands) {
    DType common = TypeRules.common(name, operands);
    if (domain == Domain.PREDICATE) {
      return DType.BOOL;
    }
    if (common.isFloat()) {
      return common;
    }
    if (common == DType.BOOL && (domain == Domain.NUMBERS || !isIntegral())) {
      throw new IllegalArgumentException(
          name + ": bool operands, expected numbers; convert with astype");
    }
    return isIntegral() ? common : DType.FLOAT64;
  }

  /** Whether the expressions can be computed with integers. */
  private boolean isIntegral() {
    Boolean known = integral;
    if (known == null) {
      try {
        known =
            Instructions.compile(outputs, inputs, ElementType.INT32).list().stream()
                .noneMatch(in -> in.op() == Instructions.Op.DIV);
      } catch (IllegalArgumentException e) {
        known = false;
      }
      integral = known;
    }
    return known;
  }

  /** Whether all it takes and gives has one floating-point type, and there is one result. */
  boolean isPlain() {
    return domain != Domain.PREDICATE && outputs.size() == 1;
  }

  /** Whether its first result is its first operand as it is. */
  public boolean returnsFirst() {
    return outputs.getFirst() instanceof Expr.Input(int index) && index == 0;
  }

  /** Whether its results have the type of floating-point operands. */
  boolean makesNumbers() {
    return domain != Domain.PREDICATE;
  }

  /** The loop for operands of one floating-point type. */
  MapKernel kernel(DType type) {
    MapKernel kernel = type == DType.FLOAT32 ? float32 : float64;
    if (kernel == null) {
      kernel = kernel(Collections.nCopies(inputs, type), type);
      if (type == DType.FLOAT32) {
        float32 = kernel;
      } else {
        float64 = kernel;
      }
    }
    return kernel;
  }

  /** The loop for operands of the given types. */
  MapKernel kernel(List<DType> operands, DType result) {
    List<DType> key = new ArrayList<>(operands);
    key.add(result);
    return mixed.computeIfAbsent(key, this::compile);
  }

  private MapKernel compile(List<DType> operandsAndResult) {
    List<ElementType> types =
        operandsAndResult.stream().map(DType::element).collect(Collectors.toList());
    ElementType result = types.removeLast();
    ElementType common = ElementType.BOOL;
    for (ElementType type : types) {
      common = wider(common, type);
    }
    if (result != ElementType.BOOL) {
      common = wider(common, result);
    }
    return Providers.best()
        .compile(
            Instructions.compile(
                outputs,
                common == ElementType.BOOL || (common == ElementType.INT32 && isIntegral())
                    ? ElementType.INT32
                    : common == ElementType.INT32 ? ElementType.FLOAT64 : common,
                types,
                Collections.nCopies(outputs.size(), result)));
  }

  /** The narrowest type that holds all numbers of both. */
  private static ElementType wider(ElementType a, ElementType b) {
    return switch (a) {
      case FLOAT64 -> a;
      case FLOAT32 -> b == a || b == ElementType.BOOL ? a : ElementType.FLOAT64;
      case INT32 -> b == a || b == ElementType.BOOL ? a : ElementType.FLOAT64;
      case BOOL -> b;
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
