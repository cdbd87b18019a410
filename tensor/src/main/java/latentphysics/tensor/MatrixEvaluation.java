package latentphysics.tensor;

import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;
import latentphysics.kernels.linalg.DoubleLeastSquares;
import latentphysics.kernels.linalg.FloatLeastSquares;

/** Computes stacks of least-squares solutions. */
final class MatrixEvaluation {
  private static final double NANOS_PER_ELIMINATION = 0.2;

  private MatrixEvaluation() {}

  /** Least-squares solutions, one thread for each matrix. */
  static Tensor leastSquares(ArrayTensor a, ArrayTensor b, Shape shape) {
    Kernels kernels = Providers.best();
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
                        kernels,
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
                        kernels,
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
}
