package latentphysics.rule;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A second-order law of the same two scalars in all coordinates: z′ = a·z − b·z₋ + c.
 *
 * <p>An oscillator of angle ω and gain g per step has a = 2g·cos ω and b = g². Over durations τ₋
 * and τ it reads z′ = z + b·(z − z₋)·τ/τ₋ + h·((a − b − 1)·z + c) with h = τ·(τ₋ + τ)/2, Störmer's
 * rule for unequal steps.
 *
 * <p>Fitted by least squares. Constants: a {@code [1]}, b {@code [1]}, c {@code [width]}.
 */
public record Oscillator() implements Form {
  @Override
  public String name() {
    return "oscillator";
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1;
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public int constants() {
    return 3;
  }

  @Override
  public int tokens(int width) {
    return 9; // + − · a z · b z₋ c
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    Tensor kick = m.timesKick(Tensor.ones(DType.FLOAT64, m.size(), 1));
    Tensor inertia = m.inertia();
    Tensor pull = m.before().mul(kick);
    int rows = m.size() * m.width();
    // Offsets c differ between coordinates; what they can tell is taken out, and leaves two
    // scalars.
    Tensor features =
        Tensor.concatenate(
            1, without(kick, inertia).reshape(rows, 1), without(kick, pull).reshape(rows, 1));
    Tensor solved =
        Regression.solve(features, without(kick, m.displacement()).reshape(rows, 1)).reshape(2);
    Tensor b = solved.slice(0, 0, 1);
    Tensor stiffness = solved.slice(0, 1, 2);
    Tensor rest = m.displacement().sub(inertia.mul(b)).sub(pull.mul(stiffness));
    return List.of(stiffness.add(b).add(1), b, share(kick, rest));
  }

  /** How much of a column each coordinate has, {@code [width]}. */
  private static Tensor share(Tensor column, Tensor x) {
    return x.mul(column).sum(0).div(column.square().sum());
  }

  private static Tensor without(Tensor column, Tensor x) {
    return x.sub(column.mul(share(column, x)));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    DType dtype = motion.before().dtype();
    Tensor a = constants.get(0).astype(dtype);
    Tensor b = constants.get(1).astype(dtype);
    Tensor c = constants.get(2).astype(dtype);
    if (motion.durations().isEmpty()) {
      return motion.before().mul(a).sub(motion.previous().mul(b)).add(c);
    }
    Tensor force = motion.before().mul(a.sub(b).sub(1)).add(c);
    return motion.before().add(motion.inertia().mul(b)).add(motion.timesKick(force));
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    DType dtype = motion.before().dtype();
    Tensor a = constants.get(0).astype(dtype);
    Tensor b = constants.get(1).astype(dtype);
    Tensor c = constants.get(2).astype(dtype);
    if (constants.get(1).stopGradient().item() == 0) {
      throw new ArithmeticException("oscillator: b = 0 says nothing of the past");
    }
    // Solved for (z − z₋)·τ/τ₋
    Tensor force = motion.before().mul(a.sub(b).sub(1)).add(c);
    Tensor inertia = motion.displacement().sub(motion.timesKick(force)).div(b);
    return motion.before().sub(motion.shrunk(inertia));
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    String z = FormulaText.vector(names);
    FormulaText side =
        new FormulaText().add(constants.get(0).item(), z).add(-constants.get(1).item(), z + "₋");
    double[] c = constants.get(2).toDoubles();
    boolean offset = false;
    for (double x : c) {
      offset |= x != 0;
    }
    return z + "′ = " + side + (offset ? " + " + FormulaText.vector(c) : "");
  }
}
