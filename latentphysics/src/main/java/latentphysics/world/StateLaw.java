package latentphysics.world;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * An exact law of motion by steps: how states start and where a state goes next.
 *
 * <p>Where a law is of second order, a state is the positions q and those one step earlier, q₋, and
 * only q is observed.
 */
public sealed interface StateLaw {

  /** What moves, in a word or two. */
  String name();

  /** Number of state variables. */
  int size();

  /** How many of them are observed, the first ones. */
  default int observed() {
    return size();
  }

  /** 1, or 2 where the next position follows from the last two. */
  default int order() {
    return size() / observed();
  }

  /**
   * Random states to start from.
   *
   * @return float64 {@code [count, size]}
   */
  Tensor start(Key key, int count);

  /**
   * States one step later.
   *
   * @param states {@code [n, size]}
   * @param key of what is random in the step, if anything is
   * @return same shape
   */
  Tensor next(Tensor states, Key key);

  /**
   * Independent trajectories, each from a start of its own.
   *
   * @param count how many
   * @param length states of each, at least 1
   * @return float64 {@code [count, length, size]}
   */
  default Tensor trajectories(Key key, int count, int length) {
    Key[] keys = key.split(length);
    Tensor[] states = new Tensor[length];
    states[0] = start(keys[0], count);
    for (int k = 1; k < length; k++) {
      states[k] = next(states[k - 1], keys[k]);
    }
    return Tensor.stack(1, states);
  }

  private static Tensor uniform(Key key, double low, double high, int count, int columns) {
    return key.uniform(low, high, DType.FLOAT64, count, columns);
  }

  private static Tensor column(Tensor states, int i) {
    return states.slice(1, i, i + 1);
  }

  /** Points of a plane at radii between {@code low} and {@code high}, in all directions. */
  private static Tensor ring(Key key, double low, double high, int count) {
    Key[] keys = key.split(2);
    Tensor radius = uniform(keys[0], low, high, count, 1);
    Tensor angle = uniform(keys[1], 0, 2 * Math.PI, count, 1);
    return Tensor.concatenate(1, angle.cos().mul(radius), angle.sin().mul(radius));
  }

  private static Tensor turned(Tensor plane, double angle, double gain) {
    double c = gain * Math.cos(angle);
    double s = gain * Math.sin(angle);
    return plane.matmul(Tensor.of(new double[] {c, s, -s, c}, 2, 2));
  }

  /**
   * A plane that turns: s′ = g·R(ω)·s.
   *
   * @param angle ω in radians per step
   * @param gain g; 1 keeps distances
   */
  record Turning(double angle, double gain) implements StateLaw {
    @Override
    public String name() {
      return gain == 1 ? "rotation" : "spiral";
    }

    @Override
    public int size() {
      return 2;
    }

    /**
     * With a gain down to the resting point: away from it the gain is any, since r^p in place of r
     * has the gain g^p, and only at it is that not smooth.
     */
    @Override
    public Tensor start(Key key, int count) {
      return ring(key, gain == 1 ? 0.4 : 0, 1.4, count);
    }

    @Override
    public Tensor next(Tensor states, Key key) {
      return turned(states, angle, gain);
    }
  }

  /**
   * A plane that shrinks to the origin: s′ = f·s.
   *
   * @param factor f
   */
  record Shrinking(double factor) implements StateLaw {
    @Override
    public String name() {
      return "decay";
    }

    @Override
    public int size() {
      return 2;
    }

    /** Down to the resting point, as of a plane that turns with a gain. */
    @Override
    public Tensor start(Key key, int count) {
      return ring(key, 0, 1.4, count);
    }

    @Override
    public Tensor next(Tensor states, Key key) {
      return states.mul(factor);
    }
  }

  /**
   * A swing with friction, observed by its position: q′ = 2g·cos ω·q − g²·q₋.
   *
   * @param angle ω in radians per step
   * @param gain g below 1
   */
  record Swinging(double angle, double gain) implements StateLaw {
    @Override
    public String name() {
      return "oscillator with friction";
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public int observed() {
      return 1;
    }

    @Override
    public Tensor start(Key key, int count) {
      Tensor plane = ring(key, 0.2, 1.4, count);
      return Tensor.concatenate(1, column(plane, 0), column(turned(plane, -angle, 1 / gain), 0));
    }

    @Override
    public Tensor next(Tensor states, Key key) {
      Tensor q = column(states, 0);
      Tensor next = q.mul(2 * gain * Math.cos(angle)).sub(column(states, 1).mul(gain * gain));
      return Tensor.concatenate(1, next, q);
    }
  }

  /**
   * Free fall with a floor at height 0: (x̂, v̂) = (x + v − a/2, v − a), and where x̂ is below the
   * floor (−e·x̂, −e·v̂) in its place.
   *
   * @param pull a in heights per step squared
   * @param restitution e
   */
  record Falling(double pull, double restitution) implements StateLaw {
    private static final double HIGHEST = 1.3;

