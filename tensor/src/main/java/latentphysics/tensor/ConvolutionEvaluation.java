package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;
import org.jspecify.annotations.Nullable;

/** Shapes and values of convolutions in all three roles. */
final class ConvolutionEvaluation {
  private static final double NANOS_PER_MULTIPLY_ADD = 0.015;

  /** Blocks of work per thread, so that a thread that is held up does not hold up all. */
  private static final int BLOCKS_PER_THREAD = 4;

  /** Elements of results that stay in the second cache until their function is computed. */
  private static final int CACHED = 1 << 16;

  private ConvolutionEvaluation() {}

  static Shape shape(Primitive.Convolution convolution, Shape first, Shape second) {
    List<ConvolutionAxis> axes = convolution.axes();
    ConvolutionShape.Role role = convolution.role();
    String name = convolution.label();
    if (axes.isEmpty() || axes.size() > 2) {
      throw new IllegalArgumentException(name + ": " + axes.size() + " axes, expected one or two");
    }
    boolean fromInput = role != ConvolutionShape.Role.INPUT;
    boolean withKernels = role != ConvolutionShape.Role.KERNEL;
    expect(
        name,
        fromInput ? "input" : "output",
        first,
        axes,
        fromInput ? ConvolutionAxis::input : ConvolutionAxis::output);
    expect(
        name,
        withKernels ? "kernels" : "output",
        second,
        axes,
        withKernels ? ConvolutionAxis::kernel : ConvolutionAxis::output);
    ConvolutionShape sizes = sizes(convolution, first, second);
    return switch (role) {
      case OUTPUT -> {
        expectChannels(name, "input", first, 1, sizes.inputChannels());
        yield of(sizes.batch(), sizes.outputChannels(), axes, ConvolutionAxis::output);
      }
      case INPUT -> {
        expectChannels(name, "output", first, 1, sizes.outputChannels());
        yield of(sizes.batch(), sizes.inputChannels(), axes, ConvolutionAxis::input);
      }
      case KERNEL -> {
        expectChannels(name, "output", second, 0, sizes.batch());
        yield of(sizes.outputChannels(), sizes.groupInputs(), axes, ConvolutionAxis::kernel);
      }
    };
  }

  private static void expect(
      String name,
      String operand,
      Shape shape,
      List<ConvolutionAxis> axes,
      ToIntFunction<ConvolutionAxis> length) {
    int[] lengths = axes.stream().mapToInt(length).toArray();
    int[] dims = shape.dims();
    if (dims.length != lengths.length + 2
        || !Arrays.equals(Arrays.copyOfRange(dims, 2, dims.length), lengths)) {
      throw new IllegalArgumentException(
          name
              + ": "
              + operand
              + " of shape "
              + shape
              + ", expected batch and channels, or both channels, then "
              + Arrays.toString(lengths));
    }
  }

  private static void expectChannels(
      String name, String operand, Shape shape, int axis, int expected) {
    if (shape.dim(axis) != expected) {
      throw new IllegalArgumentException(
          name
              + ": "
              + operand
              + " of shape "
              + shape
              + ", expected length "
              + expected
              + " on axis "
              + axis);
    }
  }

  private static Shape of(
      int first, int second, List<ConvolutionAxis> axes, ToIntFunction<ConvolutionAxis> length) {
    int[] dims = new int[axes.size() + 2];
    dims[0] = first;
    dims[1] = second;
    for (int axis = 0; axis < axes.size(); axis++) {
      dims[axis + 2] = length.applyAsInt(axes.get(axis));
    }
    return Shape.of(dims);
  }

  private static ConvolutionShape sizes(
      Primitive.Convolution convolution, Shape first, Shape second) {
    List<ConvolutionAxis> axes = convolution.axes();
    ConvolutionAxis rows = axes.size() == 1 ? ConvolutionAxis.SINGLE : axes.getFirst();
    boolean withKernels = convolution.role() != ConvolutionShape.Role.KERNEL;
    return new ConvolutionShape(
        first.dim(0),
        convolution.groups(),
        withKernels ? Math.multiplyExact(second.dim(1), convolution.groups()) : first.dim(1),
        withKernels ? second.dim(0) : second.dim(1),
        rows,
        axes.getLast());
  }

