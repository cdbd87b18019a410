package latentphysics.kernels.vector;

import java.util.ArrayList;
import java.util.List;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.ConvolutionShape.Role;

/** Convolutions of idle data, with every kind of tile, until C2 has compiled all of them. */
final class FloatConvolutionWarmUp {
  /** Time per multiply-add that only compiled code reaches; boxing takes ten times it. */
  private static final double COMPILED_NANOS = 0.5;

  private FloatConvolutionWarmUp() {}

  /** False if convolutions are not fast after some seconds, as in a JVM without C2. */
  static boolean run() {
    for (ConvolutionShape shape : square()) {
      for (Role role : Role.values()) {
        if (!run(shape, role)) {
          return false;
        }
      }
    }
    for (ConvolutionShape shape : deep()) {
      if (!run(shape, Role.OUTPUT) || !run(shape, Role.INPUT)) {
        return false;
      }
    }
    return true;
  }

  /** With and without gaps; 13 channels need all tiles: eight rows, four and one. */
  private static List<ConvolutionShape> square() {
    List<ConvolutionShape> shapes = new ArrayList<>();
    for (int stride = 1; stride <= 2; stride++) {
      ConvolutionAxis axis = new ConvolutionAxis(16, 3, 16 / stride, stride, 1, 1);
      for (int channels : new int[] {16, 13}) {
        shapes.add(new ConvolutionShape(1, 1, channels, channels, axis, axis));
      }
    }
    return shapes;
  }

  /** Small images to many channels, enough terms for a second chain and tiles of all sizes. */
  private static List<ConvolutionShape> deep() {
    ConvolutionAxis axis = new ConvolutionAxis(7, 3, 5, 1, 1, 0);
    ConvolutionAxis padded = new ConvolutionAxis(5, 3, 5, 1, 1, 1);
    return List.of(
        new ConvolutionShape(11, 1, 32, 32, axis, padded),
        new ConvolutionShape(11, 1, 32, 48, axis, padded));
  }

  private static boolean run(ConvolutionShape shape, Role role) {
    float[] x = new float[shape.inputSize()];
    float[] w = new float[shape.kernelsSize()];
    float[] y = new float[shape.outputSize()];
    int parts = shape.parts(role);
    return WarmUp.untilFast(
        role == Role.KERNEL
            ? () -> FloatKernelGradient.run(shape, x, 0, w, 0, y, 0, 0, parts)
            : () -> FloatConvolution.run(shape, role, x, 0, w, 0, y, 0, 0, parts),
        COMPILED_NANOS * shape.multiplyAdds());
  }
}
