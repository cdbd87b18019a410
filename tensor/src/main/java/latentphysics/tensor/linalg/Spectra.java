package latentphysics.tensor.linalg;

import java.util.List;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;

/**
 * Eigenvalues and singular values. Signs of vectors are fixed by convention, so that all runs and
 * all providers agree; no gradient depends on it.
 *
 * <p>All operations throw {@link ArithmeticException} for a number that is not finite and if the
 * iteration does not converge, and {@link IllegalArgumentException} for operands below rank 2 or of
 * another type than float32 and float64.
 */
public final class Spectra {
  private Spectra() {}

  /**
   * (A + Aᵀ)/2 = V·diag(w)·Vᵀ.
   *
   * @param values w, ascending, {@code [batch…, n]}
   * @param vectors V, orthogonal unless with a mass, {@code [batch…, n, n]}; in each column the
   *     element of largest magnitude, the first of these, is positive
   */
  public record Eigh(Tensor values, Tensor vectors) {}

  /** {@link #eigh(Tensor, Degeneracy)} with {@link Degeneracy#THROW}. */
  public static Eigh eigh(Tensor a) {
    return eigh(a, Degeneracy.THROW);
  }

  /**
   * Eigenvalues and eigenvectors of the symmetric part (A + Aᵀ)/2, all that is read of A; the
   * derivative by A is symmetric.
   *
   * @param a {@code [batch…, n, n]}
   * @param degeneracy what derivatives do where eigenvalues coincide to rounding
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Eigh eigh(Tensor a, Degeneracy degeneracy) {
    List<Tensor> found = Primitive.apply(new MatrixPrimitive.Eigh(degeneracy), List.of(a));
    return new Eigh(found.get(0), found.get(1));
  }

  /** {@link #eigh(Tensor, Tensor, Degeneracy)} with {@link Degeneracy#THROW}. */
  public static Eigh eigh(Tensor a, Tensor mass) {
    return eigh(a, mass, Degeneracy.THROW);
  }

  /**
   * The generalized symmetric problem A·x = λ·M·x for a stiffness A and a positive definite mass M,
   * such as modes of vibration: A·X = M·X·diag(w), Xᵀ·M·X = 1. By M = L·Lᵀ and the eigenvalues of
   * L⁻¹·A·L⁻ᵀ, of which X is L⁻ᵀ times the vectors (Golub and Van Loan, Matrix Computations, 4th
   * edition, 8.7.2). Scales of rows and columns that M and A share do not matter; beyond that
   * eigenvalues are right to ε·cond(M) of the largest.
   *
   * @param a {@code [batch…, n, n]}, read as (A + Aᵀ)/2
   * @param mass M, {@code [batch…, n, n]}, read so too; leading axes broadcast
   * @param degeneracy what derivatives do where eigenvalues coincide to rounding
   * @return w and X, whose columns have a positive element of largest magnitude
   * @throws ArithmeticException if a mass is not positive definite
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Eigh eigh(Tensor a, Tensor mass, Degeneracy degeneracy) {
    a.shape().requireSquare("eigh");
    mass.shape().requireSquare("eigh");
    LinearOperator l = LinearOperator.of(Factorizations.cholesky(mass), MatrixKind.LOWER);
    Tensor half = l.solve(a);
    Eigh inner = eigh(l.solve(half.transpose()), degeneracy);
    Tensor vectors = l.solveTransposed(inner.vectors());
    return new Eigh(inner.values(), vectors.mul(signs(vectors.stopGradient())));
  }

  /** What makes the first element of largest magnitude in each column positive. */
  private static Tensor signs(Tensor v) {
    Tensor one = Tensor.ones(v.dtype());
    if (v.shape().size() == 0) {
      return one;
    }
    Tensor pivots = v.gather(v.abs().argmax(-2).expandDims(-2), v.shape().rank() - 2);
    return Tensor.where(pivots.less(0), one.neg(), one);
  }

