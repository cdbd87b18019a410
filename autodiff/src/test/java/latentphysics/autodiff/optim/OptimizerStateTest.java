package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the optimizers' states as values, their structures and their errors. */
final class OptimizerStateTest {
  private record Dense(Tensor weights, Tensor bias) {}

  private record Network(List<Dense> layers, Map<String, Tensor> scales, String name) {}

  private static final Structure<Network> NETWORK = Structure.of(MethodHandles.lookup());
  private static final Structure<Optimizer.State> STATE = Structure.of(MethodHandles.lookup());

  /** Types are mixed: the scale is float32. */
  private static Network network(long seed) {
    Key[] keys = Key.of(seed).split(3);
    return new Network(
        List.of(new Dense(keys[0].normal(DType.FLOAT64, 4, 3), keys[1].normal(DType.FLOAT64, 3))),
        Map.of("scale", keys[2].normal(DType.FLOAT32)),
        "net");
  }

  private static List<Tensor> all(Optimizer.State state) {
    return STATE.leaves(state);
  }

  @Test
  void structuresAndListsGiveTheSameBits() {
    for (Textbook.Method method : Textbook.methods()) {
      Optimizer optimizer = method.optimizer();
      Network network = network(1);
      Network gradient = network(2);
      Optimizer.State start = optimizer.start(NETWORK, network);
      var step = optimizer.step(NETWORK, network, gradient, start, 0.1);
      assertEquals("net", step.parameters().name());
      List<Tensor> leaves = NETWORK.leaves(network);
      var flat = optimizer.step(leaves, NETWORK.leaves(gradient), optimizer.start(leaves), 0.1);
      Close.sameBits(flat.parameters(), NETWORK.leaves(step.parameters()), method.label());
      Close.sameBits(all(flat.state()), all(step.state()), method.label());
      Tensor bias = network.layers().getFirst().bias();
      var single =
          optimizer.step(
              Structure.tensor(),
              bias,
              gradient.layers().getFirst().bias(),
              optimizer.start(Structure.tensor(), bias),
              0.1);
      Close.sameBits(
          List.of(step.parameters().layers().getFirst().bias()),
          List.of(single.parameters()),
          method.label());
    }
  }

  @Test
  void stateIsAValue() {
    for (Textbook.Method method : Textbook.methods()) {
      Optimizer optimizer = method.optimizer();
      List<Tensor> parameters = NETWORK.leaves(network(3));
      List<Tensor> gradients = NETWORK.leaves(network(4));
      List<Tensor> before =
          parameters.stream().map(x -> Tensor.of(x.dtype(), x.toDoubles())).toList();
      Optimizer.State start = optimizer.start(parameters);
      assertEquals(0, start.step());
      var first = optimizer.step(parameters, gradients, start, 0.1);
      var again = optimizer.step(parameters, gradients, start, 0.1);
      Close.sameBits(first.parameters(), again.parameters(), "the same step twice");
      Close.sameBits(all(first.state()), all(again.state()), "the same step twice");
      List<Tensor> kept = all(first.state());
      var second = optimizer.step(first.parameters(), gradients, first.state(), 0.1);
      assertEquals(2, second.state().step());
      assertEquals(1, first.state().step());
      Close.sameBits(kept, all(first.state()), "the state of before");
      for (int i = 0; i < parameters.size(); i++) {
        assertEquals(parameters.get(i).shape(), first.parameters().get(i).shape());
        assertEquals(parameters.get(i).dtype(), first.parameters().get(i).dtype());
        Close.close(before.get(i).toDoubles(), parameters.get(i), 0, "the old parameters");
      }
      for (List<Tensor> slot : start.slots()) {
        assertTrue(slot.stream().allMatch(x -> x.square().sum().item() == 0), "slots changed");
      }
    }
  }

  @Test
  void stateIsSavedAndRestoredAsTensors() {
    Optimizer adam = Optimizer.adam();
    Network network = network(5);
    var step = adam.step(NETWORK, network, network(6), adam.start(NETWORK, network), 0.1);
    List<String> names = STATE.distinctNames(step.state());
    assertEquals(
        List.of(
            "count", "slots.0.0", "slots.0.1", "slots.0.2", "slots.1.0", "slots.1.1", "slots.1.2"),
        names);
    List<Tensor> saved = new ArrayList<>();
    for (Tensor x : STATE.leaves(step.state())) {
      saved.add(Tensor.of(x.dtype(), x.toDoubles()).reshape(x.shape().dims()));
    }
    Optimizer.State restored = STATE.rebuild(adam.start(NETWORK, network), saved);
    assertEquals(1, restored.step());
    Close.sameBits(
        NETWORK.leaves(
            adam.step(NETWORK, step.parameters(), network(7), step.state(), 0.1).parameters()),
        NETWORK.leaves(
            adam.step(NETWORK, step.parameters(), network(7), restored, 0.1).parameters()),
        "after restoring");
  }

