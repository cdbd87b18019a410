package latentphysics.tensor;

import java.util.List;

/** Computes exponentials and other functions of matrices, and determinants. */
final class MatrixFunctionEvaluation extends MatrixStack {
  MatrixFunctionEvaluation(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    super(primitive, operands);
  }

  Tensor analytic(MatrixPrimitive.Analytic function) {
    Object a = first.packed().wholeArray();
    Object y = dtype.newArray(first.shape().size());
    int size = rows * rows;
    double multiplyAdds = 30.0 * rows * size;
    switch (function) {
      case EXP ->
          forEachRun(
              multiplyAdds, (b, count) -> matrices.expm(count, rows, a, b * size, y, b * size));
      case LOG -> forEach(multiplyAdds, b -> matrices.logm(rows, a, b * size, y, b * size));
      case SQRT -> forEach(multiplyAdds, b -> matrices.sqrtm(rows, a, b * size, y, b * size));
    }
    return ArrayTensor.rowMajor(dtype, first.shape(), y);
  }

  Tensor expmFrechet() {
    Object a = first.packed().wholeArray();
    Object e = operands.get(1).packed().wholeArray();
    Object l = dtype.newArray(first.shape().size());
    int size = rows * rows;
    forEachRun(
        60.0 * rows * size,
        (b, count) -> matrices.expmFrechet(count, rows, a, b * size, e, b * size, l, b * size));
    return ArrayTensor.rowMajor(dtype, first.shape(), l);
  }

  Tensor expmAction() {
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

  Tensor expmActionAdjoint() {
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

  /** The product of U's diagonal, with its exponent apart: no factor of it need be in range. */
  Tensor determinant() {
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

  Tensor logDeterminant() {
    double[] lu = operands.get(1).toDoubles();
    double[] logs = new double[batch.size()];
    for (int b = 0; b < logs.length; b++) {
      for (int i = 0; i < rows; i++) {
        logs[b] += Math.log(Math.abs(lu[(b * rows + i) * rows + i]));
      }
    }
    return Tensor.of(dtype, logs, batch.size()).reshape(batch.dims());
  }

  /** See {@link SymmetricFunctionEvaluation}. */
  Tensor symmetric() {
    return SymmetricFunctionEvaluation.of(operands);
  }
}
