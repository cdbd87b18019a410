package latentphysics.reproduce;

import java.util.List;
import latentphysics.linear.Complex;
import latentphysics.linear.RealModes;
import latentphysics.rule.Affine;
import latentphysics.rule.Bounce;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Decay;
import latentphysics.rule.Equation;
import latentphysics.rule.Event;
import latentphysics.rule.Form;
import latentphysics.rule.Oscillator;
import latentphysics.rule.PolynomialFlow;
import latentphysics.rule.Rotation;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Systems;
import latentphysics.world.StateLaw;

/**
 * How far found equations are from the law of a world.
 *
 * <p>An encoder may shift, scale, turn and mirror its latents. So only constants that stay the same
 * under that are judged:
 *
 * <ul>
 *   <li>turning planes: the size of the angle ω, and a gain g;
 *   <li>decay: the factor f; the swing: ω and g of a = 2g·cos ω, b = g²;
 *   <li>the bounce: the restitution e; as an event between two affine maps, A₂ = −e·A₁;
 *   <li>central force: the power, and the mean of k/r³, a squared angle per step;
 *   <li>Duffing: α, and β times the mean of q².
 * </ul>
 *
 * <p>Of a factor per step near 1 even a wrong one may be off by little. So factors are judged as
 * they stand in the formula and, if asked for, by their logarithms, the rates per step.
 *
 * @param law of the states
 * @param states {@code [n, size]}, where the means are taken
 * @param rates whether factors are judged by their logarithms
 */
record SymbolTruth(StateLaw law, Tensor states, boolean rates) {
  /** Constants further off than this share are wrong. */
  static final double TOLERANCE = 0.02;

  private static final double WRONG = Double.POSITIVE_INFINITY;
  private static final double SAME = 0.05;

  /**
   * The largest relative error of a constant; infinite where the form is another.
   *
   * @param found of all planes of the latent space
   * @param latents at the states, {@code [n, k]}, in the coordinates of the equations
   */
  double error(List<Equation> found, Tensor latents) {
    if (law instanceof StateLaw.TwoTurning two) {
      return twoTurning(two, found);
    }
    return found.size() == 1 ? error(found.getFirst(), latents) : WRONG;
  }

  private static double twoTurning(StateLaw.TwoTurning two, List<Equation> found) {
    double[] angles =
        found.stream()
            .filter(e -> e.rule().form().equals(new Rotation(false)))
            .mapToDouble(e -> Math.abs(e.numbers()[0]))
            .sorted()
            .toArray();
    return found.size() == 2 && angles.length == 2
        ? Math.max(off(angles[0], two.first()), off(angles[1], two.second()))
        : WRONG;
  }

  private double error(Equation found, Tensor latents) {
    Form form = found.rule().form();
    double[] c = found.numbers();
    return switch (law) {
      case StateLaw.Turning(double angle, double gain) when gain == 1 ->
          form.equals(new Rotation(false)) ? off(Math.abs(c[0]), angle) : WRONG;
      case StateLaw.Turning(double angle, double gain) ->
          form.equals(new Rotation(true))
              ? Math.max(off(Math.abs(c[0]), angle), factorOff(c[3], gain))
              : WRONG;
      case StateLaw.Shrinking(double factor) ->
          form instanceof Decay ? factorOff(c[0], factor) : WRONG;
      case StateLaw.Swinging(double angle, double gain) ->
          form instanceof Oscillator ? swing(c[0], c[1], angle, gain) : WRONG;
      case StateLaw.Falling(double pull, double restitution) -> bounce(found, restitution);
      case StateLaw.Orbiting(double strength) -> {
        if (!(form instanceof CentralForce(int power, boolean centred)) || power != 3) {
          yield WRONG;
        }
        Tensor centre =
            centred ? found.constants().get(1) : Tensor.zeros(DType.FLOAT64, latents.dim(1));
        Tensor own = latents.sub(centre);
        yield off(c[0] * cube(own), strength * cube(states.slice(1, 0, 2)));
      }
      case StateLaw.Stiffening(double linear, double cubic) ->
          form.equals(new PolynomialFlow(3, 2, false)) ? spring(c, latents, linear, cubic) : WRONG;
      case StateLaw.TwoTurning two -> WRONG;
    };
  }

