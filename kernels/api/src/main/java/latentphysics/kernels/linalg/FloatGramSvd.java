package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.line.FloatLine;

/**
 * Singular values of a matrix that is regular to rounding: the eigenvectors of B·Bᵀ make the rows
 * of B all but orthogonal, and one-sided Jacobi does the rest.
 *
 * <p>B·Bᵀ alone would give singular values with errors of ε·κ²; here it only chooses the rotations
 * to begin with, and these are orthogonal to rounding. They leave cosines of about ε·κ², of which a
 * fifth or so have to be turned, once. Where a few eigenvalues are rounding, their vectors still
 * span the right space, and Jacobi turns more.
 */
final class FloatGramSvd {
  private static final float ONE = 1;

  /**
   * What an eigenvalue has to be beside the largest to count as more than rounding, in units of
   * rounding: those of a singular matrix come out as up to half as many.
   */
  private static final int NOISE = 16;

  /** The same for each row of a large matrix. */
  private static final float NOISE_PER_ROW = 0.25f;

  /** Of so many eigenvalues one may be rounding: Jacobi finds what they stand for. */
  private static final int ROWS_FOR_NOISE = 4;

  /**
   * Least singular value beside the largest that is found this way, in units of rounding for each
   * row. Below it rows are rounding themselves.
   */
  private static final int LEAST = 4;

  private final Kernels kernels;
  private final int count;
  private final int length;
  private final long open;
  private final long done;
  private final float[] rows;
  private final float[] squares;

  private FloatGramSvd(
      Kernels kernels, int count, int length, long open, long done, float[] rows, float[] squares) {
    this.kernels = kernels;
    this.count = count;
    this.length = length;
    this.open = open;
    this.done = done;
    this.rows = rows;
    this.squares = squares;
  }

  /**
   * B = Acrossᵀ·Σ·Along, if B is regular to rounding and its rows are of like size.
   *
   * @param count rows of B, at least 1
   * @param length columns of B, at least as many
   * @param b row-major; not changed
   * @param values becomes the singular values, descending
   * @param along becomes count×length; empty if only values are wanted, like {@code across}
   * @param across becomes count×count
   * @return false, and nothing changed, if it is not
   */
  static boolean solve(
      Kernels kernels,
      int count,
      int length,
      float[] b,
      float[] values,
      float[] along,
      float[] across) {
    float[] gram = new float[count * count];
    kernels.gemm(count, count, length, b, 0, length, 1, b, 0, 1, length, gram, 0, count);
    float[] eigenvalues = new float[count];
    // Rows of very different size have more digits the other way.
    if (noise(count, gram, 0, count + 1) > 0) {
      return false;
    }
    kernels.scal(count * count, scale(length), gram, 0);
    FloatEigh.diagonalize(kernels, "svd", count, gram, eigenvalues, new float[count * count]);
    if (noise(count, eigenvalues, 0, 1) > count / ROWS_FOR_NOISE) {
      return false;
    }
    // Rows of [W·B | W].
    int step = length + count;
    float[] rows = new float[count * step];
    kernels.gemm(count, length, count, gram, 0, count, 1, b, 0, length, 1, rows, 0, step);
    for (int i = 0; i < count; i++) {
      System.arraycopy(gram, i * count, rows, i * step + length, count);
    }
    float[] squares = new float[count];
    if (!FloatOneSidedJacobi.converges(kernels, count, length, rows, step, squares)
        || !isRegular(count, squares, 0, 1)) {
      return false;
    }
    sort(kernels, count, length, rows, 0, squares, 0, values, along, across);
    return true;
  }

