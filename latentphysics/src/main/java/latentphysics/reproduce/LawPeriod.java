package latentphysics.reproduce;

import java.util.Optional;
import latentphysics.rule.Affine;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Twist;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * The time that a law in a plane takes for a turn about its centre, found by following it. It does
 * not depend on the size, the place or the direction of the latent coordinates.
 */
final class LawPeriod {
  private static final double TURN = 2 * Math.PI;

  private LawPeriod() {}

  /**
   * Mean time of the whole turns that the law makes in so many steps, and of the first one if that
   * takes longer.
   *
   * @param previous where it was one step before
   * @param now where it starts
   * @param steps to follow, at least 1
   * @param most steps to wait for the first turn
   * @return in steps; NaN if it has no centre or does not come round
   */
  static double of(Equation equation, double[] previous, double[] now, int steps, int most) {
    Optional<double[]> centre = centre(equation);
    if (centre.isEmpty()) {
      return Double.NaN;
    }
    double[] m = centre.get();
    Tensor before = row(previous);
    Tensor z = row(now);
    double turned = 0;
    int turns = 0;
    double last = Double.NaN;
    for (int k = 0; k < steps || (turns == 0 && k < most); k++) {
      Tensor next = equation.rule().form().predict(equation.constants(), Motion.of(before, z, z));
      double angle = angle(z.toDoubles(), next.toDoubles(), m);
      if (!Double.isFinite(angle)) {
        return Double.NaN;
      }
      double goal = TURN * (turns + 1);
      if (Math.abs(turned + angle) >= goal) {
        turns++;
        last = k + (goal - Math.abs(turned)) / Math.abs(angle);
      }
      turned += angle;
      before = z;
      z = next;
    }
    return turns == 0 ? Double.NaN : last / turns;
  }

  private static Tensor row(double[] z) {
    return Tensor.of(DType.FLOAT64, z, 1, 2);
  }

  private static double angle(double[] from, double[] to, double[] m) {
    double ax = from[0] - m[0];
    double ay = from[1] - m[1];
    double bx = to[0] - m[0];
    double by = to[1] - m[1];
    return Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  }

  /** The point about which it turns: a constant, or z of an affine map with z = z·A + b. */
  private static Optional<double[]> centre(Equation equation) {
    if (equation.rule().dims().size() != 2) {
      return Optional.empty();
    }
    return switch (equation.rule().form()) {
      case Rotation _, Twist _ -> Optional.of(equation.constants().get(1).toDoubles());
      case CentralForce(int _, boolean centred) ->
          Optional.of(centred ? equation.constants().get(1).toDoubles() : new double[2]);
      case Affine affine -> fixedPoint(affine, equation);
      default -> Optional.empty();
    };
  }

  private static Optional<double[]> fixedPoint(Affine affine, Equation equation) {
    double[] b = image(affine, equation, 0, 0);
    double[] x = image(affine, equation, 1, 0);
    double[] y = image(affine, equation, 0, 1);
    // (I − A)·m = b, with the columns of A from the images of the unit vectors.
    double p = 1 - (x[0] - b[0]);
    double q = -(y[0] - b[0]);
    double r = -(x[1] - b[1]);
    double s = 1 - (y[1] - b[1]);
    double determinant = p * s - q * r;
    return determinant == 0
        ? Optional.empty()
        : Optional.of(
            new double[] {
              (s * b[0] - q * b[1]) / determinant, (p * b[1] - r * b[0]) / determinant
            });
  }

  private static double[] image(Affine affine, Equation equation, double x, double y) {
    Tensor z = row(new double[] {x, y});
    return affine.predict(equation.constants(), Motion.of(z, z, z)).toDoubles();
  }
}
