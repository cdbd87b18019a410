package latentphysics.tensor;

import java.util.Arrays;

/**
 * What makes axes disappear.
 *
 * <p>Axes count from 0, negative ones from the end; without any, all are meant. {@link #keepDims}
 * leaves them with length 1, so that the result broadcasts against the tensor. Sums are made in a
 * fixed order: results do not depend on the layout in memory nor on the number of threads.
 */
public sealed interface Reductions permits Tensor {

  /**
   * Sum over the given axes; 0 of nothing. Integers and truth values are summed exactly, as int32.
   *
   * @throws ArithmeticException if a sum of integers does not fit int32
   */
  default Tensor sum(int... axes) {
    return Tensor.sumOf(Functions.IDENTITY, axes, self());
  }

  /** Mean over the given axes; NaN of nothing. Of integers and truth values in float64. */
  default Tensor mean(int... axes) {
    Tensor x = LineFunctions.floating(self());
    Tensor sum = x.sum(axes);
    return sum.div(x.shape().size() / (double) Math.max(1, sum.shape().size()));
  }

  /** Mean square of the distances from the mean, over the given axes; NaN of nothing. */
  default Tensor var(int... axes) {
    return varDdof(0, axes);
  }

  /**
   * Variance over the given axes: Σ(x − mean)² ÷ (n − ddof), by two passes.
   *
   * @param ddof degrees of freedom to take off, 1 for an estimate without bias; where n does not
   *     exceed it the result is NaN or infinite
   */
  default Tensor varDdof(int ddof, int... axes) {
    Tensor x = LineFunctions.floating(self());
    int n = LineFunctions.count(x, "var", axes);
    return LineFunctions.apply(
        "var",
        LineFunctions.VARIANCE,
        axes,
        x,
        Tensor.scalar(x.dtype(), n),
        Tensor.scalar(x.dtype(), Math.max(0, n - ddof)));
  }

  /** Root of {@link #var}; its derivative is taken as 0 where it is 0. */
  default Tensor std(int... axes) {
    return stdDdof(0, axes);
  }

  /** Root of {@link #varDdof}; its derivative is taken as 0 where it is 0. */
  default Tensor stdDdof(int ddof, int... axes) {
    return Tensor.map(LineFunctions.ROOT, varDdof(ddof, axes));
  }

  /**
   * Product over the given axes; 1 of nothing. Elements are multiplied in a balanced tree: the
   * second half by the first, until one is left. Products of integers wrap around.
   */
  default Tensor prod(int... axes) {
    Tensor x = LineFunctions.merged("prod", self(), axes);
    x = x.dtype() == DType.BOOL ? x.astype(DType.INT32) : x;
    if (x.dim(-1) == 0) {
      return Tensor.ones(x.dtype(), Arrays.copyOf(x.shape().dims(), x.shape().rank() - 1));
    }
    while (x.dim(-1) > 1) {
      int half = Math.ceilDiv(x.dim(-1), 2);
      Tensor upper = x.slice(-1, half, x.dim(-1));
      upper = x.dim(-1) % 2 == 0 ? upper : upper.pad(-1, 0, 1, 1);
      x = x.slice(-1, 0, half).mul(upper);
    }
    return x.squeeze(-1);
  }

  /**
   * Largest element over the given axes; NaN if there is one, true before false. The derivative is
   * shared evenly among equal elements.
   *
   * @throws IllegalArgumentException if there is nothing to choose from
   */
  default Tensor max(int... axes) {
    return Primitive.one(
        new Primitive.Extremum(true, self().shape().distinctAxes("max", axes)), self());
  }

  /**
   * Smallest element over the given axes; NaN if there is one, false before true. The derivative is
   * shared evenly among equal elements.
   *
   * @throws IllegalArgumentException if there is nothing to choose from
   */
  default Tensor min(int... axes) {
    return Primitive.one(
        new Primitive.Extremum(false, self().shape().distinctAxes("min", axes)), self());
  }

  /** Whether an element over the given axes is not 0; false of nothing. */
  default Tensor any(int... axes) {
    Tensor truths = self().astype(DType.BOOL);
    return truths.shape().size() == 0
        ? LineFunctions.ofNothing("any", truths, 0, axes)
        : truths.max(axes);
  }

  /** Whether no element over the given axes is 0; true of nothing. */
  default Tensor all(int... axes) {
    Tensor truths = self().astype(DType.BOOL);
    return truths.shape().size() == 0
        ? LineFunctions.ofNothing("all", truths, 1, axes)
        : truths.min(axes);
  }

  /**
   * log Σ exp(x) over the given axes, without overflow; −∞ of nothing and of −∞ alone, ∞ where
   * there is ∞.
   */
  default Tensor logsumexp(int... axes) {
    Tensor x = LineFunctions.floating(self());
    return LineFunctions.count(x, "logsumexp", axes) == 0
        ? LineFunctions.ofNothing("logsumexp", x, Double.NEGATIVE_INFINITY, axes)
        : LineFunctions.apply("logsumexp", LineFunctions.LOGSUMEXP, axes, x);
  }

  /**
   * Softmax along an axis: exp(x) ÷ Σ exp(x), computed with the largest element taken off, so that
   * nothing overflows. NaN where a line holds ∞ or nothing but −∞.
   */
  default Tensor softmax(int axis) {
    return LineFunctions.SOFTMAX.apply(axis, self());
  }

  /** Logarithm of {@link #softmax}: x − logsumexp(x), accurate also where the softmax is tiny. */
  default Tensor logSoftmax(int axis) {
    return LineFunctions.LOG_SOFTMAX.apply(axis, self());
  }

  /**
   * Euclidean norm √Σx² over the given axes, scaled by the largest element so that no square
   * overflows or vanishes; 0 of nothing. Its derivative at 0 is taken as 0.
   */
  default Tensor norm(int... axes) {
    return LineFunctions.norm(2, self(), axes);
  }

  /**
   * Norm of order p over the given axes: (Σ|x|ᵖ)^(1/p), the largest |x| for p = ∞; 0 of nothing.
   *
   * <p>For finite p other than 1 elements are scaled by the largest, so that no power overflows.
   * Where all elements are 0 the derivative is taken as 0. With p = ∞ it is shared evenly among the
   * largest.
   *
   * @param p at least 1, may be infinite
   * @throws IllegalArgumentException if p is below 1 or NaN
   */
  default Tensor normOfOrder(double p, int... axes) {
    return LineFunctions.norm(p, self(), axes);
  }

  /** The same reductions with reduced axes left, of length 1. */
  default KeepDims keepDims() {
    return new KeepDims(self());
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
