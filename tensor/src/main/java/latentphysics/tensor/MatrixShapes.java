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
    expectCount(name, operands, count(primitive, operands.size()));
    ArrayTensor a = operands.getFirst();
    expectFloat(name, a);
    switch (primitive) {
      case MatrixPrimitive.Lu l -> a.shape().requireMatrix(name);
      case MatrixPrimitive.Qr q -> a.shape().requireMatrix(name);
      case MatrixPrimitive.Svd s -> a.shape().requireMatrix(name);
      case MatrixPrimitive.QrFactors q -> a.shape().requireMatrix(name);
      case MatrixPrimitive.PseudoSolve(var rank, boolean transposed) -> {
        a.shape().requireMatrix(name);
        expectRows(name, a, operands.get(1), a.dim(transposed ? -1 : -2));
      }
      case MatrixPrimitive.Orthogonalize o -> {
        a.shape().requireMatrix(name);
        if (a.dim(-2) < a.dim(-1)) {
          throw new IllegalArgumentException(
              name + ": " + a.shape() + ", expected at least as many rows as columns");
        }
        expectLike(name, a, operands.get(1), a.shape());
      }
      case MatrixPrimitive.PolarTurn p -> {
        a.shape().requireMatrix(name);
        for (ArrayTensor operand : operands.subList(1, 4)) {
          expectLike(name, a, operand, a.shape());
        }
        expectLike(name, a, operands.get(4), operands.get(5).shape());
        expectRows(name, a, operands.get(5), a.dim(-1));
      }
      case MatrixPrimitive.SymmetricFunction s -> {
        a.shape().requireSquare(name);
        expectLike(name, a, operands.get(2), a.shape());
        for (ArrayTensor direction : operands.subList(4, operands.size())) {
          expectLike(name, a, direction, a.shape());
        }
      }
      case MatrixPrimitive.Schur s -> a.shape().requireSquare(name);
      case MatrixPrimitive.AnalyticFunction f -> a.shape().requireSquare(name);
      case MatrixPrimitive.ExpmFrechet e -> {
        a.shape().requireSquare(name);
        expectLike(name, a, operands.get(1), a.shape());
      }
      case MatrixPrimitive.ExpmAction e -> {
        a.shape().requireSquare(name);
        expectRows(name, a, operands.get(1), a.dim(-1));
      }
      case MatrixPrimitive.ExpmActionAdjoint e -> {
        a.shape().requireSquare(name);
        expectRows(name, a, operands.get(1), a.dim(-1));
        expectLike(name, operands.get(1), operands.get(2), operands.get(1).shape());
      }
      case MatrixPrimitive.Sylvester s -> {
        a.shape().requireSquare(name);
        operands.get(1).shape().requireSquare(name);
        expectRows(name, a, operands.get(2), a.dim(-1));
        expectRows(name, operands.get(1), operands.get(2).transpose(), operands.get(1).dim(-1));
      }
      case MatrixPrimitive.Cholesky c -> a.shape().requireSquare(name);
      case MatrixPrimitive.Eigh e -> a.shape().requireSquare(name);
      case MatrixPrimitive.Eig e -> a.shape().requireSquare(name);
      case MatrixPrimitive.LogDeterminant l -> expectFactored(name, a, operands);
      case MatrixPrimitive.Determinant d -> expectFactored(name, a, operands);
      case MatrixPrimitive.LinearSolve(MatrixKind kind, boolean transposed) -> {
        a.shape().requireSquare(name);
        expectRows(name, a, operands.get(1), a.dim(-1));
        if (operands.size() > 2) {
          expectLike(name, a, operands.get(2), a.shape());
        }
      }
    }
    return a;
  }

  private static int count(MatrixPrimitive primitive, int given) {
    return switch (primitive) {
      case MatrixPrimitive.Lu l -> 1;
      case MatrixPrimitive.Cholesky c -> 1;
      case MatrixPrimitive.Qr q -> 1;
      case MatrixPrimitive.Eigh e -> 1;
      case MatrixPrimitive.Eig e -> 1;
      case MatrixPrimitive.Svd s -> 1;
      case MatrixPrimitive.SymmetricFunction s -> Math.max(4, given); // any number of directions
      case MatrixPrimitive.Schur s -> 1;
      case MatrixPrimitive.Sylvester s -> 7;
      case MatrixPrimitive.AnalyticFunction f -> 1;
      case MatrixPrimitive.ExpmFrechet e -> 2;
      case MatrixPrimitive.ExpmAction e -> 2;
      case MatrixPrimitive.ExpmActionAdjoint e -> 3;
      case MatrixPrimitive.LogDeterminant l -> 3;
      case MatrixPrimitive.Determinant d -> 4;
      case MatrixPrimitive.QrFactors q -> 1;
      case MatrixPrimitive.PseudoSolve(MatrixPrimitive.Rank rank, boolean transposed) ->
          switch (rank) {
            case FULL -> 3;
            case ANY -> 5;
          };
      case MatrixPrimitive.Orthogonalize o -> 4;
      case MatrixPrimitive.PolarTurn p -> 6;
      case MatrixPrimitive.LinearSolve(MatrixKind kind, boolean transposed) ->
          switch (kind) {
            case GENERAL, SYMMETRIC -> 4;
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

  private static void expectFactored(String name, Tensor a, List<ArrayTensor> operands) {
    a.shape().requireSquare(name);
    expectLike(name, a, operands.get(1), a.shape());
  }

  private static void expectLike(String name, Tensor a, Tensor other, Shape shape) {
    if (other.dtype() != a.dtype() || !other.shape().equals(shape)) {
      throw new IllegalArgumentException(
          name + ": factor " + other.dtype() + other.shape() + ", expected " + a.dtype() + shape);
    }
  }
}
