package latentphysics.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * The constants of a rotation from whole trajectories: fits over 1, 2, 4, 8 … steps, each of which
 * tells the turns that the next one can only tell modulo 2π.
 *
 * <p>An error of the angle over L steps counts 1/L in the rate. The growth rate is the mean change
 * of the log radius over the longest lag: unlike the modulus of a fitted factor it suffers neither
 * from noise, which is alike at both ends, nor from turns that are not quite uniform.
 */
final class RotationLadder {
  /** Durations may differ from whole steps by so much. */
  private static final double TOLERANCE = 0.1;

  private static final int FEWEST_PAIRS = 8;
  private static final Rotation TURN = new Rotation(true);

  private final Rule rule;
  private final List<LatentPath> paths;

  private RotationLadder(Rule rule, List<LatentPath> paths) {
    this.rule = rule;
    this.paths = paths;
  }

  /**
   * The equation, fitted at lags up to {@code longest} steps.
   *
   * @param rotation of which plane, with gain or without
   * @throws ArithmeticException if there are too few pairs or they do not spread
   */
  static Equation fit(Rotation rotation, List<Integer> dims, List<LatentPath> paths, int longest) {
    Rule rule = new Rule(rotation, dims);
    return new RotationLadder(rule, paths).climb(rotation.gain(), longest);
  }

  /**
   * The fit over some steps.
   *
   * @param angle per step
   * @param away how far the turn has gone, |1 − e^(i·angle·steps)|
   */
  private record Rung(
      double[][] before,
      double[][] after,
      double steps,
      double angle,
      double[] centre,
      double away) {}

  private Equation climb(boolean gain, int longest) {
    List<Rung> rungs = new ArrayList<>();
    double angle = 0;
    for (int lag = 1; lag <= longest; lag *= 2) {
      Optional<Rung> rung = at(lag, angle);
      if (rung.isEmpty()) {
        break;
      }
      rungs.add(rung.get());
      angle = rung.get().angle();
    }
    if (rungs.isEmpty()) {
      throw new ArithmeticException(
          rule + ": fewer than " + FEWEST_PAIRS + " pairs one step apart");
    }
    // The centre is best seen from where the motion has gone furthest round.
    Rung widest = rungs.getFirst();
    for (Rung rung : rungs) {
      widest = rung.away() > widest.away() ? rung : widest;
    }
    double[] centre = widest.centre();
    List<Tensor> constants = new ArrayList<>();
    constants.add(Tensor.of(DType.FLOAT64, new double[] {angle}, 1));
    constants.add(Tensor.of(DType.FLOAT64, centre, 2));
    if (gain) {
      double factor = StrictMath.exp(growth(rungs.getLast(), centre));
      constants.add(Tensor.of(DType.FLOAT64, new double[] {factor}, 1));
    }
    return new Equation(rule, constants);
  }

  /** Mean change of log|z − m| per step; points near the centre, which say little, weigh little. */
  private static double growth(Rung rung, double[] centre) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < rung.before().length; i++) {
      double from = distance(rung.before()[i], centre);
      double to = distance(rung.after()[i], centre);
      double weight = from * to;
      if (weight > 0) {
        sum += weight * StrictMath.log(to / from);
        weights += weight;
      }
    }
    return weights > 0 ? sum / weights / rung.steps() : 0;
  }

  private static double distance(double[] point, double[] centre) {
    return Math.hypot(point[0] - centre[0], point[1] - centre[1]);
  }

  /**
   * The fit over {@code lag} steps, unwrapped near the given angle per step; none if pairs lack.
   */
  private Optional<Rung> at(int lag, double expected) {
    List<double[]> before = new ArrayList<>();
    List<double[]> after = new ArrayList<>();
    double total = 0;
    for (LatentPath path : paths) {
      double[] times = path.times();
      int j = 0;
      for (int i = 0; i < path.length(); i++) {
        double target = times[i] + lag;
        while (j + 1 < path.length() && times[j] < target - TOLERANCE) {
          j++;
        }
        if (Math.abs(times[j] - target) <= TOLERANCE) {
          before.add(point(path.latents()[i]));
          after.add(point(path.latents()[j]));
          total += times[j] - times[i];
        }
      }
    }
    if (before.size() < FEWEST_PAIRS) {
      return Optional.empty();
    }
    double[][] from = before.toArray(double[][]::new);
    double[][] to = after.toArray(double[][]::new);
    Tensor start = rows(from);
    List<Tensor> constants = TURN.fit(Motion.of(start, start, rows(to)));
    double steps = total / from.length;
    double turned = constants.getFirst().item();
    if (lag > 1) {
      turned += 2 * Math.PI * Math.rint((expected * steps - turned) / (2 * Math.PI));
    }
    double away = Math.hypot(1 - StrictMath.cos(turned), StrictMath.sin(turned));
    return Optional.of(
        new Rung(from, to, steps, turned / steps, constants.get(1).toDoubles(), away));
  }

  private double[] point(double[] z) {
    return new double[] {z[rule.dims().get(0)], z[rule.dims().get(1)]};
  }

  private static Tensor rows(double[][] points) {
    double[] values = new double[2 * points.length];
    for (int i = 0; i < points.length; i++) {
      values[2 * i] = points[i][0];
      values[2 * i + 1] = points[i][1];
    }
    return Tensor.of(DType.FLOAT64, values, points.length, 2);
  }
}