  /** The eigenvalues of {@link #eigh(Tensor)} alone, ascending, {@code [batch…, n]}. */
  public static Tensor eigvalsh(Tensor a) {
    return eigh(a).values();
  }

  /**
   * A·V = V·diag(w).
   *
   * @param values w, {@code [batch…, n]}, in no order; of a conjugate pair, whose two are
   *     neighbours, the one with positive imaginary part comes first
   * @param vectors V, {@code [batch…, n, n]}; columns of length 1, in each of which an element of
   *     largest magnitude is real and positive
   */
  public record Eig(Complex values, Complex vectors) {}

  /** {@link #eig(Tensor, Degeneracy)} with {@link Degeneracy#THROW}. */
  public static Eig eig(Tensor a) {
    return eig(a, Degeneracy.THROW);
  }

  /**
   * Eigenvalues and right eigenvectors of general real matrices.
   *
   * <p>The derivative is that of the vectors as they are normalized. Backwards it is also measured
   * whether a loss depends on the phase of a complex vector with two elements of largest magnitude:
   * the phase jumps there. Forwards the element that is real stays real. A matrix without a full
   * set of eigenvectors has no derivative, whatever the policy.
   *
   * @param a {@code [batch…, n, n]}
   * @param degeneracy what derivatives do where eigenvalues coincide to rounding
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Eig eig(Tensor a, Degeneracy degeneracy) {
    List<Tensor> found = Primitive.apply(new MatrixPrimitive.Eig(degeneracy), List.of(a));
    return new Eig(
        new Complex(found.get(0), found.get(1)), new Complex(found.get(2), found.get(3)));
  }

  /** The eigenvalues of {@link #eig(Tensor)} alone, {@code [batch…, n]}. */
  public static Complex eigvals(Tensor a) {
    return eig(a).values();
  }

  /**
   * A = U·diag(s)·Vᵀ with k = min(m, n).
   *
   * @param u orthonormal columns, {@code [batch…, m, k]}; in each the element of largest magnitude,
   *     the first of these, is positive
   * @param s descending, {@code [batch…, k]}
   * @param vt orthonormal rows, {@code [batch…, k, n]}
   */
  public record Svd(Tensor u, Tensor s, Tensor vt) {}

  /** {@link #svd(Tensor, Degeneracy)} with {@link Degeneracy#THROW}. */
  public static Svd svd(Tensor a) {
    return svd(a, Degeneracy.THROW);
  }

  /**
   * The reduced singular value decomposition.
   *
   * <p>At a singular value of zero the derivative of s is that of u·Ȧ·v, one of those that |s| has
   * there.
   *
   * @param a {@code [batch…, m, n]}
   * @param degeneracy what derivatives do where singular values coincide, or are zero, to rounding
   */
  public static Svd svd(Tensor a, Degeneracy degeneracy) {
    List<Tensor> found = Primitive.apply(new MatrixPrimitive.Svd(degeneracy), List.of(a));
    return new Svd(found.get(0), found.get(1), found.get(2));
  }

  /** The singular values of {@link #svd(Tensor)} alone, descending, {@code [batch…, min(m, n)]}. */
  public static Tensor svdvals(Tensor a) {
    return svd(a).s();
  }

  /**
   * A = Z·T·Zᵀ.
   *
   * @param t block upper triangular, {@code [batch…, n, n]}: blocks of one for real eigenvalues, of
   *     two with equal diagonal elements for conjugate pairs
   * @param z orthogonal, {@code [batch…, n, n]}
   */
  public record Schur(Tensor t, Tensor z) {}

  /**
   * The real Schur form. It has no derivative: where eigenvalues meet its factors jump.
   *
   * @param a {@code [batch…, n, n]}
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Schur schur(Tensor a) {
    List<Tensor> found = Primitive.apply(new MatrixPrimitive.Schur(), List.of(a));
    return new Schur(found.get(0), found.get(1));
  }
}
