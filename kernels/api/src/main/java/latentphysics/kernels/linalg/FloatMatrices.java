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
  public void qrFactors(int count, int m, int n, Object a, int aOffset, Object qr, int qrOffset) {
    float[] x = (float[]) a;
    float[] factors = (float[]) qr;
    FloatLanes lanes = lanes(count, m, n);
    if (lanes != null) {
      FloatLeastSquares.factor(kernels, lanes, count, m, n, x, aOffset, factors, qrOffset);
      return;
    }
    int size = FloatLeastSquares.size(m, n);
    for (int l = 0; l < count; l++) {
      FloatLeastSquares.factor(kernels, m, n, x, aOffset + l * m * n, factors, qrOffset + l * size);
    }
  }

  @Override
  public int qrRank(int m, int n, Object qr, int offset) {
    return FloatLeastSquares.rank(m, n, (float[]) qr, offset);
  }

  @Override
  public void requireFinite(String operation, int rows, int columns, Object a, int offset) {
    int _ = FloatScale.exponent(operation, rows, columns, (float[]) a, offset);
  }

  @Override
  public void qrSolve(
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
      int xOffset) {
    float[] factors = (float[]) qr;
    float[] right = (float[]) b;
    float[] solution = (float[]) x;
    FloatLanes lanes = r == 0 ? null : lanes(count, m, Math.max(n, r));
    if (lanes != null) {
      FloatLeastSquares.solve(
          kernels,
          lanes,
          transposed,
          count,
          m,
          n,
          r,
          factors,
          qrOffset,
          right,
          bOffset,
          solution,
          xOffset);
      return;
    }
    int size = FloatLeastSquares.size(m, n);
    int given = (transposed ? n : m) * r;
    int found = (transposed ? m : n) * r;
    for (int l = 0; l < count; l++) {
      FloatLeastSquares.solve(
          kernels,
          transposed,
          m,
          n,
          r,
          factors,
          qrOffset + l * size,
          right,
          bOffset + l * given,
          solution,
          xOffset + l * found);
    }
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
  public void eig(
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
      int viOffset) {
    FloatEig.solve(
        kernels,
        n,
        (float[]) a,
        aOffset,
        (float[]) wr,
        wrOffset,
        (float[]) wi,
        wiOffset,
        (float[]) vr,
        vrOffset,
        (float[]) vi,
        viOffset);
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
  public void expm(int count, int n, Object a, int aOffset, Object y, int yOffset) {
    float[] x = (float[]) a;
    float[] result = (float[]) y;
    if (n == 2) {
      FloatExpm2.solve(count, x, aOffset, result, yOffset);
      return;
    }
    FloatLanes lanes = lanes(count, n, n);
    if (lanes != null) {
      FloatExpmGroup.solve(kernels, lanes, count, n, x, aOffset, result, yOffset);
      return;
    }
    for (int l = 0; l < count; l++) {
      FloatExpm.solve(kernels, n, x, aOffset + l * n * n, result, yOffset + l * n * n);
    }
  }

  @Override
  public void expmFrechet(
      int count, int n, Object a, int aOffset, Object e, int eOffset, Object l, int lOffset) {
    float[] x = (float[]) a;
    float[] directions = (float[]) e;
    float[] result = (float[]) l;
    FloatLanes lanes = n > 2 ? lanes(count, n, n) : null;
    if (lanes != null) {
      FloatExpmGroup.derivative(
          kernels, lanes, count, n, x, aOffset, directions, eOffset, result, lOffset);
      return;
    }
    for (int i = 0; i < count; i++) {
      int at = i * n * n;
      if (n != 2
          || !FloatExpm2Frechet.solve(
              x, aOffset + at, directions, eOffset + at, result, lOffset + at)) {
        new FloatExpmFrechet(kernels, n, x, aOffset + at)
            .derivative(directions, eOffset + at, result, lOffset + at);
      }
    }
  }

  @Override
  public void expmv(
      int n, int r, Object a, int aOffset, Object b, int bOffset, Object y, int yOffset) {
    FloatExpmv.solve(
        kernels, n, r, 1, (float[]) a, aOffset, (float[]) b, bOffset, (float[]) y, yOffset);
  }

  @Override
  public void expmvAdjoint(
      int n,
      int r,
      Object a,
      int aOffset,
      Object b,
      int bOffset,
      Object c,
      int cOffset,
      Object g,
      int gOffset) {
    FloatExpmvAdjoint.solve(
        kernels,
        n,
        r,
        (float[]) a,
        aOffset,
        (float[]) b,
        bOffset,
        (float[]) c,
        cOffset,
        (float[]) g,
        gOffset);
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
