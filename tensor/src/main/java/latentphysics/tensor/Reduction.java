package latentphysics.tensor;

import java.util.Arrays;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;

/**
 * How terms become one number: what the kernels do with rows and with columns of an array.
 *
 * <p>Terms are taken in blocks of {@link Kernels#SUM_BLOCK}; the results of blocks are combined in
 * a balanced tree.
 */
enum Reduction {
  /** Sum, in the order of {@link Kernels#sumRows(int, int, float[], int, int, float[], int)}. */
  SUM,
  /** Largest, as by {@link Math#max(double, double)}. */
  MAX,
  /** Smallest, as by {@link Math#min(double, double)}. */
  MIN;

  /** Partial results that columns keep side by side. */
  int lanes() {
    return this == SUM ? Kernels.SUM_LANES : 1;
  }

  /** What nothing reduces to: 0, −∞ or ∞. */
  double ofNothing() {
    return switch (this) {
      case SUM -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  /** Reduces rows of at most a block: {@code y[yOffset + r]} from {@code x[xOffset + r·xRow …]}. */
  void rows(int rows, int length, Object x, int xOffset, int xRow, Object y, int yOffset) {
    Kernels kernels = Providers.best();
    switch (x) {
      case float[] f -> {
        if (this == SUM) {
          kernels.sumRows(rows, length, f, xOffset, xRow, (float[]) y, yOffset);
        } else {
          kernels.extremeOfRows(this == MAX, rows, length, f, xOffset, xRow, (float[]) y, yOffset);
        }
      }
      case double[] d -> {
        if (this == SUM) {
          kernels.sumRows(rows, length, d, xOffset, xRow, (double[]) y, yOffset);
        } else {
          kernels.extremeOfRows(this == MAX, rows, length, d, xOffset, xRow, (double[]) y, yOffset);
        }
      }
      default -> throw new AssertionError(x.getClass());
    }
  }

  /** Sets the lanes of so many columns to what nothing reduces to, as far as rows reach them. */
  void clear(Object lanes, int rows, int columns) {
    int end = Math.min(rows, lanes()) * columns;
    switch (lanes) {
      case float[] f -> Arrays.fill(f, 0, end, (float) ofNothing());
      case double[] d -> Arrays.fill(d, 0, end, ofNothing());
      default -> throw new AssertionError(lanes.getClass());
    }
  }

  /**
   * Joins rows of columns to the lanes, row i to lane i mod {@link #lanes}; so all but the last
   * call for a block bring a multiple of {@link Kernels#SUM_LANES} rows.
   */
  void addRows(
      int rows, int columns, Object x, int xOffset, int xRow, Object lanes, int lanesOffset) {
    Kernels kernels = Providers.best();
    switch (x) {
      case float[] f -> {
        if (this == SUM) {
          kernels.addRows(rows, columns, f, xOffset, xRow, (float[]) lanes, lanesOffset);
        } else {
          kernels.extremeWithRows(
              this == MAX, rows, columns, f, xOffset, xRow, (float[]) lanes, lanesOffset);
        }
      }
      case double[] d -> {
        if (this == SUM) {
          kernels.addRows(rows, columns, d, xOffset, xRow, (double[]) lanes, lanesOffset);
        } else {
          kernels.extremeWithRows(
              this == MAX, rows, columns, d, xOffset, xRow, (double[]) lanes, lanesOffset);
        }
      }
      default -> throw new AssertionError(x.getClass());
    }
  }

  /**
   * Joins the lanes of columns after so many rows; the results are the first {@code columns}
   * numbers. Lanes that no row has reached would change nothing.
   */
  void fold(Object lanes, int rows, int columns) {
    int used = Math.min(rows, lanes());
    for (int half = lanes() / 2; half > 0; half /= 2) {
      if (used > half) {
        combine(lanes, 0, half * columns, (used - half) * columns);
        used = half;
      }
    }
  }

  /**
   * Joins the results of blocks, {@code [outer, blocks, columns]}, in a balanced tree, into {@code
   * [outer, columns]}.
   */
  void combineBlocks(Object partial, int outer, int blocks, int columns, Object y, int yOffset) {
    for (int k = 0; k < outer; k++) {
      int start = k * blocks * columns;
      for (int stride = 1; stride < blocks; stride *= 2) {
        for (int b = 0; b + stride < blocks; b += 2 * stride) {
          combine(partial, start + b * columns, start + (b + stride) * columns, columns);
        }
      }
      System.arraycopy(partial, start, y, yOffset + k * columns, columns);
    }
  }

  /** Joins numbers of an array to others of it. */
  private void combine(Object array, int to, int from, int length) {
    if (length > 1) {
      addRows(1, length, array, from, 0, array, to);
      return;
    }
    switch (array) {
      case float[] f ->
          f[to] =
              switch (this) {
                case SUM -> f[to] + f[from];
                case MAX -> Math.max(f[to], f[from]);
                case MIN -> Math.min(f[to], f[from]);
              };
      case double[] d ->
          d[to] =
              switch (this) {
                case SUM -> d[to] + d[from];
                case MAX -> Math.max(d[to], d[from]);
                case MIN -> Math.min(d[to], d[from]);
              };
      default -> throw new AssertionError(array.getClass());
    }
  }
}
