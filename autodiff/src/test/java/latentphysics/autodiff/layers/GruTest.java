package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the equations of the recurrent unit, step by step and along a sequence. */
final class GruTest {
  private static final Structure<Gru> GRU = Structure.of(MethodHandles.lookup());

  private static Gru random(int inputs, int units, DType dtype) {
    return LayerCheck.random(GRU, Gru.of(Key.of(1), inputs, units, dtype), 2);
  }

  /** The next state of one sequence, by the equations of PyTorch's documentation. */
  private static double[] reference(Gru layer, double[] x, double[] h) {
    double[] w = layer.inputWeights().toDoubles();
    double[] u = layer.recurrentWeights().toDoubles();
    double[] b = layer.bias().toDoubles();
    double[] c = layer.candidateBias().toDoubles();
    int units = h.length;
    double[] next = new double[units];
    for (int i = 0; i < units; i++) {
      double[] input = new double[3];
      double[] recurrent = {0, 0, c[i]};
      for (int gate = 0; gate < 3; gate++) {
        int column = gate * units + i;
        input[gate] = b[column];
        for (int k = 0; k < x.length; k++) {
          input[gate] += x[k] * w[k * 3 * units + column];
        }
        for (int k = 0; k < units; k++) {
          recurrent[gate] += h[k] * u[k * 3 * units + column];
        }
      }
      double r = 1 / (1 + Math.exp(-input[0] - recurrent[0]));
      double z = 1 / (1 + Math.exp(-input[1] - recurrent[1]));
      double n = Math.tanh(input[2] + r * recurrent[2]);
      next[i] = (1 - z) * n + z * h[i];
    }
    return next;
  }

  @Test
  void statesAreThoseOfTheEquations() {
    int time = 5;
    int batch = 3;
    for (DType dtype : LayerCheck.TYPES) {
      Gru layer = random(4, 2, dtype);
      Tensor x = Key.of(3).normal(dtype, time, batch, 4);
      Tensor first = Key.of(4).normal(dtype, batch, 2);
      Gru.Run run = layer.run(x, first);
      assertEquals(Shape.of(time, batch, 2), run.states().shape());
      for (int row = 0; row < batch; row++) {
        double[] h = first.slice(0, row, row + 1).toDoubles();
        for (int t = 0; t < time; t++) {
          h = reference(layer, x.slice(0, t, t + 1).slice(1, row, row + 1).toDoubles(), h);
          Tensor state = run.states().slice(0, t, t + 1).slice(1, row, row + 1);
          Close.close(h, state, LayerCheck.bound(dtype), "step " + t + " " + dtype);
        }
        Close.close(h, run.last().slice(0, row, row + 1), LayerCheck.bound(dtype), "last");
      }
    }
  }

  @Test
  void runHasTheBitsOfItsSteps() {
    for (int time = 1; time < 8; time++) {
      Gru layer = random(4, 3, DType.FLOAT32);
      Tensor x = Key.of(3).normal(DType.FLOAT32, time, 2, 4);
      Tensor h = layer.start(2);
      List<Tensor> states = new ArrayList<>();
      for (Tensor step : x.unbind(0)) {
        h = layer.step(step, h);
        states.add(h);
      }
      Gru.Run run = layer.run(x);
      Close.sameBits(states, run.states().unbind(0), "time " + time);
      Close.sameBits(List.of(h), List.of(run.last()), "last");
    }
  }

  @Test
  void updateGateOfOneKeepsTheState() {
    Gru layer = random(2, 3, DType.FLOAT64);
    Tensor open = Tensor.of(new double[] {0, 0, 0, 1000, 1000, 1000, 0, 0, 0});
    Gru keeping =
        new Gru(layer.inputWeights(), layer.recurrentWeights(), open, layer.candidateBias());
    Tensor h = Key.of(5).normal(DType.FLOAT64, 4, 3);
    Close.close(h, keeping.step(Key.of(6).normal(DType.FLOAT64, 4, 2), h), 1e-15, "kept");
  }

