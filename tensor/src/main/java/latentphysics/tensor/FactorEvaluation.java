package latentphysics.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;
import latentphysics.kernels.linalg.Matrices;
import latentphysics.kernels.linalg.Triangle;

/** Computes factorizations and solutions by factors: separate matrices on separate threads. */
final class FactorEvaluation {
  private static final double NANOS_PER_MULTIPLY_ADD = 0.3;

  private static final MapFunction TURN =
      MapFunction.of("turn", 3, x -> List.of(x.get(0).sub(x.get(1)).mul(x.get(2))));

  private final List<ArrayTensor> operands;
  private final ArrayTensor first;
  private final DType dtype;
  private final Matrices matrices;
  private final Shape batch;
  private final int rows;
  private final int columns;

  private FactorEvaluation(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    this.operands = operands;
    first = MatrixShapes.stack(primitive, operands);
    dtype = first.dtype();
    matrices = Matrices.of(dtype.element(), Providers.best());
    int[] dims = first.shape().dims();
    batch = Shape.of(Arrays.copyOf(dims, dims.length - 2));
    rows = dims[dims.length - 2];
    columns = dims[dims.length - 1];
  }

  /**
   * The results of a primitive.
   *
   * @throws IllegalArgumentException if shapes or types do not fit
   * @throws ArithmeticException as the operations on {@link Tensor} say
   */
  static List<Tensor> apply(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    FactorEvaluation evaluation = new FactorEvaluation(primitive, operands);
    return switch (primitive) {
      case MatrixPrimitive.Lu l -> evaluation.lu();
      case MatrixPrimitive.Cholesky c -> evaluation.cholesky();
      case MatrixPrimitive.Qr(boolean pivoted) -> evaluation.qr(pivoted);
      case MatrixPrimitive.Eigh e -> evaluation.eigh();
      case MatrixPrimitive.Eig e -> evaluation.eig();
      case MatrixPrimitive.Svd s -> evaluation.svd();
      case MatrixPrimitive.LinearSolve(MatrixKind kind, boolean transposed) ->
          List.of(evaluation.solve(kind, transposed));
      case MatrixPrimitive.QrFactors q -> List.of(evaluation.qrFactors());
      case MatrixPrimitive.PseudoSolve(var rank, boolean transposed) ->
          List.of(
              switch (rank) {
                case FULL -> evaluation.qrSolve(transposed);
                case ANY -> evaluation.pseudoSolve(transposed);
              });
      case MatrixPrimitive.Orthogonalize o -> List.of(operands.get(1).matmul(operands.get(3)));
      case MatrixPrimitive.PolarTurn p -> List.of(evaluation.polarTurn());
      case MatrixPrimitive.SymmetricFunction s -> List.of(SymmetricFunctionEvaluation.of(operands));
      case MatrixPrimitive.Schur s -> evaluation.schur();
      case MatrixPrimitive.Sylvester(boolean transposed) ->
          List.of(evaluation.sylvester(transposed));
      case MatrixPrimitive.AnalyticFunction(MatrixPrimitive.Analytic function) ->
          List.of(evaluation.analytic(function));
      case MatrixPrimitive.ExpmFrechet e -> List.of(evaluation.expmFrechet());
      case MatrixPrimitive.ExpmAction e -> List.of(evaluation.expmAction());
      case MatrixPrimitive.ExpmActionAdjoint e -> List.of(evaluation.expmActionAdjoint());
      case MatrixPrimitive.Determinant d -> List.of(evaluation.determinant());
      case MatrixPrimitive.LogDeterminant l -> List.of(evaluation.logDeterminant());
    };
  }

  private List<Tensor> lu() {
    Object lu = first.packed().wholeArray();
    Object factors = copy(lu);
    int[] order = new int[batch.size() * rows];
    double[] signs = new double[batch.size()];
    int size = rows * columns;
    forEachRun(
        (double) size * Math.min(rows, columns) / 2,
        (b, count) ->
            matrices.lu(count, rows, columns, factors, b * size, order, b * rows, signs, b));
    return List.of(
        ArrayTensor.rowMajor(dtype, first.shape(), factors),
        ArrayTensor.rowMajor(DType.INT32, stack(rows), order),
        Tensor.of(dtype, signs, batch.size()).reshape(batch.dims()));
  }

  private List<Tensor> cholesky() {
    Object a = first.packed().wholeArray();
    Object l = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEach(
        (double) rows * size / 3,
        b -> {
          int part = matrices.cholesky(rows, a, b * size, l, b * size);
          if (part >= 0) {
            throw new ArithmeticException(
                "cholesky: "
                    + described(b)
                    + " is not positive definite: its leading part of order "
                    + (part + 1)
                    + " is not");
          }
        });
    return List.of(ArrayTensor.rowMajor(dtype, first.shape(), l));
  }

