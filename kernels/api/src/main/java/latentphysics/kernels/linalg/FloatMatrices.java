package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;
import org.jspecify.annotations.Nullable;

/** {@link Matrices} of {@code float} arrays. */
record FloatMatrices(Kernels kernels) implements Matrices {

  @Override
  public int lu(int m, int n, Object a, int offset, int[] order, int orderOffset) {
    return FloatLu.factor(kernels, m, n, (float[]) a, offset, order, orderOffset);
  }

  @Override
  public void luSolve(
      boolean transposed,
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
    FloatLu.solve(
        kernels,
        transposed,
        n,
        r,
        (float[]) lu,
        luOffset,
        order,
        orderOffset,
        (float[]) b,
        bOffset,
        (float[]) x,
        xOffset);
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
  public void eigh(int n, Object a, int aOffset, Object w, int wOffset, Object v, int vOffset) {
    FloatEigh.solve(kernels, n, (float[]) a, aOffset, (float[]) w, wOffset, (float[]) v, vOffset);
  }

  @Override
  public void svd(
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
    FloatSvd.solve(
        kernels,
        m,
        n,
        (float[]) a,
        aOffset,
        (float[]) u,
        uOffset,
        (float[]) s,
        sOffset,
        (float[]) vt,
        vtOffset);
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
  public void expm(int n, Object a, int aOffset, Object y, int yOffset) {
    if (n == 2) {
      FloatExpm2.solve(1, (float[]) a, aOffset, (float[]) y, yOffset);
    } else {
      FloatExpm.solve(kernels, n, (float[]) a, aOffset, (float[]) y, yOffset);
    }
  }

  @Override
  public void expmFrechet(
      int n, Object a, int aOffset, Object e, int eOffset, Object l, int lOffset) {
    boolean done =
        n == 2
            && FloatExpm2Frechet.solve(
                (float[]) a, aOffset, (float[]) e, eOffset, (float[]) l, lOffset);
    if (!done) {
      new FloatExpmFrechet(kernels, n, (float[]) a, aOffset)
          .derivative((float[]) e, eOffset, (float[]) l, lOffset);
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
