package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.autodiff.optim.Adam;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects that a record of layers can be trained as it stands. */
final class NetworkTest {
  private record Network(Dense hidden, Dense output) {
    static final Structure<Network> STRUCTURE = Structure.of(MethodHandles.lookup());

    static Network of(Key key) {
      Key[] keys = key.split();
      return new Network(
          Dense.of(keys[0], 2, 8, DType.FLOAT32), Dense.of(keys[1], 8, 1, DType.FLOAT32));
    }

    Tensor apply(Tensor x) {
      return output.apply(hidden.apply(x, Activation.TANH), Activation.SIGMOID);
    }
  }

  private static final Tensor X = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
  private static final Tensor XOR = Tensor.of(new float[] {0, 1, 1, 0}, 4, 1);

  private static Tensor loss(Network network) {
    return network.apply(X).sub(XOR).square().mean();
  }

  private static Network trained(long seed) {
    Network network = Network.of(Key.of(seed));
    List<Tensor> leaves = Network.STRUCTURE.leaves(network);
    Adam adam = new Adam();
    Adam.State state = adam.start(leaves);
    for (int step = 0; step < 300; step++) {
      List<Tensor> gradients =
          Autodiff.grad(l -> loss(Network.STRUCTURE.rebuild(network, l)), leaves);
      Adam.Step next = adam.step(leaves, gradients, state, 0.05);
      leaves = next.parameters();
      state = next.state();
    }
    return Network.STRUCTURE.rebuild(network, leaves);
  }

  @Test
  void exclusiveOrIsLearnedWithTheSameBitsEveryTime() {
    long seed = 11;
    Network network = trained(seed);
    double left = loss(network).item();
    assertTrue(left < 1e-2, () -> "loss " + left + ", seed " + seed);
    Close.sameBits(
        Network.STRUCTURE.leaves(network), Network.STRUCTURE.leaves(trained(seed)), "same seed");
  }
}
