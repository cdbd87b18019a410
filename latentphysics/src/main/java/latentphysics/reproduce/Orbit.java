package latentphysics.reproduce;

import java.util.List;
import java.util.stream.IntStream;
import latentphysics.rule.Equation;
import latentphysics.tensor.Tensor;
import latentphysics.world.FilmedWorld;
import latentphysics.world.Mechanics;

/**
 * A motion whose period is known: what a law says of it is the same in whatever units an encoder
 * writes it.
 *
 * @param start {@code [1, state]}
 * @param period in frames
 */
record Orbit(Tensor start, double period) {
  private static final int REVOLUTIONS = 8;

  /** A slow and a fast one: how periods depend on the size is what tells force laws apart. */
  static List<Orbit> of(FilmedWorld film) {
    return switch (film.mechanics()) {
      case Mechanics.Pendulum(double swing) ->
          List.of(released(swing / 4, film), released(0.9 * swing, film));
      case Mechanics.TwoBodies bodies -> List.of(circle(0.95, film), circle(1.25, film));
    };
  }

  private static Orbit released(double angle, FilmedWorld film) {
    return new Orbit(
        Tensor.of(new double[] {angle, 0}, 1, 2),
        Mechanics.Pendulum.period(angle) / film.interval());
  }

  private static Orbit circle(double radius, FilmedWorld film) {
    return new Orbit(
        Tensor.of(new double[] {radius, 0, 0, 1 / Math.sqrt(radius)}, 1, 4),
        Mechanics.TwoBodies.period(radius) / film.interval());
  }

  /**
   * The period by a law that goes on from its first two frames, over the true one, less 1; NaN if
   * it does not come back.
   */
  double error(TrainedWorld trained, FilmedWorld film, Equation law) {
    int steps = (int) (REVOLUTIONS * period);
    Tensor path = PixelRun.rollout(trained, law, film.path(start, 2), steps);
    double[] frames = IntStream.range(0, steps).asDoubleStream().toArray();
    double found = Oscillations.crossingPeriod(frames, path.slice(2, 0, 1).toDoubles());
    return found / period - 1;
  }
}
