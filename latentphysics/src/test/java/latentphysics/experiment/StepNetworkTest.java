package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the perceptron that is compared with: it learns, and feeds on its own predictions. */
final class StepNetworkTest {
  private static final Observations DATA =
      new Observations(
          SyntheticData.of(
              SyntheticData.observed(
                  SyntheticData.turn(0.4, 0), SyntheticData.times(200, 1), 0, 0)),
          Scaling.SHARED);

  private static double error(StepNetwork network) {
    List<Pairs.Site> sites = Pairs.sites(DATA.heldOut, 0, 1);
    int n = sites.size();
    Tensor from = Pairs.features(DType.FLOAT32, sites, Pairs.constant(n, 0));
    Tensor to = Pairs.features(DType.FLOAT32, sites, Pairs.constant(n, 1));
    return network.predict(from, 1).sub(to).square().mean().item();
  }

  @Test
  void learnsOneStep() {
    double first = error(StepNetwork.train(DATA, Key.of(1), 1));
    double last = error(StepNetwork.train(DATA, Key.of(1), 150));
    assertTrue(last < 0.1 * first, "from " + first + " to " + last);
  }

  @Test
  void rollsOutOnItsOwnPredictions() {
    StepNetwork network = StepNetwork.train(DATA, Key.of(2), 3);
    Tensor x = Key.of(3).normal(DType.FLOAT32, 4, 2);
    assertArrayEquals(
        network.predict(network.predict(x, 1), 2).toDoubles(), network.predict(x, 3).toDoubles());
    assertArrayEquals(x.toDoubles(), network.predict(x, 0).toDoubles());
  }
}
