package latentphysics.autodiff;

import static latentphysics.autodiff.Degenerate.BOUND;
import static latentphysics.autodiff.Degenerate.SEED;
import static latentphysics.autodiff.Degenerate.WEIGHTS;
import static latentphysics.autodiff.Degenerate.rotation;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.Systems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects gradients of general eigenvalues and eigenvectors where they coincide or are not
 * determined: right where the derivative exists, an error where it does not.
 */
final class EigDegeneracyTest {
  /** Eigenvalues 1, 1 + gap, 3 and 4 of a matrix without symmetry. */
  private static Tensor oblique(double gap) {
    Tensor x = rotation(1).add(rotation(2).mul(0.3));
    Tensor w = Tensor.of(new double[] {1, 1 + gap, 3, 4});
    return x.mul(w).matmul(Systems.inv(x));
  }

  /** Σ wₖ³ = tr A³, whose gradient is 3·(A²)ᵀ. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-9, 1e-16, 0})
  void symmetricFunctionsOfEigenvaluesHaveDerivatives(double gap) {
    Tensor a = oblique(gap);
    Tensor g =
        Autodiff.grad(
            x -> {
              Complex w = Spectra.eigvals(x);
              return w.mul(w).mul(w).re().sum();
            },
            a);
    assertArrayEquals(
        a.matmul(a).transpose().mul(3).toDoubles(), g.toDoubles(), 1e-12, "gap " + gap);
  }

  @Test
  void lossesThatTellEigenvectorsApartAreNamed() {
    Tensor identity = Tensor.eye(DType.FLOAT64, 4);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> Autodiff.grad(x -> Spectra.eig(x).vectors().re().mul(WEIGHTS).sum(), identity));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("eig: no derivative: eigenvalues 0 and 1 of matrix 0, 1.0 and 1.0, "),
        String.valueOf(e.getMessage()));
    Tensor g =
        Autodiff.grad(
            x -> Spectra.eig(x, Degeneracy.PROJECT).vectors().re().mul(WEIGHTS).sum(), identity);
    assertArrayEquals(new double[16], g.toDoubles());
  }

  /** A rotation's eigenvectors (1, ±i)/√2 could be (i, ∓1)/√2 as well. */
  @Test
  void lossesOfAPhaseThatRoundingChoosesAreNamed() {
    Tensor rotation = Tensor.of(new double[] {0.6, -0.8, 0.8, 0.6}, 2, 2);
    Tensor weights = Points.normal(8, 2, 2);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> Autodiff.grad(x -> Spectra.eig(x).vectors().im().mul(weights).sum(), rotation));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("eig: no derivative: element 1 of eigenvector 0 of matrix 0 is as large"),
        String.valueOf(e.getMessage()));
    // Magnitudes do not depend on the phase.
    GradCheck.Errors errors =
        GradCheck.check(
            p -> Spectra.eig(p.getFirst()).vectors().absSquare().mul(weights).sum(),
            List.of(rotation),
            SEED);
    assertTrue(errors.first() <= BOUND && errors.forward() <= BOUND, "" + errors);
  }

  /** The trace of the square has a gradient; that of each eigenvalue does not exist. */
  @Test
  void matricesWithoutAFullSetOfEigenvectorsAreNamed() {
    Tensor a = Tensor.of(new double[] {2, 1, 0, 2}, 2, 2);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> Autodiff.grad(x -> Spectra.eigvals(x).re().square().sum(), a));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("eig: no derivative: eigenvectors are linearly dependent to rounding: "),
        String.valueOf(e.getMessage()));
  }
}
