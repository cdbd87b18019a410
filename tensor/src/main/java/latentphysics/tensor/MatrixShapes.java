package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;

/** What the operands of {@link MatrixPrimitive}s must look like. */
final class MatrixShapes {
  private MatrixShapes() {}

  /**
   * The first operand, a stack of matrices, after all have been looked at.
   *
   * @throws IllegalArgumentException if the number of operands, a type or a shape does not fit
   */
  static ArrayTensor stack(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    String name = primitive.label();
    expectCount(name, operands, count(primitive));
    ArrayTensor a = operands.getFirst();
    expectFloat(name, a);
    switch (primitive) {
      case MatrixPrimitive.Lu l -> expectMatrices(name, a);
      case MatrixPrimitive.Qr q -> expectMatrices(name, a);
      case MatrixPrimitive.Svd s -> expectMatrices(name, a);
      case MatrixPrimitive.PseudoSolve(boolean transposed) -> {
        expectMatrices(name, a);
        expectRows(name, a, operands.get(1), a.dim(transposed ? -1 : -2));
      }
      case MatrixPrimitive.Orthogonalize o -> {
        expectMatrices(name, a);
        if (a.dim(-2) < a.dim(-1)) {
          throw new IllegalArgumentException(
              name + ": " + a.shape() + ", expected at least as many rows as columns");
        }
        expectLike(name, a, operands.get(1), a.shape());
      }
      case MatrixPrimitive.SymmetricSylvester s -> {
        expectSquare(name, a);
        expectLike(name, a, operands.get(1), a.shape());
        expectLike(name, a, operands.get(2), a.shape());
      }
      case MatrixPrimitive.Schur s -> expectSquare(name, a);
      case MatrixPrimitive.AnalyticFunction f -> expectSquare(name, a);
      case MatrixPrimitive.ExpmFrechet e -> {
        expectSquare(name, a);
        expectLike(name, a, operands.get(1), a.shape());
      }
      case MatrixPrimitive.Sylvester s -> {
        expectSquare(name, a);
        expectSquare(name, operands.get(1));
        expectRows(name, a, operands.get(2), a.dim(-1));
        expectRows(name, operands.get(1), operands.get(2).transpose(), operands.get(1).dim(-1));
      }
      case MatrixPrimitive.Cholesky c -> expectSquare(name, a);
      case MatrixPrimitive.Eigh e -> expectSquare(name, a);
      case MatrixPrimitive.LogDeterminant l -> {
        expectSquare(name, a);
        expectLike(name, a, operands.get(1), a.shape());
      }
      case MatrixPrimitive.LinearSolve(MatrixKind kind, boolean transposed) -> {
        expectSquare(name, a);
        expectRows(name, a, operands.get(1), a.dim(-1));
        if (operands.size() > 2) {
          expectLike(name, a, operands.get(2), a.shape());
        }
      }
    }
    return a;
  }

  private static int count(MatrixPrimitive primitive) {
    return switch (primitive) {
      case MatrixPrimitive.Lu l -> 1;
      case MatrixPrimitive.Cholesky c -> 1;
      case MatrixPrimitive.Qr q -> 1;
      case MatrixPrimitive.Eigh e -> 1;
      case MatrixPrimitive.Svd s -> 1;
      case MatrixPrimitive.Schur s -> 1;
      case MatrixPrimitive.Sylvester s -> 7;
      case MatrixPrimitive.AnalyticFunction f -> 1;
      case MatrixPrimitive.ExpmFrechet e -> 2;
      case MatrixPrimitive.LogDeterminant l -> 3;
      case MatrixPrimitive.PseudoSolve p -> 5;
      case MatrixPrimitive.Orthogonalize o -> 4;
      case MatrixPrimitive.SymmetricSylvester s -> 4;
      case MatrixPrimitive.LinearSolve(MatrixKind kind, boolean transposed) ->
          switch (kind) {
            case GENERAL -> 4;
            case POSITIVE_DEFINITE -> 3;
            case LOWER, UPPER, UNIT_LOWER, UNIT_UPPER, ORTHOGONAL -> 2;
          };
    };
  }

  private static void expectCount(String name, List<ArrayTensor> operands, int count) {
    if (operands.size() != count) {
      throw new IllegalArgumentException(
          name + ": " + operands.size() + " operands, expected " + count);
    }
  }

  private static void expectFloat(String name, Tensor a) {
    if (!a.dtype().isFloat()) {
      throw new IllegalArgumentException(
          name + ": matrix of " + a.dtype() + ", expected float32 or float64");
    }
  }

  private static void expectMatrices(String name, Tensor a) {
    if (a.shape().rank() < 2) {
      throw new IllegalArgumentException(
          name + ": " + a.shape() + ", expected at least 2 axes, those of a matrix last");
    }
  }

  private static void expectSquare(String name, Tensor a) {
    expectMatrices(name, a);
    if (a.dim(-1) != a.dim(-2)) {
      throw new IllegalArgumentException(name + ": " + a.shape() + ", expected square matrices");
    }
  }

  private static void expectRows(String name, Tensor a, Tensor b, int rows) {
    int batch = a.shape().rank() - 2;
    int[] dims = Arrays.copyOf(a.shape().dims(), batch + 1);
    dims[batch] = rows;
    int[] right = b.shape().dims();
    boolean fits =
        right.length == batch + 2 && Arrays.equals(right, 0, batch + 1, dims, 0, batch + 1);
    if (!fits || a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          name
              + ": right-hand sides "
              + b.dtype()
              + b.shape()
              + " for "
              + a.dtype()
              + a.shape()
              + ", expected "
              + rows
              + " rows, the same leading axes and the same type");
    }
  }

  private static void expectLike(String name, Tensor a, Tensor other, Shape shape) {
    if (other.dtype() != a.dtype() || !other.shape().equals(shape)) {
      throw new IllegalArgumentException(
          name + ": factor " + other.dtype() + other.shape() + ", expected " + a.dtype() + shape);
    }
  }
}
