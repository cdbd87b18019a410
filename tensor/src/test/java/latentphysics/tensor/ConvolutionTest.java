package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.tensor.NaiveConvolution.Sliding;
import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects convolutions and transposed convolutions against their definition: all options, odd
 * sizes and sizes of one and zero, every layout, and the same bits on any number of threads.
 */
final class ConvolutionTest {
  private static final int CASES = 150;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void anyOptions(DType dtype) {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int groups = 1 + random.nextInt(3) / 2;
      int[] kernel = {1 + random.nextInt(4), 1 + random.nextInt(4)};
      int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(3)};
      int[] dilation = {1 + random.nextInt(2), 1 + random.nextInt(3)};
      List<Integer> before = List.of(random.nextInt(3), random.nextInt(3));
      List<Integer> after = List.of(random.nextInt(3), random.nextInt(3));
      int[] input = new int[2];
      for (int axis = 0; axis < 2; axis++) {
        int covered = (kernel[axis] - 1) * dilation[axis] + 1;
        int least = Math.max(0, covered - before.get(axis) - after.get(axis));
        input[axis] = least + random.nextInt(axis == 0 ? 6 : 20);
      }
      ConvolutionOptions options =
          ConvolutionOptions.VALID
              .withStride(stride)
              .withDilation(dilation)
              .withPadding(before, after)
              .withGroups(groups);
      int channels = groups * (1 + random.nextInt(4));
      int outputs = groups * (1 + random.nextInt(5));
      Tensor x = Samples.random(dtype, seed, 1 + random.nextInt(3), channels, input[0], input[1]);
      Tensor w = Samples.random(dtype, seed + 1, outputs, channels / groups, kernel[0], kernel[1]);
      Sliding rows = new Sliding(stride[0], before.get(0), dilation[0]);
      Sliding columns = new Sliding(stride[1], before.get(1), dilation[1]);
      String context = x.shape() + " with " + w.shape() + ", " + options + ", seed " + seed;
      double allowed = 64 * dtype.epsilon() * channels * kernel[0] * kernel[1];

      Tensor y = Convolution.conv2d(x, w, options);
      Shape expected =
          Shape.of(x.dim(0), outputs, output(x, w, options, 0), output(x, w, options, 1));
      assertEquals(expected, y.shape(), context);
      Check.within(
          NaiveConvolution.output(x, w, groups, rows, columns, expected), y, allowed, context);

