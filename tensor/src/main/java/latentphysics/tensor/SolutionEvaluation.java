package latentphysics.tensor;

import java.util.List;
import latentphysics.kernels.linalg.Triangle;

/** Computes solutions of linear equations by factors that are at hand. */
final class SolutionEvaluation extends MatrixStack {
  private static final MapFunction TURN =
      MapFunction.of("turn", 3, x -> List.of(x.get(0).sub(x.get(1)).mul(x.get(2))));

  SolutionEvaluation(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    super(primitive, operands);
  }

  Tensor solve(MatrixKind kind, boolean transposed) {
    ArrayTensor right = operands.get(1);
    return switch (kind) {
      case GENERAL, SYMMETRIC -> byLu(transposed);
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

  Tensor sylvester(boolean transposed) {
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

  Tensor qrSolve(boolean transposed) {
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
  Tensor pseudoSolve(boolean transposed) {
    Tensor u = operands.get(2);
    Tensor vt = operands.get(4);
    Tensor inner = (transposed ? vt : u.transpose()).matmul(operands.get(1));
    Tensor scaled = inner.mul(operands.get(3).expandDims(-1));
    return (transposed ? u : vt.transpose()).matmul(scaled);
  }

  /** U·Vᵀ. */
  Tensor orthogonalize() {
    return operands.get(1).matmul(operands.get(3));
  }

  /** U·((G − Gᵀ) ∘ 1/(hᵢ + hⱼ))·Vᵀ with G = Uᵀ·E·V. */
  Tensor polarTurn() {
    Tensor u = operands.get(3);
    Tensor vt = operands.get(5);
    Tensor g = u.transpose().matmul(operands.get(2)).matmul(vt.transpose());
    return u.matmul(Tensor.map(TURN, g, g.transpose(), operands.get(4))).matmul(vt);
  }
}
