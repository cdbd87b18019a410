package latentphysics.tensor;

import java.util.List;

/** Computes the primitives of linear algebra. */
final class MatrixEvaluation {
  private MatrixEvaluation() {}

  /**
   * The results of a primitive.
   *
   * @throws IllegalArgumentException if shapes or types do not fit
   * @throws ArithmeticException as the operations on {@link Tensor} say
   */
  static List<Tensor> apply(MatrixPrimitive primitive, List<ArrayTensor> operands) {
    return switch (primitive) {
      case MatrixPrimitive.Lu l -> new FactorEvaluation(primitive, operands).lu();
      case MatrixPrimitive.Cholesky c -> new FactorEvaluation(primitive, operands).cholesky();
      case MatrixPrimitive.Qr(boolean pivoted) ->
          new FactorEvaluation(primitive, operands).qr(pivoted);
      case MatrixPrimitive.Eigh e -> new FactorEvaluation(primitive, operands).eigh();
      case MatrixPrimitive.Eig e -> new FactorEvaluation(primitive, operands).eig();
      case MatrixPrimitive.Svd s -> new FactorEvaluation(primitive, operands).svd();
      case MatrixPrimitive.LinearSolve(MatrixKind kind, boolean transposed) ->
          List.of(new SolutionEvaluation(primitive, operands).solve(kind, transposed));
      case MatrixPrimitive.QrFactors q ->
          List.of(new FactorEvaluation(primitive, operands).qrFactors());
      case MatrixPrimitive.PseudoSolve(var rank, boolean transposed) ->
          List.of(
              switch (rank) {
                case FULL -> new SolutionEvaluation(primitive, operands).qrSolve(transposed);
                case ANY -> new SolutionEvaluation(primitive, operands).pseudoSolve(transposed);
              });
      case MatrixPrimitive.Orthogonalize o ->
          List.of(new SolutionEvaluation(primitive, operands).orthogonalize());
      case MatrixPrimitive.PolarTurn p ->
          List.of(new SolutionEvaluation(primitive, operands).polarTurn());
      case MatrixPrimitive.SymmetricFunction s ->
          List.of(new MatrixFunctionEvaluation(primitive, operands).symmetric());
      case MatrixPrimitive.Schur s -> new FactorEvaluation(primitive, operands).schur();
      case MatrixPrimitive.Sylvester(boolean transposed) ->
          List.of(new SolutionEvaluation(primitive, operands).sylvester(transposed));
      case MatrixPrimitive.AnalyticFunction(MatrixPrimitive.Analytic function) ->
          List.of(new MatrixFunctionEvaluation(primitive, operands).analytic(function));
      case MatrixPrimitive.ExpmFrechet e ->
          List.of(new MatrixFunctionEvaluation(primitive, operands).expmFrechet());
      case MatrixPrimitive.ExpmAction e ->
          List.of(new MatrixFunctionEvaluation(primitive, operands).expmAction());
      case MatrixPrimitive.ExpmActionAdjoint e ->
          List.of(new MatrixFunctionEvaluation(primitive, operands).expmActionAdjoint());
      case MatrixPrimitive.Determinant d ->
          List.of(new MatrixFunctionEvaluation(primitive, operands).determinant());
      case MatrixPrimitive.LogDeterminant l ->
          List.of(new MatrixFunctionEvaluation(primitive, operands).logDeterminant());
    };
  }
}
