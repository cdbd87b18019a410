package latentphysics.world;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A mechanical system without friction: coordinates q that move by q″ = a(q). A state is q and
 * after it the velocities q′.
 */
public sealed interface Mechanics {

  /** What moves, in a word or two. */
  String name();

  /** Number of coordinates, half the number of state variables. */
  int coordinates();

  /**
   * Random states to start from, which cover what the motion reaches from them.
   *
   * @return float64 {@code [count, 2·coordinates]}
   */
  Tensor start(Key key, int count);

  /**
   * Accelerations.
   *
   * @param q {@code [n, coordinates]}
   * @return same shape
   */
  Tensor acceleration(Tensor q);

  /**
   * What the motion conserves.
   *
   * @param states {@code [n, 2·coordinates]}
   * @return {@code [n]}
   */
  Tensor energy(Tensor states);

  /**
   * What a camera sees.
   *
   * @param q {@code [n, coordinates]}
   */
  List<Camera.Spot> spots(Tensor q);

  private static Tensor uniform(Key key, double low, double high, int count) {
    return key.uniform(low, high, DType.FLOAT64, count, 1);
  }

  /** +1 or −1. */
  private static Tensor sign(Key key, int count) {
    return uniform(key, -1, 1, count).sign();
  }

  /**
   * A pendulum of length 1 under gravity 1, q its angle from hanging: q″ = −sin q. It is seen as
   * one spot at its end.
   *
   * @param swing largest amplitude in radians, above 0, below π: it never goes over the top
   */
  record Pendulum(double swing) implements Mechanics {
    /** Checks the range. */
    public Pendulum {
      if (!(swing > 0 && swing < Math.PI)) {
        throw new IllegalArgumentException(
            "pendulum: amplitudes up to " + swing + " radians, expected above 0, below π");
      }
    }

    @Override
    public String name() {
      return "pendulum";
    }

    @Override
    public int coordinates() {
      return 1;
    }

    /** Amplitudes α uniform from 0, then q = α·sin φ with φ uniform, either way. */
    @Override
    public Tensor start(Key key, int count) {
      Key[] keys = key.split(3);
      Tensor amplitude = uniform(keys[0], 0, swing, count);
      Tensor angle = amplitude.mul(uniform(keys[1], -Math.PI / 2, Math.PI / 2, count).sin());
      // Halves of angles: cos q − cos α loses all digits where both are near 1.
      Tensor square = half(amplitude).sub(half(angle)).mul(4).maximum(0);
      return Tensor.concatenate(1, angle, square.sqrt().mul(sign(keys[2], count)));
    }

    /** sin²(q/2) = (1 − cos q)/2. */
    private static Tensor half(Tensor angle) {
      return angle.mul(0.5).sin().square();
    }

    @Override
    public Tensor acceleration(Tensor q) {
      return q.sin().neg();
    }

    /** q′²/2 + 1 − cos q. */
    @Override
    public Tensor energy(Tensor states) {
      Tensor velocity = states.slice(1, 1, 2);
      return velocity.square().mul(0.5).add(half(states.slice(1, 0, 1)).mul(2)).squeeze(1);
    }

    @Override
    public List<Camera.Spot> spots(Tensor q) {
      return List.of(new Camera.Spot(Tensor.concatenate(1, q.sin(), q.cos().neg()), 1));
    }

    /**
     * Time of a full swing of an amplitude: 2π over the arithmetic-geometric mean of 1 and
     * cos(α/2).
     */
    public static double period(double amplitude) {
      double a = 1;
      double g = Math.cos(amplitude / 2);
      while (a - g > 1e-15 * a) {
        double mean = (a + g) / 2;
        g = Math.sqrt(a * g);
        a = mean;
      }
      return 2 * Math.PI / a;
    }
  }

  /**
   * Two bodies that attract each other by gravity, their centre of mass at rest in the middle; q
   * leads from the first to the second: q″ = −q/|q|³. Each is seen as a spot, the lighter one less
   * bright.
   *
   * @param share of the mass that is the second body's, above 0, below 1
   */
  record TwoBodies(double share) implements Mechanics {
    private static final double SMALLEST = 0.9; // semi-major axes
    private static final double LARGEST = 1.3;
    private static final double ECCENTRICITY = 0.25;
    private static final double DIMMER = 0.6;

    /** Checks the range. */
    public TwoBodies {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException(
            "two bodies: the second has the share " + share + " of the mass, expected 0 to 1");
      }
    }

    @Override
    public String name() {
      return "two bodies";
    }

    @Override
    public int coordinates() {
      return 2;
    }

    /**
     * Kepler's ellipses, either way round: semi-major axis a from 0.9 to 1.3, eccentricity e up to
     * ¼, eccentric anomaly E and direction of the axis uniform;
     *
     * <pre>
     *   q = a·(cos E − e, √(1 − e²)·sin E)      q′ = (−sin E, √(1 − e²)·cos E)/(√a·(1 − e·cos E))
     * </pre>
     */
    @Override
    public Tensor start(Key key, int count) {
      Key[] keys = key.split(5);
      Tensor a = uniform(keys[0], SMALLEST, LARGEST, count);
      Tensor e = uniform(keys[1], 0, ECCENTRICITY, count);
      Tensor anomaly = uniform(keys[2], 0, 2 * Math.PI, count);
      Tensor axis = uniform(keys[3], 0, 2 * Math.PI, count);
      Tensor minor = e.square().neg().add(1).sqrt().mul(sign(keys[4], count));
      Tensor cosine = anomaly.cos();
      Tensor sine = anomaly.sin();
      Tensor speed = e.mul(cosine).neg().add(1).mul(a.sqrt());
      return Tensor.concatenate(
          1,
          turned(cosine.sub(e).mul(a), minor.mul(sine).mul(a), axis),
          turned(sine.neg().div(speed), minor.mul(cosine).div(speed), axis));
    }

    private static Tensor turned(Tensor x, Tensor y, Tensor angle) {
      Tensor c = angle.cos();
      Tensor s = angle.sin();
      return Tensor.concatenate(1, x.mul(c).sub(y.mul(s)), x.mul(s).add(y.mul(c)));
    }

    @Override
    public Tensor acceleration(Tensor q) {
      return q.mul(q.square().keepDims().sum(1).pow(-1.5)).neg();
    }

    /** |q′|²/2 − 1/|q|. */
    @Override
    public Tensor energy(Tensor states) {
      Tensor square = states.square();
      Tensor distance = square.slice(1, 0, 2).sum(1).sqrt();
      return square.slice(1, 2, 4).sum(1).mul(0.5).sub(Tensor.ones(DType.FLOAT64).div(distance));
    }

    @Override
    public List<Camera.Spot> spots(Tensor q) {
      Camera.Spot first = new Camera.Spot(q.mul(-share), share <= 0.5 ? 1 : DIMMER);
      Camera.Spot second = new Camera.Spot(q.mul(1 - share), share <= 0.5 ? DIMMER : 1);
      return List.of(first, second);
    }

    /** Time of a revolution at a semi-major axis a, by Kepler's third law 2π·a^(3/2). */
    public static double period(double axis) {
      return 2 * Math.PI * Math.pow(axis, 1.5);
    }
  }
}
