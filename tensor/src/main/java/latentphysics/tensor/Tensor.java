package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.storage.TensorArrays;

/**
 * An immutable array of numbers or truth values with a type and a shape; safe to share between
 * threads.
 *
 * <p>What can be done with it is told by topic: {@link Arithmetic}, {@link ElementaryFunctions},
 * {@link Reductions}, {@link Sorting}, {@link Products}, {@link Shaping} and {@link Indexing}. Axes
 * count from 0, negative ones from the end. All methods work alike on plain values and under
 * automatic differentiation.
 *
 * <p>Methods throw {@link IllegalArgumentException} with the operation, the offending argument and
 * what was expected when types or shapes do not fit.
 */
public abstract sealed class Tensor
    implements Arithmetic, ElementaryFunctions, Reductions, Sorting, Products, Shaping, Indexing
    permits ArrayTensor, TracedTensor {
  private static final Shape SCALAR = Shape.of();

  static {
    TensorArrays.provide(new HeapArrays());
  }

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

  /**
   * An int32 tensor with a copy of {@code values} in row-major order; without {@code dims} of rank
   * 1.
   */
  public static Tensor of(int[] values, int... dims) {
    return create(DType.INT32, values.clone(), values.length, dims);
  }

  /**
   * A bool tensor with a copy of {@code values} in row-major order; without {@code dims} of rank 1.
   */
  public static Tensor of(boolean[] values, int... dims) {
    return create(DType.BOOL, values.clone(), values.length, dims);
  }

  private static Tensor create(DType dtype, Object values, int length, int... dims) {
    Shape shape = dims.length == 0 ? Shape.of(length) : Shape.of(dims);
    if (shape.size() != length) {
      throw new IllegalArgumentException(
          "tensor: " + length + " values for shape " + shape + ", expected " + shape.size());
    }
    return ArrayTensor.rowMajor(dtype, shape, values);
  }

  /** A tensor of the given type with {@code values}, converted as by {@link #astype}. */
  public static Tensor of(DType dtype, double[] values, int... dims) {
    return of(values, dims).astype(dtype);
  }

  /** A scalar, rank 0, converted as by {@link #astype}. */
  public static Tensor scalar(DType dtype, double value) {
    Object data =
        switch (dtype) {
          case FLOAT32 -> new float[] {(float) value};
          case FLOAT64 -> new double[] {value};
          case INT32 -> new int[] {(int) value};
          case BOOL -> new boolean[] {value != 0};
        };
    return ArrayTensor.rowMajor(dtype, SCALAR, data);
  }

  /** A tensor of one repeated value. */
  public static Tensor full(DType dtype, double value, int... dims) {
    ArrayTensor scalar = scalar(dtype, value).array();
    return dims.length == 0 ? scalar : scalar.view(Shape.of(dims), new int[dims.length], 0);
  }

  /** A tensor of zeros. */
  public static Tensor zeros(DType dtype, int... dims) {
    return full(dtype, 0, dims);
  }

  /** A tensor of ones. */
  public static Tensor ones(DType dtype, int... dims) {
    return full(dtype, 1, dims);
  }

  /** The identity matrix of n rows. */
  public static Tensor eye(DType dtype, int n) {
    return arange(n).expandDims(1).equal(arange(n)).astype(dtype);
  }

  /**
   * The integers 0 … n−1, int32.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static Tensor arange(int n) {
    int[] values = new int[Shape.of(n).size()];
    Arrays.setAll(values, i -> i);
    return ArrayTensor.rowMajor(DType.INT32, Shape.of(n), values);
  }

  /**
   * {@code n} evenly spaced numbers, the first {@code start} and the last {@code end}.
   *
   * @throws IllegalArgumentException if {@code n} is negative or the type is bool
   */
  public static Tensor linspace(DType dtype, double start, double end, int n) {
    if (dtype == DType.BOOL) {
      throw new IllegalArgumentException("linspace: bool, expected numbers");
    }
    double[] values = new double[Shape.of(n).size()];
    for (int i = 0; i < n; i++) {
      // The end is exact, whatever rounding does to the step.
      values[i] = i == n - 1 && i > 0 ? end : start + i * ((end - start) / Math.max(1, n - 1));
    }
    return of(dtype, values);
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

  /** The elements in row-major order as float64, truth values as 0 and 1; a copy. */
  public final double[] toDoubles() {
    Object whole = array().wholeArray();
    double[] doubles = new double[shape.size()];
    switch (whole) {
      case float[] f -> Arrays.setAll(doubles, i -> f[i]);
      case double[] d -> System.arraycopy(d, 0, doubles, 0, d.length);
      case int[] n -> Arrays.setAll(doubles, i -> n[i]);
      case boolean[] b -> Arrays.setAll(doubles, i -> b[i] ? 1 : 0);
      default -> throw new AssertionError(dtype);
    }
    return doubles;
  }

  /**
   * The elements in row-major order; a copy.
   *
   * @throws IllegalArgumentException if the type is not float32
   */
  public final float[] toFloats() {
    return ((float[]) elements("toFloats", DType.FLOAT32)).clone();
  }

  /**
   * The elements in row-major order; a copy.
   *
   * @throws IllegalArgumentException if the type is not int32
   */
  public final int[] toInts() {
    return ((int[]) elements("toInts", DType.INT32)).clone();
  }

  /**
   * The elements in row-major order; a copy.
   *
   * @throws IllegalArgumentException if the type is not bool
   */
  public final boolean[] toBooleans() {
    return ((boolean[]) elements("toBooleans", DType.BOOL)).clone();
  }

  private Object elements(String operation, DType expected) {
    if (dtype != expected) {
      throw new IllegalArgumentException(operation + ": " + dtype + ", expected " + expected);
    }
    return array().wholeArray();
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
   * The values in another type: rounded to nearest, to int32 towards zero (NaN gives 0, what does
   * not fit the nearest end of the range), to bool as "not zero".
   */
  public final Tensor astype(DType type) {
    return type == dtype ? this : Primitive.one(new Primitive.Convert(type), this);
  }

  // Functions

  /** The single result of a function of one operand. */
  public static Tensor map(MapFunction function, Tensor operand) {
    Tensor direct =
        operand instanceof ArrayTensor x ? ElementwiseEvaluation.direct(function, x) : null;
    return direct != null ? direct : mapAll(function, operand).getFirst();
  }

  /** The single result of a function of two operands that broadcast. */
  public static Tensor map(MapFunction function, Tensor left, Tensor right) {
    Tensor direct =
        left instanceof ArrayTensor x && right instanceof ArrayTensor y
            ? ElementwiseEvaluation.direct(function, x, y)
            : null;
    return direct != null ? direct : mapAll(function, left, right).getFirst();
  }

  /** The single result of a function of operands that broadcast. */
  public static Tensor map(MapFunction function, Tensor... operands) {
    return mapAll(function, operands).getFirst();
  }

  /** All results of a function of operands that broadcast. */
  public static List<Tensor> mapAll(MapFunction function, Tensor... operands) {
    List<Tensor> direct = ElementwiseEvaluation.direct(function, Arrays.asList(operands));
    if (direct != null) {
      return direct;
    }
    return Primitive.apply(
        new Primitive.Map(function), Broadcasting.toCommonShape(function.name(), operands));
  }

  /**
   * Sum of a function of operands that broadcast, in one pass.
   *
   * @param axes which disappear; all when empty
   */
  public static Tensor sumOf(MapFunction function, int[] axes, Tensor... operands) {
    List<Tensor> equal = Broadcasting.toCommonShape("sum", operands);
    List<Integer> sorted = equal.getFirst().shape.distinctAxes("sum", axes);
    return Primitive.apply(new Primitive.Sum(function, sorted), equal).getFirst();
  }

  /**
   * Elements of {@code then} where the condition holds, else of {@code otherwise}; all broadcast. A
   * NaN in what is not taken neither shows nor disturbs derivatives.
   *
   * @param condition bool
   */
  public static Tensor where(Tensor condition, Tensor then, Tensor otherwise) {
    if (condition.dtype != DType.BOOL) {
      throw new IllegalArgumentException(
          "where: condition of type " + condition.dtype + ", expected bool");
    }
    return map(Functions.WHERE, condition, then, otherwise);
  }

  // Joining

  /** Tensors one after the other along an axis. */
  public static Tensor concatenate(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concatenate: no tensor, expected at least one");
    }
    int chosen = parts[0].shape.axis("concatenate", axis);
    return Primitive.apply(new Primitive.Concatenate(chosen), List.of(parts)).getFirst();
  }

  /**
   * Tensors of one shape side by side along a new axis.
   *
   * @param axis of the result
   */
  public static Tensor stack(int axis, Tensor... parts) {
    return concatenate(
        axis, Arrays.stream(parts).map(part -> part.expandDims(axis)).toArray(Tensor[]::new));
  }

  /** Type, shape and the values, long axes shortened in the middle. */
  @Override
  public final String toString() {
    return TensorText.print(this);
  }
}
