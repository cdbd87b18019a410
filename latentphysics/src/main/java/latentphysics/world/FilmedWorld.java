package latentphysics.world;

import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A mechanical system on film. A frame shows where it is and not how fast it moves.
 *
 * <p>Between frames it moves by Forest and Ruth's rule of fourth order (Physica D 43, 1990), which
 * is symplectic: its error in the energy does not grow with time.
 */
public final class FilmedWorld implements World {
  private static final int SUBSTEPS = 4;
  private static final double THETA = 1 / (2 - Math.cbrt(2));
  private static final double[] DRIFTS = {THETA / 2, (1 - THETA) / 2, (1 - THETA) / 2, THETA / 2};
  private static final double[] KICKS = {THETA, 1 - 2 * THETA, THETA};
  private static final int SAMPLE = 4096;
  private static final Key SCALED_BY = Key.of(0);

  private final Mechanics mechanics;
  private final Camera camera;
  private final double interval;
  private final double scale;

  /**
   * A film.
   *
   * @param interval time from frame to frame, above 0
   */
  public FilmedWorld(Mechanics mechanics, Camera camera, double interval) {
    if (!(interval > 0 && Double.isFinite(interval))) {
      throw new IllegalArgumentException(
          "film: an interval of " + interval + ", expected a number above 0");
    }
    this.mechanics = mechanics;
    this.camera = camera;
    this.interval = interval;
    scale = RandomView.toUnitVariance(frames(mechanics.start(SCALED_BY, SAMPLE)));
  }

  /** What moves. */
  public Mechanics mechanics() {
    return mechanics;
  }

  /** Time from frame to frame. */
  public double interval() {
    return interval;
  }

  @Override
  public int features() {
    return camera.size();
  }

  @Override
  public int stateSize() {
    return 2 * mechanics.coordinates();
  }

  @Override
  public Tensor states(Key key, int count, int length) {
    return path(mechanics.start(key, count), length);
  }

  /**
   * The states at successive frames.
   *
   * @param start the first, {@code [n, state]}
   * @param length how many, at least 1
   * @return {@code [n, length, state]}
   */
  public Tensor path(Tensor start, int length) {
    Tensor[] states = new Tensor[length];
    states[0] = start;
    for (int k = 1; k < length; k++) {
      states[k] = next(states[k - 1]);
    }
    return Tensor.stack(1, states);
  }

  private Tensor next(Tensor state) {
    int width = mechanics.coordinates();
    Tensor q = state.slice(1, 0, width);
    Tensor v = state.slice(1, width, 2 * width);
    double h = interval / SUBSTEPS;
    for (int substep = 0; substep < SUBSTEPS; substep++) {
      for (int k = 0; k < KICKS.length; k++) {
        q = q.add(v.mul(DRIFTS[k] * h));
        v = v.add(mechanics.acceleration(q).mul(KICKS[k] * h));
      }
      q = q.add(v.mul(DRIFTS[KICKS.length] * h));
    }
    return Tensor.concatenate(1, q, v);
  }

  /**
   * Frames of states.
   *
   * @param states {@code [n, state]}
   * @return between 0 and 1, float64 {@code [n, pixels]}
   */
  public Tensor frames(Tensor states) {
    return camera.frames(mechanics.spots(states.slice(1, 0, mechanics.coordinates())));
  }

  /** Frames, scaled to a mean variance of 1. */
  @Override
  public Tensor observe(Tensor states) {
    return frames(states).mul(scale);
  }
}
