package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.Kernels;

/** The sum of a block with its partial sums in vectors; see {@link Kernels} for the order. */
final class FloatSum {
  // A vector may not hold more than the partial sums.
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > Kernels.SUM_LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private FloatSum() {}

  /**
   * As the scalar sum. Whole rows of partial sums by SIMD, the last row and the tree by scalars.
   */
  static float sum(float[] x, int offset, int length, float[] lanes) {
    int whole = length - length % Kernels.SUM_LANES;
    for (int first = 0; first < Kernels.SUM_LANES; first += LANES) {
      FloatVector total = FloatVector.zero(SPECIES);
      for (int i = first; i < whole; i += Kernels.SUM_LANES) {
        total = total.add(FloatVector.fromArray(SPECIES, x, offset + i));
      }
      total.intoArray(lanes, first);
    }
    for (int i = whole; i < length; i++) {
      lanes[i - whole] += x[offset + i];
    }
    for (int half = Kernels.SUM_LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0];
  }
}