  @Test
  void emptyAndSingleAxesAreAllowed() {
    Gru layer = random(4, 3, DType.FLOAT64);
    Tensor first = Key.of(3).normal(DType.FLOAT64, 2, 3);
    Gru.Run noStep = layer.run(Tensor.zeros(DType.FLOAT64, 0, 2, 4), first);
    assertEquals(Shape.of(0, 2, 3), noStep.states().shape());
    assertSame(first, noStep.last());
    Gru.Run noRow = layer.run(Tensor.zeros(DType.FLOAT64, 5, 0, 4));
    assertEquals(Shape.of(5, 0, 3), noRow.states().shape());
    Gru noInput = random(0, 3, DType.FLOAT64);
    assertEquals(
        Shape.of(1, 2, 3), noInput.run(Tensor.zeros(DType.FLOAT64, 1, 2, 0)).states().shape());
    Gru noUnit = random(4, 0, DType.FLOAT64);
    assertEquals(
        Shape.of(1, 2, 0), noUnit.run(Tensor.zeros(DType.FLOAT64, 1, 2, 4)).states().shape());
    Gru single = random(1, 1, DType.FLOAT64);
    Tensor one = Tensor.ones(DType.FLOAT64, 1, 1);
    Close.close(
        reference(single, new double[] {1}, new double[] {1}), single.step(one, one), 1e-12, "1");
  }

  @Test
  void derivativesAreRight() {
    Gru layer = random(2, 3, DType.FLOAT64);
    Tensor h = Key.of(4).normal(DType.FLOAT64, 2, 3);
    LayerCheck.gradients(
        GRU, layer, (l, a) -> l.step(a.get(0), a.get(1)), Key.of(3).normal(DType.FLOAT64, 2, 2), h);
    LayerCheck.gradients(
        GRU,
        layer,
        (l, a) -> {
          Gru.Run run = l.run(a.get(0), a.get(1));
          return Tensor.concatenate(0, run.states(), run.last().expandDims(0));
        },
        Key.of(3).normal(DType.FLOAT64, 5, 2, 2),
        h);
  }

  @Test
  void firstValuesAreOrthogonalGateByGate() {
    Gru layer = Gru.of(Key.of(7), 5, 4, DType.FLOAT64);
    for (int gate = 0; gate < 3; gate++) {
      Tensor square = layer.recurrentWeights().slice(1, gate * 4, gate * 4 + 4);
      Close.close(
          Tensor.eye(DType.FLOAT64, 4), square.matmul(square.transpose()), 1e-12, "gate " + gate);
    }
    Close.close(new double[12], layer.bias(), 0, "bias");
    Close.close(new double[4], layer.candidateBias(), 0, "candidate bias");
    Close.sameBits(
        GRU.leaves(layer), GRU.leaves(Gru.of(Key.of(7), 5, 4, DType.FLOAT64)), "same key");
    assertEquals(
        List.of("inputWeights", "recurrentWeights", "bias", "candidateBias"), GRU.names(layer));
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    DType type = DType.FLOAT32;
    Gru layer = random(4, 3, type);
    Tensor h = Tensor.zeros(type, 2, 3);
    Close.rejects(
        "gru: x [2, 5], expected [batch, inputs] with 4 inputs",
        () -> layer.step(Tensor.zeros(type, 2, 5), h));
    Close.rejects(
        "gru: x [2, 4], expected [time, batch, inputs]", () -> layer.run(Tensor.zeros(type, 2, 4)));
    Close.rejects(
        "gru: x [2, 4], expected [time, batch, inputs] with 4 inputs",
        () -> layer.run(Tensor.zeros(type, 2, 4), h));
    Close.rejects(
        "gru: state [2, 3], expected [1, 3]", () -> layer.step(Tensor.zeros(type, 1, 4), h));
    Close.rejects(
        "gru: state of type float64, expected float32",
        () -> layer.step(Tensor.zeros(type, 2, 4), h.astype(DType.FLOAT64)));
    Gru torn = new Gru(layer.inputWeights(), layer.recurrentWeights(), layer.bias(), layer.bias());
    Close.rejects(
        "gru: candidate bias [9], expected [3]", () -> torn.step(Tensor.zeros(type, 2, 4), h));
    Gru flat = new Gru(layer.inputWeights(), layer.bias(), layer.bias(), layer.candidateBias());
    Close.rejects(
        "gru: weights [4, 9] and [9], expected two axes each",
        () -> flat.step(Tensor.zeros(type, 2, 4), h));
  }
}
