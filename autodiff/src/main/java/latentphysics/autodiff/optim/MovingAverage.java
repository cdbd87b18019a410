package latentphysics.autodiff.optim;

import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/**
 * Exponential moving averages of weights, each in one pass:
 *
 * <pre>
 *   a ← a + w·(θ − a)
 * </pre>
 *
 * <p>Without correction w = 1 − decay, and a starts as the parameters that {@link #start} is given.
 *
 * <p>With correction a is after t updates the average from zero divided by 1 − decayᵗ (D. Kingma,
 * J. Ba, Adam, ICLR 2015, section 3): a weighted mean of the parameters seen, without a part of the
 * start. It is computed by w = (1 − decay)/(1 − decayᵗ), which is the same and has no division left
 * to the end.
 *
 * @param decay share of the past that stays with each update, in [0, 1)
 * @param corrected whether what went before the first update has no part
 */
public record MovingAverage(double decay, boolean corrected) {
  /** a, θ, w. */
  private static final MapFunction TOWARDS =
      MapFunction.of(
          "moving average", 3, x -> List.of(x.get(0).add(x.get(2).mul(x.get(1).sub(x.get(0))))));

  /**
   * Checks the decay.
   *
   * @throws IllegalArgumentException if it is out of its range
   */
  public MovingAverage {
    Range.FRACTION.check("moving average", "decay", decay);
  }

  /**
   * An average. All of it are tensors, so that a {@link Structure} can save it.
   *
   * @param count updates done, an int32 scalar
   * @param average like the parameters; ready for use at any time
   */
  public record State<P>(Tensor count, P average) {
    /**
     * Checks the count.
     *
     * @throws IllegalArgumentException if it is no int32 scalar of at least 0
     */
    public State {
      Leaves.checkCount("moving average", count);
    }
  }

  /**
   * Before the first update: the parameters, or zeros if {@link #corrected}.
   *
   * @throws IllegalArgumentException if a parameter is neither float32 nor float64
   */
  public <P> State<P> start(Structure<P> structure, P parameters) {
    Leaves.ofNumbers("moving average", structure, parameters);
    return new State<>(
        Leaves.count(0),
        corrected
            ? structure.map(parameters, p -> Tensor.zeros(p.dtype(), p.shape().dims()))
            : parameters);
  }

  /** {@link #start(Structure, Object)} for a list. */
  public State<List<Tensor>> start(List<Tensor> parameters) {
    return start(Structure.list(), parameters);
  }

  /**
   * The average with new parameters in it. The old one stays as it is.
   *
   * @throws IllegalArgumentException if the parameters do not match the average, naming the first
   *     leaf that does not
   */
  public <P> State<P> update(Structure<P> structure, State<P> state, P parameters) {
    List<Tensor> old = Leaves.ofNumbers("moving average", structure, state.average);
    List<Tensor> now =
        Leaves.alike("moving average", structure, state.average, old, "parameter", parameters);
    int t = Math.addExact((int) state.count.item(), 1);
    double weight = (1 - decay) / (corrected ? 1 - StrictMath.pow(decay, t) : 1);
    Tensor single = Tensor.scalar(DType.FLOAT32, weight);
    Tensor full = Tensor.scalar(DType.FLOAT64, weight);
    List<Tensor> next = new ArrayList<>(old.size());
    for (int i = 0; i < old.size(); i++) {
      Tensor w = old.get(i).dtype() == DType.FLOAT32 ? single : full;
      next.add(Tensor.map(TOWARDS, old.get(i), now.get(i), w));
    }
    return new State<>(Leaves.count(t), structure.rebuild(state.average, next));
  }

  /** {@link #update(Structure, State, Object)} for lists. */
  public State<List<Tensor>> update(State<List<Tensor>> state, List<Tensor> parameters) {
    return update(Structure.list(), state, parameters);
  }
}
