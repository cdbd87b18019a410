package latentphysics.kernels.scalar;

import latentphysics.kernels.Kernels;

/** The definition of the sum of a block; see {@link Kernels}. */
final class FloatSum {
  private FloatSum() {}

  static float sum(float[] x, int offset, int length) {
    float[] lanes = new float[Kernels.SUM_LANES];
    for (int i = 0; i < length; i++) {
      lanes[i % Kernels.SUM_LANES] += x[offset + i];
    }
    for (int half = Kernels.SUM_LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0];
  }
}
