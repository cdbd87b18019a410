package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import latentphysics.kernels.FloatLanes;

/** {@link FloatLanes} by the Vector API. */
final class FloatVectorLanes implements FloatLanes {
  private static final int LANES = FloatLaneLoops.LANES;

  @Override
  public int count() {
    return LANES;
  }

  @Override
  public long lu(int m, int n, float[] a, int[] order) {
    return FloatLaneLu.factor(m, n, a, order);
  }

  @Override
  public void triangularSolve(
      boolean lower, boolean unit, boolean transposed, int n, int r, float[] t, float[] b) {
    FloatLaneLu.solve(lower, unit, transposed, n, r, t, b);
  }

  @Override
  public long qr(int m, int n, float[] a, float[] tau) {
    return FloatLaneQr.factor(m, n, a, tau);
  }

  @Override
  public void multiplyQ(
      boolean transposed, int m, int n, float[] qr, float[] tau, int r, float[] b) {
    FloatLaneQr.multiply(transposed, m, n, qr, tau, r, b);
  }

  @Override
  public long eigh(int n, float[] matrix, float[] diagonal, float[] q) {
    if (n == 1) {
      System.arraycopy(matrix, 0, diagonal, 0, LANES);
      FloatVector.broadcast(FloatLaneLoops.SPECIES, 1).intoArray(matrix, 0);
      return FloatLaneLoops.ALL;
    }
    float[] off = new float[n * LANES];
    long done = FloatLaneTridiagonal.reduce(n, matrix, diagonal, off, q);
    // A rotation of two columns of Q is one of two rows here.
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        System.arraycopy(q, (i * n + j) * LANES, matrix, (j * n + i) * LANES, LANES);
      }
    }
    return FloatLaneQl.solve(done, n, diagonal, off, matrix);
  }

  @Override
  public long orthogonalize(
      long lanes, int count, int length, float[] rows, int step, float[] squares) {
    return FloatLaneJacobi.solve(lanes, count, length, rows, step, squares);
  }

  @Override
  public void gemm(
      boolean transposed, int m, int n, int k, float[] a, float[] b, float[] c, int cRow) {
    FloatLaneProducts.gemm(m, n, k, a, k, b, transposed ? 1 : n, transposed ? k : 1, c, cRow);
  }

  @Override
  public long solve(int n, int r, float[] ab) {
    return FloatLaneLu.solve(n, r, ab);
  }

  @Override
  public void gemv(int n, float[] v, float[] a, float[] y) {
    FloatLaneLoops.gemv(n, n, v, 0, 1, a, 0, n, y, 0);
  }

  @Override
  public void norm1(int n, float[] a, float[] norms) {
    FloatLaneLoops.norm1(n, a, norms);
  }

  @Override
  public void extents(int n, float[] a, float[] rows, float[] columns) {
    FloatLaneLoops.extents(n, a, rows, columns);
  }

  @Override
  public void largest(int n, float[] x, float[] y) {
    FloatLaneLoops.largest(n, x, y);
  }

  @Override
  public void scal(int n, float[] alpha, float[] x) {
    FloatLaneLoops.scal(n, alpha, 0, x, 0);
  }

  @Override
  public void axpy(int n, float[] alpha, float[] x, float[] y) {
    FloatLaneLoops.axpy(n, alpha, 0, x, 0, y, 0);
  }

  @Override
  public void copy(long lanes, int n, float[] x, float[] y) {
    FloatLaneLoops.copy(lanes, n, x, y);
  }
}
