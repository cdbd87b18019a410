package latentphysics.tensor.linalg;

import java.util.List;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/** Matrices of one kind with the factors that it wants. */
record FactoredOperator(Tensor matrix, MatrixKind kind, List<Tensor> factors)
    implements LinearOperator {

  /** See {@link LinearOperator#of}. */
  static FactoredOperator of(Tensor matrix, MatrixKind kind) {
    matrix.shape().requireSquare("solve");
    // Factors are numbers that go with the matrix: the derivative goes to the matrix itself.
    Tensor plain = matrix.stopGradient();
    List<Tensor> factors =
        switch (kind) {
          case GENERAL -> lu(plain);
          case SYMMETRIC -> lu(MatrixParts.symmetric(plain));
          case POSITIVE_DEFINITE -> Primitive.apply(new MatrixPrimitive.Cholesky(), List.of(plain));
          case LOWER, UPPER, UNIT_LOWER, UNIT_UPPER, ORTHOGONAL -> List.of();
        };
    return new FactoredOperator(matrix, kind, factors);
  }

  private static List<Tensor> lu(Tensor matrix) {
    return Primitive.apply(new MatrixPrimitive.Lu(), List.of(matrix)).subList(0, 2);
  }

  @Override
  public int order() {
    return matrix.dim(-1);
  }

  @Override
  public Tensor solve(Tensor b) {
    return solve(b, false);
  }

  @Override
  public Tensor solveTransposed(Tensor b) {
    return solve(b, true);
  }

  private Tensor solve(Tensor b, boolean transposed) {
    b.shape().requireMatrix("solve");
    if (b.dim(-2) != order()) {
      throw new IllegalArgumentException(
          "solve: numbers of rows differ: " + matrix.shape() + " and " + b.shape());
    }
    return new MatrixPrimitive.LinearSolve(kind, transposed)
        .onSystems(matrix, b, factors.toArray(Tensor[]::new));
  }

  @Override
  public Tensor inverse() {
    return solve(Tensor.eye(matrix.dtype(), order()));
  }
}
