package latentphysics.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.autodiff.GradCheck;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects the matrix that is fitted to pairs, which pairs count, and gradients through the fit.
 */
final class LeastSquaresOperatorTest {
  private static final LeastSquaresOperator OPERATOR = new LeastSquaresOperator(2);
  private static final Tensor MATRIX = Tensor.of(new double[] {0.9, 0.4, -0.3, 0.8}, 2, 2);

  @Test
  void recoversTheMatrixUpToItsRidge() {
    Tensor before = Key.of(1).normal(DType.FLOAT64, 50, 2);
    Tensor after = before.matmul(MATRIX);
    assertArrayEquals(
        MATRIX.toDoubles(),
        OPERATOR.matrix(before, after, Tensor.full(DType.FLOAT64, 1, 50, 1)).toDoubles(),
        3e-6);
  }

  @Test
  void ignoresPairsThatAreNotOneStepApart() {
    Tensor before = Key.of(2).normal(DType.FLOAT64, 40, 2);
    double[] steps = new double[40];
    double[] wrong = new double[80];
    for (int i = 0; i < 40; i++) {
      steps[i] = i % 2 == 0 ? 1.05 : 2;
      wrong[2 * i] = i % 2 == 0 ? 0 : 1e6;
    }
    Tensor after = before.matmul(MATRIX).add(Tensor.of(wrong, 40, 2));
    Tensor matrix = OPERATOR.matrix(before, after, Tensor.of(steps, 40, 1));
    assertArrayEquals(MATRIX.toDoubles(), matrix.toDoubles(), 1e-5);
    assertTrue(LeastSquaresOperator.counts(0.91));
    assertFalse(LeastSquaresOperator.counts(0.89));
    assertFalse(LeastSquaresOperator.counts(Double.NaN));
  }

  @Test
  void restsWhereNothingIsKnown() {
    Tensor before = Key.of(3).normal(DType.FLOAT64, 6, 2);
    Tensor after = before.matmul(MATRIX);
    Tensor matrix = OPERATOR.matrix(before, after, Tensor.full(DType.FLOAT64, 3, 6, 1));
    assertArrayEquals(new double[] {1, 0, 0, 1}, matrix.toDoubles(), 1e-12);
    // Latents on a line: across it the ridge decides.
    Tensor line = before.mul(Tensor.of(new double[] {1, 0}, 2));
    double[] m =
        OPERATOR.matrix(line, line.mul(0.5), Tensor.full(DType.FLOAT64, 1, 6, 1)).toDoubles();
    assertArrayEquals(new double[] {0.5, 0, 0, 1}, m, 1e-5);
  }

  @Test
  void roundsDurationsToWholeSteps() {
    Tensor z = Key.of(4).normal(DType.FLOAT64, 5, 2);
    Tensor steps = Tensor.of(new double[] {0, 0.4, 1.4, 1.6, 3}, 5, 1);
    Tensor moved = OPERATOR.flow(MATRIX).advance(z, steps);
    int[] whole = {0, 0, 1, 2, 3};
    for (int i = 0; i < 5; i++) {
      Tensor expected = z.slice(0, i, i + 1);
      for (int k = 0; k < whole[i]; k++) {
        expected = expected.matmul(MATRIX);
      }
      assertArrayEquals(
          expected.toDoubles(), moved.slice(0, i, i + 1).toDoubles(), 1e-14, "row " + i);
    }
  }

  @Test
  void refusesToGoBack() {
    Flow flow = OPERATOR.flow(MATRIX);
    Tensor z = Tensor.zeros(DType.FLOAT64, 1, 2);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> flow.advance(z, Tensor.full(DType.FLOAT64, -1, 1, 1)));
    assertEquals("least squares: a duration of -1.0 steps, expected at least 0", e.getMessage());
  }

  @Test
  void hasTheRightGradientsThroughTheSolve() {
    Key[] keys = Key.of(5).split(4);
    Tensor before = keys[0].normal(DType.FLOAT64, 9, 2);
    Tensor after = before.matmul(MATRIX).add(keys[1].normal(DType.FLOAT64, 9, 2).mul(0.1));
    Tensor z = keys[2].normal(DType.FLOAT64, 4, 2);
    Tensor pairSteps = Tensor.of(new double[] {1, 1, 1, 2, 1, 1, 1, 1, 0.95}, 9, 1);
    Tensor steps = Tensor.of(new double[] {1, 2, 0, 3}, 4, 1);
    GradCheck.Errors errors =
        GradCheck.check(
            p ->
                OPERATOR
                    .flow(List.of(), p.get(0), p.get(1), pairSteps)
                    .advance(p.get(2), steps)
                    .square()
                    .sum(),
            List.of(before, after, z),
            keys[3]);
    assertTrue(errors.first() <= 1e-6 && errors.second() <= 1e-6, errors.toString());
  }
}
