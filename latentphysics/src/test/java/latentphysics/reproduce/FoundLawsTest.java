package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import latentphysics.network.Mlp;
import latentphysics.rule.Decay;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.search.Grammar;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.world.ShuffledWorld;
import latentphysics.world.StateLaw;
import latentphysics.world.World;
import org.junit.jupiter.api.Test;

/** Protects what is told of a latent space once it is trained: its law, and where the law leads. */
final class FoundLawsTest {

  /** States seen through an invertible linear map. */
  private record Plain(StateLaw law, Tensor map) implements World {
    @Override
    public int features() {
      return map.dim(1);
    }

    @Override
    public int stateSize() {
      return law.size();
    }

    @Override
    public Tensor states(Key key, int count, int length) {
      return law.trajectories(key, count, length);
    }

    @Override
    public Tensor observe(Tensor states) {
      return states.matmul(map);
    }
  }

  private static final Tensor SKEW = Tensor.of(new double[] {2, 1, -0.5, 1}, 2, 2);

  private static FoundLaws found(World world) {
    // Perceptrons without hidden layers and with unit weights hand on what they get.
    Mlp same = new Mlp(2, List.of(), 2);
    List<Tensor> unit = List.of(Tensor.eye(DType.FLOAT32, 2), Tensor.zeros(DType.FLOAT32, 2));
    TrainedWorld trained =
        new TrainedWorld(
            world,
            new Autoencoder(same, same, Optional.empty()),
            new Autoencoder.Parameters(unit, unit, List.of()));
    return FoundLaws.of(trained, latent -> Grammar.of(latent, latent), 1);
  }

  @Test
  void aRotationSeenAskewIsFoundAndRunsOnItsOwn() {
    World world = new Plain(new StateLaw.Turning(0.4, 1), SKEW);
    FoundLaws laws = found(world);
    assertTrue(laws.hold(), laws::formula);
    assertEquals(new Rotation(false), laws.equations().getFirst().rule().form(), laws::formula);
    assertTrue(laws.rollout(world.states(Key.of(7), 20, 52)) < 1e-3, laws::formula);
  }

  @Test
  void aDecayNeedsNoSecondObservation() {
    FoundLaws laws = found(new Plain(new StateLaw.Shrinking(0.9), SKEW));
    assertEquals(new Decay(), laws.equations().getFirst().rule().form(), laws::formula);
  }

  @Test
  void statesInAnyOrderHaveNoLawAndItsRunLeadsNowhere() {
    World world = new ShuffledWorld(new Plain(new StateLaw.Turning(0.4, 1), SKEW));
    FoundLaws laws = found(world);
    assertFalse(laws.hold(), laws::formula);
    double error = laws.rollout(world.states(Key.of(7), 20, 52));
    assertTrue(error > 0.5 && error <= 2, () -> "error " + error);
  }

  @Test
  void coordinatesLeadBack() {
    World world = new Plain(new StateLaw.Turning(0.4, 1), SKEW);
    Tensor states = world.states(Key.of(3), 50, 3);
    Tensor[] x = new Tensor[3];
    for (int k = 0; k < 3; k++) {
      x[k] = world.observe(states.slice(1, k, k + 1).squeeze(1));
    }
    LatentCoordinates coordinates = LatentCoordinates.of(Motion.of(x[0], x[1], x[2]));
    Tensor z = Key.of(4).normal(DType.FLOAT64, 10, 2);
    assertArrayEquals(z.toDoubles(), coordinates.invert(coordinates.apply(z)).toDoubles(), 1e-12);
  }
}
