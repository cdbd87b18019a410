package latentphysics.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A film of two bodies, rendered in memory: one turns on a circle, one swings like the bob of a
 * pendulum.
 *
 * <p>Frames have 24 × 24 pixels and follow each other after one unit of time. The turning body
 * moves by 0.2 rad per frame, the phase of the swinging one by 0.2 times the golden ratio, 0.3236
 * rad per frame: no multiple, sum or difference of small multiples of the two comes near another,
 * so the bodies never repeat a common pose. Each body is a Gaussian blob of peak 1 and standard
 * deviation 1.6 pixels, on a black ground with white noise of standard deviation 0.03.
 *
 * <p>A single frame does not show which way the bob swings. An observation is therefore two
 * successive frames, the earlier one first: 1152 numbers, each frame row by row from the top.
 *
 * @param observations one trajectory of 599 observations; the time is the number of the later
 *     frame, from 1
 * @param frequencies angular frequencies of the bodies, radians per frame
 */
public record Film(Trajectories observations, List<Double> frequencies) {
  /** Pixels along each side of a frame. */
  public static final int SIDE = 24;

  /** Number of frames. */
  public static final int FRAMES = 600;

  private static final double TURNING = 0.2;
  private static final double SWINGING = 0.2 * (1 + StrictMath.sqrt(5)) / 2;
  private static final double CIRCLE_X = 7.5;
  private static final double CIRCLE_Y = 14;
  private static final double CIRCLE_RADIUS = 4.5;
  private static final double PIVOT_X = 17;
  private static final double PIVOT_Y = 2;
  private static final double ARM = 12;
  private static final double DEFLECTION = 0.42;
  private static final double BLOB = 1.6;
  private static final double NOISE = 0.03;

  /** Keeps an unmodifiable copy of the list. */
  public Film {
    frequencies = List.copyOf(frequencies);
  }

  /**
   * Renders the film. The same seed gives the same bits everywhere.
   *
   * @param seed of the phases at the start and of the noise
   */
  public static Film render(long seed) {
    Normal random = new Normal(new SplittableRandom(seed));
    double turningPhase = 2 * Math.PI * random.uniform();
    double swingingPhase = 2 * Math.PI * random.uniform();
    double[][] frames = new double[FRAMES][];
    for (int t = 0; t < FRAMES; t++) {
      double angle = turningPhase + TURNING * t;
      double deflection = DEFLECTION * StrictMath.sin(swingingPhase + SWINGING * t);
      double[] frame = new double[SIDE * SIDE];
      addBlob(
          frame,
          CIRCLE_X + CIRCLE_RADIUS * StrictMath.cos(angle),
          CIRCLE_Y + CIRCLE_RADIUS * StrictMath.sin(angle));
      addBlob(
          frame,
          PIVOT_X + ARM * StrictMath.sin(deflection),
          PIVOT_Y + ARM * StrictMath.cos(deflection));
      for (int i = 0; i < frame.length; i++) {
        frame[i] += NOISE * random.next();
      }
      frames[t] = frame;
    }
    return new Film(new Trajectories(names(), List.of(pairs(frames))), List.of(TURNING, SWINGING));
  }

  /** Adds a blob; a Gaussian is a product, so one exponential per row and column is enough. */
  private static void addBlob(double[] frame, double x, double y) {
    double[] across = new double[SIDE];
    double[] down = new double[SIDE];
    for (int i = 0; i < SIDE; i++) {
      across[i] = StrictMath.exp(-(i - x) * (i - x) / (2 * BLOB * BLOB));
      down[i] = StrictMath.exp(-(i - y) * (i - y) / (2 * BLOB * BLOB));
    }
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        frame[row * SIDE + column] += down[row] * across[column];
      }
    }
  }

  private static Trajectory pairs(double[][] frames) {
    int pixels = SIDE * SIDE;
    double[] times = new double[frames.length - 1];
    double[][] observations = new double[frames.length - 1][2 * pixels];
    for (int i = 0; i < times.length; i++) {
      times[i] = i + 1;
      System.arraycopy(frames[i], 0, observations[i], 0, pixels);
      System.arraycopy(frames[i + 1], 0, observations[i], pixels, pixels);
    }
    return new Trajectory(times, observations);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String frame : List.of("earlier", "later")) {
      for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
          names.add(frame + "[" + row + "][" + column + "]");
        }
      }
    }
    return names;
  }

  /** Normally distributed numbers by the method of Box and Muller, two at a time. */
  private static final class Normal {
    private final SplittableRandom random;
    private double spare = Double.NaN;

    Normal(SplittableRandom random) {
      this.random = random;
    }

    double uniform() {
      return random.nextDouble();
    }

    double next() {
      if (!Double.isNaN(spare)) {
        double value = spare;
        spare = Double.NaN;
        return value;
      }
      // 1 - u lies in (0, 1], where the logarithm is finite.
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      spare = radius * StrictMath.sin(angle);
      return radius * StrictMath.cos(angle);
    }
  }
}
