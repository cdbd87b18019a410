package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gaussian elimination with partial pivoting and substitution, one matrix in each lane; see {@link
 * latentphysics.kernels.linalg.FloatLu} and {@link latentphysics.kernels.linalg.FloatTriangular}.
 */
final class FloatLaneLu {
  private static final VectorSpecies<Float> SPECIES = FloatLaneLoops.SPECIES;
  private static final int LANES = FloatLaneLoops.LANES;

  private FloatLaneLu() {}

  /** See {@link latentphysics.kernels.FloatLanes#lu}. */
  static long factor(int m, int n, float[] a, int[] order) {
    float[] row = new float[n * LANES];
    float[] pivots = new float[LANES];
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < LANES; l++) {
        order[i * LANES + l] = i;
      }
    }
    VectorMask<Float> zero = SPECIES.maskAll(false);
    for (int k = 0; k < Math.min(m, n); k++) {
      zero = zero.or(findPivots(m, n, a, k, pivots));
      swap(m, n, a, k, pivots, order);
      int below = m - k - 1;
      int right = n - k - 1;
      int diagonal = k * n + k;
      FloatLaneLoops.divide(below, a, diagonal + n, n, a, diagonal);
      FloatLaneLoops.negate(right, a, diagonal + 1, row, 0);
      FloatLaneLoops.ger(below, right, a, diagonal + n, n, row, 0, a, diagonal + n + 1, n);
    }
    return zero.not().toLong();
  }

  /** The first row of the largest element on or below the diagonal, as a number of its lane. */
  private static VectorMask<Float> findPivots(int m, int n, float[] a, int k, float[] pivots) {
    FloatVector largest = FloatVector.zero(SPECIES);
    FloatVector pivot = FloatVector.broadcast(SPECIES, (float) k);
    for (int i = k; i < m; i++) {
      FloatVector size = FloatVector.fromArray(SPECIES, a, (i * n + k) * LANES).abs();
      VectorMask<Float> larger = size.compare(VectorOperators.GT, largest);
      largest = largest.blend(size, larger);
      pivot = pivot.blend((float) i, larger);
    }
    pivot.intoArray(pivots, 0);
    return largest.compare(VectorOperators.EQ, 0);
  }

  /** Each row that is the pivot of some lane changes places with row k in these. */
  private static void swap(int m, int n, float[] a, int k, float[] pivots, int[] order) {
    FloatVector pivot = FloatVector.fromArray(SPECIES, pivots, 0);
    for (int i = k + 1; i < m; i++) {
      VectorMask<Float> some = pivot.compare(VectorOperators.EQ, (float) i);
      if (!some.anyTrue()) {
        continue;
      }
      int upper = k * n * LANES;
      int lower = i * n * LANES;
      for (int j = 0; j < n; j++) {
        FloatVector x = FloatVector.fromArray(SPECIES, a, upper);
        FloatVector y = FloatVector.fromArray(SPECIES, a, lower);
        x.blend(y, some).intoArray(a, upper);
        y.blend(x, some).intoArray(a, lower);
        upper += LANES;
        lower += LANES;
      }
    }
    for (int l = 0; l < LANES; l++) {
      int chosen = ((int) pivots[l]) * LANES + l;
      int kept = order[k * LANES + l];
      order[k * LANES + l] = order[chosen];
      order[chosen] = kept;
    }
  }

  /** See {@link latentphysics.kernels.FloatLanes#triangularSolve}. */
  static void solve(
      boolean lower, boolean unit, boolean transposed, int n, int r, float[] t, float[] b) {
    boolean downwards = lower != transposed;
    if (r == 1) {
      solveOne(lower, unit, transposed, downwards, n, t, b);
      return;
    }
    float[] row = new float[r * LANES];
    for (int step = 0; step < n; step++) {
      int i = downwards ? step : n - 1 - step;
      if (!unit) {
        FloatLaneLoops.divide(r, b, i * r, 1, t, i * n + i);
      }
      // Known now: its multiples leave the rows still to come.
      int first = downwards ? i + 1 : 0;
      int count = downwards ? n - 1 - i : i;
      FloatLaneLoops.negate(r, b, i * r, row, 0);
      int element = transposed ? i * n + first : first * n + i;
      FloatLaneLoops.ger(count, r, t, element, transposed ? 1 : n, row, 0, b, first * r, r);
    }
  }

  private static void solveOne(
      boolean lower,
      boolean unit,
      boolean transposed,
      boolean downwards,
      int n,
      float[] t,
      float[] b) {
    float[] number = new float[LANES];
    for (int step = 0; step < n; step++) {
      int i = downwards ? step : n - 1 - step;
      int row = i * n;
      int first = lower ? 0 : i + 1;
      int count = lower ? i : n - 1 - i;
      if (!transposed) {
        FloatLaneLoops.dot(count, t, row + first, b, first, number, 0);
        FloatVector.fromArray(SPECIES, b, i * LANES)
            .sub(FloatVector.fromArray(SPECIES, number, 0))
            .intoArray(b, i * LANES);
      }
      if (!unit) {
        FloatLaneLoops.divide(1, b, i, 1, t, row + i);
      }
      if (transposed) {
        FloatLaneLoops.negate(1, b, i, number, 0);
        FloatLaneLoops.axpy(count, number, 0, t, row + first, b, first);
      }
    }
  }
}
