package latentphysics.tensor.linalg;

import java.util.Arrays;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Nearest matrices and solutions of least norm, by singular value decompositions of which nothing
 * but the result can be told: their derivatives exist where singular values coincide.
 *
 * <p>All operations throw {@link ArithmeticException} for a number that is not finite.
 */
public final class Nearest {
  private Nearest() {}

  /**
   * The pseudo-inverse A⁺, {@code [batch…, n, m]}. The derivative is that at constant rank (Golub
   * and Pereyra, 1973).
   *
   * @param a {@code [batch…, m, n]}
   * @param rcond singular values of at most this part of the largest count as zero; max(m, n)·ε is
   *     usual, see {@link #rcond}
   * @throws IllegalArgumentException if the rank is below 2 or the type is not float32 or float64
   */
  public static Tensor pinv(Tensor a, double rcond) {
    a.shape().requireMatrix("pinv");
    return pseudoSolve(a, decomposed(a), rcond, Tensor.eye(a.dtype(), a.dim(-2)));
  }

  /** {@link #pinv(Tensor, double)} with {@link #rcond}. */
  public static Tensor pinv(Tensor a) {
    a.shape().requireMatrix("pinv");
    return pinv(a, rcond(a));
  }

  /** max(m, n)·ε of the type: the part of the largest singular value that rounding makes. */
  public static double rcond(Tensor a) {
    return Math.max(a.dim(-2), a.dim(-1)) * a.dtype().epsilon();
  }

  /**
   * A least-squares solution and what is known of it.
   *
   * @param solution X of least ‖X‖ among those of least ‖A·X − B‖, {@code [batch…, n, r]}
   * @param rank of A, int32 {@code [batch…]}
   * @param singularValues of A, descending, {@code [batch…, min(m, n)]}; no gradient flows through
   *     them
   * @param residual ‖A·x − b‖² of each column, {@code [batch…, r]}
   * @param isFullRank whether the rank is min(m, n), {@code [batch…]}
   */
  public record LeastSquares(
      Tensor solution, Tensor rank, Tensor singularValues, Tensor residual, Tensor isFullRank) {}

  /**
   * The least-squares solution of least norm at any rank. The derivative is that at constant rank.
   * {@link Tensor#lstsq} is faster and wants full rank.
   *
   * @param a {@code [batch…, m, n]}
   * @param b {@code [batch…, m, r]}; leading axes broadcast
   * @param rcond as for {@link #pinv(Tensor, double)}
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static LeastSquares lstsq(Tensor a, Tensor b, double rcond) {
    a.shape().requireMatrix("lstsq");
    b.shape().requireMatrix("lstsq");
    if (a.dim(-2) != b.dim(-2)) {
      throw new IllegalArgumentException(
          "lstsq: numbers of rows differ: " + a.shape() + " and " + b.shape());
    }
    Spectra.Svd svd = decomposed(a);
    Tensor solution = pseudoSolve(a, svd, rcond, b);
    Tensor rank = rank(svd.s(), rcond);
    Tensor residual = a.matmul(solution).sub(b).square().sum(-2);
    return new LeastSquares(
        solution, rank, svd.s(), residual, rank.equal(Math.min(a.dim(-2), a.dim(-1))));
  }

  /**
   * How many singular values are larger than a part of the largest, int32 {@code [batch…]}.
   *
   * @param a {@code [batch…, m, n]}
   * @param rcond that part
   */
  public static Tensor matrixRank(Tensor a, double rcond) {
    a.shape().requireMatrix("matrixRank");
    return rank(decomposed(a).s(), rcond);
  }

  /**
   * The largest singular value over the smallest, {@code [batch…]}; infinite for a singular matrix.
   *
   * @param a {@code [batch…, m, n]} with at least one element
   * @throws IllegalArgumentException if a matrix has no element
   */
  public static Tensor cond(Tensor a) {
    a.shape().requireMatrix("cond");
    if (a.dim(-1) == 0 || a.dim(-2) == 0) {
      throw new IllegalArgumentException(
          "cond: " + a.shape() + ", expected matrices with at least one element");
    }
    Tensor s = Spectra.svdvals(a);
    int k = s.dim(-1);
    return s.slice(-1, 0, 1).div(s.slice(-1, k - 1, k)).squeeze(-1);
  }

  /**
   * A = R·H.
   *
   * @param r orthonormal columns, {@code [batch…, m, n]}
   * @param h symmetric, {@code [batch…, n, n]}; positive semidefinite unless R was to be a rotation
   */
  public record Polar(Tensor r, Tensor h) {}

