package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Sweeps of rotations on their way to the rows of a matrix. None of what is to come depends on the
 * rows, so rotations are collected; a matrix that is larger than the cache takes many sweeps at
 * once, one stripe of columns after the other. The bits are those of turning rows one by one.
 */
final class FloatSweeps {
  /** Elements that stay close to the processor. */
  private static final int NEAR = 1 << 15;

  /** Sweeps that repay a copy of a stripe. */
  private static final int MOST_SWEEPS = 16;

  /** Stripes are multiples of this. */
  private static final int WIDTH = 32;

  private final Kernels kernels;
  private final int rows;
  private final int columns;
  private final float[] a;

  /** Columns that are turned at a time. */
  private final int stripe;

  private final float[] copy;

  private final float[] cosines;
  private final float[] sines;
  private int size;

  // Of each sweep: the row where it begins, 1 or −1 for where it goes, its first rotation.
  private final int[] rowOf;
  private final int[] stepOf;
  private final int[] startOf;
  private int sweeps;

  /**
   * None yet.
   *
   * @param rows of the matrix, each of {@code columns} elements; no rotation is kept if these are 0
   */
  FloatSweeps(Kernels kernels, int rows, int columns, float[] a) {
    this.kernels = kernels;
    this.rows = rows;
    this.columns = columns;
    this.a = a;
    boolean near = rows * columns <= NEAR;
    stripe = near ? columns : Math.max(1, NEAR / rows / WIDTH) * WIDTH;
    copy = new float[near ? 0 : rows * stripe];
    int most = near ? 1 : MOST_SWEEPS;
    cosines = new float[columns == 0 ? 0 : most * rows];
    sines = new float[cosines.length];
    rowOf = new int[most];
    stepOf = new int[most];
    startOf = new int[most + 1];
  }

  /** A sweep begins that turns a row with the next one in a direction, that with the next … */
  void begin(int row, int step) {
    if (sweeps == rowOf.length) {
      apply();
    }
    rowOf[sweeps] = row;
    stepOf[sweeps] = step;
    startOf[sweeps] = size;
    sweeps++;
  }

  /** The next rotation of the sweep: x becomes c·x + s·y, y becomes c·y − s·x. */
  void add(float c, float s) {
    if (columns > 0) {
      cosines[size] = c;
      sines[size] = s;
      size++;
    }
  }

  /** Turns the rows. */
  void apply() {
    startOf[sweeps] = size;
    if (stripe == columns) {
      turn(columns, a);
    } else {
      for (int j = 0; j < columns; j += stripe) {
        int width = Math.min(stripe, columns - j);
        for (int i = 0; i < rows; i++) {
          System.arraycopy(a, i * columns + j, copy, i * width, width);
        }
        turn(width, copy);
        for (int i = 0; i < rows; i++) {
          System.arraycopy(copy, i * width, a, i * columns + j, width);
        }
      }
    }
    sweeps = 0;
    size = 0;
  }

  private void turn(int width, float[] matrix) {
    for (int k = 0; k < sweeps; k++) {
      int count = startOf[k + 1] - startOf[k];
      kernels.lasr(
          count, width, cosines, sines, startOf[k], matrix, rowOf[k] * width, stepOf[k] * width);
    }
  }
}
