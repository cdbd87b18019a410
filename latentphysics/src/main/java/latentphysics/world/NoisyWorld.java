package latentphysics.world;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * The turning point of {@link TurningWorld} beside two numbers that are drawn anew at every step,
 * uniformly from −1 to 1, all four seen together through a {@link RandomView} of 24 columns.
 */
public final class NoisyWorld implements World {
  private static final int FEATURES = 24;
  private static final int HIDDEN = 48;

  private final RandomView view;
  private final TurningWorld turning;
  private final double scale;

  /** A world seen through the map of a key. */
  public NoisyWorld(Key key) {
    Key[] keys = key.split(3);
    view = new RandomView(keys[0], 4, HIDDEN, FEATURES);
    turning = new TurningWorld(keys[1], 0);
    Tensor seen = view.apply(states(keys[2], 4096, 1).reshape(4096, 4));
    scale = RandomView.toUnitVariance(seen);
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public int stateSize() {
    return 4;
  }

  /** The two coordinates of the point, then the two of noise. */
  @Override
  public Tensor states(Key key, int count, int length) {
    Key[] keys = key.split(2);
    return Tensor.concatenate(
        2,
        turning.states(keys[0], count, length),
        keys[1].uniform(-1, 1, DType.FLOAT64, count, length, 2));
  }

  @Override
  public Tensor observe(Tensor states) {
    return view.apply(states).mul(scale);
  }
}
