package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;
import latentphysics.tensor.linalg.Factorizations;
import latentphysics.tensor.linalg.MatrixParts;
import latentphysics.tensor.linalg.Nearest;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.SpectralFunctions;
import latentphysics.tensor.linalg.Systems;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects gradients where eigenvalues and singular values coincide, exactly, to rounding or
 * nearly: right where the derivative exists, never NaN, and an error where it does not.
 */
final class DegeneracyTest {
  private static final double BOUND = 1e-7;
  private static final Key SEED = Key.of(12);
  private static final Tensor WEIGHTS = Points.normal(7, 4, 4);

  /** Orthogonal matrices. */
  private static Tensor rotation(long seed) {
    return Factorizations.qr(Points.normal(seed, 4, 4)).q();
  }

  private static Tensor symmetric(double gap) {
    Tensor q = rotation(1);
    Tensor w = Tensor.of(new double[] {1, 1 + gap, 3, 4});
    return MatrixParts.symmetric(q.mul(w).matmul(q.transpose()));
  }

  private static Tensor general(double gap) {
    Tensor s = Tensor.of(new double[] {3, 2 + gap, 2, 0.5});
    return rotation(1).mul(s).matmul(rotation(2));
  }

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

  /** Of the first and second order, whatever coincides. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-3, 1e-6, 1e-9, 1e-16, 0})
  void functionsOfEigenvaluesHaveDerivatives(double gap) {
    Map<String, UnaryOperator<Tensor>> functions = new TreeMap<>();
    functions.put("exp", Tensor::exp);
    functions.put("log", Tensor::log);
    functions.put("tanh", Tensor::tanh);
    functions.put("1/x", x -> Tensor.ones(DType.FLOAT64).div(x));
    functions.put("10 + x³", x -> x.square().mul(x).add(10));
    functions.put("sin 20x", x -> x.mul(20).sin());
    functions.forEach((name, f) -> {
      checkBoth(x -> SpectralFunctions.funmh(x, f), symmetric(gap), name + ", gap " + gap);
      checkBoth(
          x -> SpectralFunctions.funmh(x, f),
          Tensor.eye(DType.FLOAT64, 4).mul(2).add(symmetric(gap).mul(gap)),
          name + ", all close, gap " + gap);
    });
  }

  /** Functions of 0 where singular values are 0, and of any sign of smoothness where not. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-3, 1e-6, 1e-9, 1e-16, 0})
  void functionsOfSingularValuesHaveDerivatives(double gap) {
    UnaryOperator<Tensor> filter = s -> s.div(s.square().add(0.5));
    UnaryOperator<Tensor> one = s -> Tensor.ones(s.dtype(), s.shape().dims());
    checkBoth(x -> SpectralFunctions.generalizedFunm(x, filter), general(gap), "filter " + gap);
    checkBoth(x -> SpectralFunctions.generalizedFunm(x, one), general(gap), "polar " + gap);
    checkBoth(
        x -> SpectralFunctions.generalizedFunm(x, s -> one.apply(s).div(s)).transpose(),
        general(gap),
        "pinv " + gap);
    // Two zeros, to rounding or nearly, and wide and tall matrices.
    Tensor s = Tensor.of(new double[] {3, 1, gap, 0});
    Tensor deficient = rotation(1).mul(s).matmul(rotation(2));
    checkBoth(x -> SpectralFunctions.generalizedFunm(x, filter), deficient, "zeros " + gap);
    Tensor wide = general(gap).slice(0, 0, 2);
    checkBoth(x -> SpectralFunctions.generalizedFunm(x, filter).pad(0, 0, 2), wide, "wide " + gap);
    checkBoth(
        x -> SpectralFunctions.generalizedFunm(x, filter).pad(1, 0, 2),
        wide.transpose(),
        "tall " + gap);
  }

  /** No gradient is lost in silence. */
  @Test
  void functionsThatUseWhatIsDifferentiatedByAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Autodiff.grad(
                    p -> SpectralFunctions.funmh(symmetric(0), x -> x.mul(p)).sum(),
                    Tensor.scalar(DType.FLOAT64, 2)));
    assertEquals(
        "funmh: the function uses a tensor that is differentiated by, expected constants",
        e.getMessage());
  }

  /** First derivatives as elsewhere; second ones to what their differences are worth. */
  private static void checkBoth(UnaryOperator<Tensor> function, Tensor at, String where) {
    GradCheck.Errors errors =
        GradCheck.check(p -> function.apply(p.getFirst()).mul(WEIGHTS).sum(), List.of(at), SEED);
    assertTrue(
        Math.max(errors.first(), errors.forward()) <= BOUND && errors.largest() <= 1e-6,
        where + ": " + errors + ", expected first and forward at most " + BOUND);
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
}
