package latentphysics.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A function of what lies along one axis of tensors, such as softmax: maps and reductions, written
 * once.
 *
 * <p>Under automatic differentiation it is the primitives that it is made of. Of plain tensors a
 * few lines at a time go through all its steps, so that what lies between the steps stays in the
 * cache; the bits are the same.
 *
 * <p>Keep instances in {@code static final} fields.
 */
public final class AxisFunction {

  /** A step; numbers are positions of values: the operands, then the results of the steps. */
  sealed interface Step {
    /** An elementwise function. */
    record Map(MapFunction function, List<Integer> arguments) implements Step {}

    /** A reduction along the axis of an elementwise function. */
    record Reduce(Reduction reduction, MapFunction function, List<Integer> arguments)
        implements Step {}

    /** The same value without a derivative. */
    record Constant(int argument) implements Step {}
  }

  /**
   * A value while a function is being defined: a number for each element of the axis, or one for
   * the whole line.
   */
  public static final class Line {
    private final Definition definition;
    private final int position;
    private final boolean alongAxis;

    private Line(Definition definition, int position, boolean alongAxis) {
      this.definition = definition;
      this.position = position;
      this.alongAxis = alongAxis;
    }

    /** The single result of an elementwise function; lines and single numbers broadcast. */
    public static Line map(MapFunction function, Line... arguments) {
      return arguments[0].definition.add(
          new Step.Map(function, positions(arguments)),
          List.of(arguments).stream().anyMatch(line -> line.alongAxis));
    }

    /** Sum of the single result of an elementwise function, one number. */
    public static Line sumOf(MapFunction function, Line... arguments) {
      return reduce(Reduction.SUM, function, arguments);
    }

    /** Largest of the single result of an elementwise function, one number; NaN wins. */
    public static Line maxOf(MapFunction function, Line... arguments) {
      return reduce(Reduction.MAX, function, arguments);
    }

    private static Line reduce(Reduction reduction, MapFunction function, Line... arguments) {
      return arguments[0].definition.add(
          new Step.Reduce(reduction, function, positions(arguments)), false);
    }

    /** Sum along the axis, one number. */
    public Line sum() {
      return sumOf(Functions.IDENTITY, this);
    }

    /** Largest number along the axis; NaN wins. */
    public Line max() {
      return maxOf(Functions.IDENTITY, this);
    }

    /** The same value, through which no derivative flows. */
    public Line stopGradient() {
      return definition.add(new Step.Constant(position), alongAxis);
    }

    private static List<Integer> positions(Line... lines) {
      return List.of(lines).stream().map(line -> line.position).toList();
    }
  }

  private static final class Definition {
    final List<Step> steps = new ArrayList<>();
    final List<Boolean> alongAxis = new ArrayList<>();

    Line add(Step step, boolean along) {
      steps.add(step);
      return value(along);
    }

    Line value(boolean along) {
      alongAxis.add(along);
      return new Line(this, alongAxis.size() - 1, along);
    }
  }

  private final String name;
  private final int alongInputs;
  private final int inputs;
  private final List<Step> steps;
  private final List<Boolean> alongAxis;

  private AxisFunction(String name, int alongInputs, int inputs, Definition definition) {
    this.name = name;
    this.alongInputs = alongInputs;
    this.inputs = inputs;
    steps = List.copyOf(definition.steps);
    alongAxis = List.copyOf(definition.alongAxis);
  }

  /**
   * A function with one result: what its definition does last.
   *
   * @param name for messages
   * @param along number of operands that vary along the axis, at least one
   * @param single number of further operands with one number for each line
   * @param definition the result, given the operands
   */
  public static AxisFunction of(
      String name, int along, int single, Function<List<Line>, Line> definition) {
    Definition body = new Definition();
    List<Line> operands = new ArrayList<>();
    for (int i = 0; i < along + single; i++) {
      operands.add(body.value(i < along));
    }
    Line result = definition.apply(operands);
    if (along < 1 || result.position != body.alongAxis.size() - 1 || body.steps.isEmpty()) {
      throw new IllegalArgumentException(
          name + ": expected an operand along the axis, and the result of the last step");
    }
    return new AxisFunction(name, along, along + single, body);
  }

  /** The steps. */
  List<Step> steps() {
    return steps;
  }

  /** Number of operands. */
  int inputs() {
    return inputs;
  }

  /** Whether a value has a number for each element of the axis. */
  boolean isAlongAxis(int value) {
    return alongAxis.get(value);
  }

  /**
   * Applies the function along an axis.
   *
   * @param axis of the operands' common shape; negative ones count from the end
   * @param operands those along the axis first; all broadcast. Those with a number for each line
   *     have length 1 at the axis, or are scalars. int32 counts as float64
   * @return the common shape, with length 1 at the axis if the result is one number for each line
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor apply(int axis, Tensor... operands) {
    return evaluate(false, axis, operands);
  }

  /** As {@link #apply}, one primitive after the other also for plain tensors. */
  Tensor applyByPrimitives(int axis, Tensor... operands) {
    return evaluate(true, axis, operands);
  }

  private Tensor evaluate(boolean alwaysPrimitives, int axis, Tensor... operands) {
    if (operands.length != inputs) {
      throw new IllegalArgumentException(
          name + ": " + operands.length + " operands, expected " + inputs);
    }
    DType common = TypeRules.common(name, List.of(operands));
    DType type = common.isFloat() ? common : DType.FLOAT64;
    Shape shape = operands[0].shape();
    for (Tensor operand : operands) {
      shape = Shape.broadcast(name, shape, operand.shape());
    }
    int chosen = shape.axis(name, axis);
    if (shape.size() == 0 && isAlongAxis(alongAxis.size() - 1)) {
      return Tensor.zeros(type, shape.dims());
    }
    int[] whole = shape.dims();
    int[] single = shape.dims();
    single[chosen] = 1;
    List<Tensor> values = new ArrayList<>();
    boolean primitives = alwaysPrimitives || shape.size() == 0;
    for (int i = 0; i < inputs; i++) {
      Tensor operand = operands[i].astype(type);
      values.add(operand.broadcastTo(i < alongInputs ? whole : single));
      primitives |= operand instanceof TracedTensor;
    }
    return primitives
        ? byPrimitives(chosen, values)
        : AxisEvaluation.apply(this, chosen, values.stream().map(Tensor::array).toList());
  }

  private Tensor byPrimitives(int axis, List<Tensor> operands) {
    List<Tensor> values = new ArrayList<>(operands);
    for (Step step : steps) {
      values.add(
          switch (step) {
            case Step.Map(MapFunction function, List<Integer> arguments) ->
                Tensor.map(function, chosen(values, arguments));
            case Step.Reduce(
                    Reduction reduction,
                    MapFunction function,
                    List<Integer> arguments) -> {
              Tensor[] terms = chosen(values, arguments);
              Tensor reduced =
                  switch (reduction) {
                    case SUM -> Tensor.sumOf(function, new int[] {axis}, terms);
                    case MAX -> Tensor.map(function, terms).max(axis);
                    case MIN -> Tensor.map(function, terms).min(axis);
                  };
              yield reduced.expandDims(axis);
            }
            case Step.Constant(int argument) -> values.get(argument).stopGradient();
          });
    }
    return values.getLast();
  }

  private static Tensor[] chosen(List<Tensor> values, List<Integer> positions) {
    return positions.stream().map(values::get).toArray(Tensor[]::new);
  }

  @Override
  public String toString() {
    return name;
  }
}
