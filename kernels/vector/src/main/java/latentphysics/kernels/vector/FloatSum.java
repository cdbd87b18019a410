package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.Kernels;

/**
 * Sums of blocks with their partial sums in vectors; see {@link Kernels} for the order.
 *
 * <p>Masked loads give zeros, which leave a partial sum as it is: it began with +0 and is never −0.
 */
final class FloatSum {
  // A vector may not hold more than the partial sums.
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > Kernels.SUM_LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int NARROW = 64;
  private static final int HALF = Kernels.SUM_LANES / 2;
  private static final VectorShuffle<Float> DOWN_8 = down(8);
  private static final VectorShuffle<Float> DOWN_4 = down(4);
  private static final VectorShuffle<Float> DOWN_2 = down(2);
  private static final VectorShuffle<Float> DOWN_1 = down(1);

  private FloatSum() {}

  private static VectorShuffle<Float> down(int lanes) {
    return VectorShuffle.fromOp(SPECIES, l -> (l + lanes) % LANES);
  }

  /** Elements that {@link #exercise} adds up. */
  static final int EXERCISE = 2 * 5 * 600 + 70 * 90 + 33 * 5;

  /** Runs every form on idle data; the numbers of rows and the lengths leave rests. */
  static void exercise(float[] x, float[] y) {
    sumRows(5, 500, x, 0, 600, y, 0);
    sumRows(5, 523, x, 0, 600, y, 0);
    addRows(70, 90, x, 0, 90, y, 0);
    addRows(33, 5, x, 0, 5, y, 0);
  }

  private static float sum(float[] x, int offset, int length) {
    return LANES == Kernels.SUM_LANES
        ? tree(chain(x, offset, length))
        : tree(halves(x, offset, length));
  }

  static void sumRows(
      int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    if (length <= 4) {
      shortRows(rows, length, x, xOffset, xRow, y, yOffset);
      return;
    }
    int r = 0;
    if (LANES == Kernels.SUM_LANES) {
      // One row alone would wait for each of its additions.
      for (; r <= rows - 4; r += 4) {
        fourRows(length, x, xOffset + r * xRow, xRow, y, yOffset + r);
      }
    }
    for (; r < rows; r++) {
      y[yOffset + r] = sum(x, xOffset + r * xRow, length);
    }
  }

  /** The tree of up to four lanes, (0 + 2) + (1 + 3), each begun with zero. */
  private static void shortRows(
      int rows, int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    int i = xOffset;
    for (int r = 0; r < rows; r++) {
      float even = length > 0 ? 0 + x[i] : 0;
      float odd = length > 1 ? 0 + x[i + 1] : 0;
      even = length > 2 ? even + x[i + 2] : even;
      odd = length > 3 ? odd + x[i + 3] : odd;
      y[yOffset + r] = even + odd;
      i += xRow;
    }
  }

