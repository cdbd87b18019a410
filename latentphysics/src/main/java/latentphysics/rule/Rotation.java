package latentphysics.rule;

import java.util.List;
import java.util.Optional;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Turning about a point m of a plane, with gain or without: z′ = m + g^τ·R(ωτ)·(z − m).
 *
 * <p>With the plane read as complex numbers, a = z − mean z and b = z′ − mean z′, the factor of
 * least Σ|b − c·a|² is c = Σ a*·b / Σ|a|², ω = arg c, g = |c| (1 without gain), and m = (mean z′ −
 * c·mean z)/(1 − c). Constants: ω in radians per nominal step {@code [1]}, m {@code [2]}, and with
 * gain g {@code [1]}.
 *
 * @param gain whether distances from m may change
 */
public record Rotation(boolean gain) implements Form {
  /** A centre this far out comes from noise: the mean is as good. */
  private static final double LEAST_TURN = 0.01;

  @Override
  public String name() {
    return gain ? "rotation with gain" : "rotation";
  }

  @Override
  public boolean accepts(int width) {
    return width == 2;
  }

  @Override
  public int constants() {
    return gain ? 3 : 2;
  }

  @Override
  public int tokens(int width) {
    return gain ? 9 : 7; // + m · g rotate ω − z m
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Tensor from = m.before();
    Tensor to = m.after();
    Tensor meanFrom = from.mean(0);
    Tensor meanTo = to.mean(0);
    Tensor a = from.sub(meanFrom);
    Tensor b = to.sub(meanTo);
    Tensor square = Spread.of(name(), a);
    Tensor dot = a.mul(b).sum().reshape(1);
    Tensor cross = Plane.quarterTurn(a).mul(b).sum().reshape(1);
    Tensor size = dot.square().add(cross.square()).sqrt();
    if (!(size.stopGradient().item() > 0)) {
      throw new ArithmeticException(name() + ": latents before and after have nothing in common");
    }
    Tensor angle = cross.atan2(dot);
    Tensor factor = gain ? size.div(square) : Tensor.ones(DType.FLOAT64, 1);

    Tensor rest = meanTo.sub(Plane.turn(meanFrom.reshape(1, 2), angle, factor).reshape(2));
    Tensor centre = centre(rest, angle, factor, meanFrom);
    if (m.durations().isEmpty()) {
      return constants(angle, centre, factor);
    }
    Tensor step = m.durations().get().next().mean();
    return Refinement.whereUneven(
        this, constants(angle.div(step), centre, factor.log().div(step).exp()), m);
  }

  private List<Tensor> constants(Tensor angle, Tensor centre, Tensor factor) {
    return gain ? List.of(angle, centre, factor) : List.of(angle, centre);
  }

  /** rest/(1 − c) in complex numbers, c = g·e^(iω). */
  private static Tensor centre(Tensor rest, Tensor angle, Tensor factor, Tensor mean) {
    Tensor re = angle.cos().mul(factor).neg().add(1);
    Tensor im = angle.sin().mul(factor).neg();
    Tensor square = re.square().add(im.square());
    if (square.stopGradient().item() < LEAST_TURN * LEAST_TURN) {
      return mean;
    }
    Tensor x = rest.slice(0, 0, 1);
    Tensor y = rest.slice(0, 1, 2);
    return Tensor.concatenate(0, x.mul(re).add(y.mul(im)), y.mul(re).sub(x.mul(im))).div(square);
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return moved(constants, motion.before(), motion.durations().map(Motion.Durations::next), 1);
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return moved(
        constants, motion.before(), motion.durations().map(Motion.Durations::previous), -1);
  }

  private Tensor moved(List<Tensor> constants, Tensor z, Optional<Tensor> steps, int direction) {
    DType dtype = z.dtype();
    Tensor angle = constants.get(0).mul(direction).astype(dtype);
    Tensor centre = constants.get(1).astype(dtype);
    Tensor logFactor =
        gain ? constants.get(2).log().mul(direction).astype(dtype) : Tensor.zeros(dtype, 1);
    Tensor turned =
        steps.isPresent()
            ? Plane.turn(z.sub(centre), angle.mul(steps.get()), logFactor.mul(steps.get()).exp())
            : Plane.turn(z.sub(centre), angle, logFactor.exp());
    return turned.add(centre);
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    String z = FormulaText.vector(names);
    double[] centre = constants.get(1).toDoubles();
    boolean origin = centre[0] == 0 && centre[1] == 0;
    String m = FormulaText.vector(centre);
    String factor = gain ? FormulaText.factor(constants.get(2).item()) : "";
    String turned =
        factor
            + "R("
            + Numbers.text(constants.get(0).item())
            + ")·"
            + (origin ? z : "(" + z + " − " + m + ")");
    return z + "′ = " + (origin ? "" : m + " + ") + turned;
  }
}
