package latentphysics.tensor.linalg;

import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/** Parts of matrices, and matrices made of parts; NumPy's functions of the same names. */
public final class MatrixParts {
  private static final MapFunction HALF_SUM =
      MapFunction.of("symmetric", 2, x -> List.of(x.get(0).add(x.get(1)).mul(Expr.constant(0.5))));

  private MatrixParts() {}

  /**
   * The elements on and below a diagonal, zeros above it.
   *
   * @param a {@code [batch…, m, n]}
   * @param k the diagonal: 0 the main one, positive above it
   * @throws IllegalArgumentException if the rank is below 2
   */
  public static Tensor tril(Tensor a, int k) {
    return masked("tril", a, true, k);
  }

  /** The elements on and above a diagonal, zeros below it; as {@link #tril}. */
  public static Tensor triu(Tensor a, int k) {
    return masked("triu", a, false, k);
  }

  private static Tensor masked(String operation, Tensor a, boolean lower, int k) {
    a.shape().requireMatrix(operation);
    int m = a.dim(-2);
    int n = a.dim(-1);
    boolean[] kept = new boolean[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        kept[i * n + j] = lower ? (long) j - i <= k : (long) j - i >= k;
      }
    }
    // A choice, not a product: what is left out may be NaN.
    return Tensor.where(Tensor.of(kept, m, n), a, Tensor.zeros(a.dtype()));
  }

  /**
   * The main diagonal, {@code [batch…, min(m, n)]}.
   *
   * @param a {@code [batch…, m, n]}
   * @throws IllegalArgumentException if the rank is below 2
   */
  public static Tensor diagonal(Tensor a) {
    a.shape().requireMatrix("diagonal");
    int m = a.dim(-2);
    int n = a.dim(-1);
    int k = Math.min(m, n);
    int[] dims = leading(a, 1);
    dims[dims.length - 1] = m * n;
    return a.reshape(dims).slice(-1, 0, k == 0 ? 0 : (k - 1) * (n + 1) + 1, n + 1);
  }

  /** The sum of the main diagonal, {@code [batch…]}; as {@link #diagonal}. */
  public static Tensor trace(Tensor a) {
    a.shape().requireMatrix("trace");
    return diagonal(a).sum(-1);
  }

  /**
   * Matrices with the given diagonals and zeros beside.
   *
   * @param diagonal {@code [batch…, n]}
   * @return {@code [batch…, n, n]}
   * @throws IllegalArgumentException if the rank is below 1
   */
  public static Tensor diag(Tensor diagonal) {
    if (diagonal.shape().rank() < 1) {
      throw new IllegalArgumentException(
          "diag: " + diagonal.shape() + ", expected at least 1 axis, that of a diagonal last");
    }
    Tensor eye = Tensor.eye(diagonal.dtype(), diagonal.dim(-1)).notEqual(0);
    return Tensor.where(eye, diagonal.expandDims(-2), Tensor.zeros(diagonal.dtype()));
  }

  /**
   * Symmetric tridiagonal matrices.
   *
   * @param diagonal {@code [batch…, n]}, n ≥ 1
   * @param beside what stands on both sides of it, {@code [batch…, n - 1]}
   * @return {@code [batch…, n, n]}
   * @throws IllegalArgumentException if shapes do not fit
   */
  public static Tensor tridiagonal(Tensor diagonal, Tensor beside) {
    int rank = diagonal.shape().rank();
    if (rank < 1 || beside.shape().rank() < 1 || beside.dim(-1) != diagonal.dim(-1) - 1) {
      throw new IllegalArgumentException(
          "tridiagonal: diagonal "
              + diagonal.shape()
              + " and numbers beside it "
              + beside.shape()
              + ", expected one less of these");
    }
    Tensor inner = diag(beside);
    Tensor above = inner.pad(-1, 1, 0).pad(-2, 0, 1);
    Tensor below = inner.pad(-1, 0, 1).pad(-2, 1, 0);
    return diag(diagonal).add(above).add(below);
  }

  /**
   * (A + Aᵀ)/2.
   *
   * @param a {@code [batch…, n, n]}
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Tensor symmetric(Tensor a) {
    a.shape().requireSquare("symmetric");
    return Tensor.map(HALF_SUM, a, a.transpose());
  }

  /**
   * The Kronecker product: blocks aᵢⱼ·B.
   *
   * @param a {@code [batch…, m, n]}
   * @param b {@code [batch…, p, q]}; leading axes broadcast
   * @return {@code [batch…, m·p, n·q]}
   * @throws IllegalArgumentException if a rank is below 2 or leading axes do not broadcast
   */
  public static Tensor kron(Tensor a, Tensor b) {
    a.shape().requireMatrix("kron");
    b.shape().requireMatrix("kron");
    // [m, 1, n, 1]·[1, p, 1, q]
    Tensor product = a.expandDims(-1).expandDims(-3).mul(b.expandDims(-2).expandDims(-4));
    int[] dims = leading(product, 2);
    dims[dims.length - 4] = a.dim(-2) * b.dim(-2);
    dims[dims.length - 3] = a.dim(-1) * b.dim(-1);
    return product.reshape(Arrays.copyOf(dims, dims.length - 2));
  }

  /**
   * Blocks along the diagonal, zeros beside.
   *
   * @param blocks at least one, {@code [batch…, mᵢ, nᵢ]} with the same leading axes and one type
   * @return {@code [batch…, Σmᵢ, Σnᵢ]}
   * @throws IllegalArgumentException if a rank is below 2, leading axes or types differ or there is
   *     no block
   */
  public static Tensor blockDiag(Tensor... blocks) {
    if (blocks.length == 0) {
      throw new IllegalArgumentException("blockDiag: no block, expected at least one");
    }
    int columns = 0;
    for (Tensor block : blocks) {
      block.shape().requireMatrix("blockDiag");
      columns += block.dim(-1);
    }
    Tensor[] bands = new Tensor[blocks.length];
    int before = 0;
    for (int i = 0; i < blocks.length; i++) {
      int after = columns - before - blocks[i].dim(-1);
      bands[i] = blocks[i].pad(-1, before, after);
      before += blocks[i].dim(-1);
    }
    return Tensor.concatenate(bands[0].shape().rank() - 2, bands);
  }

  /** The lengths of all axes before the last two, and room for some more. */
  private static int[] leading(Tensor a, int more) {
    return Arrays.copyOf(a.shape().dims(), a.shape().rank() - 2 + more);
  }
}