  @Test
  void nothingToMoveIsFine() {
    Optimizer adam = Optimizer.adam();
    var step = adam.step(List.of(), List.of(), adam.start(List.of()), 0.1);
    assertEquals(List.of(), step.parameters());
    assertEquals(1, step.state().step());
  }

  @Test
  void constantsOutOfRangeAreErrors() {
    double nan = Double.NaN;
    Close.rejects("sgd: momentum 1.0, expected [0, 1)", () -> Optimizer.sgd(1, false));
    Close.rejects(
        "sgd: momentum 0.0 with Nesterov's form, expected above 0", () -> Optimizer.sgd(0, true));
    Close.rejects("rmsProp: rho -0.1, expected [0, 1)", () -> Optimizer.rmsProp(-0.1, 1e-6));
    Close.rejects(
        "rmsProp: delta 0.0, expected a positive finite number", () -> Optimizer.rmsProp(0.9, 0));
    Close.rejects("adam: beta1 1.5, expected [0, 1)", () -> Optimizer.adam(1.5, 0.9, 1e-8));
    Close.rejects("adam: beta2 NaN, expected [0, 1)", () -> Optimizer.adam(0.9, nan, 1e-8));
    Close.rejects(
        "adam: epsilon Infinity, expected a positive finite number",
        () -> Optimizer.adam(0.9, 0.9, Double.POSITIVE_INFINITY));
    Close.rejects(
        "adamW: weight decay -0.1, expected a finite number of at least 0",
        () -> Optimizer.adamW(-0.1));
    Close.rejects(
        "adaBelief: epsilon NaN, expected a positive finite number",
        () -> Optimizer.adaBelief(0.9, 0.9, nan));
  }

  @Test
  void gradientsAndStateMustMatchTheParameters() {
    Optimizer adam = Optimizer.adam();
    Network network = network(8);
    Optimizer.State state = adam.start(NETWORK, network);
    Network turned = NETWORK.map(network, x -> x.shape().rank() == 2 ? x.permute(1, 0) : x);
    Close.rejects(
        "adam: gradient layers.0.weights is float64[3, 4], expected float64[4, 3]",
        () -> adam.step(NETWORK, network, turned, state, 0.1));
    Network wide = NETWORK.map(network, x -> x.astype(DType.FLOAT64));
    Close.rejects(
        "adam: gradient scales.scale is float64[], expected float32[]",
        () -> adam.step(NETWORK, network, wide, state, 0.1));
    List<Tensor> list = List.of(Points.vector(1.0, 2.0));
    Close.rejects(
        "adam: gradient has 0 tensors, expected 1",
        () -> adam.step(list, List.of(), adam.start(list), 0.1));
    Close.rejects("adam: m has 3 tensors, expected 1", () -> adam.step(list, list, state, 0.1));
    Close.rejects(
        "adam: m 0 is float64[3], expected float64[2]",
        () -> adam.step(list, list, adam.start(List.of(Points.vector(1.0, 2.0, 3.0))), 0.1));
    Close.rejects(
        "adam: state has 1 slots, expected [m, v]",
        () -> adam.step(list, list, Optimizer.rmsProp().start(list), 0.1));
    Close.rejects(
        "adam: parameter 1 is int32[1], expected float32 or float64",
        () -> adam.start(List.of(list.getFirst(), Tensor.of(new int[] {1}))));
    for (double rate : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      Close.rejects(
          "adam: rate " + rate + ", expected a finite number of at least 0",
          () -> adam.step(list, list, adam.start(list), rate));
    }
    Close.rejects(
        "optimizer: count -1, expected at least 0", () -> new Optimizer.State(-1, List.of()));
    Close.rejects(
        "optimizer: count float32[1], expected int32[]",
        () -> new Optimizer.State(Tensor.of(new float[] {1}), List.of()));
  }
}
