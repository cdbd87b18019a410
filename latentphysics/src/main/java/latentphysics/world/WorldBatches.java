package latentphysics.world;

import java.util.Optional;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Batch;

/**
 * Fresh triples of a world for every training step.
 *
 * @param world to look at
 * @param key of the choice of places
 * @param size places in a batch
 */
public record WorldBatches(World world, Key key, int size) implements Batch.Source {

  @Override
  public Batch batch(int step) {
    Tensor states = world.states(key.foldIn(step), size, 3);
    // Order of rows: all first observations, then all second, then all third.
    Tensor x = observe(world, states.transpose(0, 1));
    return new Batch(x, x, Optional.empty(), Optional.empty());
  }

  /** Observations, float32, of states {@code [a, b, state]} as rows {@code [a·b, features]}. */
  public static Tensor observe(World world, Tensor states) {
    return world
        .observe(states.reshape(states.dim(0) * states.dim(1), world.stateSize()))
        .astype(DType.FLOAT32);
  }
}
