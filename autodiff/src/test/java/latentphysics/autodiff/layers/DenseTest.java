package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the affine map, what is fused with it, and its derivatives. */
final class DenseTest {
  private static final Structure<Dense> DENSE = Structure.of(MethodHandles.lookup());

  private static final Map<Activation, DoubleUnaryOperator> ACTIVATIONS =
      Map.of(
          Activation.NONE,
          x -> x,
          Activation.TANH,
          Math::tanh,
          Activation.SIGMOID,
          DenseTest::sigmoid,
          Activation.RELU,
          x -> Math.max(x, 0),
          Activation.SILU,
          x -> x * sigmoid(x),
          Activation.GELU_TANH,
          x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
          Activation.SOFTPLUS,
          x -> Math.log1p(Math.exp(x)));

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static Dense random(int inputs, int outputs, DType dtype) {
    return LayerCheck.random(DENSE, Dense.of(Key.of(1), inputs, outputs, dtype), 2);
  }

  private static double[] reference(Dense layer, Tensor x, DoubleUnaryOperator activation) {
    int inputs = layer.weights().dim(0);
    int outputs = layer.weights().dim(1);
    double[] w = layer.weights().toDoubles();
    double[] b = layer.bias().map(Tensor::toDoubles).orElse(new double[outputs]);
    double[] values = x.toDoubles();
    double[] y = new double[inputs == 0 ? outputs : values.length / inputs * outputs];
    for (int i = 0; i < y.length; i++) {
      int row = i / outputs;
      int column = i % outputs;
      double sum = b[column];
      for (int k = 0; k < inputs; k++) {
        sum += values[row * inputs + k] * w[k * outputs + column];
      }
      y[i] = activation.applyAsDouble(sum);
    }
    return y;
  }

  @Test
  void valuesAreTheAffineMapAndTheActivation() {
    for (DType dtype : LayerCheck.TYPES) {
      Dense layer = random(5, 3, dtype);
      Tensor x = Key.of(3).normal(dtype, 2, 4, 5);
      ACTIVATIONS.forEach((activation, function) -> {
        for (Dense either : List.of(layer, layer.withoutBias())) {
          Tensor y = either.apply(x, activation);
          assertEquals(Shape.of(2, 4, 3), y.shape());
          assertEquals(dtype, y.dtype());
          String context = activation + " " + dtype;
          Close.close(reference(either, x, function), y, LayerCheck.bound(dtype), context);
        }
      });
      Close.close(reference(layer, x, v -> v), layer.apply(x), LayerCheck.bound(dtype), "plain");
    }
  }

  @Test
  void geluIsExact() {
    // x·Φ(x) with Φ(1) of a table.
    Tensor x = Tensor.of(new double[] {-1, 0, 1});
    Close.close(
        new double[] {-0.15865525393145705, 0, 0.8413447460685429},
        Activation.GELU.apply(x),
        1e-15,
        "gelu");
  }

  @Test
  void whatIsFusedHasTheBitsOfOneAfterTheOther() {
    Dense layer = random(5, 3, DType.FLOAT32);
    Tensor x = Key.of(3).normal(DType.FLOAT32, 7, 5);
    Tensor apart = x.matmul(layer.weights()).add(layer.bias().orElseThrow()).tanh();
    Close.sameBits(List.of(apart), List.of(layer.apply(x, Activation.TANH)), "fused");
  }