    @Override
    public String name() {
      return "free fall with bounce";
    }

    @Override
    public int size() {
      return 2;
    }

    /** Anywhere below a height that its energy can reach. */
    @Override
    public Tensor start(Key key, int count) {
      Key[] keys = key.split(2);
      Tensor top = uniform(keys[0], 0.2, HIGHEST, count, 1);
      // So long after the top that the floor is not yet reached, or as long before.
      Tensor share = uniform(keys[1], -1, 1, count, 1);
      Tensor velocity = top.mul(2 * pull).sqrt().mul(share);
      return Tensor.concatenate(1, top.sub(velocity.square().div(2 * pull)), velocity);
    }

    @Override
    public Tensor next(Tensor states, Key key) {
      Tensor v = column(states, 1);
      Tensor led = Tensor.concatenate(1, column(states, 0).add(v).sub(pull / 2), v.sub(pull));
      return Tensor.where(column(led, 0).less(0), led.mul(-restitution), led);
    }
  }

  /**
   * An orbit about the origin, observed by its position: q′ = 2q − q₋ − k·q/r³.
   *
   * @param strength k
   */
  record Orbiting(double strength) implements StateLaw {
    @Override
    public String name() {
      return "central force";
    }

    @Override
    public int size() {
      return 4;
    }

    @Override
    public int observed() {
      return 2;
    }

    /** Near circles of radius 0.7 to 1.3, either way round. */
    @Override
    public Tensor start(Key key, int count) {
      Key[] keys = key.split(3);
      Tensor q = ring(keys[0], 0.7, 1.3, count);
      Tensor radius = q.square().keepDims().sum(1).sqrt();
      Tensor way = keys[1].uniform(DType.FLOAT64, count, 1).sub(0.5).sign();
      Tensor speed =
          Tensor.of(new double[] {strength}, 1, 1)
              .div(radius)
              .sqrt()
              .mul(uniform(keys[2], 0.85, 1.1, count, 1))
              .mul(way);
      Tensor v = turned(q.div(radius), Math.PI / 2, 1).mul(speed);
      // Half a step's pull, so that q is where it would be a step after q₋.
      Tensor half = q.div(radius.square().mul(radius)).mul(strength / 2);
      return Tensor.concatenate(1, q, q.sub(v).sub(half));
    }

    @Override
    public Tensor next(Tensor states, Key key) {
      Tensor q = states.slice(1, 0, 2);
      Tensor square = q.square().keepDims().sum(1);
      Tensor pull = q.mul(square.pow(-1.5)).mul(strength);
      return Tensor.concatenate(1, q.mul(2).sub(states.slice(1, 2, 4)).sub(pull), q);
    }
  }

  /**
   * Duffing's hardening spring, observed by its position: q′ = 2q − q₋ − α·q − β·q³.
   *
   * @param linear α
   * @param cubic β
   */
  record Stiffening(double linear, double cubic) implements StateLaw {
    @Override
    public String name() {
      return "Duffing";
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public int observed() {
      return 1;
    }

    @Override
    public Tensor start(Key key, int count) {
      Tensor plane = ring(key, 0.2, 1.3, count);
      Tensor q = column(plane, 0);
      // Energy of about that amplitude: the speed at rest point of the linear and cubic spring.
      Tensor amplitude = plane.square().keepDims().sum(1);
      Tensor stiffness = amplitude.mul(cubic / 2).add(linear).sqrt();
      return Tensor.concatenate(1, q, q.sub(column(plane, 1).mul(stiffness)));
    }

    @Override
    public Tensor next(Tensor states, Key key) {
      Tensor q = column(states, 0);
      Tensor pull = q.square().mul(cubic).add(linear).mul(q);
      return Tensor.concatenate(1, q.mul(2).sub(column(states, 1)).sub(pull), q);
    }
  }

  /**
   * Two planes that turn at speeds of their own, beside a number that is drawn anew at every step,
   * uniformly from −1 to 1.
   *
   * @param first radians per step of the first plane
   * @param second of the second
   */
  record TwoTurning(double first, double second) implements StateLaw {
    @Override
    public String name() {
      return "two rotations and noise";
    }

    @Override
    public int size() {
      return 5;
    }

    @Override
    public Tensor start(Key key, int count) {
      Key[] keys = key.split(3);
      return Tensor.concatenate(
          1,
          ring(keys[0], 0.4, 1.4, count),
          ring(keys[1], 0.4, 1.4, count),
          uniform(keys[2], -1, 1, count, 1));
    }

    @Override
    public Tensor next(Tensor states, Key key) {
      return Tensor.concatenate(
          1,
          turned(states.slice(1, 0, 2), first, 1),
          turned(states.slice(1, 2, 4), second, 1),
          uniform(key, -1, 1, states.dim(0), 1));
    }
  }
}
