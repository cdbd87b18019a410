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
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < LANES; l++) {
        order[i * LANES + l] = i;
      }
    }
    return eliminate(m, n, Math.min(m, n), a, order);
  }

  /** See {@link latentphysics.kernels.FloatLanes#solve}. */
  static long solve(int n, int r, float[] ab) {
    long done = eliminate(n, n + r, n, ab, new int[n * LANES]);
    substitute(false, false, n, r, ab, n + r, 1, ab, n, n + r);
    return done;
  }

  /** Gaussian elimination in so many columns; lanes without a pivot of 0. */
  private static long eliminate(int m, int n, int columns, float[] a, int[] order) {
    float[] row = new float[n * LANES];
    float[] pivots = new float[LANES];
    long done = FloatLaneLoops.ALL;
    for (int k = 0; k < columns; k++) {
      done &= findPivots(m, n, a, k, pivots);
      swap(m, n, a, k, pivots, order);
      int below = m - k - 1;
      int right = n - k - 1;
      int diagonal = k * n + k;
      FloatLaneLoops.divide(below, a, diagonal + n, n, a, diagonal);
      FloatLaneLoops.negate(right, a, diagonal + 1, row, 0);
      FloatLaneLoops.ger(below, right, a, diagonal + n, n, row, 0, a, diagonal + n + 1, n);
    }
    return done;
  }

  /**
   * The first row of the largest element on or below the diagonal, as a number of its lane.
   *
   * @return lanes in which it is not 0
   */
  private static long findPivots(int m, int n, float[] a, int k, float[] pivots) {
    FloatVector largest = FloatVector.zero(SPECIES);
    FloatVector pivot = FloatVector.broadcast(SPECIES, (float) k);
    for (int i = k; i < m; i++) {
      FloatVector size = FloatVector.fromArray(SPECIES, a, (i * n + k) * LANES).abs();
      VectorMask<Float> larger = size.compare(VectorOperators.GT, largest);
      largest = largest.blend(size, larger);
      pivot = pivot.blend((float) i, larger);
    }
    pivot.intoArray(pivots, 0);
    return largest.compare(VectorOperators.NE, 0).toLong();
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
    substitute(unit, downwards, n, r, t, transposed ? 1 : n, transposed ? n : 1, b, 0, r);
  }

  /**
   * Substitution for several right-hand sides. Two rows at a time leave the others: that takes half
   * the loads and stores, and adds in the same order.
   *
   * @param tRow distance of T's elements down a column, as it is substituted
   * @param tColumn distance of T's elements along a row
   */
  private static void substitute(
      boolean unit,
      boolean downwards,
      int n,
      int r,
      float[] t,
      int tRow,
      int tColumn,
      float[] b,
      int bOffset,
      int bRow) {
    float[] known = new float[r * LANES];
    float[] next = new float[r * LANES];
    for (int step = 0; step < n; step += 2) {
      int i = downwards ? step : n - 1 - step;
      solveRow(unit, r, t, i * (tRow + tColumn), b, bOffset + i * bRow, known);
      if (step == n - 1) {
        return;
      }
      int k = downwards ? i + 1 : i - 1;
      int row = bOffset + k * bRow;
      FloatLaneLoops.ger(1, r, t, k * tRow + i * tColumn, 1, known, 0, b, row, bRow);
      solveRow(unit, r, t, k * (tRow + tColumn), b, row, next);
      int first = downwards ? k + 1 : 0;
      int count = downwards ? n - 1 - k : k;
      FloatLaneLoops.gerTwice(
          count,
          r,
          t,
          first * tRow + i * tColumn,
          first * tRow + k * tColumn,
          tRow,
          known,
          next,
          b,
          bOffset + first * bRow,
          bRow);
    }
  }

  /** Divides a row of B by the diagonal; {@code negative} becomes −1 times the result. */
  private static void solveRow(
      boolean unit, int r, float[] t, int diagonal, float[] b, int row, float[] negative) {
    if (!unit) {
      FloatLaneLoops.divide(r, b, row, 1, t, diagonal);
    }
    FloatLaneLoops.negate(r, b, row, negative, 0);
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
