package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import latentphysics.tensor.Interpreter;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.TracedTensor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first operation that makes a NaN or an infinity of numbers that are none, with the
 * shapes and ranges of what it was given; for looking, as it slows everything down.
 *
 * <p>Everything that is computed from the inputs is looked at, gradients and what goes on inside of
 * custom operations included. An infinity that comes in as a constant, as in a mask, is no offence.
 */
public final class FiniteCheck {
  private FiniteCheck() {}

  /**
   * Runs a function and checks each of its operations.
   *
   * @param function may differentiate
   * @return what the function returns
   * @throws ArithmeticException naming the first operation whose result is not finite, or an input
   *     or a constant that is NaN
   */
  public static List<Tensor> run(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
    Checker checker = new Checker();
    List<Tensor> checked = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).isFinite()) {
        throw new ArithmeticException("input " + i + " is " + described(inputs.get(i)));
      }
      checked.add(new Checked(checker, inputs.get(i)));
    }
    return function.apply(checked).stream().map(checker::value).toList();
  }

  /**
   * As {@link Autodiff#valueAndGrad(Structure, Function, Object)}, with each operation checked on
   * the way there and back.
   *
   * @throws ArithmeticException as {@link #run}
   */
  public static <P> Autodiff.ValueAndGrad<P> valueAndGrad(
      Structure<P> structure, Function<P, Tensor> function, P at) {
    List<Tensor> results =
        run(
            leaves -> {
              Autodiff.ValueAndGrad<P> found =
                  Autodiff.valueAndGrad(structure, function, structure.rebuild(at, leaves));
              List<Tensor> all = new ArrayList<>(structure.leaves(found.gradient()));
              all.addFirst(found.value());
              return all;
            },
            structure.leaves(at));
    return new Autodiff.ValueAndGrad<>(
        results.getFirst(), structure.rebuild(at, results.subList(1, results.size())));
  }

  private static final class Checked extends TracedTensor {
    final Checker checker;

    Checked(Checker checker, Tensor primal) {
      super(primal);
      this.checker = checker;
    }

    @Override
    public Interpreter interpreter() {
      return checker;
    }
  }

  private static final class Checker implements Interpreter {
    private final long level = Tape.LEVELS.incrementAndGet();

    @Override
    public long level() {
      return level;
    }

    Tensor value(Tensor tensor) {
      return tensor instanceof Checked checked && checked.checker == this
          ? checked.primal()
          : tensor;
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
      if (primitive instanceof Primitive.Custom custom) {
        // One by one, the operations inside are looked at too.
        return custom.operation().apply(operands);
      }
      List<Tensor> values = operands.stream().map(this::value).toList();
      List<Tensor> results = Primitive.apply(primitive, values);
      String offence = offence(values, results);
      if (offence != null) {
        throw new ArithmeticException(
            primitive.label()
                + " of "
                + String.join(" and ", values.stream().map(FiniteCheck::described).toList())
                + " "
                + offence);
      }
      return results.stream().map(result -> (Tensor) new Checked(this, result)).toList();
    }

    private static @Nullable String offence(List<Tensor> operands, List<Tensor> results) {
      boolean nan = operands.stream().anyMatch(x -> count(x, Double::isNaN) > 0);
      boolean infinite = operands.stream().anyMatch(x -> count(x, Double::isInfinite) > 0);
      if (nan) {
        return "has NaN, which is not made of the inputs";
      }
      for (Tensor result : results) {
        if (count(result, Double::isNaN) > 0 || (!infinite && !result.isFinite())) {
          return "gave " + described(result);
        }
      }
      return null;
    }
  }

  private static long count(Tensor x, DoublePredicate what) {
    return x.dtype().isFloat() ? Arrays.stream(x.toDoubles()).filter(what).count() : 0;
  }

  /** Type, shape, range of the numbers and how many are none. */
  private static String described(Tensor x) {
    double[] numbers = Arrays.stream(x.toDoubles()).filter(Double::isFinite).toArray();
    StringBuilder text = new StringBuilder().append(x.dtype()).append(x.shape());
    if (numbers.length > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              " in [%.6g, %.6g]",
              Arrays.stream(numbers).min().orElseThrow(),
              Arrays.stream(numbers).max().orElseThrow()));
    }
    long nan = count(x, Double::isNaN);
    long infinite = count(x, Double::isInfinite);
    if (nan > 0) {
      text.append(", ").append(nan).append(" NaN");
    }
    if (infinite > 0) {
      text.append(", ").append(infinite).append(" infinite");
    }
    return text.toString();
  }
}
