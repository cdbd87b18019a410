package latentphysics.autodiff;

import java.util.List;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of analytic functions of matrices by their Fréchet derivative L(A, E), which is
 * part of the function of a matrix of twice the size (Mathias, A chain rule for matrix functions
 * and applications, SIAM J. Matrix Anal. Appl. 17, 1996; Higham, Functions of Matrices, 3.16):
 *
 * <pre>
 *   f([A E; 0 A]) = [f(A) L(A, E); 0 f(A)]
 * </pre>
 */
final class FunctionRules {
  private FunctionRules() {}

  /** L(A, E). */
  static Tensor frechet(MatrixPrimitive.Analytic function, Tensor a, Tensor e) {
    return switch (function) {
      case EXP -> Primitive.one(new MatrixPrimitive.ExpmFrechet(), a, e);
      case LOG, SQRT ->
          upperRight(Primitive.one(new MatrixPrimitive.AnalyticFunction(function), block(a, e)));
    };
  }

  /** The cotangents of A and E where L̄ is that of the exponential's L(A, E). */
  static List<@Nullable Tensor> frechetVjp(Tensor a, Tensor e, Tensor lbar) {
    int n = a.dim(-1);
    Tensor ybar = lbar.pad(-2, 0, n).pad(-1, n, 0);
    Tensor bar = frechet(MatrixPrimitive.Analytic.EXP, block(a, e).transpose(), ybar);
    Tensor abar =
        MatrixVjpRules.part(bar, 0, n, 0, n).add(MatrixVjpRules.part(bar, n, 2 * n, n, 2 * n));
    return List.of(abar, upperRight(bar));
  }

  /** The tangent of the exponential's L(A, E). */
  static Tensor frechetJvp(Tensor a, Tensor e, @Nullable Tensor da, @Nullable Tensor de) {
    Tensor direction = VjpRules.orZeros(de, e);
    // L is linear in E.
    return da == null
        ? frechet(MatrixPrimitive.Analytic.EXP, a, direction)
        : upperRight(frechet(MatrixPrimitive.Analytic.EXP, block(a, e), block(da, direction)));
  }

  /** [A E; 0 A]. */
  static Tensor block(Tensor a, Tensor e) {
    int rank = a.shape().rank();
    Tensor zero = Tensor.zeros(a.dtype(), a.shape().dims());
    return Tensor.concatenate(
        rank - 2, Tensor.concatenate(rank - 1, a, e), Tensor.concatenate(rank - 1, zero, a));
  }

  private static Tensor upperRight(Tensor block) {
    int n = block.dim(-1) / 2;
    return MatrixVjpRules.part(block, 0, n, n, 2 * n);
  }
}
