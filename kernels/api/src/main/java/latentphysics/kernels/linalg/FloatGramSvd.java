package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.line.FloatLine;

/**
 * Singular values of a matrix that is not ill conditioned: the eigenvectors of B·Bᵀ make the rows
 * of B all but orthogonal, and one-sided Jacobi does the rest.
 *
 * <p>B·Bᵀ alone would give singular values with errors of ε·κ²; here it only chooses the rotations
 * to begin with, and these are orthogonal to rounding. They leave cosines of about ε·κ², of which a
 * fifth or so have to be turned, once.
 */
final class FloatGramSvd {
  private static final float ONE = 1;

  /**
   * Least eigenvalue beside the largest, in units of rounding: those of a singular matrix come out
   * as up to half as many. It is a condition of 2·10⁷ in double precision, of 1000 in single. Small
   * singular values then keep half of their digits, as they do in LAPACK.
   */
  private static final int LEAST_RATIO = 16;

  /** The same for each row of a large matrix. */
  private static final float LEAST_RATIO_PER_ROW = 0.25f;

  private final Kernels kernels;
  private final int count;
  private final int length;
  private final long balanced;
  private final long done;
  private final float[] rows;
  private final float[] squares;

  private FloatGramSvd(
      Kernels kernels,
      int count,
      int length,
      long balanced,
      long done,
      float[] rows,
      float[] squares) {
    this.kernels = kernels;
    this.count = count;
    this.length = length;
    this.balanced = balanced;
    this.done = done;
    this.rows = rows;
    this.squares = squares;
  }

  /**
   * B = Acrossᵀ·Σ·Along, if the condition of B is good enough.
   *
   * @param count rows of B, at least 1
   * @param length columns of B, at least as many
   * @param b row-major; not changed
   * @param values becomes the singular values, descending
   * @param along becomes count×length; empty if only values are wanted, like {@code across}
   * @param across becomes count×count
   * @return false, and nothing changed, if the condition is worse
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
    // The diagonal lies between the least and the largest eigenvalue.
    if (!balanced(count, gram, 0, count + 1)) {
      return false;
    }
    kernels.scal(count * count, scale(length), gram, 0);
    FloatEigh.diagonalize(kernels, "svd", count, gram, eigenvalues, new float[count * count]);
    if (!balanced(count, eigenvalues, 0, 1)) {
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
    FloatOneSidedJacobi.solve(kernels, count, length, rows, step, squares);
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
    long balanced = balanced(matrices, count, gram, (count + 1) * width);
    kernels.scal(gram.length, scale(length), gram, 0);
    float[] eigenvalues = new float[count * width];
    long good = lanes.eigh(count, gram, eigenvalues, new float[gram.length]);
    // What was given up is for the single form to judge.
    balanced &= balanced(matrices, count, eigenvalues, width) | ~good;
    int step = length + count;
    float[] rows = new float[count * step * width];
    lanes.gemm(false, count, length, count, gram, group, rows, step);
    for (int i = 0; i < count; i++) {
      System.arraycopy(gram, i * count * width, rows, (i * step + length) * width, count * width);
    }
    float[] squares = new float[count * width];
    good = lanes.orthogonalize(balanced & good, count, length, rows, step, squares);
    float[] allRows = new float[matrices * count * step];
    float[] allSquares = new float[matrices * count];
    FloatGroup.separate(kernels, lanes, matrices, count * step, rows, allRows, 0);
    FloatGroup.separate(kernels, lanes, matrices, count, squares, allSquares, 0);
    return new FloatGramSvd(kernels, count, length, balanced, good, allRows, allSquares);
  }

  /** Matrices whose condition is good enough, as bits. */
  long balanced() {
    return balanced;
  }

  /** Those of them that were decomposed. */
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

  /** The matrices of a group for which this is so. */
  private static long balanced(int matrices, int count, float[] eigenvalues, int step) {
    long balanced = 0;
    for (int l = 0; l < matrices; l++) {
      balanced |= balanced(count, eigenvalues, l, step) ? 1L << l : 0;
    }
    return balanced;
  }

  private static boolean balanced(int count, float[] eigenvalues, int offset, int step) {
    float least = eigenvalues[offset];
    float largest = least;
    for (int i = 1; i < count; i++) {
      float value = eigenvalues[offset + i * step];
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    float ratio = FloatPrecision.UNIT * Math.max(LEAST_RATIO, LEAST_RATIO_PER_ROW * count);
    return largest > 0 && least >= ratio * largest;
  }
}