  private static void fourRows(
      int length, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    int o0 = xOffset;
    int o1 = o0 + xRow;
    int o2 = o1 + xRow;
    int o3 = o2 + xRow;
    FloatVector t0 = FloatVector.zero(SPECIES);
    FloatVector t1 = t0;
    FloatVector t2 = t0;
    FloatVector t3 = t0;
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      t0 = t0.add(FloatVector.fromArray(SPECIES, x, o0 + i));
      t1 = t1.add(FloatVector.fromArray(SPECIES, x, o1 + i));
      t2 = t2.add(FloatVector.fromArray(SPECIES, x, o2 + i));
      t3 = t3.add(FloatVector.fromArray(SPECIES, x, o3 + i));
    }
    if (i < length) {
      var rest = SPECIES.indexInRange(i, length);
      t0 = t0.add(FloatVector.fromArray(SPECIES, x, o0 + i, rest));
      t1 = t1.add(FloatVector.fromArray(SPECIES, x, o1 + i, rest));
      t2 = t2.add(FloatVector.fromArray(SPECIES, x, o2 + i, rest));
      t3 = t3.add(FloatVector.fromArray(SPECIES, x, o3 + i, rest));
    }
    y[yOffset] = tree(t0);
    y[yOffset + 1] = tree(t1);
    y[yOffset + 2] = tree(t2);
    y[yOffset + 3] = tree(t3);
  }

  /** All partial sums in one vector. */
  private static FloatVector chain(float[] x, int offset, int length) {
    FloatVector total = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      total = total.add(FloatVector.fromArray(SPECIES, x, offset + i));
    }
    return i < length
        ? total.add(FloatVector.fromArray(SPECIES, x, offset + i, SPECIES.indexInRange(i, length)))
        : total;
  }

  /** The partial sums of narrower vectors, added up until one vector is left. */
  private static FloatVector halves(float[] x, int offset, int length) {
    return switch (HALF / LANES) {
      case 1 -> half(x, offset, length, 0);
      case 2 -> half(x, offset, length, 0).add(half(x, offset, length, LANES));
      default ->
          half(x, offset, length, 0)
              .add(half(x, offset, length, 2 * LANES))
              .add(half(x, offset, length, LANES).add(half(x, offset, length, 3 * LANES)));
    };
  }

  /** Partial sums {@code first …} plus those half a tree above. */
  private static FloatVector half(float[] x, int offset, int length, int first) {
    FloatVector lower = FloatVector.zero(SPECIES);
    FloatVector upper = lower;
    int i = first;
    for (; i <= length - HALF - LANES; i += Kernels.SUM_LANES) {
      lower = lower.add(FloatVector.fromArray(SPECIES, x, offset + i));
      upper = upper.add(FloatVector.fromArray(SPECIES, x, offset + i + HALF));
    }
    if (i < length) {
      lower =
          lower.add(FloatVector.fromArray(SPECIES, x, offset + i, SPECIES.indexInRange(i, length)));
    }
    if (i + HALF < length) {
      upper =
          upper.add(
              FloatVector.fromArray(
                  SPECIES, x, offset + i + HALF, SPECIES.indexInRange(i + HALF, length)));
    }
    return lower.add(upper);
  }

  /** The partial sums of one vector added up, the upper half to the lower half. */
  static float tree(FloatVector total) {
    FloatVector t = total;
    if (LANES > 8) {
      t = t.add(t.rearrange(DOWN_8));
    }
    if (LANES > 4) {
      t = t.add(t.rearrange(DOWN_4));
    }
    if (LANES > 2) {
      t = t.add(t.rearrange(DOWN_2));
    }
    return t.add(t.rearrange(DOWN_1)).lane(0);
  }

  static void addRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] lanes, int lanesOffset) {
    int done = 0;
    if (xRow == columns && columns < NARROW) {
      // Without gaps, 16 narrow rows are one row that joins all lanes at once.
      int wide = Kernels.SUM_LANES * columns;
      int count = rows / Kernels.SUM_LANES;
      for (int i = 0; i < count; i++) {
        addOne(wide, x, xOffset + i * wide, lanes, lanesOffset);
      }
      done = count * Kernels.SUM_LANES;
    }
    for (int lane = 0; lane < Math.min(rows - done, Kernels.SUM_LANES); lane++) {
      int to = lanesOffset + lane * columns;
      int step = Kernels.SUM_LANES * xRow;
      int i = done + lane;
      for (; i < rows - 3 * Kernels.SUM_LANES; i += 4 * Kernels.SUM_LANES) {
        addFour(columns, x, xOffset + i * xRow, step, lanes, to);
      }
      for (; i < rows; i += Kernels.SUM_LANES) {
        addOne(columns, x, xOffset + i * xRow, lanes, to);
      }
    }
  }

  private static void addFour(int columns, float[] x, int o0, int step, float[] lanes, int to) {
    int o1 = o0 + step;
    int o2 = o1 + step;
    int o3 = o2 + step;
    int c = 0;
    for (; c <= columns - LANES; c += LANES) {
      FloatVector.fromArray(SPECIES, lanes, to + c)
          .add(FloatVector.fromArray(SPECIES, x, o0 + c))
          .add(FloatVector.fromArray(SPECIES, x, o1 + c))
          .add(FloatVector.fromArray(SPECIES, x, o2 + c))
          .add(FloatVector.fromArray(SPECIES, x, o3 + c))
          .intoArray(lanes, to + c);
    }
    for (; c < columns; c++) {
      lanes[to + c] = lanes[to + c] + x[o0 + c] + x[o1 + c] + x[o2 + c] + x[o3 + c];
    }
  }

  private static void addOne(int columns, float[] x, int from, float[] lanes, int to) {
    int c = 0;
    for (; c <= columns - LANES; c += LANES) {
      FloatVector.fromArray(SPECIES, lanes, to + c)
          .add(FloatVector.fromArray(SPECIES, x, from + c))
          .intoArray(lanes, to + c);
    }
    for (; c < columns; c++) {
      lanes[to + c] += x[from + c];
    }
  }
}
