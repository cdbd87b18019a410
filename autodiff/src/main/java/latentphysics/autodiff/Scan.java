package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.Tensor;

/**
 * Repeats a step over time with memory for the derivative that grows with the root of the time: a
 * roll-out of a simulation, or a recurrent network.
 *
 * <p>Time is cut into segments. Going forwards, the carry is kept at the start of each; going back,
 * one segment at a time is computed again and recorded. With segments of √T steps √T carries and √T
 * recorded steps are in memory at once, and every step is computed twice.
 */
public final class Scan {
  private Scan() {}

  /** One step. */
  @FunctionalInterface
  public interface Step {
    /**
     * The next carry and what is told of this step.
     *
     * @param parameters the same at every step
     * @param carry of the step before
     * @param input of this step; empty if there is none
     */
    Result apply(List<Tensor> parameters, List<Tensor> carry, List<Tensor> input);
  }

  /**
   * A carry with outputs.
   *
   * @param carry of the same types and shapes at every step
   * @param outputs of one step, or with a first axis for time, of all
   */
  public record Result(List<Tensor> carry, List<Tensor> outputs) {}

  /**
   * Runs a step again and again, in segments of ⌈√T⌉ steps.
   *
   * @param step a function of nothing but its arguments: each tensor under differentiation has to
   *     be a parameter, a carry or an input
   * @param parameters any number
   * @param carry before the first step, at least one tensor
   * @param inputs any number, with time as first axis, {@code length} long
   * @param length number of steps, at least 0
   * @return the last carry, and the outputs of all steps stacked along a new first axis
   * @throws IllegalArgumentException if an input has another length, or a carry changes its type or
   *     shape
   */
  public static Result scan(
      Step step, List<Tensor> parameters, List<Tensor> carry, List<Tensor> inputs, int length) {
    return scan(
        step, parameters, carry, inputs, length, Math.max(1, (int) Math.ceil(Math.sqrt(length))));
  }

  /**
   * As {@link #scan(Step, List, List, List, int)} with segments of chosen length.
   *
   * @param segment steps from one kept carry to the next, at least 1; with {@code length} all steps
   *     are computed twice and recorded together
   */
  public static Result scan(
      Step step,
      List<Tensor> parameters,
      List<Tensor> carry,
      List<Tensor> inputs,
      int length,
      int segment) {
    if (length < 0 || segment < 1) {
      throw new IllegalArgumentException(
          "scan: length "
              + length
              + " in segments of "
              + segment
              + ", expected at least 0 and at least 1");
    }
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      if (input.shape().rank() == 0 || input.dim(0) != length) {
        throw new IllegalArgumentException(
            "scan: input " + i + " is " + input.shape() + ", expected " + length + " along axis 0");
      }
    }
    if (length == 0) {
      return new Result(carry, List.of());
    }
    List<Tensor> state = carry;
    List<List<Tensor>> pieces = new ArrayList<>();
    for (int start = 0; start < length; start += segment) {
      int from = start;
      int to = Math.min(length, start + segment);
      Result run =
          segment(
              step,
              parameters,
              state,
              inputs.stream().map(input -> input.slice(0, from, to)).toList(),
              to - from);
      state = run.carry();
      pieces.add(run.outputs());
    }
    return new Result(state, joined(pieces));
  }

  /** Some steps as one operation that is computed again for its derivative. */
  private static Result segment(
      Step step, List<Tensor> parameters, List<Tensor> carry, List<Tensor> inputs, int length) {
    int p = parameters.size();
    int c = carry.size();
    UnaryOperator<List<Tensor>> steps =
        all -> {
          Result run =
              run(
                  step,
                  all.subList(0, p),
                  all.subList(p, p + c),
                  all.subList(p + c, all.size()),
                  length);
          List<Tensor> results = new ArrayList<>(run.carry());
          results.addAll(run.outputs());
          return results;
        };
    List<Tensor> operands = new ArrayList<>(parameters);
    operands.addAll(carry);
    operands.addAll(inputs);
    List<Tensor> results = Checkpoint.of("scan", steps).apply(operands);
    return new Result(results.subList(0, c), results.subList(c, results.size()));
  }

  private static Result run(
      Step step, List<Tensor> parameters, List<Tensor> carry, List<Tensor> inputs, int length) {
    List<Tensor> state = carry;
    List<List<Tensor>> outputs = new ArrayList<>();
    for (int t = 0; t < length; t++) {
      int time = t;
      List<Tensor> input = inputs.stream().map(x -> x.slice(0, time, time + 1).squeeze(0)).toList();
      Result next = step.apply(parameters, state, input);
      requireSame(state, next.carry());
      state = next.carry();
      outputs.add(next.outputs().stream().map(y -> y.expandDims(0)).toList());
    }
    return new Result(state, joined(outputs));
  }

  private static List<Tensor> joined(List<List<Tensor>> pieces) {
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < pieces.getFirst().size(); i++) {
      int output = i;
      joined.add(
          Tensor.concatenate(
              0, pieces.stream().map(piece -> piece.get(output)).toArray(Tensor[]::new)));
    }
    return joined;
  }

  private static void requireSame(List<Tensor> before, List<Tensor> after) {
    if (!Alike.are(before, after)) {
      throw new IllegalArgumentException(
          "scan: a step made the carry "
              + described(after)
              + ", expected "
              + described(before)
              + " as before it");
    }
  }

  private static List<String> described(List<Tensor> tensors) {
    return tensors.stream().map(x -> x.dtype() + "" + x.shape()).toList();
  }
}
