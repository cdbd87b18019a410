package latentphysics.physics;

import java.util.ArrayList;
import java.util.List;
import latentphysics.linear.Complex;
import org.jspecify.annotations.Nullable;

/**
 * The constants of a rotation from whole trajectories: fits over 1, 2, 4, 8 … steps, each of which
 * tells the turns that the next one can only tell modulo 2π.
 *
 * <p>An error of the angle over L steps counts 1/L in the rate. The growth rate is the mean change
 * of the log radius over the longest lag: unlike the modulus of a fitted factor it suffers neither
 * from noise, which is alike at both ends, nor from turns that are not quite uniform.
 */
final class RotationLadder {
  private static final double TOLERANCE = 0.1;
  private static final int FEWEST_PAIRS = 8;

  private final PlaneRotation rule;
  private final List<LatentPath> paths;

  private RotationLadder(PlaneRotation rule, List<LatentPath> paths) {
    this.rule = rule;
    this.paths = paths;
  }

  /**
   * The constants, at lags up to {@code longest} steps.
   *
   * @throws ArithmeticException if there are too few pairs or they do not spread
   */
  static PlaneRotation.Constants fit(PlaneRotation rule, List<LatentPath> paths, int longest) {
    return new RotationLadder(rule, paths).climb(longest);
  }

  /** Points {@code lag} steps apart. */
  private record Joined(Complex[] before, Complex[] after, double steps) {}

  private record Lag(Joined points, double angle, Complex centre, double away) {}

  private PlaneRotation.Constants climb(int longest) {
    List<Lag> lags = new ArrayList<>();
    double angle = 0;
    for (int lag = 1; lag <= longest; lag *= 2) {
      Lag found = at(lag, angle);
      if (found == null) {
        break;
      }
      lags.add(found);
      angle = found.angle();
    }
    if (lags.isEmpty()) {
      throw new ArithmeticException(
          rule.name() + ": fewer than " + FEWEST_PAIRS + " pairs one step apart");
    }
    // The centre is best seen from where the motion has gone furthest round.
    Lag widest = lags.getFirst();
    for (Lag lag : lags) {
      widest = lag.away() > widest.away() ? lag : widest;
    }
    Lag last = lags.getLast();
    double growth = rule.damped() ? growth(last.points(), widest.centre()) : 0;
    return new PlaneRotation.Constants(new Complex(growth, last.angle()), widest.centre());
  }

  /** Mean change of log|z − m| per step; points near the centre, which say little, weigh little. */
  private static double growth(Joined points, Complex centre) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < points.before().length; i++) {
      double from = points.before()[i].minus(centre).abs();
      double to = points.after()[i].minus(centre).abs();
      double weight = from * to;
      if (weight > 0) {
        sum += weight * Math.log(to / from);
        weights += weight;
      }
    }
    return weights > 0 ? sum / weights / points.steps() : 0;
  }

  /**
   * The fit over {@code lag} steps, unwrapped near the given angle per step; null if pairs lack.
   */
  private @Nullable Lag at(int lag, double angle) {
    List<Complex> before = new ArrayList<>();
    List<Complex> after = new ArrayList<>();
    double total = 0;
    for (LatentPath path : paths) {
      int j = 0;
      for (int i = 0; i < path.length(); i++) {
        double target = path.times()[i] + lag;
        while (j + 1 < path.length() && path.times()[j] < target - TOLERANCE) {
          j++;
        }
        if (Math.abs(path.times()[j] - target) <= TOLERANCE) {
          before.add(rule.point(path.latents()[i]));
          after.add(rule.point(path.latents()[j]));
          total += path.times()[j] - path.times()[i];
        }
      }
    }
    if (before.size() < FEWEST_PAIRS) {
      return null;
    }
    double steps = total / before.size();
    Joined points =
        new Joined(before.toArray(Complex[]::new), after.toArray(Complex[]::new), steps);
    PlaneRotation.Constants c =
        new PlaneRotation(rule.first(), true).constants(points.before(), points.after(), steps);
    double turned = c.rate().im() * steps;
    if (lag > 1) {
      turned += 2 * Math.PI * Math.rint((angle * steps - turned) / (2 * Math.PI));
    }
    double away = Math.hypot(1 - StrictMath.cos(turned), StrictMath.sin(turned));
    return new Lag(points, turned / steps, c.centre(), away);
  }
}