  /** Mean of r⁻³. */
  private static double cube(Tensor positions) {
    return positions.square().sum(1).pow(-1.5).mean().item();
  }

  private double swing(double a, double b, double angle, double gain) {
    double cosine = a / (2 * Math.sqrt(Math.max(b, 0)));
    if (!(Math.abs(cosine) < 1)) {
      return WRONG;
    }
    return Math.max(off(Math.acos(cosine), angle), factorOff(Math.sqrt(b), gain));
  }

  /** Of 1, z, v, z², z·v, v², z³, z²·v, z·v², v³ only z and z³. */
  private double spring(double[] c, Tensor latents, double linear, double cubic) {
    for (int i = 0; i < c.length; i++) {
      boolean wanted = i == 1 || i == 6;
      if (wanted == (c[i] == 0)) {
        return WRONG;
      }
    }
    double own = c[6] * latents.square().mean().item();
    double truth = cubic * states.slice(1, 0, 1).square().mean().item();
    return Math.max(off(-c[1], linear), off(-own, truth));
  }

  private static double bounce(Equation found, double restitution) {
    Form form = found.rule().form();
    if (form instanceof Bounce) {
      return off(found.numbers()[0], restitution);
    }
    if (!form.equals(new Event(new Affine(), new Affine()))) {
      return WRONG;
    }
    Tensor one = found.constants().get(2);
    Tensor two = found.constants().get(4);
    double first = Math.abs(Systems.det(one).item());
    double second = Math.abs(Systems.det(two).item());
    double e = Math.sqrt(Math.min(first, second) / Math.max(first, second));
    Tensor flight = first > second ? one : two;
    Tensor thrown = first > second ? two : one;
    double apart = thrown.add(flight.mul(e)).square().sum().item();
    return apart <= SAME * thrown.square().sum().item() ? off(e, restitution) : WRONG;
  }

  /**
   * As {@link #error}, of a polynomial flow in all latent coordinates: where no product is in it,
   * by the eigenvalues of the affine map that it is.
   *
   * @param found of degree 3, of the order of the law
   */
  double polynomialError(Equation found, Tensor latents) {
    double[] c = found.numbers();
    if (law instanceof StateLaw.Stiffening(double linear, double cubic)) {
      return spring(c, latents, linear, cubic);
    }
    int width = latents.dim(1);
    int affine = (1 + law.order() * width) * width;
    for (int i = affine; i < c.length; i++) {
      if (c[i] != 0) {
        return WRONG;
      }
    }
    if (law instanceof StateLaw.Swinging(double angle, double gain)) {
      return swing(2 + c[1] + c[2], 1 + c[2], angle, gain);
    }
    Tensor change = found.constants().getFirst().slice(0, 1, 1 + width);
    return law.order() == 1 ? affineError(change.add(Tensor.eye(DType.FLOAT64, width))) : WRONG;
  }

  private double affineError(Tensor matrix) {
    List<RealModes.Mode> modes = RealModes.of(matrix);
    List<Complex> logs = modes.stream().map(mode -> mode.eigenvalue().log()).toList();
    return switch (law) {
      case StateLaw.Turning(double angle, double gain) -> {
        Complex rate = logs.getFirst();
        double growth = gain == 1 ? Math.abs(rate.re()) : factorOff(Math.exp(rate.re()), gain);
        yield modes.getFirst().turns() ? Math.max(off(rate.im(), angle), growth) : WRONG;
      }
      case StateLaw.Shrinking(double factor) ->
          logs.stream()
              .mapToDouble(l -> Math.max(factorOff(Math.exp(l.re()), factor), Math.abs(l.im())))
              .max()
              .orElse(WRONG);
      case StateLaw.TwoTurning(double first, double second) -> {
        double[] angles =
            logs.stream()
                .filter(l -> l.im() > 0 && Math.abs(l.re()) <= TOLERANCE)
                .mapToDouble(Complex::im)
                .sorted()
                .toArray();
        yield angles.length == 2 ? Math.max(off(angles[0], first), off(angles[1], second)) : WRONG;
      }
      default -> WRONG;
    };
  }

  private double factorOff(double found, double truth) {
    return rates ? off(Math.log(found), Math.log(truth)) : off(found, truth);
  }

  private static double off(double found, double truth) {
    double error = Math.abs(found / truth - 1);
    return Double.isNaN(error) ? WRONG : error;
  }
}
