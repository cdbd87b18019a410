package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An immutable array of numbers with a type and a shape; safe to share between threads.
 *
 * <p>Elementwise methods broadcast by NumPy's rule. Axes count from 0, negative ones from the end.
 * Operands of different types are an error: nothing is cast in silence. All methods work alike on
 * plain values and under automatic differentiation.
 *
 * <p>Methods throw {@link IllegalArgumentException} with the operation, the offending argument and
 * what was expected when types or shapes do not fit.
 */
public abstract sealed class Tensor permits ArrayTensor, TracedTensor {
  private final DType dtype;
  private final Shape shape;

  Tensor(DType dtype, Shape shape) {
    this.dtype = dtype;
    this.shape = shape;
  }

  /** The values, without whatever interpreters add to them. */
  abstract ArrayTensor array();

  // Creation

  /**
   * A float32 tensor with a copy of {@code values} in row-major order; without {@code dims} of rank
   * 1.
   */
  public static Tensor of(float[] values, int... dims) {
    return create(DType.FLOAT32, values.clone(), values.length, dims);
  }

  /**
   * A float64 tensor with a copy of {@code values} in row-major order; without {@code dims} of rank
   * 1.
   */
  public static Tensor of(double[] values, int... dims) {
    return create(DType.FLOAT64, values.clone(), values.length, dims);
  }

  private static Tensor create(DType dtype, Object values, int length, int... dims) {
    Shape shape = dims.length == 0 ? Shape.of(length) : Shape.of(dims);
    if (shape.size() != length) {
      throw new IllegalArgumentException(
          "tensor: " + length + " values for shape " + shape + ", expected " + shape.size());
    }
    return ArrayTensor.rowMajor(dtype, shape, values);
  }

  /** A tensor of the given type with {@code values}, each rounded to it, in row-major order. */
  public static Tensor of(DType dtype, double[] values, int... dims) {
    return of(values, dims).astype(dtype);
  }

  /** A scalar: rank 0. */
  public static Tensor scalar(DType dtype, double value) {
    Object data = dtype == DType.FLOAT32 ? new float[] {(float) value} : new double[] {value};
    return ArrayTensor.rowMajor(dtype, Shape.of(), data);
  }

  /** A tensor of one repeated value. */
  public static Tensor full(DType dtype, double value, int... dims) {
    return scalar(dtype, value).broadcastTo(dims);
  }

  /** A tensor of zeros. */
  public static Tensor zeros(DType dtype, int... dims) {
    return full(dtype, 0, dims);
  }

  /** The identity matrix of n rows. */
  public static Tensor eye(DType dtype, int n) {
    double[] values = new double[Shape.of(n, n).size()];
    for (int i = 0; i < n; i++) {
      values[i * n + i] = 1;
    }
    return of(dtype, values, n, n);
  }

  // Reading

  /** Type of the elements. */
  public final DType dtype() {
    return dtype;
  }

  /** Lengths of the axes. */
  public final Shape shape() {
    return shape;
  }

  /** Length of an axis. */
  public final int dim(int axis) {
    return shape.dim(axis);
  }

  /** The same values as a constant: no gradient flows through it. */
  public final Tensor stopGradient() {
    return array();
  }

  /** The elements in row-major order, float32 widened; a copy. */
  public final double[] toDoubles() {
    return switch (array().wholeArray()) {
      case float[] f -> {
        double[] d = new double[f.length];
        for (int i = 0; i < d.length; i++) {
          d[i] = f[i];
        }
        yield d;
      }
      case double[] d -> d.clone();
      default -> throw new AssertionError(dtype);
    };
  }

  /**
   * The one element of a tensor of size 1.
   *
   * @throws IllegalArgumentException if there are more or none
   */
  public final double item() {
    if (shape.size() != 1) {
      throw new IllegalArgumentException("item: shape " + shape + ", expected a single element");
    }
    return toDoubles()[0];
  }

  /** Whether no element is NaN or infinite. */
  public final boolean isFinite() {
    return Arrays.stream(toDoubles()).allMatch(Double::isFinite);
  }

