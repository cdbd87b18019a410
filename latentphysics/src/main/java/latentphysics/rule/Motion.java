package latentphysics.rule;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Latents at three successive observations of many places: what rules are fitted to and judged on.
 *
 * @param previous latents one observation earlier, {@code [n, width]}
 * @param before latents, same shape
 * @param after latents one observation later, same shape
 * @param durations between them; absent where all are one nominal step
 * @param input what acted from before to after, {@code [n, inputs]}, if anything did
 */
public record Motion(
    Tensor previous,
    Tensor before,
    Tensor after,
    Optional<Durations> durations,
    Optional<Tensor> input) {
  private static final double EVEN = 0.1; // of a nominal step

  /**
   * Times between observations, in nominal steps.
   *
   * @param previous from previous to before, {@code [n, 1]}
   * @param next from before to after, {@code [n, 1]}
   */
  public record Durations(Tensor previous, Tensor next) {}

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they differ
   */
  public Motion {
    if (before.shape().rank() != 2
        || !previous.shape().equals(before.shape())
        || !after.shape().equals(before.shape())) {
      throw new IllegalArgumentException(
          "motion: previous %s, before %s, after %s, expected three times [n, width]"
              .formatted(previous.shape(), before.shape(), after.shape()));
    }
  }

  /** Motion by nominal steps that nothing acts on. */
  public static Motion of(Tensor previous, Tensor before, Tensor after) {
    return new Motion(previous, before, after, Optional.empty(), Optional.empty());
  }

  /** Number of places. */
  public int size() {
    return before.dim(0);
  }

  /** Number of coordinates. */
  public int width() {
    return before.dim(1);
  }

  /** The same places, latents mapped by a function of rows. */
  public Motion map(UnaryOperator<Tensor> function) {
    return new Motion(
        function.apply(previous), function.apply(before), function.apply(after), durations, input);
  }

  /**
   * Some of the coordinates.
   *
   * @param dims their numbers, in the order wanted
   */
  public Motion on(List<Integer> dims) {
    int count = dims.size();
    int first = dims.getFirst();
    boolean neighbours = true;
    for (int j = 0; j < count; j++) {
      neighbours &= dims.get(j) == first + j;
    }
    if (neighbours && count == width()) {
      return this;
    }
    if (neighbours) {
      return map(z -> z.slice(1, first, first + count));
    }
    Tensor indices = Tensor.of(dims.stream().mapToInt(i -> i).toArray(), count);
    return map(z -> z.take(indices, 1));
  }

  /** The places from {@code start} to before {@code end}. */
  public Motion rows(int start, int end) {
    return rows(x -> x.slice(0, start, end));
  }

  /** The places of the given numbers, int32 {@code [m]}. */
  public Motion take(Tensor places) {
    return rows(x -> x.take(places, 0));
  }

  private Motion rows(UnaryOperator<Tensor> choose) {
    return new Motion(
        choose.apply(previous),
        choose.apply(before),
        choose.apply(after),
        durations.map(d -> new Durations(choose.apply(d.previous()), choose.apply(d.next()))),
        input.map(choose));
  }

  /**
   * The places that are one nominal step from their neighbours, within a tenth, if that is at least
   * half of them, else all: there constants have closed forms, which over unequal durations take
   * iterations.
   */
  public Motion nominal() {
    if (durations.isEmpty()) {
      return this;
    }
    double[] last = durations.get().previous().toDoubles();
    double[] next = durations.get().next().toDoubles();
    int[] places =
        IntStream.range(0, last.length)
            .filter(i -> Math.abs(last[i] - 1) <= EVEN && Math.abs(next[i] - 1) <= EVEN)
            .toArray();
    boolean all = places.length == last.length;
    return all || 2 * places.length < last.length ? this : take(Tensor.of(places));
  }

  /** The same motion, whose latents pass no gradient on. */
  public Motion stopGradient() {
    return map(Tensor::stopGradient);
  }

  /** The same motion in another type of floating-point numbers, durations and input included. */
  public Motion astype(DType dtype) {
    return new Motion(
        previous.astype(dtype),
        before.astype(dtype),
        after.astype(dtype),
        durations.map(d -> new Durations(d.previous().astype(dtype), d.next().astype(dtype))),
        input.map(u -> u.astype(dtype)));
  }

  /** The same places with other latents after, {@code [n, width]}. */
  public Motion withAfter(Tensor other) {
    return new Motion(previous, before, other, durations, input);
  }

  /** The same motion under an input, {@code [n, inputs]}. */
  public Motion withInput(Tensor input) {
    return new Motion(previous, before, after, durations, Optional.of(input));
  }

  /** Changes from before to after, {@code [n, width]}. */
  public Tensor displacement() {
    return after.sub(before);
  }

  /** The mean squared displacement, a scalar. */
  public Tensor squaredDisplacement() {
    return displacement().square().sum(1).mean();
  }

  /** A quantity per nominal step times the durations to after. */
  public Tensor timesDuration(Tensor rate) {
    return durations.isPresent() ? rate.mul(durations.get().next()) : rate;
  }

  /** A quantity over the durations to after, divided by them. */
  public Tensor perDuration(Tensor change) {
    return durations.isPresent() ? change.div(durations.get().next()) : change;
  }

  /**
   * What an acceleration per nominal step squared adds to the inertia, by Störmer's rule for
   * unequal steps: times h = τ·(τ₋ + τ)/2.
   */
  public Tensor timesKick(Tensor acceleration) {
    return durations.isPresent() ? acceleration.mul(kick(durations.get())) : acceleration;
  }

  /** What is added to the inertia as an acceleration: divided by h of {@link #timesKick}. */
  public Tensor perKick(Tensor change) {
    return durations.isPresent() ? change.div(kick(durations.get())) : change;
  }

  private static Tensor kick(Durations d) {
    return d.next().mul(d.next().add(d.previous())).mul(0.5);
  }

  /** The change from previous to before, stretched to the duration from before to after. */
  public Tensor inertia() {
    Tensor change = before.sub(previous);
    return durations.isPresent()
        ? change.mul(durations.get().next().div(durations.get().previous()))
        : change;
  }

  /** The change from previous to before per nominal step. */
  public Tensor velocity() {
    Tensor change = before.sub(previous);
    return durations.isPresent() ? change.div(durations.get().previous()) : change;
  }

  /** What {@link #inertia} stretched, back at the duration from previous to before. */
  public Tensor shrunk(Tensor inertia) {
    return durations.isPresent()
        ? inertia.mul(durations.get().previous().div(durations.get().next()))
        : inertia;
  }

  /** The same places seen backwards in time: after, before, previous. */
  public Motion reversed() {
    return new Motion(
        after, before, previous, durations.map(d -> new Durations(d.next(), d.previous())), input);
  }
}
