package latentphysics.world;

import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A control: the states of a world without their order in time, so that no law holds.
 *
 * @param world whose states they are
 */
public record ShuffledWorld(World world) implements World {
  @Override
  public int features() {
    return world.features();
  }

  @Override
  public int stateSize() {
    return world.stateSize();
  }

  /** Every state of every trajectory starts one of its own. */
  @Override
  public Tensor states(Key key, int count, int length) {
    return world.states(key, count * length, 1).reshape(count, length, stateSize());
  }

  @Override
  public Tensor observe(Tensor states) {
    return world.observe(states);
  }
}
