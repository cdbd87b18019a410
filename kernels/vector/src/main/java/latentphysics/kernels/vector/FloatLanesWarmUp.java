package latentphysics.kernels.vector;

import latentphysics.kernels.FloatLanes;

/** Runs all kernels for groups of matrices on idle ones. */
final class FloatLanesWarmUp {
  private static final int N = 12;

  /** Time of a run that only compiled code reaches; the best takes a tenth of it. */
  static final double COMPILED_NANOS = 300_000;

  private final FloatLanes lanes;
  private final float[] matrices;
  private final float[] work;
  private final float[] rows;
  private final float[] numbers;

  FloatLanesWarmUp(FloatLanes lanes) {
    this.lanes = lanes;
    int size = N * N * lanes.count();
    matrices = new float[size];
    work = new float[size];
    rows = new float[2 * size];
    numbers = new float[N * lanes.count()];
    // Symmetric, different in each lane, none of them degenerate.
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        for (int l = 0; l < lanes.count(); l++) {
          matrices[(i * N + j) * lanes.count() + l] =
              (float) ((i == j ? 0.3 * i - 1 : 0) + Math.cos(i * j + i + j + l) / (2 + i + j));
        }
      }
    }
  }

  void run() {
    copy();
    int[] order = new int[numbers.length];
    long _ = lanes.lu(N, N, work, order);
    for (int kind = 0; kind < 8; kind++) {
      float[] right = rows.clone();
      lanes.triangularSolve((kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0, N, N, work, right);
      lanes.triangularSolve((kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0, N, 1, work, right);
    }
    copy();
    long _ = lanes.qr(N, N, work, numbers);
    lanes.multiplyQ(true, N, N, work, numbers, N, rows);
    lanes.multiplyQ(false, N, N, work, numbers, 1, rows);
    copy();
    long _ = lanes.eigh(N, work, numbers, rows);
    lanes.gemm(true, N, N, N, work, matrices, rows, 2 * N);
    lanes.gemm(false, N, N, N, work, matrices, rows, 2 * N);
    lanes.extents(N, matrices, numbers, numbers.clone());
    lanes.norm1(N, matrices, numbers);
    lanes.largest(N * N, matrices, numbers);
    lanes.axpy(N * N, numbers, matrices, work);
    lanes.scal(N * N, numbers, work);
    lanes.copy(1, N * N, matrices, work);
    lanes.gemv(N, numbers, matrices, work);
    System.arraycopy(matrices, 0, rows, 0, matrices.length);
    long _ = lanes.solve(N, N, rows);
    long _ = lanes.orthogonalize(-1, N, N, rows, 2 * N, numbers);
  }

  private void copy() {
    System.arraycopy(matrices, 0, work, 0, work.length);
  }
}
