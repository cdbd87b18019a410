package latentphysics.tensor;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;
import latentphysics.kernels.linalg.DoubleLeastSquares;
import latentphysics.kernels.linalg.FloatLeastSquares;

/** Computes stacks of matrix products and least-squares solutions. */
final class MatrixEvaluation {
  /** Multiply-adds of one block of work. */
  private static final long BLOCK = 1 << 20;

  private static final int ROW_TILE = 8;
  private static final double NANOS_PER_MULTIPLY_ADD = 0.02;
  private static final double NANOS_PER_ELIMINATION = 1;

  private MatrixEvaluation() {}

  /** The product; how it is cut into blocks of rows does not change a bit. */
  static Tensor product(ArrayTensor a, ArrayTensor right, Shape shape) {
    ArrayTensor b = right;
    int rank = shape.rank();
    int m = shape.dim(-2);
    int n = shape.dim(-1);
    int k = a.shape().dim(-1);
    if (n > 1 && b.strides[rank - 1] != 1) {
      b = withAdjacentColumns(b);
    }
    ArrayTensor c = ArrayTensor.rowMajor(a.dtype(), shape, a.dtype().newArray(shape.size()));
    if (shape.size() == 0) {
      return c;
    }
    int batches = shape.size() / (m * n);
    long perRow = Math.max(1, (long) n * k);
    int wanted = Math.clamp(BLOCK / perRow, ROW_TILE, Integer.MAX_VALUE / 2);
    int rows = Math.min(m, wanted / ROW_TILE * ROW_TILE);
    int blocks = (m + rows - 1) / rows;
    ArrayTensor rightOperand = b;
    Workers.current()
        .forEach(
            Math.multiplyExact(batches, blocks),
            NANOS_PER_MULTIPLY_ADD * shape.size() * k,
            task -> {
              int first = task % blocks * rows;
              int batch = task / blocks;
              gemm(
                  Math.min(rows, m - first),
                  n,
                  k,
                  a,
                  batchOffset(a, batch) + first * a.strides[rank - 2],
                  rightOperand,
                  batchOffset(rightOperand, batch),
                  c.data,
                  (batch * m + first) * n);
            });
    return c;
  }

  /**
   * A copy whose rows have adjacent elements; matrices that a batch axis repeats are copied once.
   */
  private static ArrayTensor withAdjacentColumns(ArrayTensor b) {
    int[] dims = b.shape().dims();
    for (int axis = 0; axis < dims.length - 2; axis++) {
      if (b.strides[axis] == 0 && dims[axis] > 0) {
        dims[axis] = 1;
      }
    }
    ArrayTensor once = ElementwiseEvaluation.copy(b.view(Shape.of(dims), b.strides, b.offset));
    int[] strides = once.strides.clone();
    for (int axis = 0; axis < dims.length - 2; axis++) {
      if (b.strides[axis] == 0) {
        strides[axis] = 0;
      }
    }
    return once.view(b.shape(), strides, once.offset);
  }

  private static void gemm(
      int m,
      int n,
      int k,
      ArrayTensor a,
      int aOffset,
      ArrayTensor b,
      int bOffset,
      Object c,
      int cOffset) {
    int rank = a.strides.length;
    int aRow = a.strides[rank - 2];
    int aColumn = a.strides[rank - 1];
    int bRow = b.strides[rank - 2];
    Kernels kernels = Providers.best();
    switch (c) {
      case float[] f ->
          kernels.gemm(
              m,
              n,
              k,
              (float[]) a.data,
              aOffset,
              aRow,
              aColumn,
              (float[]) b.data,
              bOffset,
              bRow,
              b.strides[rank - 1],
              f,
              cOffset,
              n);
      case double[] d ->
          kernels.gemm(
              m,
              n,
              k,
              (double[]) a.data,
              aOffset,
              aRow,
              aColumn,
              (double[]) b.data,
              bOffset,
              bRow,
              b.strides[rank - 1],
              d,
              cOffset,
              n);
      default -> throw new AssertionError(c.getClass());
    }
  }

  /** Least-squares solutions, one thread for each matrix. */
  static Tensor leastSquares(ArrayTensor a, ArrayTensor b, Shape shape) {
    int m = a.shape().dim(-2);
    int n = a.shape().dim(-1);
    int r = b.shape().dim(-1);
    Object left = a.packed().wholeArray();
    Object right = b.packed().wholeArray();
    Object x = a.dtype().newArray(shape.size());
    int batches = shape.size() == 0 ? 0 : shape.size() / (n * r);
    Workers.current()
        .forEach(
            batches,
            NANOS_PER_ELIMINATION * batches * m * n * Math.min(m, n),
            batch -> {
              switch (x) {
                case float[] f ->
                    FloatLeastSquares.solve(
                        m,
                        n,
                        r,
                        (float[]) left,
                        batch * m * n,
                        (float[]) right,
                        batch * m * r,
                        f,
                        batch * n * r);
                case double[] d ->
                    DoubleLeastSquares.solve(
                        m,
                        n,
                        r,
                        (double[]) left,
                        batch * m * n,
                        (double[]) right,
                        batch * m * r,
                        d,
                        batch * n * r);
                default -> throw new AssertionError(x.getClass());
              }
            });
    return ArrayTensor.rowMajor(a.dtype(), shape, x);
  }

  private static int batchOffset(ArrayTensor t, int batch) {
    int offset = t.offset;
    int rest = batch;
    for (int axis = t.strides.length - 3; axis >= 0; axis--) {
      int dim = t.shape().dim(axis);
      offset += rest % dim * t.strides[axis];
      rest /= dim;
    }
    return offset;
  }
}
