package latentphysics.tensor;

/**
 * What goes along one axis: order, places of extremes, running sums. Axes count from 0, negative
 * ones from the end.
 */
public sealed interface Sorting permits Tensor {

  /**
   * The place, int32, of the largest element along an axis, which disappears: the first of equal
   * ones, or the first NaN.
   *
   * @throws IllegalArgumentException if the axis has no elements
   */
  default Tensor argmax(int axis) {
    return argExtremum(true, axis);
  }

  /**
   * The place, int32, of the smallest element along an axis, which disappears: the first of equal
   * ones, or the first NaN.
   *
   * @throws IllegalArgumentException if the axis has no elements
   */
  default Tensor argmin(int axis) {
    return argExtremum(false, axis);
  }

  private Tensor argExtremum(boolean largest, int axis) {
    int chosen = self().shape().axis(largest ? "argmax" : "argmin", axis);
    return Primitive.one(new Primitive.ArgExtremum(largest, chosen), self());
  }

  /**
   * The places, int32, of the elements along an axis in increasing order. Equal elements stay in
   * order; NaN come last.
   */
  default Tensor argsort(int axis) {
    return argsort(axis, false);
  }

  /**
   * The places, int32, of the elements along an axis in increasing or decreasing order. Equal
   * elements stay in order either way; NaN come last.
   */
  default Tensor argsort(int axis, boolean descending) {
    int chosen = self().shape().axis("argsort", axis);
    return Primitive.one(new Primitive.ArgSort(chosen, descending), self());
  }

  /** The elements along an axis in increasing order; NaN come last. */
  default Tensor sort(int axis) {
    return sort(axis, false);
  }

  /**
   * The elements along an axis in increasing or decreasing order; NaN come last. The derivative
   * follows each element to its place.
   */
  default Tensor sort(int axis, boolean descending) {
    return self().gather(argsort(axis, descending), axis);
  }

  /**
   * Sums of the elements along an axis up to each one, added one after the other: in float64, each
   * then rounded to the tensor's type. Integers and truth values are summed exactly, as int32.
   *
   * @throws ArithmeticException if a sum of integers does not fit int32
   */
  default Tensor cumsum(int axis) {
    int chosen = self().shape().axis("cumsum", axis);
    return Primitive.one(new Primitive.CumulativeSum(chosen, false), self());
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