      // The adjoint: as long an input as gives this output.
      Tensor z = Samples.random(dtype, seed + 2, y.shape().dims());
      int[] extra = {
        leftOver(x, w, options, 0), leftOver(x, w, options, 1),
      };
      Tensor back = Convolution.convTranspose2d(z, w, options, extra);
      assertEquals(x.shape(), back.shape(), context);
      Check.within(
          NaiveConvolution.input(z, w, groups, rows, columns, x.shape()),
          back,
          64 * dtype.epsilon() * outputs * kernel[0] * kernel[1],
          context);
    }
  }

  private static int output(Tensor x, Tensor w, ConvolutionOptions options, int axis) {
    int covered = (w.dim(axis + 2) - 1) * options.dilation().get(axis) + 1;
    int padded = x.dim(axis + 2) + options.before().get(axis) + options.after().get(axis);
    return (padded - covered) / options.stride().get(axis) + 1;
  }

  private static int leftOver(Tensor x, Tensor w, ConvolutionOptions options, int axis) {
    int covered = (w.dim(axis + 2) - 1) * options.dilation().get(axis) + 1;
    int padded = x.dim(axis + 2) + options.before().get(axis) + options.after().get(axis);
    return (padded - covered) % options.stride().get(axis);
  }

  /** ⟨conv(x, w), y⟩ = ⟨x, convTranspose(y, w)⟩. */
  @Test
  void transposedIsTheAdjoint() {
    for (int stride = 1; stride <= 3; stride++) {
      for (int groups : new int[] {1, 2}) {
        ConvolutionOptions options =
            ConvolutionOptions.VALID.withStride(stride).withPadding(1).withGroups(groups);
        Tensor x = Samples.random(DType.FLOAT64, 1, 3, 4, 7, 10);
        Tensor w = Samples.random(DType.FLOAT64, 2, 6, 4 / groups, 3, 4);
        Tensor y = Convolution.conv2d(x, w, options);
        Tensor z = Samples.random(DType.FLOAT64, 3, y.shape().dims());
        int[] more = {(7 + 2 - 3) % stride, (10 + 2 - 4) % stride};
        double left = y.mul(z).sum().item();
        double right = Convolution.convTranspose2d(z, w, options, more).mul(x).sum().item();
        assertEquals(left, right, 1e-12 * (1 + Math.abs(left)), "stride " + stride);
      }
    }
  }

  @Test
  void numbersByHand() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
    Tensor w = Tensor.of(new double[] {1, 2, 3, 4}, 1, 1, 2, 2);
    Check.values(
        new double[] {37, 47, 67, 77}, Convolution.conv2d(x, w), "1·1 + 2·2 + 3·4 + 4·5 = 37, …");
    Check.values(
        new double[] {4, 18, 36, 77},
        Convolution.conv2d(
            x, w, ConvolutionOptions.VALID.withStride(2).withPadding(List.of(1), List.of(0))),
        "4·1, 3·2 + 4·3, 2·4 + 4·7, 77");
    Check.values(
        new double[] {1, 2, 2, 4, 3, 4, 6, 8, 3, 6, 4, 8, 9, 12, 12, 16},
        Convolution.convTranspose2d(
            Tensor.of(new double[] {1, 2, 3, 4}, 1, 1, 2, 2),
            w,
            ConvolutionOptions.VALID.withStride(2)),
        "four copies of the kernel side by side");
    Tensor line = Tensor.of(new double[] {1, 2, 3, 4, 5}, 1, 1, 5);
    Check.values(
        new double[] {-2, -2, -2},
        Convolution.conv1d(line, Tensor.of(new double[] {1, 0, -1}, 1, 1, 3)),
        "differences over two positions");
    Check.values(
        new double[] {13, 15, 17, 19, 15, -1, -1, -1, -1, -1},
        Convolution.conv1d(
            line,
            Tensor.of(new double[] {0, 1, 1, 0, 0, 0}, 2, 1, 3),
            Tensor.of(new double[] {10, -1}),
            ConvolutionOptions.SAME),
        "sums of two neighbours and a bias");
    Check.values(
        new double[] {3, 5, 7, 9, 5},
        Convolution.conv1d(line, Tensor.of(new double[] {1, 1}, 1, 1, 2), ConvolutionOptions.SAME),
        "the odd zero goes behind");
    Tensor three = Tensor.ones(DType.FLOAT64, 1, 1, 3);
    Check.values(
        new double[] {3, 9, 9},
        Convolution.conv1d(line, three, ConvolutionOptions.SAME.withStride(2)),
        "half as many sums of three");
    Check.values(
        new double[] {1, 3, 2, 5, 3, 3},
        Convolution.convTranspose1d(
            Tensor.of(new double[] {1, 2, 3}, 1, 1, 3),
            three,
            ConvolutionOptions.VALID.withStride(2).withPadding(1),
            1),
        "1 1 1 · · ·, · · 2 2 2 ·, · · · · 3 3 3, without the first");
  }

  @Test
  void transposedWithSamePaddingMultipliesTheLength() {
    for (int stride = 1; stride <= 4; stride++) {
      for (int kernel = 1; kernel <= 5; kernel++) {
        Tensor x = Tensor.zeros(DType.FLOAT32, 1, 2, 3);
        Tensor w = Tensor.zeros(DType.FLOAT32, 2, 4, kernel);
        assertEquals(
            Shape.of(1, 4, 3 * stride),
            Convolution.convTranspose1d(x, w, ConvolutionOptions.SAME.withStride(stride)).shape(),
            "stride " + stride + ", kernel " + kernel);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void layoutsDoNotChangeABit(DType dtype) {
    Tensor x = Samples.random(dtype, 50, 2, 3, 6, 9);
    Tensor w = Samples.random(dtype, 51, 4, 3, 3, 2);
    ConvolutionOptions options = ConvolutionOptions.VALID.withStride(2).withPadding(1);
    Tensor y = Convolution.conv2d(x, w, options);
    Tensor back = Convolution.convTranspose2d(y, w, options);
    for (Samples.Layout left : Samples.layouts(x)) {
      for (Samples.Layout right : Samples.layouts(w)) {
        String context = left + " with " + right;
        Check.sameBits(y, Convolution.conv2d(left.tensor(), right.tensor(), options), context);
      }
    }
    for (Samples.Layout left : Samples.layouts(y)) {
      Check.sameBits(back, Convolution.convTranspose2d(left.tensor(), w, options), left.name());
    }
    Tensor one = Samples.random(dtype, 52, 1, 3, 1, 1);
    Check.sameBits(
        Convolution.conv2d(
            Tensor.of(dtype, one.broadcastTo(2, 3, 6, 9).toDoubles(), 2, 3, 6, 9), w),
        Convolution.conv2d(one.broadcastTo(2, 3, 6, 9), w),
        "repeated");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void threadsDoNotChangeABit(DType dtype) {
    ConvolutionOptions options = ConvolutionOptions.SAME.withStride(2);
    for (int[] dims : new int[][] {{7, 12, 17, 18}, {1, 3, 61, 40}}) {
      Tensor x = Samples.random(dtype, 60, dims);
      Tensor w = Samples.random(dtype, 61, 20, dims[1], 3, 3);
      String context = x.shape() + ", seed 60";
      Tensor y = Check.onAnyThreads(() -> Convolution.conv2d(x, w, options), context);
      Check.onAnyThreads(() -> Convolution.convTranspose2d(y, w, options), context);
      Check.onAnyThreads(
          () ->
              Primitive.one(
                  new Primitive.Convolution(
                      List.of(
                          new ConvolutionAxis(dims[2], 3, y.dim(2), 2, 1, 1),
                          new ConvolutionAxis(dims[3], 3, y.dim(3), 2, 1, 1)),
                      1,
                      ConvolutionShape.Role.KERNEL),
                  x,
                  y),
          context);
      // An image alone has the same bits as among others.
      Check.sameBits(
          y.slice(0, dims[0] - 1, dims[0]),
          Convolution.conv2d(x.slice(0, dims[0] - 1, dims[0]), w, options),
          context);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aFunctionOnTopHasTheBitsOfTwoSteps(DType dtype) {
    MapFunction scaled =
        MapFunction.of("scaled", 3, z -> List.of(z.get(0).mul(z.get(1)).add(z.get(2))));
    ConvolutionOptions options = ConvolutionOptions.SAME.withStride(2);
    for (int[] dims : new int[][] {{70, 3, 9, 17}, {1, 3, 61, 40}, {2, 0, 5, 5}, {0, 3, 5, 5}}) {
      Tensor x = Samples.random(dtype, 70, dims);
      Tensor w = Samples.random(dtype, 71, 20, dims[1], 3, 3);
      Tensor factor = Samples.random(dtype, 72, 20, 1, 1);
      Tensor bias = Samples.random(dtype, 73, 20);
      String context = x.shape() + ", seed 70";
      Tensor y = Convolution.conv2d(x, w, options);
      Check.sameBits(
          Tensor.map(scaled, y, factor, y),
          Check.onAnyThreads(
              () -> Convolution.conv2dThen(scaled, x, w, options, factor, y), context),
          context);
      Check.sameBits(
          y.add(bias.reshape(20, 1, 1)), Convolution.conv2d(x, w, bias, options), context);
      Tensor back = Samples.random(dtype, 74, dims[1]);
      Check.sameBits(
          Convolution.convTranspose2d(y, w, options).add(back.reshape(dims[1], 1, 1)),
          Check.onAnyThreads(() -> Convolution.convTranspose2d(y, w, back, options), context),
          context);
    }
    Tensor line = Samples.random(dtype, 75, 2, 3, 9);
    Tensor kernels = Samples.random(dtype, 76, 4, 3, 2);
    Tensor bias = Samples.random(dtype, 77, 3);
    Tensor up = Convolution.conv1d(line, kernels);
    Check.sameBits(
        Convolution.convTranspose1d(up, kernels, ConvolutionOptions.VALID).add(bias.reshape(3, 1)),
        Convolution.convTranspose1d(up, kernels, bias, ConvolutionOptions.VALID),
        "one axis");
  }

  @Test
  void kernelsFromInputAndOutput() {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int groups = 1 + random.nextInt(2);
      int stride = 1 + random.nextInt(3);
      int dilation = 1 + random.nextInt(2);
      int before = random.nextInt(3);
      ConvolutionAxis rows =
          new ConvolutionAxis(
              random.nextInt(9),
              1 + random.nextInt(3),
              random.nextInt(9),
              stride,
              dilation,
              before);
      ConvolutionAxis columns =
          new ConvolutionAxis(
              1 + random.nextInt(40), 1 + random.nextInt(4), random.nextInt(40), 1, 1, 2);
      int n = random.nextInt(20);
      Tensor x = Samples.random(DType.FLOAT64, seed, n, 2 * groups, rows.input(), columns.input());
      Tensor y =
          Samples.random(DType.FLOAT64, seed, n, 3 * groups, rows.output(), columns.output());
      Tensor w =
          Primitive.one(
              new Primitive.Convolution(
                  List.of(rows, columns), groups, ConvolutionShape.Role.KERNEL),
              x,
              y);
      String context = x.shape() + ", " + y.shape() + ", seed " + seed;
      Shape shape = Shape.of(3 * groups, 2, rows.kernel(), columns.kernel());
      assertEquals(shape, w.shape(), context);
      Check.within(
          NaiveConvolution.kernel(
              x, y, groups, new Sliding(stride, before, dilation), new Sliding(1, 2, 1), shape),
          w,
          1e-9,
          context);
    }
  }

  @Test
  void lengthsOfZero() {
    DType dtype = DType.FLOAT32;
    Tensor w = Tensor.zeros(dtype, 4, 3, 2, 2);
    assertEquals(
        Shape.of(0, 4, 4, 4), Convolution.conv2d(Tensor.zeros(dtype, 0, 3, 5, 5), w).shape());
    Tensor noChannels = Tensor.zeros(dtype, 4, 0, 2, 2);
    Check.sameBits(
        Tensor.zeros(dtype, 2, 4, 4, 4),
        Convolution.conv2d(Tensor.zeros(dtype, 2, 0, 5, 5), noChannels),
        "no channels");
    assertEquals(
        Shape.of(2, 0, 4, 4),
        Convolution.conv2d(Tensor.zeros(dtype, 2, 3, 5, 5), Tensor.zeros(dtype, 0, 3, 2, 2))
            .shape());
    assertEquals(
        Shape.of(2, 4, 0, 5),
        Convolution.conv2d(Tensor.zeros(dtype, 2, 3, 0, 5), w, ConvolutionOptions.SAME).shape());
    assertEquals(
        Shape.of(0, 3, 6, 6),
        Convolution.convTranspose2d(Tensor.zeros(dtype, 0, 4, 5, 5), w, ConvolutionOptions.VALID)
            .shape());
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    DType dtype = DType.FLOAT32;
    Tensor x = Tensor.zeros(dtype, 2, 3, 5, 5);
    Tensor w = Tensor.zeros(dtype, 4, 3, 3, 3);
    Check.rejects(
        "conv2d: input [2, 3, 5] and weight [4, 3, 3, 3], expected 4 axes each",
        () -> Convolution.conv2d(Tensor.zeros(dtype, 2, 3, 5), w));
    Check.rejects(
        "conv2d: input [2, 2, 5, 5] has 2 channels, weight [4, 3, 3, 3] in 1 groups needs 3",
        () -> Convolution.conv2d(Tensor.zeros(dtype, 2, 2, 5, 5), w));
    Check.rejects(
        "conv2d: weight [4, 1, 3, 3] in 3 groups, expected them to divide axis 0",
        () ->
            Convolution.conv2d(
                x, Tensor.zeros(dtype, 4, 1, 3, 3), ConvolutionOptions.VALID.withGroups(3)));
    Check.rejects(
        "conv2d: kernel covers 7 positions of axis 2 of input [2, 3, 5, 5] with padding 0,"
            + " expected at most 5",
        () -> Convolution.conv2d(x, w, ConvolutionOptions.VALID.withDilation(3)));
    Check.rejects(
        "conv2d: stride [1, 2, 3], expected one number or 2",
        () -> Convolution.conv2d(x, w, ConvolutionOptions.VALID.withStride(1, 2, 3)));
    Check.rejects(
        "conv2d: bias [3], expected [4]",
        () -> Convolution.conv2d(x, w, Tensor.zeros(dtype, 3), ConvolutionOptions.VALID));
    Check.rejects(
        "conv2d: weight [4, 3, 0, 3], expected kernels of at least one position",
        () -> Convolution.conv2d(x, Tensor.zeros(dtype, 4, 3, 0, 3)));
    Check.rejects(
        "conv: operands of different types: float32, float64; convert one with astype",
        () -> Convolution.conv2d(x, w.astype(DType.FLOAT64)));
    Check.rejects(
        "conv: int32 operands, expected float32 or float64",
        () -> Convolution.conv2d(x.astype(DType.INT32), w.astype(DType.INT32)));
    Check.rejects(
        "convTranspose2d: input [2, 3, 5, 5] has 3 channels, weight [4, 3, 3, 3] needs 4",
        () -> Convolution.convTranspose2d(x, w, ConvolutionOptions.VALID));
    Check.rejects(
        "convTranspose1d: output padding [2], expected at least 0 and less than the larger of"
            + " stride 2 and dilation 1",
        () ->
            Convolution.convTranspose1d(
                Tensor.zeros(dtype, 1, 1, 4),
                Tensor.zeros(dtype, 1, 1, 3),
                ConvolutionOptions.VALID.withStride(2),
                2));
    Check.rejects(
        "convTranspose1d: padding 8 on axis 2 of input [1, 1, 4], expected at most 6",
        () ->
            Convolution.convTranspose1d(
                Tensor.zeros(dtype, 1, 1, 4),
                Tensor.zeros(dtype, 1, 1, 3),
                ConvolutionOptions.VALID.withPadding(4)));
    Check.rejects(
        "convolution: stride [0], expected at least 1",
        () -> ConvolutionOptions.VALID.withStride(0));
    Check.rejects(
        "convolution: padding [-1], expected at least 0",
        () -> ConvolutionOptions.VALID.withPadding(-1));
    Check.rejects(
        "convolution: 0 groups, expected at least 1", () -> ConvolutionOptions.VALID.withGroups(0));
  }
}