  private List<Tensor> qr(boolean pivoted) {
    Object a = first.packed().wholeArray();
    int k = Math.min(rows, columns);
    Object q = dtype.newArray(batch.size() * rows * k);
    Object r = dtype.newArray(batch.size() * k * columns);
    int[] order = new int[batch.size() * columns];
    forEach(
        (double) rows * columns * k * 3,
        b -> {
          int[] own = pivoted ? new int[columns] : null;
          matrices.qr(
              rows, columns, a, b * rows * columns, q, b * rows * k, r, b * k * columns, own);
          if (own != null) {
            System.arraycopy(own, 0, order, b * columns, columns);
          }
        });
    List<Tensor> factors = new ArrayList<>();
    factors.add(ArrayTensor.rowMajor(dtype, stack(rows, k), q));
    factors.add(ArrayTensor.rowMajor(dtype, stack(k, columns), r));
    if (pivoted) {
      factors.add(ArrayTensor.rowMajor(DType.INT32, stack(columns), order));
    }
    return factors;
  }

  private List<Tensor> eigh() {
    Object a = first.packed().wholeArray();
    Object w = dtype.newArray(batch.size() * rows);
    Object v = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEachRun(
        9.0 * rows * size,
        (b, count) -> matrices.eigh(count, rows, a, b * size, w, b * rows, v, b * size));
    return List.of(
        ArrayTensor.rowMajor(dtype, stack(rows), w), ArrayTensor.rowMajor(dtype, first.shape(), v));
  }

  private List<Tensor> eig() {
    Object a = first.packed().wholeArray();
    Object wr = dtype.newArray(batch.size() * rows);
    Object wi = dtype.newArray(batch.size() * rows);
    Object vr = dtype.newArray(first.shape().size());
    Object vi = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEach(
        25.0 * rows * size,
        b ->
            matrices.eig(
                rows, a, b * size, wr, b * rows, wi, b * rows, vr, b * size, vi, b * size));
    return List.of(
        ArrayTensor.rowMajor(dtype, stack(rows), wr),
        ArrayTensor.rowMajor(dtype, stack(rows), wi),
        ArrayTensor.rowMajor(dtype, first.shape(), vr),
        ArrayTensor.rowMajor(dtype, first.shape(), vi));
  }

  private List<Tensor> svd() {
    Object a = first.packed().wholeArray();
    int k = Math.min(rows, columns);
    Object u = dtype.newArray(batch.size() * rows * k);
    Object s = dtype.newArray(batch.size() * k);
    Object vt = dtype.newArray(batch.size() * k * columns);
    forEachRun(
        20.0 * rows * columns * k,
        (b, count) ->
            matrices.svd(
                count,
                rows,
                columns,
                a,
                b * rows * columns,
                u,
                b * rows * k,
                s,
                b * k,
                vt,
                b * k * columns));
    return List.of(
        ArrayTensor.rowMajor(dtype, stack(rows, k), u),
        ArrayTensor.rowMajor(dtype, stack(k), s),
        ArrayTensor.rowMajor(dtype, stack(k, columns), vt));
  }

  private Tensor solve(MatrixKind kind, boolean transposed) {
    ArrayTensor right = operands.get(1);
    return switch (kind) {
      case GENERAL -> byLu(transposed);
      case POSITIVE_DEFINITE -> {
        // (A + Aᵀ)/2 = L·Lᵀ is its own transpose.
        ArrayTensor l = operands.get(2);
        yield triangular(Triangle.LOWER, true, l, triangular(Triangle.LOWER, false, l, right));
      }
      case LOWER -> triangular(Triangle.LOWER, transposed, first, right);
      case UPPER -> triangular(Triangle.UPPER, transposed, first, right);
      case UNIT_LOWER -> triangular(Triangle.UNIT_LOWER, transposed, first, right);
      case UNIT_UPPER -> triangular(Triangle.UNIT_UPPER, transposed, first, right);
      case ORTHOGONAL -> (transposed ? first : first.transpose()).matmul(right);
    };
  }

  private Tensor byLu(boolean transposed) {
    Object b = operands.get(1).packed().wholeArray();
    Object lu = operands.get(2).packed().wholeArray();
    int[] order = (int[]) operands.get(3).packed().wholeArray();
    int r = operands.get(1).shape().dim(-1);
    int size = rows * rows;
    Object x = dtype.newArray(batch.size() * rows * r);
    forEachRun(
        (double) size * r,
        (i, count) -> {
          for (int l = i; l < i + count; l++) {
            requireInvertible(lu, l);
          }
          int right = i * rows * r;
          matrices.luSolve(
              transposed, count, rows, r, lu, i * size, order, i * rows, b, right, x, right);
        });
    return ArrayTensor.rowMajor(dtype, stack(rows, r), x);
  }

