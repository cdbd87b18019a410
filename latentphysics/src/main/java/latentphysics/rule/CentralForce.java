package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A pull towards a point m that depends on the distance alone: z′ = z + v − h·k·(z − m)/r^q, r = |z
 * − m|, with v the inertia of {@link Motion#inertia} and h = 1 for nominal steps; over unequal ones
 * {@link Motion#timesKick}, Störmer's rule, which is the same backwards in time. At m there is no
 * pull.
 *
 * <p>q = 3 is gravity, q = 0 a spring. With a = (z′ − z − v)/h the pull points along z − m, so that
 * (z_i − m_i)·a_j = (z_j − m_j)·a_i for all pairs of coordinates: linear in m, least squares. Then
 * k = −⟨f, a⟩/⟨f, f⟩ with f = (z − m)/r^q. Constants: k {@code [1]}, and if the centre is fitted m
 * {@code [width]}, else m = 0.
 *
 * @param power q, −1 to 3
 * @param centred whether the centre is fitted
 */
public record CentralForce(int power, boolean centred) implements Form {
  /** Checks the range. */
  public CentralForce {
    if (power < -1 || power > 3) {
      throw new IllegalArgumentException(
          "central force: power " + power + " of the distance, expected −1 to 3");
    }
  }

  @Override
  public String name() {
    return "central force of power " + power + (centred ? " about a centre" : "");
  }

  @Override
  public boolean accepts(int width) {
    return width >= (centred ? 2 : 1);
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public int constants() {
    return centred ? 2 : 1;
  }

  @Override
  public int tokens(int width) {
    return (power == 0 ? 8 : 11) + (centred ? 2 : 0); // − − · 2 z z₋ · k z / r q, and − m
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    Tensor acceleration = m.perKick(m.displacement().sub(m.inertia()));
    if (!centred) {
      return List.of(strength(m.before(), acceleration));
    }
    Tensor centre = centre(m.before(), acceleration);
    return List.of(strength(m.before().sub(centre), acceleration), centre);
  }

  private Tensor strength(Tensor away, Tensor acceleration) {
    Tensor direction = direction(away);
    return direction.mul(acceleration).sum().div(Spread.of(name(), direction)).neg().reshape(1);
  }

  private static Tensor centre(Tensor z, Tensor a) {
    int width = z.dim(1);
    Tensor mean = z.mean(0);
    Tensor from = z.sub(mean);
    List<Tensor> features = new ArrayList<>();
    List<Tensor> targets = new ArrayList<>();
    Tensor unit = Tensor.eye(DType.FLOAT64, width);
    for (int i = 0; i < width; i++) {
      for (int j = i + 1; j < width; j++) {
        Tensor ai = a.slice(1, i, i + 1);
        Tensor aj = a.slice(1, j, j + 1);
        features.add(aj.mul(unit.slice(0, i, i + 1)).sub(ai.mul(unit.slice(0, j, j + 1))));
        targets.add(from.slice(1, i, i + 1).mul(aj).sub(from.slice(1, j, j + 1).mul(ai)));
      }
    }
    Tensor found =
        Regression.solve(
            Tensor.concatenate(0, features.toArray(Tensor[]::new)),
            Tensor.concatenate(0, targets.toArray(Tensor[]::new)));
    return found.reshape(width).add(mean);
  }

  /** (z − m)/r^q, nothing at m. */
  private Tensor direction(Tensor away) {
    if (power == 0) {
      return away;
    }
    Tensor square = away.square().keepDims().sum(1);
    Tensor apart = square.greater(0);
    Tensor safe = Tensor.where(apart, square, Tensor.ones(square.dtype()));
    return Tensor.where(apart, away.mul(safe.pow(-0.5 * power)), Tensor.zeros(away.dtype()));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return motion.before().add(motion.inertia()).sub(kick(constants, motion));
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    Tensor inertia = motion.displacement().add(kick(constants, motion));
    return motion.before().sub(motion.shrunk(inertia));
  }

  private Tensor kick(List<Tensor> constants, Motion motion) {
    DType dtype = motion.before().dtype();
    Tensor z = motion.before();
    Tensor away = centred ? z.sub(constants.get(1).astype(dtype)) : z;
    return motion.timesKick(direction(away).mul(constants.getFirst().astype(dtype)));
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    String z = FormulaText.vector(names);
    double[] centre = centred ? constants.get(1).toDoubles() : new double[names.size()];
    boolean origin = Arrays.stream(centre).allMatch(x -> x == 0);
    String difference = origin ? z : z + " − " + FormulaText.vector(centre);
    String away = origin ? z : "(" + difference + ")";
    String symbol =
        switch (power) {
          case -1 -> "r·" + away;
          case 0 -> away;
          case 1 -> away + "/r";
          default -> away + "/r" + FormulaText.exponent(power);
        };
    String side =
        new FormulaText()
            .add(2, z)
            .add(-1, z + "₋")
            .add(-constants.getFirst().item(), symbol)
            .toString();
    return z + "′ = " + side + (power == 0 ? "" : ", r = |" + difference + "|");
  }
}
