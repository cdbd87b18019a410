package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;
import latentphysics.kernels.linalg.Matrices;

/** A stack of matrices with what goes with it; separate matrices are for separate threads. */
abstract class MatrixStack {
  private static final double NANOS_PER_MULTIPLY_ADD = 0.3;

  final List<ArrayTensor> operands;
  final ArrayTensor first;
  final DType dtype;
  final Matrices matrices;
  final Shape batch;
  final int rows;
  final int columns;

  /**
   * Looks at the operands.
   *
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  MatrixStack(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    this.operands = operands;
    first = MatrixShapes.stack(primitive, operands);
    dtype = first.dtype();
    matrices = Matrices.of(dtype.element(), Providers.best());
    int[] dims = first.shape().dims();
    batch = Shape.of(Arrays.copyOf(dims, dims.length - 2));
    rows = dims[dims.length - 2];
    columns = dims[dims.length - 1];
  }

  final void forEach(double multiplyAdds, IntConsumer work) {
    int count = batch.size();
    Workers.current().forEach(count, NANOS_PER_MULTIPLY_ADD * multiplyAdds * count, work);
  }

  /** Work on the matrices from {@code first} on. */
  interface Run {
    void on(int first, int count);
  }

  /** In runs of as many matrices as the kernels treat side by side. */
  final void forEachRun(double multiplyAdds, Run work) {
    int count = batch.size();
    int together = count == 1 ? 1 : matrices.together(rows, columns, multiplyAdds * count);
    Workers.current()
        .forEach(
            (count + together - 1) / together,
            NANOS_PER_MULTIPLY_ADD * multiplyAdds * count,
            run -> {
              int first = run * together;
              work.on(first, Math.min(together, count - first));
            });
  }

  static Object copy(Object array) {
    return switch (array) {
      case float[] f -> f.clone();
      case double[] d -> d.clone();
      default -> throw new AssertionError(array.getClass());
    };
  }

  final Shape stack(int... last) {
    int[] dims = Arrays.copyOf(batch.dims(), batch.rank() + last.length);
    System.arraycopy(last, 0, dims, batch.rank(), last.length);
    return Shape.of(dims);
  }

  final String described(int index) {
    return batch.rank() == 0
        ? "matrix " + first.shape()
        : "matrix " + index + " of " + first.shape();
  }
}
