package latentphysics.tensor.linalg;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Factors of matrices. Signs are fixed by convention, so that all runs and all providers agree. All
 * operations throw {@link ArithmeticException} for a number that is not finite, and {@link
 * IllegalArgumentException} for operands below rank 2 or of another type than float32 and float64.
 */
public final class Factorizations {
  private Factorizations() {}

  /**
   * P·A = L·U.
   *
   * @param packed U on and above the diagonal, L without its diagonal of ones below; {@code
   *     [batch…, m, n]}
   * @param order row i of P·A is row {@code order[i]} of A; int32 {@code [batch…, m]}
   * @param sign of the order, {@code [batch…]}
   */
  public record Lu(Tensor packed, Tensor order, Tensor sign) {

    /** L with its ones, {@code [batch…, m, min(m, n)]}. */
    public Tensor lower() {
      int k = Math.min(packed.dim(-2), packed.dim(-1));
      DType dtype = packed.dtype();
      Tensor eye = Tensor.eye(dtype, packed.dim(-2)).slice(1, 0, k);
      return MatrixParts.tril(packed.slice(-1, 0, k), -1).add(eye);
    }

    /** U, {@code [batch…, min(m, n), n]}. */
    public Tensor upper() {
      return MatrixParts.triu(packed.slice(-2, 0, Math.min(packed.dim(-2), packed.dim(-1))), 0);
    }

    /** P, {@code [batch…, m, m]}. */
    public Tensor permutation() {
      return order.oneHot(packed.dim(-2), packed.dtype());
    }
  }

  /**
   * Gaussian elimination with partial pivoting. The derivative takes the order of the rows as
   * given, and exists where the leading min(m, n) columns are independent.
   *
   * @param a {@code [batch…, m, n]}; a singular matrix gives a zero on the diagonal of U
   */
  public static Lu lu(Tensor a) {
    List<Tensor> found = Primitive.apply(new MatrixPrimitive.Lu(), List.of(a));
    return new Lu(found.get(0), found.get(1), found.get(2));
  }

  /**
   * The lower triangular L with a positive diagonal and (A + Aᵀ)/2 = L·Lᵀ. The derivative by A is
   * symmetric.
   *
   * @param a {@code [batch…, n, n]}
   * @throws ArithmeticException if a matrix is not positive definite
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Tensor cholesky(Tensor a) {
    return Primitive.one(new MatrixPrimitive.Cholesky(), a);
  }

  /**
   * A = Q·R.
   *
   * @param q orthonormal columns, {@code [batch…, m, min(m, n)]}
   * @param r upper triangular, its diagonal not negative, {@code [batch…, min(m, n), n]}
   */
  public record Qr(Tensor q, Tensor r) {}

  /**
   * The reduced QR factorization, by Householder reflections. The derivative exists where the first
   * min(m, n) columns are independent.
   *
   * @param a {@code [batch…, m, n]}
   */
  public static Qr qr(Tensor a) {
    List<Tensor> found = Primitive.apply(new MatrixPrimitive.Qr(false), List.of(a));
    return new Qr(found.get(0), found.get(1));
  }

  /**
   * A·P = Q·R.
   *
   * @param q orthonormal columns, {@code [batch…, m, min(m, n)]}
   * @param r upper triangular, its diagonal not negative and falling, {@code [batch…, min(m, n),
   *     n]}
   * @param order column j of A·P is column {@code order[j]} of A; int32 {@code [batch…, n]}
   */
  public record PivotedQr(Tensor q, Tensor r, Tensor order) {

    /**
     * How many diagonal elements of R are larger than a part of the first one; int32 {@code
     * [batch…]}.
     *
     * @param tolerance relative; max(m, n)·ε is usual
     */
    public Tensor rank(double tolerance) {
      Tensor diagonal = MatrixParts.diagonal(r.stopGradient());
      if (diagonal.dim(-1) == 0) {
        return diagonal.astype(DType.INT32).sum(-1);
      }
      Tensor least = diagonal.slice(-1, 0, 1).mul(tolerance);
      return diagonal.greater(least).astype(DType.INT32).sum(-1);
    }
  }

  /**
   * The reduced QR factorization with column pivoting: the column of which most is left comes next.
   * The derivative takes the order of the columns as given.
   *
   * @param a {@code [batch…, m, n]}
   */
  public static PivotedQr qrPivoted(Tensor a) {
    List<Tensor> found = Primitive.apply(new MatrixPrimitive.Qr(true), List.of(a));
    return new PivotedQr(found.get(0), found.get(1), found.get(2));
  }
}
