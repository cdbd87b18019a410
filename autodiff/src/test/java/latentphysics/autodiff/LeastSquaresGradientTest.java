package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BinaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects the derivative of least squares against derivations that share nothing with its rule:
 * the normal equations, in plain arithmetic and as other primitives.
 */
final class LeastSquaresGradientTest {
  private static final double BOUND = 1e-11;

  /** Row-major 3×2, as is the gradient by it. */
  private static final double[] A = {1.5, -0.25, 0.5, 2, -1, 0.75};

  private static final double[] B = {1, -2, 0.5};

  /** The loss is WEIGHTS·x. */
  private static final double[] WEIGHTS = {0.7, -1.3};

  /**
   * With G = AᵀA, x = G⁻¹Aᵀb and y = G⁻¹w: from dx = G⁻¹(dAᵀ·(b − A·x) − Aᵀ·dA·x + Aᵀ·db) the
   * gradient of w·x is (b − A·x)·yᵀ − (A·y)·xᵀ by A, and A·y by b.
   */
  @Test
  void tallAgreesWithNormalEquationsByHand() {
    double g00 = A[0] * A[0] + A[2] * A[2] + A[4] * A[4];
    double g01 = A[0] * A[1] + A[2] * A[3] + A[4] * A[5];
    double g11 = A[1] * A[1] + A[3] * A[3] + A[5] * A[5];
    double determinant = g00 * g11 - g01 * g01;
    double c0 = A[0] * B[0] + A[2] * B[1] + A[4] * B[2];
    double c1 = A[1] * B[0] + A[3] * B[1] + A[5] * B[2];
    double[] x = {(g11 * c0 - g01 * c1) / determinant, (g00 * c1 - g01 * c0) / determinant};
    double[] y = {
      (g11 * WEIGHTS[0] - g01 * WEIGHTS[1]) / determinant,
      (g00 * WEIGHTS[1] - g01 * WEIGHTS[0]) / determinant
    };
    double[] byA = new double[6];
    double[] byB = new double[3];
    for (int i = 0; i < 3; i++) {
      double residual = B[i] - A[2 * i] * x[0] - A[2 * i + 1] * x[1];
      byB[i] = A[2 * i] * y[0] + A[2 * i + 1] * y[1];
      for (int j = 0; j < 2; j++) {
        byA[2 * i + j] = residual * y[j] - byB[i] * x[j];
      }
    }

    Autodiff.ValueAndGrad<List<Tensor>> found =
        Autodiff.valueAndGrad(
            p -> p.get(0).lstsq(p.get(1)).mul(Tensor.of(WEIGHTS, 2, 1)).sum(),
            List.of(Tensor.of(A, 3, 2), Tensor.of(B, 3, 1)));

    assertEquals(WEIGHTS[0] * x[0] + WEIGHTS[1] * x[1], found.value().item(), 1e-14);
    Close.close(byA, found.gradient().get(0), 1e-14, "by A");
    Close.close(byB, found.gradient().get(1), 1e-14, "by b");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tallAgreesWithNormalEquationsInOrderOneAndTwo(long seed) {
    Tensor a = Points.fullRank(seed, 2, 6, 3);
    Tensor b = Points.normal(seed + 10, 2, 6, 2);
    agree(
        Tensor::lstsq,
        (p, q) -> p.transpose().matmul(p).lstsq(p.transpose().matmul(q)),
        a,
        b,
        "seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void wideAgreesWithTheSolutionOfLeastNorm(long seed) {
    Tensor a = Points.fullRank(seed, 2, 3, 6);
    Tensor b = Points.normal(seed + 10, 2, 3, 2);
    agree(
        Tensor::lstsq,
        (p, q) -> p.transpose().matmul(p.matmul(p.transpose()).lstsq(q)),
        a,
        b,
        "seed " + seed);
  }

  /** For square A, X is the inverse times B: A·X = B defines it, and so does X = A·(A·A)⁻¹·B. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void squareAgreesWithADetour(long seed) {
    Tensor a = Points.fullRank(seed, 4, 4);
    Tensor b = Points.normal(seed + 10, 4, 3);
    agree(Tensor::lstsq, (p, q) -> p.matmul(p.matmul(p).lstsq(q)), a, b, "seed " + seed);
  }

  private static void agree(
      BinaryOperator<Tensor> first,
      BinaryOperator<Tensor> second,
      Tensor a,
      Tensor b,
      String context) {
    List<Tensor> point = List.of(a, b);
    Close.close(second.apply(a, b), first.apply(a, b), BOUND, "value, " + context);
    List<Tensor> gradients = gradients(first, point);
    List<Tensor> expected = gradients(second, point);
    List<Tensor> twice = curvature(first, point);
    List<Tensor> expectedTwice = curvature(second, point);
    for (int i = 0; i < 2; i++) {
      Close.close(expected.get(i), gradients.get(i), BOUND, "gradient " + i + ", " + context);
      Close.close(expectedTwice.get(i), twice.get(i), BOUND, "second " + i + ", " + context);
    }
  }

  private static List<Tensor> gradients(BinaryOperator<Tensor> operation, List<Tensor> point) {
    return Autodiff.grad(
        p -> {
          Tensor x = operation.apply(p.get(0), p.get(1));
          return x.mul(x.add(1)).mul(x.sin()).sum();
        },
        point);
  }

  /** The gradient of the squared gradient. */
  private static List<Tensor> curvature(BinaryOperator<Tensor> operation, List<Tensor> point) {
    return Autodiff.grad(
        p -> {
          List<Tensor> g = gradients(operation, p);
          return g.get(0).square().sum().add(g.get(1).square().sum());
        },
        point);
  }

  @Test
  void onlyOneOperandWantedGivesTheSameBits() {
    for (int[] dims : new int[][] {{5, 3}, {3, 3}, {2, 4}}) {
      String context = "A of " + dims[0] + " rows and " + dims[1] + " columns";
      Tensor a = Points.fullRank(7, dims);
      Tensor b = Points.normal(8, dims[0], 2);
      List<Tensor> both =
          Autodiff.grad(p -> p.get(0).lstsq(p.get(1)).square().sum(), List.of(a, b));
      List<Tensor> byA = Autodiff.grad(p -> p.get(0).lstsq(b).square().sum(), List.of(a));
      List<Tensor> byB = Autodiff.grad(p -> a.lstsq(p.get(0)).square().sum(), List.of(b));
      Close.sameBits(both.subList(0, 1), byA, "only A, " + context);
      Close.sameBits(both.subList(1, 2), byB, "only B, " + context);
    }
  }

  @Test
  void consistentSystemHasTheGradientOfTheExactSolution() {
    Tensor a = Points.fullRank(11, 5, 3);
    Tensor x = Points.normal(12, 3, 1);
    Tensor b = a.matmul(x);
    // At zero residual Ā = −B̄·xᵀ.
    List<Tensor> g = Autodiff.grad(p -> p.get(0).lstsq(p.get(1)).sum(), List.of(a, b));
    Close.close(g.get(1).matmul(x.transpose()).neg(), g.get(0), 1e-13, "seeds 11 and 12");
  }

  @Test
  void badlyScaledMatrixKeepsItsDigits() {
    for (double scale : new double[] {1e-100, 1e100}) {
      Tensor a = Tensor.of(A, 3, 2).mul(scale);
      Tensor b = Tensor.of(B, 3, 1).mul(scale);
      List<Tensor> g = Autodiff.grad(p -> p.get(0).lstsq(p.get(1)).sum(), List.of(a, b));
      List<Tensor> plain =
          Autodiff.grad(
              p -> p.get(0).lstsq(p.get(1)).sum(), List.of(Tensor.of(A, 3, 2), Tensor.of(B, 3, 1)));
      Close.close(plain.get(0), g.get(0).mul(scale), 1e-13, "by A, scale " + scale);
      Close.close(plain.get(1), g.get(1).mul(scale), 1e-13, "by B, scale " + scale);
    }
  }

  @Test
  void dependentColumnsAreAnError() {
    Tensor a = Tensor.of(new double[] {1, 2, 2, 4, 3, 6}, 3, 2);
    ArithmeticException thrown =
        assertThrows(
            ArithmeticException.class,
            () ->
                Autodiff.grad(
                    p -> p.getFirst().lstsq(Tensor.zeros(DType.FLOAT64, 3, 1)).sum(), List.of(a)));
    assertTrue(String.valueOf(thrown.getMessage()).contains("rank 1"), thrown.getMessage());
  }
}
