package latentphysics.autodiff.layers;

import java.util.List;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * Dropout for training (Srivastava et al., JMLR 15, 2014), inverted: what is kept is divided by the
 * probability to be kept, so that nothing is to be done after training.
 */
public final class Dropout {
  /** Of x, uniform numbers, rate and 1/(1 − rate). */
  private static final MapFunction DROP =
      MapFunction.of(
          "dropout",
          4,
          x -> List.of(x.get(1).ifLess(x.get(2), Expr.constant(0), x.get(0).mul(x.get(3)))));

  private Dropout() {}

  /**
   * Each element is zero with probability {@code rate}, else x ÷ (1 − rate), independent of the
   * others. A dropped NaN is zero too.
   *
   * @param x float32 or float64 of any shape
   * @param rate in [0, 1); 0 gives x itself
   * @param key of this use; another one for each layer and step
   * @return of the same shape
   * @throws IllegalArgumentException if the rate is out of its range or x has another type
   */
  public static Tensor apply(Tensor x, double rate, Key key) {
    Arguments.expectFloat("dropout", x.dtype());
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: rate " + rate + ", expected in [0, 1)");
    }
    if (rate == 0) {
      return x;
    }
    return Tensor.map(
        DROP,
        x,
        key.uniform(x.dtype(), x.shape().dims()),
        Tensor.scalar(x.dtype(), rate),
        Tensor.scalar(x.dtype(), 1 / (1 - rate)));
  }
}
