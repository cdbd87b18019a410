package latentphysics.kernels.vector;

import java.util.concurrent.TimeUnit;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.ConvolutionShape.Role;
import latentphysics.kernels.ElementType;

/**
 * Says when convolutions of one type run by SIMD: not the small ones, and not before C2 has
 * compiled the loops on idle data, which the background thread sees to once convolutions have
 * proved to be used.
 */
final class ConvolutionSwitch {
  private static final double SMALLEST = 2048; // multiply-adds
  private static final double UNTIL_WARM_UP = 1 << 18; // multiply-adds

  /** After a warm-up in vain, as on a machine with much else to do, the next one waits longer. */
  private static final double PATIENCE = 64;

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Time per multiply-add that only compiled code reaches; boxing takes ten times it. */
  private static final double COMPILED_NANOS = 0.5;

  private final ElementType type;
  private final boolean eager;
  // Lost updates only delay the warm-up.
  private double multiplyAdds;
  private double untilWarmUp = UNTIL_WARM_UP;
  private volatile boolean ready;

  ConvolutionSwitch(ElementType type, boolean eager) {
    this.type = type;
    this.eager = eager;
    ready = eager;
  }

  /** Whether these parts of a convolution are to be computed by SIMD. */
  boolean ready(ConvolutionShape shape, Role role, int from, int to) {
    if (eager) {
      return true;
    }
    double work = shape.multiplyAdds() * (to - from) / Math.max(1, shape.parts(role));
    if (work < SMALLEST) {
      return false;
    }
    if (!ready) {
      double before = multiplyAdds;
      multiplyAdds = before + work;
      if (before < untilWarmUp && multiplyAdds >= untilWarmUp) {
        WarmUp.later(this::prepare);
      }
    }
    return ready;
  }

  private void prepare() {
    boolean fast = true;
    for (int stride = 1; stride <= 2; stride++) {
      ConvolutionAxis axis = new ConvolutionAxis(16, 3, 16 / stride, stride, 1, 1);
      // 13 channels need all tiles: eight rows, four and one.
      for (int channels : new int[] {16, 13}) {
        ConvolutionShape shape = new ConvolutionShape(1, 1, channels, channels, axis, axis);
        for (Role role : Role.values()) {
          fast = fast && run(shape, role);
        }
      }
    }
    // Small images to many channels, enough terms for a second chain and tiles of all sizes.
    for (int outputs : new int[] {32, 48}) {
      ConvolutionAxis axis = new ConvolutionAxis(7, 3, 5, 1, 1, 0);
      ConvolutionAxis padded = new ConvolutionAxis(5, 3, 5, 1, 1, 1);
      fast = fast && run(new ConvolutionShape(11, 1, 32, outputs, axis, padded), Role.OUTPUT);
    }
    if (!fast) {
      untilWarmUp *= PATIENCE;
    }
    ready = fast;
  }

  /** Runs a convolution until it is fast; false if it is not after a few seconds. */
  private boolean run(ConvolutionShape shape, Role role) {
    Runnable convolution = type == ElementType.FLOAT32 ? floats(shape, role) : doubles(shape, role);
    double compiled = COMPILED_NANOS * shape.multiplyAdds();
    long start = System.nanoTime();
    for (int fast = 0; fast < 3; ) {
      long before = System.nanoTime();
      convolution.run();
      long after = System.nanoTime();
      fast = after - before < compiled ? fast + 1 : 0;
      if (after - start > LIMIT_NANOS) {
        return false;
      }
    }
    return true;
  }

  private static Runnable floats(ConvolutionShape shape, Role role) {
    float[] x = new float[shape.inputSize()];
    float[] w = new float[shape.kernelsSize()];
    float[] y = new float[shape.outputSize()];
    int parts = shape.parts(role);
    return role == Role.KERNEL
        ? () -> FloatKernelGradient.run(shape, x, 0, w, 0, y, 0, 0, parts)
        : () -> FloatConvolution.run(shape, role, x, 0, w, 0, y, 0, 0, parts);
  }

  private static Runnable doubles(ConvolutionShape shape, Role role) {
    double[] x = new double[shape.inputSize()];
    double[] w = new double[shape.kernelsSize()];
    double[] y = new double[shape.outputSize()];
    int parts = shape.parts(role);
    return role == Role.KERNEL
        ? () -> DoubleKernelGradient.run(shape, x, 0, w, 0, y, 0, 0, parts)
        : () -> DoubleConvolution.run(shape, role, x, 0, w, 0, y, 0, 0, parts);
  }
}
