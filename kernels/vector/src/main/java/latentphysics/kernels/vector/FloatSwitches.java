package latentphysics.kernels.vector;

import latentphysics.kernels.FloatLanes;

/** When each kernel on {@code float} arrays takes the SIMD form. */
final class FloatSwitches {
  /** Multiply-adds between two looks whether products are ready. */
  static final long STRETCH = 1 << 20;

  /** Time per element that only compiled reductions and copies reach. */
  private static final double COMPILED_NANOS = 1;

  /** Numbers that an exercise may touch. */
  private static final int IDLE = 1 << 13;

  final Gate sums;
  final Gate extremes;
  final Gate transposes;
  final Gate lines;
  final Gate lanes;
  final FloatLanes groups = new FloatVectorLanes();
  final long smallestProduct;
  final long smallestConvolution;
  final SimdSwitch products;
  final SimdSwitch passes;
  final SimdSwitch convolutions;

  FloatSwitches(Thresholds least) {
    float[] x = new float[IDLE];
    float[] y = new float[IDLE];
    sums =
        new Gate(
            least.reduction(),
            least.elements(),
            COMPILED_NANOS * FloatSum.EXERCISE,
            () -> FloatSum.exercise(x, y));
    extremes =
        new Gate(
            least.reduction(),
            least.elements(),
            COMPILED_NANOS * FloatExtremum.EXERCISE,
            () -> FloatExtremum.exercise(x, y));
    transposes =
        new Gate(
            least.transpose(),
            least.elements(),
            COMPILED_NANOS * FloatTranspose.EXERCISE,
            () -> FloatTranspose.exercise(x, y));
    lines =
        new Gate(
            FloatLoops.FITS ? least.line() : Long.MAX_VALUE,
            least.elements(),
            COMPILED_NANOS * FloatLoops.EXERCISE,
            () -> FloatLoops.exercise(x, y));
    lanes =
        new Gate(
            0,
            least.multiplyAdds(),
            FloatLanesWarmUp.COMPILED_NANOS,
            new FloatLanesWarmUp(groups)::run);
    smallestProduct = least.product();
    smallestConvolution = least.convolution();
    products = new SimdSwitch(least.multiplyAdds(), FloatGemmWarmUp::run);
    passes = new SimdSwitch(least.elements(), FloatFftWarmUp::run);
    convolutions = new SimdSwitch(least.multiplyAdds(), FloatConvolutionWarmUp::run);
  }
}
