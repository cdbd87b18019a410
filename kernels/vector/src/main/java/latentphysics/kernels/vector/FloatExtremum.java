package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Largest and smallest numbers. Any order gives the same bits: as in {@link Math#max}, NaN wins and
 * +0 is larger than −0.
 */
final class FloatExtremum {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final int SHORTEST_QUICK = 8 * LANES;

  private FloatExtremum() {}

  /** Elements that {@link #exercise} compares. */
  static final int EXERCISE = 4 * 5 * 605;

  /** Runs every form on idle data; the numbers of rows and the lengths leave rests. */
  static void exercise(float[] x, float[] y) {
    Arrays.fill(x, 0, 3 * 605, 1); // the other rows are zeros
    for (boolean largest : new boolean[] {true, false}) {
      ofRows(largest, 5, 605, x, 0, 605, y, 0);
      withRows(largest, 23, 125, x, 0, 125, y, 0);
    }
    int _ = indexOf(2, x, 0, 605);
  }

  static void ofRows(
      boolean largest,
      int rows,
      int length,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset) {
    for (int r = 0; r < rows; r++) {
      int from = xOffset + r * xRow;
      y[yOffset + r] = largest ? max(x, from, length) : min(x, from, length);
    }
  }

  static void withRows(
      boolean largest,
      int rows,
      int columns,
      float[] x,
      int xOffset,
      int xRow,
      float[] y,
      int yOffset) {
    if (largest) {
      maxRows(rows, columns, x, xOffset, xRow, y, yOffset);
    } else {
      minRows(rows, columns, x, xOffset, xRow, y, yOffset);
    }
  }

  static int indexOf(float value, float[] x, int offset, int length) {
    int i = 0;
    if (!Float.isNaN(value)) {
      for (; i <= length - LANES; i += LANES) {
        VectorMask<Float> equal =
            FloatVector.fromArray(SPECIES, x, offset + i).compare(VectorOperators.EQ, value);
        if (equal.anyTrue()) {
          return i + equal.firstTrue();
        }
      }
    }
    for (; i < length; i++) {
      float at = x[offset + i];
      if (at == value || (Float.isNaN(value) && Float.isNaN(at))) {
        return i;
      }
    }
    return -1;
  }

  // What follows is written twice, because an operator that varies would make every vector an
  // object.

  /**
   * As max, but NaN also where a number is infinite or the result is a zero. A comparison and a
   * choice are half the work of an extreme that heeds NaN and the signs of zeros.
   */
  private static float quickMax(float[] x, int offset, int length) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, x, offset);
    FloatVector m1 = m0;
    FloatVector m2 = m0;
    FloatVector m3 = m0;
    // Sums of 0·x: NaN once a number is not finite.
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector z0 = zero;
    FloatVector z1 = zero;
    FloatVector z2 = zero;
    FloatVector z3 = zero;
    int i = 0;
    for (; i <= length - 4 * LANES; i += 4 * LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, offset + i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, offset + i + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, offset + i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, offset + i + 3 * LANES);
      m0 = m0.blend(x0, x0.compare(VectorOperators.GT, m0));
      m1 = m1.blend(x1, x1.compare(VectorOperators.GT, m1));
      m2 = m2.blend(x2, x2.compare(VectorOperators.GT, m2));
      m3 = m3.blend(x3, x3.compare(VectorOperators.GT, m3));
      z0 = x0.fma(zero, z0);
      z1 = x1.fma(zero, z1);
      z2 = x2.fma(zero, z2);
      z3 = x3.fma(zero, z3);
    }
    float best = m0.max(m1).max(m2.max(m3)).reduceLanes(VectorOperators.MAX);
    boolean finite = z0.add(z1).add(z2.add(z3)).reduceLanes(VectorOperators.ADD) == 0;
    for (; i < length; i++) {
      best = Math.max(best, x[offset + i]);
    }
    return finite && best != 0 ? best : Float.NaN;
  }

  private static float max(float[] x, int offset, int length) {
    if (length >= SHORTEST_QUICK) {
      float quick = quickMax(x, offset, length);
      if (!Float.isNaN(quick)) {
        return quick;
      }
    }
    FloatVector m0 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector m1 = m0;
    FloatVector m2 = m0;
    FloatVector m3 = m0;
    int i = 0;
    for (; i <= length - 4 * LANES; i += 4 * LANES) {
      m0 = m0.max(FloatVector.fromArray(SPECIES, x, offset + i));
      m1 = m1.max(FloatVector.fromArray(SPECIES, x, offset + i + LANES));
      m2 = m2.max(FloatVector.fromArray(SPECIES, x, offset + i + 2 * LANES));
      m3 = m3.max(FloatVector.fromArray(SPECIES, x, offset + i + 3 * LANES));
    }
    for (; i <= length - LANES; i += LANES) {
      m0 = m0.max(FloatVector.fromArray(SPECIES, x, offset + i));
    }
    float best = m0.max(m1).max(m2.max(m3)).reduceLanes(VectorOperators.MAX);
    for (; i < length; i++) {
      best = Math.max(best, x[offset + i]);
    }
    return best;
  }

  private static void maxRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    int r = 0;
    for (; r <= rows - 4; r += 4) {
      maxFour(columns, x, xOffset + r * xRow, xRow, y, yOffset);
    }
    for (; r < rows; r++) {
      maxOne(columns, x, xOffset + r * xRow, y, yOffset);
    }
  }

  private static void maxFour(int columns, float[] x, int o0, int xRow, float[] y, int to) {
    int o1 = o0 + xRow;
    int o2 = o1 + xRow;
    int o3 = o2 + xRow;
    int c = 0;
    for (; c <= columns - LANES; c += LANES) {
      FloatVector.fromArray(SPECIES, x, o0 + c)
          .max(FloatVector.fromArray(SPECIES, x, o1 + c))
          .max(
              FloatVector.fromArray(SPECIES, x, o2 + c)
                  .max(FloatVector.fromArray(SPECIES, x, o3 + c)))
          .max(FloatVector.fromArray(SPECIES, y, to + c))
          .intoArray(y, to + c);
    }
    for (; c < columns; c++) {
      float first = Math.max(x[o0 + c], x[o1 + c]);
      float second = Math.max(x[o2 + c], x[o3 + c]);
      y[to + c] = Math.max(y[to + c], Math.max(first, second));
    }
  }

  private static void maxOne(int columns, float[] x, int from, float[] y, int to) {
    int c = 0;
    for (; c <= columns - LANES; c += LANES) {
      FloatVector.fromArray(SPECIES, y, to + c)
          .max(FloatVector.fromArray(SPECIES, x, from + c))
          .intoArray(y, to + c);
    }
    for (; c < columns; c++) {
      y[to + c] = Math.max(y[to + c], x[from + c]);
    }
  }

  /**
   * As min, but NaN also where a number is infinite or the result is a zero. A comparison and a
   * choice are half the work of an extreme that heeds NaN and the signs of zeros.
   */
  private static float quickMin(float[] x, int offset, int length) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, x, offset);
    FloatVector m1 = m0;
    FloatVector m2 = m0;
    FloatVector m3 = m0;
    // Sums of 0·x: NaN once a number is not finite.
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector z0 = zero;
    FloatVector z1 = zero;
    FloatVector z2 = zero;
    FloatVector z3 = zero;
    int i = 0;
    for (; i <= length - 4 * LANES; i += 4 * LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, offset + i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, offset + i + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, offset + i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, offset + i + 3 * LANES);
      m0 = m0.blend(x0, x0.compare(VectorOperators.LT, m0));
      m1 = m1.blend(x1, x1.compare(VectorOperators.LT, m1));
      m2 = m2.blend(x2, x2.compare(VectorOperators.LT, m2));
      m3 = m3.blend(x3, x3.compare(VectorOperators.LT, m3));
      z0 = x0.fma(zero, z0);
      z1 = x1.fma(zero, z1);
      z2 = x2.fma(zero, z2);
      z3 = x3.fma(zero, z3);
    }
    float best = m0.min(m1).min(m2.min(m3)).reduceLanes(VectorOperators.MIN);
    boolean finite = z0.add(z1).add(z2.add(z3)).reduceLanes(VectorOperators.ADD) == 0;
    for (; i < length; i++) {
      best = Math.min(best, x[offset + i]);
    }
    return finite && best != 0 ? best : Float.NaN;
  }

  private static float min(float[] x, int offset, int length) {
    if (length >= SHORTEST_QUICK) {
      float quick = quickMin(x, offset, length);
      if (!Float.isNaN(quick)) {
        return quick;
      }
    }
    FloatVector m0 = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    FloatVector m1 = m0;
    FloatVector m2 = m0;
    FloatVector m3 = m0;
    int i = 0;
    for (; i <= length - 4 * LANES; i += 4 * LANES) {
      m0 = m0.min(FloatVector.fromArray(SPECIES, x, offset + i));
      m1 = m1.min(FloatVector.fromArray(SPECIES, x, offset + i + LANES));
      m2 = m2.min(FloatVector.fromArray(SPECIES, x, offset + i + 2 * LANES));
      m3 = m3.min(FloatVector.fromArray(SPECIES, x, offset + i + 3 * LANES));
    }
    for (; i <= length - LANES; i += LANES) {
      m0 = m0.min(FloatVector.fromArray(SPECIES, x, offset + i));
    }
    float best = m0.min(m1).min(m2.min(m3)).reduceLanes(VectorOperators.MIN);
    for (; i < length; i++) {
      best = Math.min(best, x[offset + i]);
    }
    return best;
  }

  private static void minRows(
      int rows, int columns, float[] x, int xOffset, int xRow, float[] y, int yOffset) {
    int r = 0;
    for (; r <= rows - 4; r += 4) {
      minFour(columns, x, xOffset + r * xRow, xRow, y, yOffset);
    }
    for (; r < rows; r++) {
      minOne(columns, x, xOffset + r * xRow, y, yOffset);
    }
  }

  private static void minFour(int columns, float[] x, int o0, int xRow, float[] y, int to) {
    int o1 = o0 + xRow;
    int o2 = o1 + xRow;
    int o3 = o2 + xRow;
    int c = 0;
    for (; c <= columns - LANES; c += LANES) {
      FloatVector.fromArray(SPECIES, x, o0 + c)
          .min(FloatVector.fromArray(SPECIES, x, o1 + c))
          .min(
              FloatVector.fromArray(SPECIES, x, o2 + c)
                  .min(FloatVector.fromArray(SPECIES, x, o3 + c)))
          .min(FloatVector.fromArray(SPECIES, y, to + c))
          .intoArray(y, to + c);
    }
    for (; c < columns; c++) {
      float first = Math.min(x[o0 + c], x[o1 + c]);
      float second = Math.min(x[o2 + c], x[o3 + c]);
      y[to + c] = Math.min(y[to + c], Math.min(first, second));
    }
  }

  private static void minOne(int columns, float[] x, int from, float[] y, int to) {
    int c = 0;
    for (; c <= columns - LANES; c += LANES) {
      FloatVector.fromArray(SPECIES, y, to + c)
          .min(FloatVector.fromArray(SPECIES, x, from + c))
          .intoArray(y, to + c);
    }
    for (; c < columns; c++) {
      y[to + c] = Math.min(y[to + c], x[from + c]);
    }
  }
}
