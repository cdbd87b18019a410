package latentphysics.autodiff;

import static latentphysics.autodiff.Degenerate.BOUND;
import static latentphysics.autodiff.Degenerate.SEED;
import static latentphysics.autodiff.Degenerate.WEIGHTS;
import static latentphysics.autodiff.Degenerate.checkBoth;
import static latentphysics.autodiff.Degenerate.general;
import static latentphysics.autodiff.Degenerate.rotation;
import static latentphysics.autodiff.Degenerate.symmetric;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.SpectralFunctions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects derivatives of functions of eigenvalues and singular values, which exist whatever
 * coincides, of the first and second order.
 */
final class SpectralFunctionGradientTest {
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

  /** Also where nothing stands beside the diagonal, so that any eigenvalues may coincide. */
  @Test
  void exponentialsOfTridiagonalMatricesHaveDerivatives() {
    for (double coupling : new double[] {1, 1e-9, 0}) {
      Tensor diagonal = Tensor.of(new double[] {1, 1, 2, 2});
      Tensor beside = Tensor.of(new double[] {1, -0.5, 2}).mul(coupling);
      GradCheck.Errors errors =
          GradCheck.check(
              p -> SpectralFunctions.expmTridiagonal(p.get(0), p.get(1)).mul(WEIGHTS).sum(),
              List.of(diagonal, beside),
              SEED);
      assertTrue(
          Math.max(errors.first(), errors.forward()) <= BOUND && errors.largest() <= 1e-6,
          "coupling " + coupling + ": " + errors);
    }
  }

  /** In single precision as good as in double, to some ε. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-2, 1e-4, 0})
  void singlePrecision(double gap) {
    UnaryOperator<Tensor> loss =
        x ->
            SpectralFunctions.funmh(x, Tensor::exp)
                .add(SpectralFunctions.generalizedFunm(x, Tensor::tanh))
                .mul(WEIGHTS.astype(x.dtype()))
                .sum();
    Tensor exact = Autodiff.grad(loss, symmetric(gap));
    Tensor found = Autodiff.grad(loss, symmetric(gap).astype(DType.FLOAT32));
    double largest = exact.abs().max().item();
    assertArrayEquals(exact.toDoubles(), found.toDoubles(), 5e-6 * largest, "gap " + gap);
  }
}
