package latentphysics.kernels.linalg;

import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * The factorizations of this package for arrays of either floating-point type: what is said {@code
 * Object} is a {@code float[]} or a {@code double[]}, of the type that was asked for. Matrices lie
 * in rows without gaps.
 */
public interface Matrices {

  /**
   * The factorizations for a type.
   *
   * @param type float32 or float64
   * @param kernels the provider of the loops; the results do not depend on it
   */
  static Matrices of(ElementType type, Kernels kernels) {
    return switch (type) {
      case FLOAT32 -> new FloatMatrices(kernels);
      case FLOAT64 -> new DoubleMatrices(kernels);
      default ->
          throw new IllegalArgumentException(
              "matrices: " + type + ", expected floating-point numbers");
    };
  }

  /**
   * How many matrices are best handed over in one call to those methods that take several, one
   * after the other. The results are the same for any number.
   *
   * @param rows of a matrix
   * @param columns of a matrix
   * @param multiplyAdds work that is about to be done
   */
  int together(int rows, int columns, double multiplyAdds);

  /**
   * See {@link FloatLu#factor}, for {@code count} matrices.
   *
   * @param signs become the signs of the permutations
   */
  void lu(
      int count,
      int m,
      int n,
      Object a,
      int offset,
      int[] order,
      int orderOffset,
      double[] signs,
      int signsOffset);

  /** See {@link FloatLu#solve}, for {@code count} systems. */
  void luSolve(
      boolean transposed,
      int count,
      int n,
      int r,
      Object lu,
      int luOffset,
      int[] order,
      int orderOffset,
      Object b,
      int bOffset,
      Object x,
      int xOffset);

  /** See {@link FloatTriangular#solve}; B in rows without gaps. */
  void triangularSolve(
      Triangle triangle,
      boolean transposed,
      int n,
      int r,
      Object t,
      int tOffset,
      Object b,
      int bOffset);

  /** See {@link FloatTriangular#zeroOnDiagonal}. */
  int zeroOnDiagonal(int n, Object t, int offset);

  /** See {@link FloatCholesky#factor}. */
  int cholesky(int n, Object a, int aOffset, Object l, int lOffset);

  /** See {@link FloatQr#solve}. */
  void qr(
      int m,
      int n,
      Object a,
      int aOffset,
      Object q,
      int qOffset,
      Object r,
      int rOffset,
      int @Nullable [] order);

  /** See {@link FloatLeastSquares#factor}, for {@code count} matrices. */
  void qrFactors(int count, int m, int n, Object a, int aOffset, Object qr, int qrOffset);

  /** See {@link FloatLeastSquares#rank}. */
  int qrRank(int m, int n, Object qr, int offset);

  /**
   * Looks for numbers that are not finite.
   *
   * @param operation named in the message
   * @throws ArithmeticException if there is one
   */
  void requireFinite(String operation, int rows, int columns, Object a, int offset);

  /** See {@link FloatLeastSquares#solve}, for {@code count} systems. */
  void qrSolve(
      boolean transposed,
      int count,
      int m,
      int n,
      int r,
      Object qr,
      int qrOffset,
      Object b,
      int bOffset,
      Object x,
      int xOffset);

  /** See {@link FloatEigh#solve}, for {@code count} matrices. */
  void eigh(int count, int n, Object a, int aOffset, Object w, int wOffset, Object v, int vOffset);

  /** See {@link FloatSvd#solve}, for {@code count} matrices. */
  void svd(
      int count,
      int m,
      int n,
      Object a,
      int aOffset,
      Object u,
      int uOffset,
      Object s,
      int sOffset,
      Object vt,
      int vtOffset);

  /** See {@link FloatSchur#solve}. */
  void schur(int n, Object a, int aOffset, Object t, int tOffset, Object z, int zOffset);

  /** See {@link FloatEig#solve}. */
  void eig(
      int n,
      Object a,
      int aOffset,
      Object wr,
      int wrOffset,
      Object wi,
      int wiOffset,
      Object vr,
      int vrOffset,
      Object vi,
      int viOffset);

  /** See {@link FloatSylvester#solve}; both matrices are transposed, or none. */
  void sylvester(
      int m,
      int n,
      boolean transposed,
      Object s,
      int sOffset,
      Object u,
      int uOffset,
      Object r,
      int rOffset,
      Object v,
      int vOffset,
      Object c,
      int cOffset,
      Object x,
      int xOffset);

  /** See {@link FloatExpm#solve}, and for n = 2 {@link FloatExpm2#solve}, for some matrices. */
  void expm(int count, int n, Object a, int aOffset, Object y, int yOffset);

  /** See {@link FloatExpmFrechet#derivative}, for {@code count} matrices. */
  void expmFrechet(
      int count, int n, Object a, int aOffset, Object e, int eOffset, Object l, int lOffset);

  /** See {@link FloatExpmv#solve}, with t = 1. */
  void expmv(int n, int r, Object a, int aOffset, Object b, int bOffset, Object y, int yOffset);

  /** See {@link FloatExpmvAdjoint#solve}. */
  void expmvAdjoint(
      int n,
      int r,
      Object a,
      int aOffset,
      Object b,
      int bOffset,
      Object c,
      int cOffset,
      Object g,
      int gOffset);

  /** See {@link FloatLogm#solve}. */
  void logm(int n, Object a, int aOffset, Object y, int yOffset);

  /** See {@link FloatSqrtm#solve}. */
  void sqrtm(int n, Object a, int aOffset, Object y, int yOffset);
}
