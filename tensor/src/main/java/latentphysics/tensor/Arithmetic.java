package latentphysics.tensor;

/**
 * Arithmetic and comparison, element by element.
 *
 * <p>Operands broadcast by NumPy's rule. Types follow NumPy's: bool gives way to all others, int32
 * to float64, and float32 with float64 or int32 is an error, because NumPy would widen the float32
 * in silence. A plain number takes the type of the tensor that it meets; with int32 or bool an
 * integer counts as int32 and a fraction as float64. Sums, products, maxima and minima of truth
 * values are truth values.
 */
public sealed interface Arithmetic permits Tensor {

  /** Sum. */
  default Tensor add(Tensor other) {
    return Tensor.map(Functions.ADD, self(), other);
  }

  /** Sum with a number. */
  default Tensor add(double other) {
    return add(number(other));
  }

  /** Difference. */
  default Tensor sub(Tensor other) {
    return Tensor.map(Functions.SUB, self(), other);
  }

  /** Difference from a number. */
  default Tensor sub(double other) {
    return sub(number(other));
  }

  /** Elementwise product. */
  default Tensor mul(Tensor other) {
    return Tensor.map(Functions.MUL, self(), other);
  }

  /** Product with a number. */
  default Tensor mul(double other) {
    return mul(number(other));
  }

  /** Quotient; of integers in float64. */
  default Tensor div(Tensor other) {
    return Tensor.map(Functions.DIV, self(), other);
  }

  /** Quotient by a number. */
  default Tensor div(double other) {
    return div(number(other));
  }

  /** The larger element; NaN if either is. Its derivative follows {@code other} at ties. */
  default Tensor maximum(Tensor other) {
    return Tensor.map(Functions.MAXIMUM, self(), other);
  }

  /** The larger of each element and a number; derivative 0 at ties. */
  default Tensor maximum(double other) {
    return maximum(number(other));
  }

  /** The smaller element; NaN if either is. Its derivative follows {@code other} at ties. */
  default Tensor minimum(Tensor other) {
    return Tensor.map(Functions.MINIMUM, self(), other);
  }

  /** The smaller of each element and a number; derivative 0 at ties. */
  default Tensor minimum(double other) {
    return minimum(number(other));
  }

  /** Negative. */
  default Tensor neg() {
    return Tensor.map(Functions.NEG, self());
  }

  /** Absolute value; derivative 0 at 0. Of the least int32, which has none, itself. */
  default Tensor abs() {
    return Tensor.map(Functions.ABS, self());
  }

  /** Product with itself. */
  default Tensor square() {
    return Tensor.map(Functions.SQUARE, self());
  }

  /** Truth values: whether less than {@code other}; false for NaN. */
  default Tensor less(Tensor other) {
    return Tensor.map(Functions.LESS, self(), other);
  }

  /** Truth values: whether less than a number; false for NaN. */
  default Tensor less(double other) {
    return less(number(other));
  }

  /** Truth values: whether at most {@code other}; false for NaN. */
  default Tensor lessEqual(Tensor other) {
    return Tensor.map(Functions.LESS_EQUAL, self(), other);
  }

  /** Truth values: whether at most a number; false for NaN. */
  default Tensor lessEqual(double other) {
    return lessEqual(number(other));
  }

  /** Truth values: whether greater than {@code other}; false for NaN. */
  default Tensor greater(Tensor other) {
    return other.less(self());
  }

  /** Truth values: whether greater than a number; false for NaN. */
  default Tensor greater(double other) {
    return number(other).less(self());
  }

  /** Truth values: whether at least {@code other}; false for NaN. */
  default Tensor greaterEqual(Tensor other) {
    return other.lessEqual(self());
  }

  /** Truth values: whether at least a number; false for NaN. */
  default Tensor greaterEqual(double other) {
    return number(other).lessEqual(self());
  }

  /** Truth values: whether equal to {@code other}; false for NaN, true for zeros of any sign. */
  default Tensor equal(Tensor other) {
    return Tensor.map(Functions.EQUAL, self(), other);
  }

  /** Truth values: whether equal to a number. */
  default Tensor equal(double other) {
    return equal(number(other));
  }

  /** Truth values: the opposite of {@link #equal(Tensor)}; true for NaN. */
  default Tensor notEqual(Tensor other) {
    return Tensor.map(Functions.NOT_EQUAL, self(), other);
  }

  /** Truth values: whether not equal to a number. */
  default Tensor notEqual(double other) {
    return notEqual(number(other));
  }

  /** Truth values: whether zero (false). NaN counts as true, as any number but 0. */
  default Tensor logicalNot() {
    return Tensor.map(Functions.NOT, self());
  }

  /** Truth values: whether both differ from zero. */
  default Tensor logicalAnd(Tensor other) {
    return Tensor.map(Functions.AND, self(), other);
  }

  /** Truth values: whether one or both differ from zero. */
  default Tensor logicalOr(Tensor other) {
    return Tensor.map(Functions.OR, self(), other);
  }

  /** Truth values: whether just one differs from zero. */
  default Tensor logicalXor(Tensor other) {
    return Tensor.map(Functions.XOR, self(), other);
  }

  /** Truth values: whether not a number. */
  default Tensor isNaN() {
    return self().dtype().isFloat()
        ? Tensor.map(Functions.IS_NAN, self())
        : Tensor.zeros(DType.BOOL, self().shape().dims());
  }

  /** Truth values: whether infinite, of either sign. */
  default Tensor isInf() {
    return self().dtype().isFloat()
        ? Tensor.map(Functions.IS_INF, self())
        : Tensor.zeros(DType.BOOL, self().shape().dims());
  }

  private Tensor self() {
    return (Tensor) this;
  }

  /** A number beside this tensor. */
  private Tensor number(double value) {
    return Tensor.scalar(
        self().dtype().isFloat()
            ? self().dtype()
            : value == (int) value ? DType.INT32 : DType.FLOAT64,
        value);
  }
}
