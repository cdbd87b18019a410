package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.Kernels;

/**
 * One-sided Jacobi: rows of a matrix are turned in pairs until all are orthogonal (Hestenes, 1958;
 * Golub and Van Loan, Matrix Computations, 4th edition, 8.6.3). Rotations, thresholds and the care
 * for rows of very different size follow Drmač and Veselić, SIAM J. Matrix Anal. Appl. 29, 2008.
 */
final class FloatOneSidedJacobi {
  private static final float ONE = 1;

  private static final int MOST_SWEEPS = 60;

  private final Kernels kernels;
  private final int count;
  private final int length;
  private final float[] rows;
  private final int step;

  /** Squared norms of the rows, computed anew in each sweep. */
  private final float[] squares;

  /** The square of the cosine that counts as zero. */
  private final float tolerance;

  /**
   * Products of all rows before a sweep. One matrix product costs a fraction of the single ones,
   * and sweeps near the end need no others.
   */
  private final float[] gram;

  /** Reciprocals of the squared norms before a sweep, 0 for rows that count as zero. */
  private final float[] inverses;

  /** Rows that have changed since. */
  private final boolean[] turned;

  // Of the pairs that are turned side by side: x·y, cos θ and sin θ.
  private final float[] products;
  private final float[] cosines;
  private final float[] sines;

  private FloatOneSidedJacobi(
      Kernels kernels, int count, int length, float[] rows, int step, float[] squares) {
    this.kernels = kernels;
    this.count = count;
    this.length = length;
    this.rows = rows;
    this.step = step;
    this.squares = squares;
    float cosine = FloatPrecision.UNIT * Math.max(4, (float) Math.sqrt(length));
    tolerance = cosine * cosine;
    gram = new float[count * count];
    inverses = new float[count];
    turned = new boolean[count];
    products = new float[count];
    cosines = new float[count];
    sines = new float[count];
  }

  /**
   * Turns the rows until the cosine of any two is at most √length·ε.
   *
   * @param count of rows
   * @param length of what becomes orthogonal; what follows in the rows is taken along
   * @param rows beginning at index 0
   * @param step distance between rows; all of it is turned
   * @param squares becomes the squared norms of the rows, mostly in descending order
   * @throws ArithmeticException if 60 sweeps do not suffice
   */
  static void solve(
      Kernels kernels, int count, int length, float[] rows, int step, float[] squares) {
    FloatOneSidedJacobi jacobi =
        new FloatOneSidedJacobi(kernels, count, length, rows, step, squares);
    float largest = jacobi.iterate();
    if (largest > jacobi.tolerance) {
      throw new ArithmeticException(
          "svd: the largest cosine of two of "
              + count
              + " rows is "
              + Math.sqrt(largest)
              + " after "
              + MOST_SWEEPS
              + " sweeps, expected at most "
              + Math.sqrt(jacobi.tolerance));
    }
  }

  /** {@link #solve} without the exception: whether the rows are orthogonal. */
  static boolean converges(
      Kernels kernels, int count, int length, float[] rows, int step, float[] squares) {
    FloatOneSidedJacobi jacobi =
        new FloatOneSidedJacobi(kernels, count, length, rows, step, squares);
    return jacobi.iterate() <= jacobi.tolerance;
  }

  /** The square of the largest cosine of the last sweep. */
  private float iterate() {
    float largest = ONE;
    for (int sweep = 0; sweep < MOST_SWEEPS && largest > tolerance; sweep++) {
      largest = sweep();
    }
    return largest;
  }

  /**
   * Turns each pair once and returns the square of the largest cosine that was met.
   *
   * <p>Pairs go along antidiagonals, p + q = 1, 2, …. Those of one share no row, so that their
   * angles are computed together; each row meets the others in the order in which it does when
   * pairs go row by row, so the results are the same and converge (Forsythe and Henrici, 1960).
   */
  private float sweep() {
    for (int i = 0; i < count; i++) {
      squares[i] = kernels.dot(length, rows, i * step, rows, i * step);
      inverses[i] = squares[i] < FloatPrecision.LEAST_SQUARE ? 0 : 1 / squares[i];
    }
    kernels.gemm(count, count, length, rows, 0, step, 1, rows, 0, 1, step, gram, 0, count);
    Arrays.fill(turned, false);
    float largest = 0;
    for (int sum = 1; sum <= 2 * count - 3; sum++) {
      int first = Math.max(0, sum - count + 1);
      int end = (sum + 1) / 2;
      multiply(sum, first, end);
      float met = angles(sum, first, end);
      if (met > tolerance) {
        turn(sum, first, end);
        largest = Math.max(largest, met);
      }
    }
    return largest;
  }

  /**
   * The rotations that make the pairs p, sum − p orthogonal, for p from {@code first} to before
   * {@code end}; the sine is 0 where they are.
   *
   * @return the square of the largest cosine
   */
  private float angles(int sum, int first, int end) {
    float largest = 0;
    for (int p = first; p < end; p++) {
      float x = squares[p];
      float y = squares[sum - p];
      float xy = products[p];
      if (xy == 0) {
        sines[p] = 0;
        continue;
      }
      // Neither quotient leaves the range where x·y would.
      float square = xy / x * (xy / y);
      if (square > tolerance
          && x >= FloatPrecision.LEAST_SQUARE
          && y >= FloatPrecision.LEAST_SQUARE) {
        largest = Math.max(largest, square);
        // cot 2θ = ζ = (‖x‖² − ‖y‖²)/(2·x·y), t = tan θ = sign(ζ)/(|ζ| + √(ζ² + 1)).
        float zeta = Math.abs(x - y) / (2 * xy);
        float size = Math.abs(zeta);
        float root =
            size < 1 / FloatPrecision.UNIT ? (float) Math.sqrt(Math.fma(size, size, ONE)) : size;
        float t = Math.copySign(1 / (size + root), zeta);
        // cos θ = 1 − t²/(h·(h + 1)), h = √(t² + 1). As 1/h its rounding is uneven for small
        // angles, and lines grow by half an ε with each: by 80 ε in a matrix of 100 rows.
        float h = (float) Math.sqrt(Math.fma(t, t, ONE));
        float cosine = ONE - t * t / (h * (h + 1));
        // The longer row goes first: from a pair in the other order by a quarter turn more.
        cosines[p] = x >= y ? cosine : t * cosine;
        sines[p] = x >= y ? t * cosine : cosine;
        squares[p] = Math.max(x, y) + t * xy;
        squares[sum - p] = Math.min(x, y) - t * xy;
      } else {
        sines[p] = 0;
      }
    }
    return largest;
  }

  /** Products of the pairs; 0 for one that has not changed and was orthogonal before the sweep. */
  private void multiply(int sum, int first, int end) {
    for (int p = first; p < end; p++) {
      int q = sum - p;
      boolean known = false;
      if (!turned[p] && !turned[q]) {
        float xy = gram[p * count + q];
        known = xy * inverses[p] * (xy * inverses[q]) <= tolerance;
      }
      products[p] = known ? 0 : kernels.dot(length, rows, p * step, rows, q * step);
    }
  }

  private void turn(int sum, int first, int end) {
    for (int p = first; p < end; p++) {
      if (sines[p] != 0) {
        kernels.rot(step, rows, p * step, rows, (sum - p) * step, cosines[p], sines[p]);
        turned[p] = true;
        turned[sum - p] = true;
      }
    }
  }
}
