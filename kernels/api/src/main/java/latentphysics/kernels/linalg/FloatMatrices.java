package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;
import org.jspecify.annotations.Nullable;

/** {@link Matrices} of {@code float} arrays. */
record FloatMatrices(Kernels kernels) implements Matrices {

  /** Elements of a matrix above which a group would fill the cache. */
  private static final int MOST_ELEMENTS = 2048;

  /** Rows of matrices that are treated side by side. */
  private static final int MOST_ROWS = 64;

  @Override
  public int together(int rows, int columns, double multiplyAdds) {
    FloatLanes lanes = lanes(rows, columns, multiplyAdds);
    return lanes == null ? 1 : lanes.count();
  }

  private @Nullable FloatLanes lanes(int rows, int columns, double multiplyAdds) {
    int size = rows * columns;
    return size > 0 && size <= MOST_ELEMENTS && Math.min(rows, columns) <= MOST_ROWS
        ? kernels.floatLanes(multiplyAdds)
        : null;
  }

  /** The lanes for some matrices; null if they are too few for a group. */
  private @Nullable FloatLanes lanes(int count, int rows, int columns) {
    FloatLanes lanes = count > 1 ? lanes(rows, columns, 0.0) : null;
    return lanes != null && 2 * count > lanes.count() ? lanes : null;
  }

  @Override
  public void lu(
      int count,
      int m,
      int n,
      Object a,
      int offset,
      int[] order,
      int orderOffset,
      double[] signs,
      int signsOffset) {
    float[] x = (float[]) a;
    FloatLanes lanes = lanes(count, m, n);
    if (lanes != null) {
      FloatLu.factor(
          kernels, lanes, count, m, n, x, offset, order, orderOffset, signs, signsOffset);
      return;
    }
    for (int l = 0; l < count; l++) {
      signs[signsOffset + l] =
          FloatLu.factor(kernels, m, n, x, offset + l * m * n, order, orderOffset + l * m);
    }
  }

  @Override
  public void luSolve(
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
      int xOffset) {
    float[] factors = (float[]) lu;
    float[] right = (float[]) b;
    float[] solution = (float[]) x;
    FloatLanes lanes = r == 0 ? null : lanes(count, n, Math.max(n, r));
    if (lanes != null) {
      FloatLu.solve(
          kernels,
          lanes,
          transposed,
          count,
          n,
          r,
          factors,
          luOffset,
          order,
          orderOffset,
          right,
          bOffset,
          solution,
          xOffset);
      return;
    }
    for (int l = 0; l < count; l++) {
      FloatLu.solve(
          kernels,
          transposed,
          n,
          r,
          factors,
          luOffset + l * n * n,
          order,
          orderOffset + l * n,
          right,
          bOffset + l * n * r,
          solution,
          xOffset + l * n * r);
    }
  }

  @Override
  public void triangularSolve(
      Triangle triangle,
      boolean transposed,
      int n,
      int r,
      Object t,
      int tOffset,
      Object b,
      int bOffset) {
    FloatTriangular.solve(
        kernels, triangle, transposed, n, r, (float[]) t, tOffset, n, (float[]) b, bOffset, r);
  }

  @Override
  public int zeroOnDiagonal(int n, Object t, int offset) {
    return FloatTriangular.zeroOnDiagonal(n, (float[]) t, offset, n);
  }

  @Override
  public int cholesky(int n, Object a, int aOffset, Object l, int lOffset) {
    return FloatCholesky.factor(kernels, n, (float[]) a, aOffset, (float[]) l, lOffset);
  }

  @Override
  public void qr(
      int m,
      int n,
      Object a,
      int aOffset,
      Object q,
      int qOffset,
      Object r,
      int rOffset,
      int @Nullable [] order) {
    FloatQr.solve(
        kernels, m, n, (float[]) a, aOffset, (float[]) q, qOffset, (float[]) r, rOffset, order);
  }

  @Override
  public void eigh(
      int count, int n, Object a, int aOffset, Object w, int wOffset, Object v, int vOffset) {
    float[] x = (float[]) a;
    float[] values = (float[]) w;
    float[] vectors = (float[]) v;
    FloatLanes lanes = lanes(count, n, n);
    if (lanes != null) {
      FloatEigh.solve(kernels, lanes, count, n, x, aOffset, values, wOffset, vectors, vOffset);
      return;
    }
    for (int l = 0; l < count; l++) {
      FloatEigh.solve(
          kernels,
          n,
          x,
          aOffset + l * n * n,
          values,
          wOffset + l * n,
          vectors,
          vOffset + l * n * n);
    }
  }

  @Override
  public void svd(
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
      int vtOffset) {
    float[] x = (float[]) a;
    float[] left = (float[]) u;
    float[] values = (float[]) s;
    float[] right = (float[]) vt;
    FloatLanes lanes = lanes(count, m, n);
    if (lanes != null) {
      FloatSvd.solve(
          kernels, lanes, count, m, n, x, aOffset, left, uOffset, values, sOffset, right, vtOffset);
      return;
    }
    int k = Math.min(m, n);
    for (int l = 0; l < count; l++) {
      FloatSvd.solve(
          kernels,
          m,
          n,
          x,
          aOffset + l * m * n,
          left,
          uOffset + l * m * k,
          values,
          sOffset + l * k,
          right,
          vtOffset + l * k * n);
    }
  }

  @Override
  public void schur(int n, Object a, int aOffset, Object t, int tOffset, Object z, int zOffset) {
    FloatSchur.solve(kernels, n, (float[]) a, aOffset, (float[]) t, tOffset, (float[]) z, zOffset);
  }

  @Override
  public void sylvester(
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
      int xOffset) {
    FloatSylvester.solve(
        kernels,
        m,
        n,
        transposed,
        transposed,
        (float[]) s,
        sOffset,
        (float[]) u,
        uOffset,
        (float[]) r,
        rOffset,
        (float[]) v,
        vOffset,
        (float[]) c,
        cOffset,
        (float[]) x,
        xOffset);
  }

  @Override
  public void expm(int n, Object a, int aOffset, Object y, int yOffset) {
    FloatExpm.solve(kernels, n, (float[]) a, aOffset, (float[]) y, yOffset);
  }

  @Override
  public void expmFrechet(
      int n, Object a, int aOffset, Object e, int eOffset, Object l, int lOffset) {
    new FloatExpmFrechet(kernels, n, (float[]) a, aOffset)
        .derivative((float[]) e, eOffset, (float[]) l, lOffset);
  }

  @Override
  public void logm(int n, Object a, int aOffset, Object y, int yOffset) {
    FloatLogm.solve(kernels, n, (float[]) a, aOffset, (float[]) y, yOffset);
  }

  @Override
  public void sqrtm(int n, Object a, int aOffset, Object y, int yOffset) {
    FloatSqrtm.solve(kernels, n, (float[]) a, aOffset, (float[]) y, yOffset);
  }
}
