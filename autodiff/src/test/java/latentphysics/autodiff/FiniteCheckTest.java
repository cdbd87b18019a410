package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the search for the first operation that makes a number that is none. */
final class FiniteCheckTest {
  private static final Tensor X = Tensor.of(new double[] {-1, 0, 2});

  private static void names(String sentence, UnaryOperator<Tensor> function, Tensor x) {
    ArithmeticException thrown =
        assertThrows(
            ArithmeticException.class,
            () -> FiniteCheck.run(p -> List.of(function.apply(p.getFirst())), List.of(x)));
    assertEquals(sentence, thrown.getMessage());
  }

  @Test
  void theFirstOperationIsNamedWithShapesAndRanges() {
    names(
        "log of float64[3] in [-1.00000, 2.00000] gave float64[3] in [0.693147, 0.693147], 1 NaN,"
            + " 1 infinite",
        x -> x.mul(1).log().mul(x).sum(),
        X);
    names(
        "div of float64[3] in [-1.00000, 2.00000] and float64[3] in [-1.00000, 2.00000] gave"
            + " float64[3] in [1.00000, 1.00000], 1 NaN",
        x -> x.div(x),
        X);
    names(
        "exp of float32[1] in [100.000, 100.000] gave float32[1], 1 infinite",
        Tensor::exp,
        Tensor.of(new float[] {100}));
  }

  @Test
  void gradientsAreSearchedToo() {
    // √ is finite at 0, its slope is not.
    ArithmeticException thrown =
        assertThrows(
            ArithmeticException.class,
            () -> FiniteCheck.valueAndGrad(Structure.tensor(), x -> x.abs().sqrt().sum(), X));
    assertEquals(
        "gradient of sqrt of float64[3] in [0.00000, 1.41421] and float64[3] in [1.00000, 1.00000]"
            + " gave float64[3] in [0.353553, 0.500000], 1 infinite",
        thrown.getMessage());
  }

  @Test
  void customCodeIsSearchedInside() {
    names(
        "log of float64[3] in [-1.00000, 2.00000] gave float64[3] in [0.693147, 0.693147], 1 NaN,"
            + " 1 infinite",
        x ->
            Checkpoint.of("block", p -> List.of(p.getFirst().log().sum()))
                .apply(List.of(x))
                .getFirst(),
        X);
  }

  @Test
  void inputsAndConstantsThatAreNoneAreNamed() {
    Tensor nan = Tensor.of(new double[] {Double.NaN, 1});
    names("input 0 is float64[2] in [1.00000, 1.00000], 1 NaN", x -> x.add(1), nan);
    names(
        "add of float64[2] in [0.00000, 0.00000] and float64[2] in [1.00000, 1.00000], 1 NaN has"
            + " NaN, which is not made of the inputs",
        x -> x.add(nan),
        Tensor.zeros(DType.FLOAT64, 2));
  }

  @Test
  void masksMayBeInfinite() {
    Tensor mask = Tensor.of(new double[] {0, Double.NEGATIVE_INFINITY, 0});
    Tensor y =
        FiniteCheck.run(p -> List.of(p.getFirst().add(mask).softmax(0)), List.of(X)).getFirst();
    Close.close(X.add(mask).softmax(0), y, 1e-15, "masked softmax");
  }

  @Test
  void finiteFunctionsAreUnchanged() {
    Autodiff.ValueAndGrad<Tensor> plain = Autodiff.valueAndGrad(x -> x.tanh().sum(), X);
    Autodiff.ValueAndGrad<Tensor> found =
        FiniteCheck.valueAndGrad(Structure.tensor(), x -> x.tanh().sum(), X);
    Close.sameBits(
        List.of(plain.value(), plain.gradient()), List.of(found.value(), found.gradient()), "tanh");
  }
}
