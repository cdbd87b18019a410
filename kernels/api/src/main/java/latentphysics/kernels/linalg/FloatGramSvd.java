package latentphysics.kernels.linalg;

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
  private static final float EPSILON = Math.ulp(ONE) / 2;

  /**
   * Least eigenvalue beside the largest: ε to the power of 3/4, a condition of 10⁶ in double
   * precision. Small singular values then keep five eighths of their digits.
   */
  private static final float LEAST_RATIO =
      (float) (Math.sqrt(EPSILON) * Math.sqrt(Math.sqrt(EPSILON)));

  private FloatGramSvd() {}

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
    for (int i = 0; i < count; i++) {
      eigenvalues[i] = gram[i * count + i];
    }
    // The diagonal lies between the least and the largest eigenvalue.
    if (!balanced(eigenvalues)) {
      return false;
    }
    // Elements of B are less than 2 to the power of EXPONENT + 1.
    int exponent = 2 * (FloatSvd.EXPONENT + 1) + Math.getExponent((float) length) + 1;
    kernels.scal(count * count, Math.scalb(ONE, -exponent), gram, 0);
    FloatEigh.diagonalize(kernels, "svd", count, gram, eigenvalues, new float[count * count]);
    if (!balanced(eigenvalues)) {
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
    int[] order = new int[count];
    FloatLine.argSort(true, squares, 0, count, new long[count], order, 0);
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sqrt(squares[order[i]]);
    }
    if (along.length > 0) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(rows, order[i] * step, along, i * length, length);
        System.arraycopy(rows, order[i] * step + length, across, i * count, count);
        kernels.scal(length, 1 / values[i], along, i * length);
      }
    }
    return true;
  }

  private static boolean balanced(float[] eigenvalues) {
    float least = eigenvalues[0];
    float largest = least;
    for (float value : eigenvalues) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    return largest > 0 && least >= LEAST_RATIO * largest;
  }
}