  @Test
  void anyRankAndEmptyAxesAreAllowed() {
    Dense layer = random(4, 3, DType.FLOAT64);
    Tensor x = Key.of(3).normal(DType.FLOAT64, 4);
    assertEquals(Shape.of(3), layer.apply(x).shape());
    Close.close(reference(layer, x, v -> v), layer.apply(x), 1e-12, "one row");
    assertEquals(Shape.of(0, 3), layer.apply(Tensor.zeros(DType.FLOAT64, 0, 4)).shape());
    assertEquals(Shape.of(2, 0, 3), layer.apply(Tensor.zeros(DType.FLOAT64, 2, 0, 4)).shape());
    Dense noInputs = random(0, 3, DType.FLOAT64);
    Tensor nothing = Tensor.zeros(DType.FLOAT64, 2, 0);
    assertEquals(Shape.of(2, 3), noInputs.apply(nothing).shape());
    Tensor bias = noInputs.bias().orElseThrow();
    Close.close(bias.broadcastTo(2, 3), noInputs.apply(nothing), 0, "bias alone");
    Dense noOutputs = random(3, 0, DType.FLOAT64);
    assertEquals(Shape.of(2, 0), noOutputs.apply(Tensor.zeros(DType.FLOAT64, 2, 3)).shape());
    Dense single = random(1, 1, DType.FLOAT64);
    Tensor one = Tensor.ones(DType.FLOAT64, 1, 1);
    Close.close(reference(single, one, v -> v), single.apply(one), 1e-12, "one by one");
  }

  @Test
  void derivativesAreRight() {
    Dense layer = random(3, 2, DType.FLOAT64);
    Tensor x = Key.of(4).normal(DType.FLOAT64, 2, 2, 3);
    for (Activation activation : List.of(Activation.NONE, Activation.TANH, Activation.GELU)) {
      LayerCheck.gradients(DENSE, layer, (l, a) -> l.apply(a.getFirst(), activation), x);
      LayerCheck.gradients(
          DENSE, layer.withoutBias(), (l, a) -> l.apply(a.getFirst(), activation), x);
    }
  }

  @Test
  void firstValuesAreThoseOfTheKey() {
    Dense layer = Dense.of(Key.of(8), 6, 4, DType.FLOAT32);
    Dense again = Dense.of(Key.of(8), 6, 4, DType.FLOAT32);
    Close.sameBits(DENSE.leaves(layer), DENSE.leaves(again), "same key");
    assertEquals(List.of("weights", "bias"), DENSE.names(layer));
    assertEquals(List.of("weights"), DENSE.names(layer.withoutBias()));
    assertTrue(layer.weights().abs().max().item() <= Math.sqrt(0.6), "glorot");
    Close.close(new double[4], layer.bias().orElseThrow(), 0, "bias");
    Dense zero = Dense.of(Key.of(8), Initializer.ZEROS, 6, 4, DType.FLOAT32);
    Close.close(new double[24], zero.weights(), 0, "zeros");
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    Dense layer = random(4, 3, DType.FLOAT32);
    Close.rejects(
        "dense: x [2, 5], expected a last axis of 4",
        () -> layer.apply(Tensor.zeros(DType.FLOAT32, 2, 5)));
    Close.rejects(
        "dense: x [], expected a last axis of 4",
        () -> layer.apply(Tensor.scalar(DType.FLOAT32, 1)));
    Close.rejects(
        "dense: x of type float64, expected float32",
        () -> layer.apply(Tensor.zeros(DType.FLOAT64, 2, 4)));
    Dense narrow = new Dense(layer.weights(), Optional.of(Tensor.zeros(DType.FLOAT32, 1)));
    Close.rejects(
        "dense: bias [1], expected [3]", () -> narrow.apply(Tensor.zeros(DType.FLOAT32, 2, 4)));
    Dense flat = new Dense(Tensor.zeros(DType.FLOAT32, 4), Optional.empty());
    Close.rejects(
        "dense: weights [4], expected [inputs, outputs]",
        () -> flat.apply(Tensor.zeros(DType.FLOAT32, 2, 4)));
    Close.rejects(
        "dense: size -1, expected at least 0", () -> Dense.of(Key.of(1), -1, 2, DType.FLOAT32));
    Close.rejects(
        "dense: type int32, expected float32 or float64",
        () -> Dense.of(Key.of(1), 1, 2, DType.INT32));
  }
}
