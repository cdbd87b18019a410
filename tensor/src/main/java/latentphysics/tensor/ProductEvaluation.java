package latentphysics.tensor;

import java.util.List;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;

/**
 * Computes a stack of matrix products and a function of it, piece by piece: how it is cut does not
 * change a bit.
 */
final class ProductEvaluation {
  private static final double NANOS_PER_MULTIPLY_ADD = 0.01;

  /** A piece of less work does not pay for handing it over. */
  private static final double LEAST_NANOS = 5_000;

  /** Pieces for each thread, so that one that is held up does not hold up all. */
  private static final int PIECES_PER_THREAD = 4;

  /** A piece keeps at least so many rows and columns, if there are as many. */
  private static final int LEAST_SIDE = 64;

  private final ArrayTensor a;
  private final ArrayTensor b;
  private final ArrayTensor c;
  private final MapFunction function;
  private final List<ArrayTensor> others;
  private final int batches;
  private final int m;
  private final int n;
  private final int k;

  private ProductEvaluation(
      ArrayTensor a, ArrayTensor b, ArrayTensor c, MapFunction function, List<ArrayTensor> others) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.function = function;
    this.others = others;
    m = c.shape().dim(-2);
    n = c.shape().dim(-1);
    k = a.shape().dim(-1);
    batches = c.shape().size() / (m * n);
  }

  /**
   * The product of the first two operands, then the function of it and the other operands.
   *
   * @param operands of the shapes that {@link Primitive.Contract} asks for
   * @param shape of the result
   */
  static Tensor apply(MapFunction function, List<ArrayTensor> operands, Shape shape) {
    ArrayTensor a = operands.get(0);
    ArrayTensor c = ArrayTensor.rowMajor(a.dtype(), shape, a.dtype().newArray(shape.size()));
    if (shape.size() > 0) {
      List<ArrayTensor> others = operands.subList(2, operands.size());
      new ProductEvaluation(a, operands.get(1), c, function, others).asFewMatrices().run();
    }
    return c;
  }

  /** The same as one product of more rows where B is one matrix and all else goes on row by row. */
  private ProductEvaluation asFewMatrices() {
    boolean one = batches > 1 && rowsFollow(a);
    for (int axis = 0; one && axis < b.strides.length - 2; axis++) {
      one = b.strides[axis] == 0 || b.shape().dim(axis) == 1;
    }
    for (ArrayTensor other : others) {
      one &= rowsFollow(other);
    }
    if (!one) {
      return this;
    }
    int[] bStrides = {b.strides[b.strides.length - 2], b.strides[b.strides.length - 1]};
    return new ProductEvaluation(
        asMatrix(a),
        b.view(Shape.of(k, n), bStrides, b.offset),
        asMatrix(c),
        function,
        others.stream().map(ProductEvaluation::asMatrix).toList());
  }

  /** Whether all rows of all matrices are the same distance apart. */
  private static boolean rowsFollow(ArrayTensor t) {
    int last = t.strides.length - 2;
    int rows = 1;
    int step = 0;
    for (int axis = last; axis >= 0; axis--) {
      int dim = t.shape().dim(axis);
      if (dim == 1) {
        continue;
      }
      if (rows == 1) {
        step = t.strides[axis];
      } else if (t.strides[axis] != step * rows) {
        return false;
      }
      rows *= dim;
    }
    return true;
  }

  private static ArrayTensor asMatrix(ArrayTensor t) {
    int axis = t.strides.length - 2;
    int columns = t.shape().dim(-1);
    while (axis > 0 && t.shape().dim(axis) == 1) {
      axis--;
    }
    int[] strides = {t.strides[axis], t.strides[t.strides.length - 1]};
    // Without columns there may be any number of rows.
    int rows = 1;
    for (int i = 0; i < t.strides.length - 1; i++) {
      rows *= t.shape().dim(i);
    }
    return t.view(Shape.of(rows, columns), strides, t.offset);
  }

  private void run() {
    double nanos = NANOS_PER_MULTIPLY_ADD * c.shape().size() * k;
    Workers workers = Workers.current();
    int wanted =
        workers.threads() == 1
            ? 1
            : (int) Math.clamp(nanos / LEAST_NANOS, 1, PIECES_PER_THREAD * workers.threads());
    int groups = Math.min(batches, wanted);
    int perGroup = Math.ceilDiv(batches, groups);
    // Halves the longer side: what is copied of A and B grows with the number of cuts.
    int across = 1;
    int down = 1;
    while (groups * across * down < wanted) {
      int width = n / across / 2;
      int height = m / down / 2;
      if (width >= LEAST_SIDE && width >= height) {
        across *= 2;
      } else if (height >= LEAST_SIDE) {
        down *= 2;
      } else {
        break;
      }
    }
    int width = roundUp(Math.ceilDiv(n, across));
    int height = roundUp(Math.ceilDiv(m, down));
    int perMatrix = across * down;
    int inRow = across;
    workers.forEach(
        groups * perMatrix,
        nanos,
        task -> {
          int piece = task % perMatrix;
          int left = piece % inRow * width;
          int top = piece / inRow * height;
          int first = task / perMatrix * perGroup;
          int columns = Math.min(width, n - left);
          int rows = Math.min(height, m - top);
          if (columns > 0 && rows > 0) {
            for (int batch = first; batch < Math.min(first + perGroup, batches); batch++) {
              piece(batch, top, left, rows, columns);
            }
          }
        });
  }

  /** Cuts lie where no tile of a kernel crosses them. */
  private static int roundUp(int length) {
    return Math.ceilDiv(length, LEAST_SIDE) * LEAST_SIDE;
  }

  private void piece(int batch, int top, int left, int rows, int columns) {
    int r = a.strides.length - 2;
    int aOffset = offset(a, batch, top, 0);
    int bOffset = offset(b, batch, 0, left);
    int cOffset = offset(c, batch, top, left);
    int aRow = a.strides[r];
    int aColumn = a.strides[r + 1];
    int bRow = b.strides[r];
    int bColumn = b.strides[r + 1];
    Kernels kernels = Providers.best();
    switch (c.data) {
      case float[] to ->
          kernels.gemm(
              rows,
              columns,
              k,
              (float[]) a.data,
              aOffset,
              aRow,
              aColumn,
              (float[]) b.data,
              bOffset,
              bRow,
              bColumn,
              to,
              cOffset,
              n);
      case double[] to ->
          kernels.gemm(
              rows,
              columns,
              k,
              (double[]) a.data,
              aOffset,
              aRow,
              aColumn,
              (double[]) b.data,
              bOffset,
              bRow,
              bColumn,
              to,
              cOffset,
              n);
      default -> throw new AssertionError(c.data.getClass());
    }
    if (!function.returnsFirst()) {
      finish(batch, top, left, rows, columns);
    }
  }

  /** Applies the function to a piece of C in place. */
  private void finish(int batch, int top, int left, int rows, int columns) {
    int operands = others.size() + 2;
    Object[] arrays = new Object[operands];
    int[] offsets = new int[operands];
    int[][] strides = new int[operands][];
    for (int p = 0; p < operands; p++) {
      ArrayTensor t = p == 0 || p == operands - 1 ? c : others.get(p - 1);
      arrays[p] = t.data;
      offsets[p] = offset(t, batch, top, left);
      strides[p] = new int[] {t.strides[t.strides.length - 2], t.strides[t.strides.length - 1]};
    }
    new MapLoop(new int[] {rows, columns}, strides)
        .run(function.kernel(c.dtype()), arrays, offsets, 0, rows * columns);
  }

  private static int offset(ArrayTensor t, int batch, int row, int column) {
    int r = t.strides.length - 2;
    int offset = t.offset + row * t.strides[r] + column * t.strides[r + 1];
    int rest = batch;
    for (int axis = r - 1; axis >= 0 && rest > 0; axis--) {
      int dim = t.shape().dim(axis);
      offset += rest % dim * t.strides[axis];
      rest /= dim;
    }
    return offset;
  }
}
