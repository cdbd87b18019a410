package latentphysics.autodiff;

import static latentphysics.autodiff.Degenerate.BOUND;
import static latentphysics.autodiff.Degenerate.SEED;
import static latentphysics.autodiff.Degenerate.rotation;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Systems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects derivatives of determinants at any rank. */
final class DeterminantGradientTest {
  /** A determinant is a polynomial: at any rank, exactly, nearly or to rounding. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-16, 1e-9, 1e-5, 1e-3})
  void determinantsOfSingularMatricesHaveDerivatives(double size) {
    for (int rank = 0; rank <= 4; rank++) {
      double[] s = {3, 2, 1, 0.5};
      Arrays.fill(s, rank, 4, size);
      Tensor a = rotation(1).mul(Tensor.of(s)).matmul(rotation(2));
      GradCheck.Errors errors = GradCheck.check(p -> Systems.det(p.getFirst()), List.of(a), SEED);
      assertTrue(
          Math.max(errors.first(), errors.forward()) <= BOUND && errors.largest() <= 1e-6,
          "rank " + rank + " beside " + size + ": " + errors);
    }
  }

  /** Cofactors by hand; also in a stack of matrices of different ranks, and third derivatives. */
  @Test
  void cofactorsOfSingularMatrices() {
    double[] one = {1, 2, 2, 4};
    double[] cofactors = {4, -2, -2, 1};
    Tensor both = Tensor.of(new double[] {1, 2, 2, 4, 0, 0, 0, 0, 1, 2, 3, 4}, 3, 2, 2);
    assertArrayEquals(
        cofactors, Autodiff.grad(x -> Systems.det(x), Tensor.of(one, 2, 2)).toDoubles(), 1e-14);
    assertArrayEquals(
        new double[] {4, -2, -2, 1, 0, 0, 0, 0, 4, -3, -2, 1},
        Autodiff.grad(x -> Systems.det(x).sum(), both).toDoubles(),
        1e-14);
    for (int n : new int[] {3, 6}) {
      Tensor zero = Tensor.zeros(DType.FLOAT64, n, n);
      assertArrayEquals(new double[n * n], Autodiff.grad(x -> Systems.det(x), zero).toDoubles(), 0);
    }
    // det(A + t·D) = t³·det D at A = 0: the third derivative along D is 6·det D.
    Tensor direction = Points.normal(5, 3, 3);
    UnaryOperator<Tensor> first = slope(t -> Systems.det(direction.mul(t)));
    double third = slope(slope(first)).apply(Tensor.scalar(DType.FLOAT64, 0)).item();
    assertEquals(6 * Systems.det(direction).item(), third, 1e-12);
  }

  private static UnaryOperator<Tensor> slope(UnaryOperator<Tensor> function) {
    return t -> Autodiff.grad(function, t);
  }
}