  /**
   * The values in another type, rounded to nearest.
   *
   * @throws UnsupportedOperationException under automatic differentiation, if the type changes
   */
  public final Tensor astype(DType type) {
    if (type == dtype) {
      return this;
    }
    if (this instanceof TracedTensor) {
      throw new UnsupportedOperationException(
          "astype: has no derivative; convert before differentiating, or use stopGradient");
    }
    double[] values = toDoubles();
    if (type == DType.FLOAT64) {
      return ArrayTensor.rowMajor(type, shape, values);
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return ArrayTensor.rowMajor(type, shape, rounded);
  }

  // Elementwise

  /** Sum. */
  public final Tensor add(Tensor other) {
    return map(Functions.ADD, this, other);
  }

  /** Sum with a number. */
  public final Tensor add(double other) {
    return add(scalar(dtype, other));
  }

  /** Difference. */
  public final Tensor sub(Tensor other) {
    return map(Functions.SUB, this, other);
  }

  /** Difference from a number. */
  public final Tensor sub(double other) {
    return sub(scalar(dtype, other));
  }

  /** Elementwise product. */
  public final Tensor mul(Tensor other) {
    return map(Functions.MUL, this, other);
  }

  /** Product with a number. */
  public final Tensor mul(double other) {
    return mul(scalar(dtype, other));
  }

  /** Quotient. */
  public final Tensor div(Tensor other) {
    return map(Functions.DIV, this, other);
  }

  /** Quotient by a number. */
  public final Tensor div(double other) {
    return div(scalar(dtype, other));
  }

  /** The larger element; NaN if either is. Its derivative follows {@code other} at ties. */
  public final Tensor maximum(Tensor other) {
    return map(Functions.MAXIMUM, this, other);
  }

  /** The larger of each element and a number; derivative 0 at ties. */
  public final Tensor maximum(double other) {
    return maximum(scalar(dtype, other));
  }

  /** The smaller element; NaN if either is. Its derivative follows {@code other} at ties. */
  public final Tensor minimum(Tensor other) {
    return map(Functions.MINIMUM, this, other);
  }

  /** The smaller of each element and a number; derivative 0 at ties. */
  public final Tensor minimum(double other) {
    return minimum(scalar(dtype, other));
  }

  /** Negative. */
  public final Tensor neg() {
    return map(Functions.NEG, this);
  }

  /** Absolute value; derivative 0 at 0. */
  public final Tensor abs() {
    return map(Functions.ABS, this);
  }

  /** Product with itself. */
  public final Tensor square() {
    return map(Functions.SQUARE, this);
  }

  /** Square root, NaN below 0; infinite derivative at 0. */
  public final Tensor sqrt() {
    return map(Functions.SQRT, this);
  }

  /** Exponential, within 2 units in the last place. */
  public final Tensor exp() {
    return map(Functions.EXP, this);
  }

  /** Natural logarithm, within 2 units in the last place; −∞ at 0, NaN below. */
  public final Tensor log() {
    return map(Functions.LOG, this);
  }

  /**
   * Sine of radians, within 2 units in the last place; NaN where |x| exceeds 2²² (float32) or 2³¹
   * (float64).
   */
  public final Tensor sin() {
    return map(Functions.SIN, this);
  }

  /** Cosine of radians; range and accuracy as {@link #sin}. */
  public final Tensor cos() {
    return map(Functions.COS, this);
  }

  /** Hyperbolic tangent, within 2 units in the last place. */
  public final Tensor tanh() {
    return map(Functions.TANH, this);
  }

  /** The single result of a function of operands that broadcast. */
  public static Tensor map(MapFunction function, Tensor... operands) {
    return mapAll(function, operands).getFirst();
  }

  /** All results of a function of operands that broadcast. */
  public static List<Tensor> mapAll(MapFunction function, Tensor... operands) {
    return Primitive.apply(
        new Primitive.Map(function), Broadcasting.toCommonShape(function.name(), operands));
  }

  // Reductions

  /** Sum over the given axes, which disappear; over all axes when none is given. */
  public final Tensor sum(int... axes) {
    return sumOf(Functions.IDENTITY, axes, this);
  }

  /**
   * Mean over the given axes, which disappear; over all axes when none is given. NaN where there is
   * nothing to average.
   */
  public final Tensor mean(int... axes) {
    Tensor sum = sum(axes);
    return sum.div(shape.size() / (double) Math.max(1, sum.shape.size()));
  }

  /**
   * Sum of a function of operands that broadcast, in one pass.
   *
   * @param axes which disappear; all when empty
   */
  public static Tensor sumOf(MapFunction function, int[] axes, Tensor... operands) {
    List<Tensor> equal = Broadcasting.toCommonShape("sum", operands);
    Shape shape = equal.getFirst().shape;
    List<Integer> sorted =
        axes.length == 0
            ? IntStream.range(0, shape.rank()).boxed().toList()
            : Arrays.stream(axes).map(a -> shape.axis("sum", a)).sorted().boxed().toList();
    if (sorted.stream().distinct().count() < sorted.size()) {
      throw new IllegalArgumentException(
          "sum: axes " + Arrays.toString(axes) + ", expected each at most once");
    }
    return Primitive.apply(new Primitive.Sum(function, sorted), equal).getFirst();
  }

  // Matrices

  /**
   * Matrix product over the last two axes; leading axes broadcast.
   *
   * @throws IllegalArgumentException if a rank is below 2 or the inner dimensions differ
   */
  public final Tensor matmul(Tensor other) {
    return Broadcasting.onMatrices(new Primitive.Contract(), this, other);
  }

  /**
   * Least-squares solution X of this·X = {@code other}, {@code [m, n]} and {@code [m, r]}, at full
   * rank: by QR with m ≥ n, the solution of least norm with m &lt; n. Leading axes broadcast.
   *
   * @throws ArithmeticException if the matrix has not full rank or holds a number that is not
   *     finite
   */
  public final Tensor lstsq(Tensor other) {
    return Broadcasting.onMatrices(new Primitive.LeastSquares(), this, other);
  }

  /** Exchanges the last two axes. */
  public final Tensor transpose() {
    int[] axes = IntStream.range(0, shape.rank()).toArray();
    int last = shape.axis("transpose", -1);
    int other = shape.axis("transpose", -2);
    axes[last] = other;
    axes[other] = last;
    return permute(axes);
  }

  // Shape

  /** The elements in row-major order under another shape; one length may be −1: what remains. */
  public final Tensor reshape(int... dims) {
    int[] wanted = dims.clone();
    for (int axis = 0; axis < wanted.length; axis++) {
      if (wanted[axis] == -1) {
        int rest = 1;
        for (int other = 0; other < wanted.length; other++) {
          rest *= other == axis ? 1 : wanted[other];
        }
        if (rest <= 0 || shape.size() % rest != 0) {
          throw new IllegalArgumentException(
              "reshape: " + shape + " to " + Arrays.toString(dims) + ", the -1 cannot be resolved");
        }
        wanted[axis] = shape.size() / rest;
      }
    }
    Shape target = Shape.of(wanted);
    return target.equals(shape) ? this : one(new Primitive.Reshape(target));
  }

  /** Axis i of the result is axis {@code axes[i]}; negative ones count from the end. */
  public final Tensor permute(int... axes) {
    return one(
        new Primitive.Permute(
            Arrays.stream(axes).map(a -> shape.axis("permute", a)).boxed().toList()));
  }

  /** Repeats axes of length 1 and adds leading axes. */
  public final Tensor broadcastTo(int... dims) {
    Shape target = Shape.of(dims);
    return target.equals(shape) ? this : one(new Primitive.Broadcast(target));
  }

  /** Elements start … end−1 along one axis. */
  public final Tensor slice(int axis, int start, int end) {
    int chosen = shape.axis("slice", axis);
    List<Integer> starts =
        IntStream.range(0, shape.rank()).mapToObj(a -> a == chosen ? start : 0).toList();
    List<Integer> ends =
        IntStream.range(0, shape.rank()).mapToObj(a -> a == chosen ? end : shape.dim(a)).toList();
    return one(new Primitive.Slice(starts, ends));
  }

  /** Tensors one after the other along an axis. */
  public static Tensor concatenate(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concatenate: no tensor, expected at least one");
    }
    int chosen = parts[0].shape.axis("concatenate", axis);
    return Primitive.apply(new Primitive.Concatenate(chosen), List.of(parts)).getFirst();
  }

  private Tensor one(Primitive primitive) {
    return Primitive.apply(primitive, List.of(this)).getFirst();
  }

  /** Type, shape and the values, long axes shortened in the middle. */
  @Override
  public final String toString() {
    return TensorText.print(this);
  }
}