  static Tensor apply(Primitive.Convolution convolution, List<ArrayTensor> operands, Shape shape) {
    ArrayTensor first = operands.get(0);
    ArrayTensor second = operands.get(1);
    ConvolutionShape sizes = sizes(convolution, first.shape(), second.shape());
    ArrayTensor result =
        ArrayTensor.rowMajor(first.dtype(), shape, first.dtype().newArray(shape.size()));
    if (shape.size() == 0) {
      return result;
    }
    ArrayTensor a = first.packed();
    ArrayTensor b = second.packed();
    @Nullable Epilogue then =
        convolution.isAlone() ? null : new Epilogue(convolution.then(), operands, result);
    int parts = sizes.parts(convolution.role());
    int perBlock = partsPerBlock(convolution.role(), sizes, parts, then != null);
    int image = shape.size() / shape.dim(0);
    // Parts are rows of images; a block of whole images is one stretch of the result.
    int rows = convolution.role() == ConvolutionShape.Role.KERNEL ? 0 : parts / shape.dim(0);
    boolean wholeImages = rows > 0 && perBlock % rows == 0;
    Workers.current()
        .forEach(
            Math.ceilDiv(parts, perBlock),
            NANOS_PER_MULTIPLY_ADD * sizes.multiplyAdds(),
            block -> {
              int from = block * perBlock;
              int to = from + Math.min(perBlock, parts - from);
              switch (convolution.role()) {
                case OUTPUT -> run(sizes, convolution.role(), a, b, result, from, to);
                case INPUT -> run(sizes, convolution.role(), result, b, a, from, to);
                case KERNEL -> run(sizes, convolution.role(), a, result, b, from, to);
              }
              if (then != null && wholeImages) {
                then.run(from / rows * image, to / rows * image);
              }
            });
    if (then != null && !wholeImages) {
      then.runAll(shape.size());
    }
    return result;
  }

  /** A function of stretches of the result, in place. */
  private static final class Epilogue {
    private final MapKernel kernel;
    private final MapLoop loop;
    private final Object[] arrays;
    private final int[] offsets;

    Epilogue(MapFunction then, List<ArrayTensor> operands, ArrayTensor result) {
      int count = operands.size(); // those but two, the result as operand and as result
      arrays = new Object[count];
      offsets = new int[count];
      int[][] strides = new int[count][];
      for (int p = 0; p < count; p++) {
        ArrayTensor operand = p == 0 || p == count - 1 ? result : operands.get(p + 1);
        arrays[p] = operand.data;
        offsets[p] = operand.offset;
        strides[p] = operand.strides;
      }
      kernel = then.kernel(result.dtype());
      loop = new MapLoop(result.shape().dims(), strides);
    }

    void run(int from, int to) {
      loop.run(kernel, arrays, offsets, from, to);
    }

    void runAll(int size) {
      int block = ElementwiseEvaluation.BLOCK;
      Workers.current()
          .forEach(
              Math.ceilDiv(size, block),
              ElementwiseEvaluation.NANOS_PER_ELEMENT * size,
              b -> run(b * block, (int) Math.min(size, (b + 1L) * block)));
    }
  }

  /** How work is cut has no influence on the results. */
  private static int partsPerBlock(
      ConvolutionShape.Role role, ConvolutionShape sizes, int parts, boolean epilogue) {
    int threads = Workers.current().threads();
    if (role == ConvolutionShape.Role.KERNEL) {
      // Each block reads the whole output.
      return Math.ceilDiv(parts, threads);
    }
    int perBlock = threads == 1 ? parts : Math.ceilDiv(parts, threads * BLOCKS_PER_THREAD);
    int rows = parts / sizes.batch();
    if (perBlock <= rows) {
      return perBlock;
    }
    int images = Math.ceilDiv(perBlock, rows);
    if (epilogue) {
      int size = role == ConvolutionShape.Role.OUTPUT ? sizes.outputSize() : sizes.inputSize();
      images = Math.clamp(CACHED / (size / sizes.batch()), 1, images);
    }
    return images * rows;
  }

  private static void run(
      ConvolutionShape sizes,
      ConvolutionShape.Role role,
      ArrayTensor x,
      ArrayTensor w,
      ArrayTensor y,
      int from,
      int to) {
    switch (x.data) {
      case float[] f ->
          Providers.best()
              .convolve(
                  sizes,
                  role,
                  f,
                  x.offset,
                  (float[]) w.data,
                  w.offset,
                  (float[]) y.data,
                  y.offset,
                  from,
                  to);
      case double[] d ->
          Providers.best()
              .convolve(
                  sizes,
                  role,
                  d,
                  x.offset,
                  (double[]) w.data,
                  w.offset,
                  (double[]) y.data,
                  y.offset,
                  from,
                  to);
      default -> throw new AssertionError(x.data.getClass());
    }
  }
}
