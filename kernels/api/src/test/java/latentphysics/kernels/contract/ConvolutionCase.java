package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.ConvolutionShape.Role;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;

/**
 * A convolution in one role, with operands at offsets in larger arrays and computed in parts.
 *
 * @param cuts into which the parts are cut, at least one
 */
record ConvolutionCase(
    ConvolutionShape shape, Role role, ElementType type, int cuts, int offset, long seed) {

  /** Sizes made by chance; one in some is zero. */
  static ConvolutionShape anyShape(Random random) {
    int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
    return new ConvolutionShape(
        random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(4),
        groups,
        groups * (random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(5)),
        groups * (random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(11)),
        random.nextInt(4) == 0 ? ConvolutionAxis.SINGLE : anyAxis(random, 9),
        anyAxis(random, 40));
  }

  private static ConvolutionAxis anyAxis(Random random, int longest) {
    int input = random.nextInt(25) == 0 ? 0 : 1 + random.nextInt(longest);
    int kernel = random.nextInt(25) == 0 ? 0 : 1 + random.nextInt(5);
    int stride = 1 + random.nextInt(random.nextInt(2) == 0 ? 2 : 5);
    int dilation = 1 + random.nextInt(random.nextInt(2) == 0 ? 1 : 3);
    int before = random.nextInt(4);
    int fitting = Math.max(0, input + 2 * before - (kernel - 1) * dilation - 1) / stride + 1;
    // Any length of the output is allowed, not only the one that fits.
    int output = random.nextInt(6) == 0 ? random.nextInt(12) : fitting;
    return new ConvolutionAxis(input, kernel, output, stride, dilation, before);
  }

  void check(Kernels reference, Kernels kernels) {
    Object expected = result(reference, 1);
    Object actual = result(kernels, cuts);
    if (expected instanceof float[] floats) {
      assertArrayEquals(floats, (float[]) actual, toString());
    } else {
      assertArrayEquals((double[]) expected, (double[]) actual, toString());
    }
  }

  /** The whole array of the result, also what lies beside it and has to stay. */
  private Object result(Kernels by, int pieces) {
    Random random = new Random(seed);
    Object x = operand(random, shape.inputSize(), role == Role.INPUT);
    Object w = operand(random, shape.kernelsSize(), role == Role.KERNEL);
    Object y = operand(random, shape.outputSize(), role == Role.OUTPUT);
    int parts = shape.parts(role);
    // The later part first: their order must not matter.
    for (int piece = pieces - 1; piece >= 0; piece--) {
      int from = piece * parts / pieces;
      int to = (piece + 1) * parts / pieces;
      if (type == ElementType.FLOAT32) {
        by.convolve(
            shape,
            role,
            (float[]) x,
            offset,
            (float[]) w,
            offset + 1,
            (float[]) y,
            offset + 2,
            from,
            to);
      } else {
        by.convolve(
            shape,
            role,
            (double[]) x,
            offset,
            (double[]) w,
            offset + 1,
            (double[]) y,
            offset + 2,
            from,
            to);
      }
    }
    return switch (role) {
      case OUTPUT -> y;
      case INPUT -> x;
      case KERNEL -> w;
    };
  }

  private Object operand(Random random, int size, boolean written) {
    int length = size + offset + 2 + random.nextInt(3);
    return written || seed % 16 == 0
        ? SampleNumbers.any(random, type, length)
        : SampleNumbers.ordinary(random, type, length);
  }
}