  /**
   * The polar decomposition. The derivative exists where no two singular values are zero.
   *
   * @param a {@code [batch…, m, n]}, m ≥ n
   * @param degeneracy what derivatives do elsewhere
   * @throws IllegalArgumentException if m &lt; n or the type is not float32 or float64
   */
  public static Polar polar(Tensor a, Degeneracy degeneracy) {
    a.shape().requireMatrix("polar");
    Tensor r = orthogonalized(a, false, degeneracy);
    return new Polar(r, MatrixParts.symmetric(r.transpose().matmul(a)));
  }

  /**
   * The orthogonal R of least ‖A·R − B‖, Procrustes' problem (Schönemann, 1966): the orthogonal
   * polar factor of Aᵀ·B. With {@code proper} the best rotation, of determinant 1 (Kabsch, 1976;
   * Umeyama, 1991).
   *
   * @param a {@code [batch…, m, n]}
   * @param b {@code [batch…, m, n]}; leading axes broadcast
   * @param proper whether the determinant has to be 1; the derivative does not exist where the two
   *     smallest singular values of Aᵀ·B coincide and their best solution is a reflection
   * @param degeneracy what derivatives do where they do not exist
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Tensor procrustes(Tensor a, Tensor b, boolean proper, Degeneracy degeneracy) {
    a.shape().requireMatrix("procrustes");
    b.shape().requireMatrix("procrustes");
    if (a.dim(-2) != b.dim(-2) || a.dim(-1) != b.dim(-1)) {
      throw new IllegalArgumentException(
          "procrustes: " + a.shape() + " and " + b.shape() + ", expected matrices of one shape");
    }
    return orthogonalized(a.transpose().matmul(b), proper, degeneracy);
  }

  /**
   * The same with an R that is block-diagonal: columns are taken in groups of neighbours, which do
   * not mix.
   *
   * @param multiplicities sizes of the groups; they add up to n
   * @throws IllegalArgumentException if they do not
   */
  public static Tensor procrustes(
      Tensor a, Tensor b, int[] multiplicities, boolean proper, Degeneracy degeneracy) {
    a.shape().requireMatrix("procrustes");
    int columns = Arrays.stream(multiplicities).sum();
    if (columns != a.dim(-1) || Arrays.stream(multiplicities).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "procrustes: multiplicities "
              + Arrays.toString(multiplicities)
              + ", expected numbers of at least 1 with the sum "
              + a.dim(-1));
    }
    Tensor[] blocks = new Tensor[multiplicities.length];
    int start = 0;
    for (int i = 0; i < blocks.length; i++) {
      int end = start + multiplicities[i];
      blocks[i] = procrustes(a.slice(-1, start, end), b.slice(-1, start, end), proper, degeneracy);
      start = end;
    }
    return MatrixParts.blockDiag(blocks);
  }

  private static Tensor orthogonalized(Tensor a, boolean proper, Degeneracy degeneracy) {
    Spectra.Svd svd = decomposed(a);
    Tensor u = svd.u();
    Tensor h = svd.s();
    int k = h.dim(-1);
    if (proper && k > 0) {
      // The smallest singular value pays for the right sign.
      Tensor sign = Systems.slogdet(u).sign().mul(Systems.slogdet(svd.vt()).sign());
      Tensor rest = h.slice(-1, 0, k - 1);
      Tensor signs =
          Tensor.concatenate(
              rest.shape().rank() - 1,
              Tensor.ones(h.dtype(), rest.shape().dims()),
              sign.expandDims(-1));
      u = u.mul(signs.expandDims(-2));
      h = h.mul(signs);
    }
    return Primitive.one(new MatrixPrimitive.Orthogonalize(degeneracy), a, u, h, svd.vt());
  }

  /** Factors as numbers that go with the matrix. */
  private static Spectra.Svd decomposed(Tensor a) {
    return Spectra.svd(a.stopGradient());
  }

  private static Tensor rank(Tensor s, double rcond) {
    return counts(s, rcond).astype(DType.INT32).sum(-1);
  }

  private static Tensor counts(Tensor s, double rcond) {
    Tensor largest = s.dim(-1) == 0 ? s : s.slice(-1, 0, 1);
    return s.greater(largest.mul(rcond));
  }

  private static Tensor pseudoSolve(Tensor a, Spectra.Svd svd, double rcond, Tensor b) {
    Tensor counts = counts(svd.s(), rcond);
    Tensor one = Tensor.ones(a.dtype());
    Tensor inverse =
        Tensor.where(counts, one.div(Tensor.where(counts, svd.s(), one)), Tensor.zeros(a.dtype()));
    return new MatrixPrimitive.PseudoSolve(MatrixPrimitive.Rank.ANY, false)
        .onSystems(a, b, svd.u(), inverse, svd.vt());
  }
}
