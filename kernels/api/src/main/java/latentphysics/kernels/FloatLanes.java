package latentphysics.kernels;

/**
 * Factorizations of a group of matrices at once, one in each lane of a vector; those for double
 * precision are made from it.
 *
 * <p>A group is interleaved: element e of matrix l lies at {@code e·count() + l}. Matrices lie in
 * rows without gaps. Shapes are those of one matrix.
 *
 * <p>What a lane computes has the bits that {@link latentphysics.kernels.linalg} gives for that
 * matrix alone. Where a matrix takes a way that is rare (a pivot or a column of zeros, squares that
 * underflow, a tridiagonal form that falls apart) its lane is given up: its bit in the result is 0
 * and its numbers mean nothing, while the others go on. No lane ever runs without end.
 */
public interface FloatLanes {

  /** Matrices in a group, at most 64. */
  int count();

  /**
   * Gaussian elimination as by {@link latentphysics.kernels.linalg.FloatLu#factor}, of finite
   * numbers.
   *
   * @param a m×n, becomes L and U
   * @param order becomes the orders of the rows, m numbers to a matrix, interleaved as well
   * @return bit l is 1 if matrix l was factored without a pivot of 0
   */
  long lu(int m, int n, float[] a, int[] order);

  /**
   * Substitution as by {@link latentphysics.kernels.linalg.FloatTriangular#solve}.
   *
   * @param t n×n
   * @param b n×r, becomes the solution
   */
  void triangularSolve(
      boolean lower, boolean unit, boolean transposed, int n, int r, float[] t, float[] b);

  /**
   * Householder's QR without pivoting as by {@link latentphysics.kernels.linalg.FloatQr#factor}.
   *
   * @param a m×n, becomes R and the reflectors
   * @param tau becomes min(m, n) numbers to a matrix
   * @return bit l is 1 if matrix l was factored with a reflector in each column that has one
   */
  long qr(int m, int n, float[] a, float[] tau);

  /**
   * Q·B or Qᵀ·B as by {@link latentphysics.kernels.linalg.FloatQr#multiply}.
   *
   * @param m rows of A and B
   * @param n columns of A
   * @param qr from {@link #qr}; its diagonal is written to, but the same when this returns
   * @param r columns of B
   */
  void multiplyQ(boolean transposed, int m, int n, float[] qr, float[] tau, int r, float[] b);

  /**
   * Eigenvalues in no order, and eigenvectors as rows.
   *
   * @param matrix symmetric n×n matrices of elements of at most about 1; become the eigenvectors
   * @param diagonal becomes the n eigenvalues
   * @param q room for n×n elements
   * @return bit l is 1 if matrix l was decomposed
   */
  long eigh(int n, float[] matrix, float[] diagonal, float[] q);

  /**
   * One-sided Jacobi: rows are turned in pairs until all are orthogonal.
   *
   * @param lanes bit l is 0 if matrix l is none
   * @param rows count×step elements, beginning at index 0
   * @param length of what becomes orthogonal; what follows in the rows is taken along
   * @param squares becomes the squared norms of the rows
   * @return bit l is 1 if the rows of matrix l are orthogonal
   */
  long orthogonalize(long lanes, int count, int length, float[] rows, int step, float[] squares);

  /**
   * C = A·B or, with the transpose, A·Bᵀ, as by {@link FloatKernels#gemm} for k of at most {@link
   * Kernels#PRODUCT_BLOCK}.
   *
   * @param a m×k
   * @param b k×n, or n×k if transposed
   * @param c m×n elements in rows cRow apart
   */
  void gemm(boolean transposed, int m, int n, int k, float[] a, float[] b, float[] c, int cRow);

  /**
   * [A | B] becomes [A's factors | A⁻¹·B], by elimination with partial pivoting and then
   * substitution.
   *
   * @param ab n×(n + r)
   * @return bit l is 1 if matrix l was factored without a pivot of 0
   */
  long solve(int n, int r, float[] ab);

  /** y = Aᵀ·v for n×n matrices A and n elements of v, as by {@link FloatBlas#gemv}. */
  void gemv(int n, float[] v, float[] a, float[] y);

  /** ‖A‖₁ of n×n matrices: the largest sum of magnitudes of a column, each added row by row. */
  void norm1(int n, float[] a, float[] norms);

  /** Largest magnitudes off the diagonal of n×n matrices, of each row and of each column. */
  void extents(int n, float[] a, float[] rows, float[] columns);

  /** Largest magnitude of n elements; NaN if one is. */
  void largest(int n, float[] x, float[] y);

  /** x becomes alpha·x for n elements, with a factor for each lane. */
  void scal(int n, float[] alpha, float[] x);

  /** y becomes fma(alpha, x, y) for n elements, with a factor for each lane. */
  void axpy(int n, float[] alpha, float[] x, float[] y);

  /** y becomes x for n elements, in the lanes whose bits are 1. */
  void copy(long lanes, int n, float[] x, float[] y);
}