  private ArrayTensor triangular(
      Triangle triangle, boolean transposed, ArrayTensor t, ArrayTensor right) {
    Object factors = t.packed().wholeArray();
    Object x = copy(right.packed().wholeArray());
    int r = right.shape().dim(-1);
    int size = rows * rows;
    forEach(
        (double) size * r / 2,
        i -> {
          if (!triangle.isUnit()) {
            requireInvertible(factors, i);
          }
          matrices.triangularSolve(
              triangle, transposed, rows, r, factors, i * size, x, i * rows * r);
        });
    return ArrayTensor.rowMajor(dtype, stack(rows, r), x);
  }

  private void requireInvertible(Object factors, int index) {
    int zero = matrices.zeroOnDiagonal(rows, factors, index * rows * rows);
    if (zero >= 0) {
      throw new ArithmeticException(
          "solve: "
              + described(index)
              + " is singular: element ["
              + zero
              + ", "
              + zero
              + "] of its triangular factor is 0");
    }
  }

  private List<Tensor> schur() {
    Object a = first.packed().wholeArray();
    Object t = dtype.newArray(first.shape().size());
    Object z = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEach(25.0 * rows * size, b -> matrices.schur(rows, a, b * size, t, b * size, z, b * size));
    return List.of(
        ArrayTensor.rowMajor(dtype, first.shape(), t),
        ArrayTensor.rowMajor(dtype, first.shape(), z));
  }

  private Tensor sylvester(boolean transposed) {
    ArrayTensor right = operands.get(2);
    int n = right.shape().dim(-1);
    Object c = right.packed().wholeArray();
    Object s = operands.get(3).packed().wholeArray();
    Object u = operands.get(4).packed().wholeArray();
    Object r = operands.get(5).packed().wholeArray();
    Object v = operands.get(6).packed().wholeArray();
    Object x = dtype.newArray(right.shape().size());
    forEach(
        3.0 * rows * n * (rows + n),
        b -> {
          int left = b * rows * rows;
          int own = b * n * n;
          int at = b * rows * n;
          matrices.sylvester(rows, n, transposed, s, left, u, left, r, own, v, own, c, at, x, at);
        });
    return ArrayTensor.rowMajor(dtype, right.shape(), x);
  }

  private Tensor analytic(MatrixPrimitive.Analytic function) {
    Object a = first.packed().wholeArray();
    Object y = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEach(
        30.0 * rows * size,
        b -> {
          switch (function) {
            case EXP -> {
              if (rows == 2) {
                matrices.expm2(1, a, b * size, y, b * size);
              } else {
                matrices.expm(rows, a, b * size, y, b * size);
              }
            }
            case LOG -> matrices.logm(rows, a, b * size, y, b * size);
            case SQRT -> matrices.sqrtm(rows, a, b * size, y, b * size);
          }
        });
    return ArrayTensor.rowMajor(dtype, first.shape(), y);
  }

  private Tensor expmFrechet() {
    Object a = first.packed().wholeArray();
    Object e = operands.get(1).packed().wholeArray();
    Object l = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEach(
        60.0 * rows * size, b -> matrices.expmFrechet(rows, a, b * size, e, b * size, l, b * size));
    return ArrayTensor.rowMajor(dtype, first.shape(), l);
  }

  private Tensor expmAction() {
    Object a = first.packed().wholeArray();
    Object b = operands.get(1).packed().wholeArray();
    int r = operands.get(1).shape().dim(-1);
    Object y = dtype.newArray(operands.get(1).shape().size());
    int size = rows * rows;
    forEach(
        40.0 * size * r,
        i -> matrices.expmv(rows, r, a, i * size, b, i * rows * r, y, i * rows * r));
    return ArrayTensor.rowMajor(dtype, operands.get(1).shape(), y);
  }

  private Tensor expmActionAdjoint() {
    Object a = first.packed().wholeArray();
    Object b = operands.get(1).packed().wholeArray();
    Object c = operands.get(2).packed().wholeArray();
    int r = operands.get(1).shape().dim(-1);
    Object g = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEach(
        120.0 * size * r,
        i ->
            matrices.expmvAdjoint(
                rows, r, a, i * size, b, i * rows * r, c, i * rows * r, g, i * size));
    return ArrayTensor.rowMajor(dtype, first.shape(), g);
  }

