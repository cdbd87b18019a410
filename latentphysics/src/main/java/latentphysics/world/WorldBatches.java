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
 * @param furthest how many steps ahead of the middle one a fourth observation may be, drawn anew
 *     for every batch; 0 for none
 */
public record WorldBatches(World world, Key key, int size, int furthest) implements Batch.Source {

  /** Triples alone. */
  public WorldBatches(World world, Key key, int size) {
    this(world, key, size, 0);
  }

  @Override
  public Batch batch(int step) {
    Key own = key.foldIn(step);
    // Order of rows: all first observations, then all second, then all third, then all ahead.
    Tensor states = world.states(own, size, Math.max(3, 2 + furthest)).transpose(0, 1);
    if (furthest == 0) {
      Tensor x = observe(world, states);
      return new Batch(x, x, Optional.empty(), Optional.empty());
    }
    int ahead = own.foldIn(1).integers(1, furthest + 1).toInts()[0];
    Tensor far = states.slice(0, 1 + ahead, 2 + ahead);
    Tensor x = observe(world, Tensor.concatenate(0, states.slice(0, 0, 3), far));
    return new Batch(
        x, x, Optional.empty(), Optional.of(Tensor.full(DType.FLOAT32, ahead, size, 1)));
  }

  /** Observations, float32, of states {@code […, state]} as rows {@code [n, features]}. */
  public static Tensor observe(World world, Tensor states) {
    int size = world.stateSize();
    int rows = states.shape().size() / size;
    return world.observe(states.reshape(rows, size)).astype(DType.FLOAT32);
  }
}
