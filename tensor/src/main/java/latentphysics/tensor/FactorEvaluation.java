package latentphysics.tensor;

import java.util.ArrayList;
import java.util.List;

/** Computes factorizations. */
final class FactorEvaluation extends MatrixStack {
  FactorEvaluation(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    super(primitive, operands);
  }

  List<Tensor> lu() {
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

  List<Tensor> cholesky() {
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

  List<Tensor> qr(boolean pivoted) {
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

  List<Tensor> eigh() {
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

  List<Tensor> eig() {
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

  List<Tensor> svd() {
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

  List<Tensor> schur() {
    Object a = first.packed().wholeArray();
    Object t = dtype.newArray(first.shape().size());
    Object z = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEach(25.0 * rows * size, b -> matrices.schur(rows, a, b * size, t, b * size, z, b * size));
    return List.of(
        ArrayTensor.rowMajor(dtype, first.shape(), t),
        ArrayTensor.rowMajor(dtype, first.shape(), z));
  }

  Tensor qrFactors() {
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
}
