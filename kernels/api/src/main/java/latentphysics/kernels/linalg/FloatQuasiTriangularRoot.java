package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The principal square root of a quasi upper triangular matrix: R·R = T, block by block (Higham,
 * Computing real square roots of a real matrix, 1987). A block of rows of R above its diagonal
 * solves Sylvester's equation Rᵢᵢ·Y + Y·R' = Tᵢ with the rows R' below it.
 */
final class FloatQuasiTriangularRoot {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);

  private FloatQuasiTriangularRoot() {}

  /**
   * Replaces T by R.
   *
   * @param operation named in the message
   * @param t from index 0 on, its largest element near 1
   * @param exponent of the power of two that was divided out, for the message
   * @throws ArithmeticException if an eigenvalue is negative, or is zero and has no full set of
   *     eigenvectors, both by more than n·ε·‖T‖
   */
  static void solve(Kernels kernels, String operation, int n, float[] t, int exponent) {
    float rounding = n * EPSILON * (float) Math.sqrt(kernels.dot(n * n, t, 0, t, 0));
    int k = 0;
    while (k < n) {
      int size = FloatSchur.blockSize(n, t, 0, k);
      if (size == 1) {
        number(operation, n, t, k, rounding, exponent);
      } else {
        pair(operation, n, t, k, rounding, exponent);
      }
      k += size;
    }
    FloatSylvesterRows rows =
        new FloatSylvesterRows(
            kernels,
            n,
            t,
            false,
            0,
            (re, im, otherRe, otherIm, largest) -> {
              if (largest > rounding) {
                throw new ArithmeticException(
                    operation + ": the eigenvalue 0 has fewer eigenvectors than its multiplicity");
              }
            });
    int end = n;
    while (end > 0) {
      int size = FloatSchur.sizeOfLast(n, t, 0, end);
      int i = end - size;
      rows.solve(size, t, i * n + i, n, 1, end, t, i * n);
      end = i;
    }
  }

  private static void number(
      String operation, int n, float[] t, int k, float rounding, int exponent) {
    float lambda = t[k * n + k];
    if (lambda < -rounding) {
      throw negative(operation, lambda, exponent);
    }
    // A negative number that is rounding error stands for zero.
    t[k * n + k] = lambda <= 0 ? 0 : (float) Math.sqrt(lambda);
  }

  /**
   * With (α + i·β)² = θ + i·μ the root of [θ b; c θ] is α·I + [0 b; c 0]/(2·α) (Higham, equation
   * 3.3).
   */
  private static void pair(
      String operation, int n, float[] t, int k, float rounding, int exponent) {
    int p = k * n + k;
    float theta = t[p];
    float mu = FloatSchur.imaginary(n, t, 0, k);
    if (theta < -rounding && mu <= rounding) {
      throw negative(operation, theta, exponent);
    }
    // Half the sum of two numbers of like sign, or β first: neither cancels.
    float half = (FloatStandardBlock.hypot(theta, mu) + Math.abs(theta)) / 2;
    float root = (float) Math.sqrt(half);
    float alpha = theta >= 0 ? root : mu / (2 * root);
    t[p] = alpha;
    t[p + 1] /= 2 * alpha;
    t[p + n] /= 2 * alpha;
    t[p + n + 1] = alpha;
  }

  private static ArithmeticException negative(String operation, float lambda, int exponent) {
    return new ArithmeticException(
        operation
            + ": eigenvalue "
            + Math.scalb(lambda, exponent)
            + " is negative, expected none on the negative real axis");
  }
}
