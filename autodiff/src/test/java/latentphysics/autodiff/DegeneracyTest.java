package latentphysics.autodiff;

import static latentphysics.autodiff.Degenerate.BOUND;
import static latentphysics.autodiff.Degenerate.SEED;
import static latentphysics.autodiff.Degenerate.WEIGHTS;
import static latentphysics.autodiff.Degenerate.general;
import static latentphysics.autodiff.Degenerate.rotation;
import static latentphysics.autodiff.Degenerate.symmetric;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Nearest;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.Systems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects gradients where eigenvalues and singular values coincide, exactly, to rounding or
 * nearly: right where the derivative exists, never NaN, and an error where it does not.
 */
final class DegeneracyTest {
  private static void check(UnaryOperator<Tensor> function, Tensor at, String where) {
    check(function, at, BOUND, where);
  }

  /** First derivatives against differences, both ways. */
  private static void check(UnaryOperator<Tensor> function, Tensor at, double bound, String where) {
    GradCheck.Errors errors =
        GradCheck.check(p -> function.apply(p.getFirst()).mul(WEIGHTS).sum(), List.of(at), SEED);
    assertTrue(
        errors.first() <= bound && errors.forward() <= bound,
        where + ": " + errors + ", expected first and forward at most " + bound);
  }

  /**
   * The same for a function by vectors that are not determined. Forwards nothing tells whether what
   * follows depends on their choice, so there the policy has to let it pass; backwards it is seen.
   */
  private static void check(
      BiFunction<Tensor, Degeneracy, Tensor> function, Tensor at, double gap, String where) {
    // Rounding is divided by a gap that is larger than rounding: what is left of the digits.
    double rounding = gap > 1e-14 ? 20 * Math.ulp(1.0) / gap : 0;
    check(x -> function.apply(x, Degeneracy.PROJECT), at, Math.max(BOUND, rounding), where);
    Tensor projected =
        Autodiff.grad(x -> function.apply(x, Degeneracy.PROJECT).mul(WEIGHTS).sum(), at);
    Tensor watched = Autodiff.grad(x -> function.apply(x, Degeneracy.THROW).mul(WEIGHTS).sum(), at);
    assertArrayEquals(projected.toDoubles(), watched.toDoubles(), where);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-9, 1e-16, 0})
  void spacesOfCoincidingEigenvaluesHaveDerivatives(double gap) {
    check(
        (a, policy) -> {
          Tensor v = Spectra.eigh(a, policy).vectors().slice(1, 0, 2);
          return v.matmul(v.transpose());
        },
        symmetric(gap),
        gap,
        "eigh, gap " + gap);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-9, 1e-16, 0})
  void nearestMatricesHaveDerivatives(double gap) {
    Tensor a = general(gap);
    check(x -> Nearest.polar(x, Degeneracy.THROW).r(), a, "polar, gap " + gap);
    check(x -> Nearest.polar(x, Degeneracy.THROW).h(), a, "polar's h, gap " + gap);
    check(x -> Nearest.pinv(x), a, "pinv, gap " + gap);
    check(
        x ->
            Nearest.procrustes(
                Tensor.eye(DType.FLOAT64, 4), x, new int[] {1, 3}, true, Degeneracy.THROW),
        a,
        "procrustes in blocks, gap " + gap);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-9, 1e-16, 0})
  void symmetricFunctionsOfSingularValuesHaveDerivatives(double gap) {
    check(
        (x, policy) -> Spectra.svd(x, policy).s().sum().mul(x),
        general(gap),
        gap,
        "nuclear norm, gap " + gap);
  }

  @Test
  void aMatrixOfZerosHasAPseudoInverseAndALeastSquaresSolution() {
    Tensor zero = Tensor.zeros(DType.FLOAT64, 3, 2);
    Tensor b = Points.normal(3, 3, 2);
    for (Tensor g :
        Autodiff.grad(
            p -> Nearest.lstsq(p.get(0), p.get(1), 1e-12).solution().square().sum(),
            List.of(zero, b))) {
      for (double x : g.toDoubles()) {
        assertEquals(0, x);
      }
    }
  }

  /** At deficient rank, along matrices that keep it. */
  @Test
  void pseudoInversesAtDeficientRank() {
    for (int[] shape : new int[][] {{5, 4}, {4, 5}, {4, 4}}) {
      Tensor left = Points.normal(4, shape[0], 2);
      Tensor right = Points.normal(5, 2, shape[1]);
      Tensor b = Points.normal(6, shape[0], 3);
      GradCheck.Errors errors =
          GradCheck.check(
              p -> {
                Tensor a = p.get(0).matmul(p.get(1));
                Nearest.LeastSquares found = Nearest.lstsq(a, p.get(2), 1e-10);
                assertEquals(2, found.rank().item());
                return found.solution().square().sum().add(found.residual().sum());
              },
              List.of(left, right, b),
              SEED);
      assertTrue(
          errors.first() <= 1e-8 && errors.forward() <= 1e-8, shape[0] + "×" + shape[1] + errors);
    }
  }

  @Test
  void forwardsADirectionThatSplitsThemIsNamed() {
    assertThrows(
        ArithmeticException.class,
        () ->
            Autodiff.jvp(
                x -> List.of(Spectra.eigh(x.getFirst()).vectors()),
                List.of(symmetric(0)),
                List.of(WEIGHTS)));
  }

  @Test
  void lossesThatTellVectorsApartAreNamed() {
    Tensor a = symmetric(0);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () ->
                Autodiff.grad(x -> Spectra.eigh(x).vectors().slice(1, 0, 1).mul(WEIGHTS).sum(), a));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("eigh: no derivative: eigenvalues 0 and 1 of matrix 0, "),
        String.valueOf(e.getMessage()));
    assertThrows(
        ArithmeticException.class,
        () -> Autodiff.grad(x -> Spectra.eigvalsh(x).slice(0, 0, 1).sum(), a));
    assertThrows(
        ArithmeticException.class,
        () -> Autodiff.grad(x -> Spectra.svd(x).u().mul(WEIGHTS).sum(), general(0)));
    for (Degeneracy policy : new Degeneracy[] {Degeneracy.WARN, Degeneracy.PROJECT}) {
      Tensor g = Autodiff.grad(x -> Spectra.eigh(x, policy).vectors().mul(WEIGHTS).sum(), a);
      Tensor h = Autodiff.grad(x -> Spectra.svd(x, policy).u().mul(WEIGHTS).sum(), general(0));
      for (double x : g.add(h).toDoubles()) {
        assertTrue(Double.isFinite(x), policy + ": " + x);
      }
    }
  }

  /** M = G·Gᵀ, A = G·diag·Gᵀ. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-9, 1e-16, 0})
  void spacesOfCoincidingModesHaveDerivatives(double gap) {
    Tensor g = rotation(3).add(rotation(4).mul(0.3));
    Tensor mass = g.matmul(g.transpose());
    Tensor a = g.matmul(symmetric(gap)).matmul(g.transpose());
    check(
        (x, policy) -> {
          Tensor v = Spectra.eigh(x, mass, policy).vectors().slice(1, 0, 2);
          return v.matmul(v.transpose());
        },
        a,
        gap / 10, // as much nearer to rounding as M is badly conditioned
        "by A, gap " + gap);
    check(
        (x, policy) -> {
          Tensor v = Spectra.eigh(a, x, policy).vectors().slice(1, 2, 4);
          return v.matmul(v.transpose());
        },
        mass,
        gap / 10,
        "by M, gap " + gap);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> Autodiff.grad(x -> Spectra.eigh(x, x).vectors().mul(WEIGHTS).sum(), mass));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("eigh: no derivative: eigenvalues "),
        String.valueOf(e.getMessage()));
  }

  /** A polar factor jumps where two singular values are zero. */
  @Test
  void polarFactorsOfTwoZerosAreNamed() {
    Tensor a = rotation(1).mul(Tensor.of(new double[] {2, 1, 0, 0})).matmul(rotation(2));
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> Autodiff.grad(x -> Nearest.polar(x, Degeneracy.THROW).r().mul(WEIGHTS).sum(), a));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("polar: no derivative: singular values 2 and 3"));
  }

  /** One matrix among others whose values are far apart. */
  @Test
  void theMatrixOfAStackIsNamed() {
    Tensor a = Tensor.stack(0, symmetric(0.5), symmetric(0.5), symmetric(0));
    Tensor b = Tensor.stack(0, general(0.5), general(0), general(0.5));
    assertNames(
        "eigh: no derivative: eigenvalues 0 and 1 of matrix 2, ",
        () -> Autodiff.grad(x -> Spectra.eigh(x).vectors().mul(WEIGHTS).sum(), a));
    assertNames(
        "svd: no derivative: singular values 1 and 2 of matrix 1, ",
        () -> Autodiff.grad(x -> Spectra.svd(x).u().mul(WEIGHTS).sum(), b));
  }

  /** The best rotation jumps where the best matrix is a reflection and two values are equal. */
  @Test
  void rotationsThatPayWithEitherOfTwoEqualValuesAreNamed() {
    double sign = -Math.signum(Systems.det(rotation(1).matmul(rotation(2))).item());
    Tensor s = Tensor.of(new double[] {3, 2, 1, sign});
    Tensor a = rotation(1).mul(s).matmul(rotation(2));
    Tensor eye = Tensor.eye(DType.FLOAT64, 4);
    assertNames(
        "polar: no derivative: singular values 2 and 3 of matrix 0, ",
        () ->
            Autodiff.grad(
                x -> Nearest.procrustes(eye, x, true, Degeneracy.THROW).mul(WEIGHTS).sum(), a));
  }

  private static void assertNames(String start, Executable gradient) {
    String message = String.valueOf(assertThrows(ArithmeticException.class, gradient).getMessage());
    assertTrue(message.startsWith(start), message);
  }
}
