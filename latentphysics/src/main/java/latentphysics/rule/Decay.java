package latentphysics.rule;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Distances from a resting point m shrink or grow by one factor: z′ = m + s^τ·(z − m).
 *
 * <p>With a = z − mean z and b = z′ − mean z′, s = ⟨a, b⟩/⟨a, a⟩ and m = (mean z′ − s·mean z)/(1 −
 * s). Constants: s {@code [1]}, m {@code [width]}.
 */
public record Decay() implements Form {
  /** A resting point this far out comes from noise: the mean is as good. */
  private static final double LEAST_PULL = 1e-3;

  @Override
  public String name() {
    return "decay";
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1;
  }

  @Override
  public int constants() {
    return 2;
  }

  @Override
  public int tokens(int width) {
    return 7; // + m · s − z m
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Tensor from = m.before();
    Tensor to = m.after();
    Tensor meanFrom = from.mean(0);
    Tensor meanTo = to.mean(0);
    Tensor a = from.sub(meanFrom);
    Tensor factor = a.mul(to.sub(meanTo)).sum().div(Spread.of(name(), a)).reshape(1);
    Tensor pull = factor.neg().add(1);
    Tensor centre =
        Math.abs(pull.stopGradient().item()) < LEAST_PULL
            ? meanFrom
            : meanTo.sub(meanFrom.mul(factor)).div(pull);
    if (m.durations().isEmpty()) {
      return List.of(factor, centre);
    }
    if (!(factor.stopGradient().item() > 0)) {
      throw new ArithmeticException("decay: a factor below 0 has no power of a part of a step");
    }
    Tensor step = m.durations().orElseThrow().next().mean();
    return Refinement.whereUneven(this, List.of(factor.log().div(step).exp(), centre), m);
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    DType dtype = motion.before().dtype();
    Tensor centre = constants.get(1).astype(dtype);
    return motion.before().sub(centre).mul(factor(constants, motion)).add(centre);
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    Motion back = motion.reversed();
    Tensor centre = constants.get(1).astype(back.before().dtype());
    if (constants.getFirst().stopGradient().item() == 0) {
      throw new ArithmeticException("decay: a factor of 0 cannot be undone");
    }
    return back.before().sub(centre).div(factor(constants, back)).add(centre);
  }

  private static Tensor factor(List<Tensor> constants, Motion motion) {
    Tensor factor = constants.getFirst().astype(motion.before().dtype());
    return motion.durations().isPresent() ? motion.timesDuration(factor.log()).exp() : factor;
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    String z = FormulaText.vector(names);
    String m = FormulaText.vector(constants.get(1).toDoubles());
    return z
        + "′ = "
        + m
        + " + "
        + Numbers.text(constants.getFirst().item())
        + "·("
        + z
        + " − "
        + m
        + ")";
  }
}