  /**
   * The same for several matrices side by side.
   *
   * @param matrices number of them, from 1 to the number of lanes
   * @param b the matrices one after the other; not changed
   */
  static FloatGramSvd of(
      Kernels kernels, FloatLanes lanes, int matrices, int count, int length, float[] b) {
    int width = lanes.count();
    int square = count * count;
    float[] group = FloatGroup.of(kernels, lanes, matrices, count * length, b, 0);
    float[] gram = new float[square * width];
    lanes.gemm(true, count, count, length, group, group, gram, count);
    long doubtful = noisy(matrices, count, gram, (count + 1) * width, 0);
    kernels.scal(gram.length, scale(length), gram, 0);
    float[] eigenvalues = new float[count * width];
    long found = lanes.eigh(count, gram, eigenvalues, new float[gram.length]);
    doubtful |= noisy(matrices, count, eigenvalues, width, count / ROWS_FOR_NOISE);
    int step = length + count;
    float[] rows = new float[count * step * width];
    lanes.gemm(false, count, length, count, gram, group, rows, step);
    for (int i = 0; i < count; i++) {
      System.arraycopy(gram, i * count * width, rows, (i * step + length) * width, count * width);
    }
    float[] squares = new float[count * width];
    long good = lanes.orthogonalize(found & ~doubtful, count, length, rows, step, squares);
    for (int l = 0; l < matrices; l++) {
      good &= isRegular(count, squares, l, width) ? -1 : ~(1L << l);
    }
    float[] allRows = new float[matrices * count * step];
    float[] allSquares = new float[matrices * count];
    FloatGroup.separate(kernels, lanes, matrices, count * step, rows, allRows, 0);
    FloatGroup.separate(kernels, lanes, matrices, count, squares, allSquares, 0);
    // What was given up on the way is for the single form to judge.
    return new FloatGramSvd(kernels, count, length, ~found, good, allRows, allSquares);
  }

  /** Matrices of which it is not known whether this is the way for them, as bits. */
  long open() {
    return open;
  }

  /** Matrices that were decomposed. */
  long done() {
    return done;
  }

  /** What {@link #solve} gives for one that was. */
  void get(int matrix, float[] values, float[] along, float[] across) {
    int from = matrix * count * (length + count);
    sort(kernels, count, length, rows, from, squares, matrix * count, values, along, across);
  }

  /** Brings a Gram matrix to elements of at most 1: those of B are below 2^(EXPONENT + 1). */
  private static float scale(int length) {
    return Math.scalb(ONE, -2 * (FloatSvd.EXPONENT + 1) - Math.getExponent((float) length) - 1);
  }

  /** Values in descending order and their vectors, from rows of [Σ·Along | Across]. */
  private static void sort(
      Kernels kernels,
      int count,
      int length,
      float[] rows,
      int rowsOffset,
      float[] squares,
      int squaresOffset,
      float[] values,
      float[] along,
      float[] across) {
    int step = length + count;
    int[] order = new int[count];
    FloatLine.argSort(true, squares, squaresOffset, count, new long[count], order, 0);
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sqrt(squares[squaresOffset + order[i]]);
    }
    if (along.length > 0) {
      for (int i = 0; i < count; i++) {
        int row = rowsOffset + order[i] * step;
        System.arraycopy(rows, row, along, i * length, length);
        System.arraycopy(rows, row + length, across, i * count, count);
        kernels.scal(length, 1 / values[i], along, i * length);
      }
    }
  }

  /** The matrices of a group with more eigenvalues than that at the level of rounding. */
  private static long noisy(int matrices, int count, float[] eigenvalues, int step, int most) {
    long noisy = 0;
    for (int l = 0; l < matrices; l++) {
      noisy |= noise(count, eigenvalues, l, step) > most ? 1L << l : 0;
    }
    return noisy;
  }

  /** How many eigenvalues are at the level of rounding. */
  private static int noise(int count, float[] eigenvalues, int offset, int step) {
    float largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, eigenvalues[offset + i * step]);
    }
    float least = FloatPrecision.UNIT * Math.max(NOISE, NOISE_PER_ROW * count) * largest;
    int noise = 0;
    for (int i = 0; i < count; i++) {
      noise += eigenvalues[offset + i * step] > least ? 0 : 1;
    }
    return noise;
  }

  /** Whether all squared singular values are above the level of rounding. */
  private static boolean isRegular(int count, float[] squares, int offset, int step) {
    float least = squares[offset];
    float largest = least;
    for (int i = 1; i < count; i++) {
      float square = squares[offset + i * step];
      least = Math.min(least, square);
      largest = Math.max(largest, square);
    }
    float ratio = LEAST * FloatPrecision.UNIT * count;
    return least >= FloatPrecision.LEAST_SQUARE && least >= ratio * (ratio * largest);
  }
}
