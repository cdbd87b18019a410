package latentphysics.tensor;

import java.util.List;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;

/**
 * The closed set of operations in which everything that is computed with tensors ends.
 *
 * <p>A primitive carries its static parameters. Each rule — shape inference, evaluation, derivative
 * — is one exhaustive {@code switch} over this interface. Parameters count axes from 0.
 */
public sealed interface Primitive
    permits Primitive.Map,
        Primitive.Convert,
        Primitive.Sum,
        Primitive.Extremum,
        Primitive.ArgExtremum,
        Primitive.CumulativeSum,
        Primitive.ArgSort,
        Primitive.Contract,
        Primitive.Reshape,
        Primitive.Permute,
        Primitive.Broadcast,
        Primitive.Slice,
        Primitive.Reverse,
        Primitive.Pad,
        Primitive.Split,
        Primitive.Concatenate,
        Primitive.Gather,
        Primitive.ScatterAdd,
        Primitive.Fft,
        Primitive.Convolution,
        Primitive.Windows,
        Primitive.Fold,
        Primitive.Custom,
        MatrixPrimitive {

  /** Elementwise function of operands of one shape. */
  record Map(MapFunction function) implements Primitive {}

  /**
   * The same numbers in another type: rounded to nearest, to integers towards zero (NaN gives 0,
   * what does not fit the nearest end of the range), to truth values as "not zero".
   */
  record Convert(DType type) implements Primitive {}

  /**
   * Sum over axes of an elementwise function with one result, in one pass; the axes disappear.
   *
   * <p>Terms are taken in row-major order of the summed axes, cut into blocks of {@link
   * latentphysics.kernels.Kernels#SUM_BLOCK}, and the sums of the blocks added in a balanced binary
   * tree.
   *
   * @param function applied to the operands, all of one shape, before summing
   * @param axes strictly increasing
   */
  record Sum(MapFunction function, List<Integer> axes) implements Primitive {}

  /**
   * The largest or smallest element over axes, which disappear: NaN where there is one; +0 counts
   * as larger than −0, and true as larger than false.
   *
   * @param axes strictly increasing; together they hold at least one element
   */
  record Extremum(boolean largest, List<Integer> axes) implements Primitive {}

  /**
   * The place along an axis, which disappears, of the first of its largest or smallest elements, or
   * of its first NaN; int32. The zeros are equal.
   */
  record ArgExtremum(boolean largest, int axis) implements Primitive {}

  /**
   * Sums of the elements up to each one along an axis, or from each one to the end. Added one after
   * the other: floating-point numbers in float64, each sum then rounded to their type.
   *
   * @param reverse whether sums run from the end
   */
  record CumulativeSum(int axis, boolean reverse) implements Primitive {}

  /**
   * The places along an axis, int32, of its elements in increasing or decreasing order. Equal
   * elements, both zeros among them, stay in the order of their places; NaN come last.
   */
  record ArgSort(int axis, boolean descending) implements Primitive {}

  /**
   * Matrix product of {@code [batch…, m, k]} and {@code [batch…, k, n]}, equal batch axes, and an
   * elementwise function of it with one result, computed where a piece of the product is still in
   * the cache.
   *
   * <p>Operands are the matrices, then what the function takes beside the product, of the product's
   * shape and type.
   *
   * @param then function of the product and the other operands
   */
  record Contract(MapFunction then) implements Primitive, Bilinear {

    /** The product alone. */
    public Contract() {
      this(Functions.IDENTITY);
    }

    @Override
    public Primitive alone() {
      return new Contract();
    }
  }

  /**
   * A primitive that is linear in each of its first two operands, and an elementwise function with
   * one result of what it computes.
   */
  interface Bilinear {
    /** Function of what is computed of the first two operands, and of the others. */
    MapFunction then();

    /** The same without the function behind it. */
    Primitive alone();

    /** Whether there is no function behind it. */
    default boolean isAlone() {
      return then().returnsFirst();
    }
  }

  /** The same elements in row-major order under another shape. */
  record Reshape(Shape shape) implements Primitive {}

  /** Axis i of the result is axis {@code axes[i]} of the operand. */
  record Permute(List<Integer> axes) implements Primitive {}

  /** Repeats axes of length 1 and adds leading axes, by NumPy's rule. */
  record Broadcast(Shape shape) implements Primitive {}

  /**
   * Elements start, start+step, … below end along every axis.
   *
   * @param steps at least 1
   */
  record Slice(List<Integer> starts, List<Integer> ends, List<Integer> steps)
      implements Primitive {}

  /** The elements in opposite order along the given axes. */
  record Reverse(List<Integer> axes) implements Primitive {}

  /**
   * Zeros before, after and between the elements of the operand along every axis.
   *
   * @param between how many zeros follow each element but the last
   */
  record Pad(List<Integer> before, List<Integer> after, List<Integer> between)
      implements Primitive {}

  /**
   * Equal parts along an axis, one after the other: as many results.
   *
   * @param parts at least one; divides the length of the axis
   */
  record Split(int axis, int parts) implements Primitive {}

  /** Operands one after the other along an axis. */
  record Concatenate(int axis) implements Primitive {}

  /**
   * Elements of x at given places along an axis: {@code result[…, i, …] = x[…, indices[…, i, …],
   * …]}.
   *
   * <p>Operands are x and the indices, int32, of the shape of x but for the axis. Negative indices
   * count from the end.
   */
  record Gather(int axis) implements Primitive {}

  /**
   * The adjoint of {@link Gather}: {@code result[…, indices[…, i, …], …] += x[…, i, …]} beginning
   * with zeros, in the order of i.
   *
   * <p>Operands are x and the indices, int32, both of one shape.
   *
   * @param length of the axis in the result
   */
  record ScatterAdd(int axis, int length) implements Primitive {}

  /**
   * The discrete Fourier transform along an axis of length n, unnormalized: Y(k) = Σⱼ
   * e^(∓2πi·j·k/n)·x(j).
   *
   * <p>Operands are the real and the imaginary parts of x, results those of Y; all of one shape.
   *
   * @param inverse whether the exponent is positive
   */
  record Fft(int axis, boolean inverse) implements Primitive {}

  /**
   * One of the three derivatives of the sum of all products that meet,
   *
   * <pre>
   *   T(x, w, y) = Σ x[n, c, h·s + i·d − p]·w[o, c, i]·y[n, o, h],
   * </pre>
   *
   * over input x {@code [batch, channels, lengths…]}, kernels w {@code [outputs, channels/groups,
   * lengths…]} and output y {@code [batch, outputs, lengths…]}. Operands are the two others: OUTPUT
   * from x and w is the convolution, INPUT from y and w the transposed one, KERNEL from x and y the
   * gradient by the kernels. The derivative of each is made of the two others.
   *
   * <p>The order of additions is that of {@link latentphysics.kernels.Kernels#convolve}.
   *
   * <p>An elementwise function of the result, such as a bias and an activation, is computed where a
   * piece of the result is still in the cache. It takes the result and what comes behind the two
   * operands, of the result's shape and type.
   *
   * @param axes one or two, with the lengths of all three
   * @param groups of channels that are neighbours; divides both numbers of channels
   * @param role what is computed
   * @param then function of the result and the other operands, with one result
   */
  record Convolution(
      List<ConvolutionAxis> axes, int groups, ConvolutionShape.Role role, MapFunction then)
      implements Primitive, Bilinear {

    /** The convolution alone. */
    public Convolution(List<ConvolutionAxis> axes, int groups, ConvolutionShape.Role role) {
      this(axes, groups, role, Functions.IDENTITY);
    }

    @Override
    public Primitive alone() {
      return in(role);
    }

    /** The convolution alone, in a role. */
    public Convolution in(ConvolutionShape.Role other) {
      return new Convolution(axes, groups, other);
    }
  }

  /**
   * Windows over an axis as a new last axis, without a copy: {@code result[…, i, …, j] = x[…,
   * i·step + j·dilation, …]}.
   *
   * @param axis which becomes the number of the window
   * @param count windows
   * @param size elements of a window, at least 1
   * @param step elements from one window to the next, at least 1
   * @param dilation elements from one of a window to the next, at least 1
   */
  record Windows(int axis, int count, int size, int step, int dilation) implements Primitive {}

  /**
   * The adjoint of {@link Windows}: {@code result[…, i·step + j·dilation, …] += x[…, i, …, j]}
   * beginning with zeros, in the order of j; the last axis disappears.
   *
   * @param length of the axis in the result
   */
  record Fold(int axis, int length, int step, int dilation) implements Primitive {}

  /** What a user computes with code of his own, derivatives included. */
  record Custom(CustomOperation operation) implements Primitive {}

  /** Name in messages and listings. */
  default String label() {
    return switch (this) {
      case Map(MapFunction function) -> function.name();
      case Convert c -> "astype";
      case Sum s -> "sum";
      case Extremum(boolean largest, List<Integer> axes) -> largest ? "max" : "min";
      case ArgExtremum(boolean largest, int axis) -> largest ? "argmax" : "argmin";
      case CumulativeSum c -> "cumsum";
      case ArgSort a -> "argsort";
      case Contract c -> c.isAlone() ? "matmul" : "matmul then " + c.then.name();
      case Reshape r -> "reshape";
      case Permute p -> "permute";
      case Broadcast b -> "broadcast";
      case Slice s -> "slice";
      case Reverse r -> "flip";
      case Pad p -> "pad";
      case Split s -> "split";
      case Concatenate c -> "concatenate";
      case Gather g -> "gather";
      case ScatterAdd s -> "scatterAdd";
      case Fft(int axis, boolean inverse) -> inverse ? "ifft" : "fft";
      case Convolution c ->
          switch (c.role()) {
            case OUTPUT -> "conv";
            case INPUT -> "convTranspose";
            case KERNEL -> "convKernel";
          };
      case Windows w -> "unfold";
      case Fold f -> "fold";
      case Custom(CustomOperation operation) -> operation.name();
      case MatrixPrimitive m -> m.name();
    };
  }

  /**
   * Applies a primitive: by the innermost interpreter among the operands, or by computing it.
   *
   * @throws IllegalArgumentException if types differ or shapes do not fit
   * @throws IndexOutOfBoundsException if an index lies outside its axis
   * @throws ArithmeticException if a matrix has no such factors or solution, or holds a number that
   *     is not finite, or a sum of integers does not fit
   */
  static List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
    TracedTensor innermost = null;
    for (Tensor operand : operands) {
      if (operand instanceof TracedTensor traced
          && (innermost == null
              || traced.interpreter().level() > innermost.interpreter().level())) {
        innermost = traced;
      }
    }
    return innermost == null
        ? CpuInterpreter.apply(primitive, operands)
        : innermost.interpreter().apply(primitive, operands);
  }

  /** The single result of a primitive. */
  static Tensor one(Primitive primitive, Tensor... operands) {
    return apply(primitive, List.of(operands)).getFirst();
  }
}