  private Tensor qrFactors() {
    int m = Math.max(rows, columns);
    int n = Math.min(rows, columns);
    if (rows < columns) {
      // Named by its place before the rows become columns.
      Object given = first.packed().wholeArray();
      for (int b = 0; b < batch.size(); b++) {
        matrices.requireFinite("lstsq", rows, columns, given, b * rows * columns);
      }
    }
    Tensor tall = rows < columns ? first.transpose() : first;
    Object a = ((ArrayTensor) tall).packed().wholeArray();
    int size = (m + 1) * n;
    Object qr = dtype.newArray(batch.size() * size);
    forEachRun(
        (double) m * n * n,
        (b, count) -> {
          matrices.qrFactors(count, m, n, a, b * m * n, qr, b * size);
          for (int l = b; l < b + count; l++) {
            requireFullRank(matrices.qrRank(m, n, qr, l * size), n);
          }
        });
    return ArrayTensor.rowMajor(dtype, stack(m + 1, n), qr);
  }

  private void requireFullRank(int rank, int full) {
    if (rank < full) {
      throw new ArithmeticException(
          "lstsq: matrix "
              + Shape.of(rows, columns)
              + " has rank "
              + rank
              + ", expected full rank "
              + full);
    }
  }

  private Tensor qrSolve(boolean transposed) {
    int m = Math.max(rows, columns);
    int n = Math.min(rows, columns);
    ArrayTensor right = operands.get(1);
    int r = right.shape().dim(-1);
    int given = right.shape().dim(-2) * r;
    int found = transposed ? rows : columns;
    Object b = right.packed().wholeArray();
    Object qr = operands.get(2).packed().wholeArray();
    Object x = dtype.newArray(batch.size() * found * r);
    int size = (m + 1) * n;
    forEachRun(
        2.0 * m * n * r,
        (i, count) ->
            matrices.qrSolve(
                transposed != rows < columns,
                count,
                m,
                n,
                r,
                qr,
                i * size,
                b,
                i * given,
                x,
                i * found * r));
    return ArrayTensor.rowMajor(dtype, stack(found, r), x);
  }

  /** V·(s⁺ ∘ Uᵀ·B), or U·(s⁺ ∘ Vᵀ·B). */
  private Tensor pseudoSolve(boolean transposed) {
    Tensor u = operands.get(2);
    Tensor vt = operands.get(4);
    Tensor inner = (transposed ? vt : u.transpose()).matmul(operands.get(1));
    Tensor scaled = inner.mul(operands.get(3).expandDims(-1));
    return (transposed ? u : vt.transpose()).matmul(scaled);
  }

  /** U·((G − Gᵀ) ∘ 1/(hᵢ + hⱼ))·Vᵀ with G = Uᵀ·E·V. */
  private Tensor polarTurn() {
    Tensor u = operands.get(3);
    Tensor vt = operands.get(5);
    Tensor g = u.transpose().matmul(operands.get(2)).matmul(vt.transpose());
    return u.matmul(Tensor.map(TURN, g, g.transpose(), operands.get(4))).matmul(vt);
  }

  /** The product of U's diagonal, with its exponent apart: no factor of it need be in range. */
  private Tensor determinant() {
    double[] lu = operands.get(1).toDoubles();
    double[] products = operands.get(3).toDoubles();
    for (int b = 0; b < products.length; b++) {
      long exponent = 0;
      for (int i = 0; i < rows; i++) {
        double product = products[b] * lu[(b * rows + i) * rows + i];
        int e = product == 0 ? 0 : Math.getExponent(product);
        products[b] = Math.scalb(product, -e);
        exponent += e;
      }
      products[b] = Math.scalb(products[b], Math.clamp(exponent, -5000, 5000));
    }
    return Tensor.of(dtype, products, batch.size()).reshape(batch.dims());
  }

  private Tensor logDeterminant() {
    double[] lu = operands.get(1).toDoubles();
    double[] logs = new double[batch.size()];
    for (int b = 0; b < logs.length; b++) {
      for (int i = 0; i < rows; i++) {
        logs[b] += Math.log(Math.abs(lu[(b * rows + i) * rows + i]));
      }
    }
    return Tensor.of(dtype, logs, batch.size()).reshape(batch.dims());
  }

  private void forEach(double multiplyAdds, IntConsumer work) {
    int count = batch.size();
    Workers.current().forEach(count, NANOS_PER_MULTIPLY_ADD * multiplyAdds * count, work);
  }

  /** Work on the matrices from {@code first} on. */
  private interface Run {
    void on(int first, int count);
  }

  /** In runs of as many matrices as the kernels treat side by side. */
  private void forEachRun(double multiplyAdds, Run work) {
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

  private static Object copy(Object array) {
    return switch (array) {
      case float[] f -> f.clone();
      case double[] d -> d.clone();
      default -> throw new AssertionError(array.getClass());
    };
  }

  private Shape stack(int... last) {
    int[] dims = Arrays.copyOf(batch.dims(), batch.rank() + last.length);
    System.arraycopy(last, 0, dims, batch.rank(), last.length);
    return Shape.of(dims);
  }

  private String described(int index) {
    return batch.rank() == 0
        ? "matrix " + first.shape()
        : "matrix " + index + " of " + first.shape();
  }
}
