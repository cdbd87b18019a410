package latentphysics.world;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A point of a plane that turns by 0.4 per step about the origin, radius between 0.4 and 1.4, seen
 * through a bent map: w = s + 0.35·sin(2·(s₁, s₀))·(1, −0.7), then a {@link RandomView} of 16
 * columns. With a fault, w bends sharply about one place:
 *
 * <pre>
 *   w += exp(−|s − c|²/(2·0.18²))·(0.15, −0.18)·size      c = (0.8, 0.35)
 * </pre>
 */
public final class TurningWorld implements World {
  /** Radians per step. */
  public static final double ANGLE = 0.4;

  private static final double SMALLEST_RADIUS = 0.4;
  private static final double LARGEST_RADIUS = 1.4;
  private static final int FEATURES = 16;
  private static final int HIDDEN = 32;
  private static final double FAULT_WIDTH = 0.18;

  private final RandomView view;
  private final double fault;
  private final double scale;

  /**
   * A world.
   *
   * @param key of the map that it is seen through
   * @param fault size of the local fault; 0 for none
   */
  public TurningWorld(Key key, double fault) {
    Key[] keys = key.split(2);
    this.fault = fault;
    view = new RandomView(keys[0], 2, HIDDEN, FEATURES);
    Tensor seen = seen(states(keys[1], 4096, 1).reshape(4096, 2));
    scale = RandomView.toUnitVariance(seen);
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public int stateSize() {
    return 2;
  }

  @Override
  public Tensor states(Key key, int count, int length) {
    Key[] keys = key.split(2);
    Tensor radius = keys[0].uniform(SMALLEST_RADIUS, LARGEST_RADIUS, DType.FLOAT64, count, 1);
    Tensor start = keys[1].uniform(0, 2 * Math.PI, DType.FLOAT64, count, 1);
    Tensor angle =
        start.add(Tensor.arange(length).astype(DType.FLOAT64).mul(ANGLE).reshape(1, length));
    return Tensor.stack(2, angle.cos().mul(radius), angle.sin().mul(radius));
  }

  /** Squared distances from the place of the fault over its squared width, {@code [n]}. */
  public static Tensor distanceFromFault(Tensor states) {
    Tensor away = states.sub(Tensor.of(new double[] {0.8, 0.35}, 1, 2));
    return away.square().sum(1).div(FAULT_WIDTH * FAULT_WIDTH);
  }

  @Override
  public Tensor observe(Tensor states) {
    return seen(states).mul(scale);
  }

  private Tensor seen(Tensor states) {
    Tensor bend =
        states.flip(1).mul(2).sin().mul(Tensor.of(new double[] {0.35, -0.35 * 0.7}, 1, 2));
    Tensor bump =
        distanceFromFault(states)
            .mul(-0.5)
            .exp()
            .reshape(states.dim(0), 1)
            .mul(Tensor.of(new double[] {0.15 * fault, -0.18 * fault}, 1, 2));
    return view.apply(states.add(bend).add(bump));
  }
}
