package latentphysics.world;

import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** States of an exact law of motion, seen through a {@link RandomView}. */
public final class SeenWorld implements World {
  private static final int FEATURES = 16;
  private static final int HIDDEN = 32;
  private static final int SAMPLE = 4096;

  private final StateLaw law;
  private final RandomView view;
  private final double scale;

  /**
   * A world.
   *
   * @param key of the map that it is seen through
   */
  public SeenWorld(StateLaw law, Key key) {
    this.law = law;
    Key[] keys = key.split(2);
    // Observed variables of more than a plane take more columns, a plane's each.
    int planes = (law.observed() + 1) / 2;
    view = new RandomView(keys[0], law.observed(), planes * HIDDEN, planes * FEATURES);
    Tensor seen = view.apply(visible(law.start(keys[1], SAMPLE)));
    scale = RandomView.toUnitVariance(seen);
  }

  /** How its states move. */
  public StateLaw law() {
    return law;
  }

  @Override
  public int features() {
    return (law.observed() + 1) / 2 * FEATURES;
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
    return view.apply(visible(states)).mul(scale);
  }

  private Tensor visible(Tensor states) {
    return states.slice(1, 0, law.observed());
  }
}
