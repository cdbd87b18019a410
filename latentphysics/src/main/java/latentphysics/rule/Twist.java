package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Turning about a point m of a plane at a speed that depends on the distance r = |z − m|: z′ = m +
 * g^τ·R(ω(r)·τ)·(z − m) with ω(r) = ω₀ + ω₁·r² + ω₂·r⁴.
 *
 * <p>Turning keeps distances, whatever its speed: |z′ − m|² = |z − m|². That is linear in m,
 * 2·m·(z′ − z) = |z′|² − |z|², and gives the centre by least squares; with gain, |z′ − m|² =
 * g^(2τ)·|z − m|² gives m and g by Levenberg's method. The angle increments, unwrapped from the
 * outermost place inwards, are then regressed on τ, τ·r², τ·r⁴ with weights r². Constants: ω {@code
 * [powers + 1]}, m {@code [2]}, and with gain g {@code [1]}.
 *
 * @param powers of r² in ω, 1 or 2
 * @param gain whether distances from m may change
 */
public record Twist(int powers, boolean gain) implements Form {
  private static final int UNWRAPPINGS = 2;

  /** Checks the range. */
  public Twist {
    if (powers < 1 || powers > 2) {
      throw new IllegalArgumentException("twist: " + powers + " powers of r², expected 1 or 2");
    }
  }

  @Override
  public String name() {
    return "twist of degree " + 2 * powers + (gain ? " with gain" : "");
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
    return (gain ? 9 : 7) + 4 * powers; // + m · g rotate ω − z m, and for each power + · ω r
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    Tensor centre;
    Tensor logFactor = Tensor.zeros(DType.FLOAT64, 1);
    if (gain) {
      Tensor found = centreAndGain(m);
      centre = found.slice(0, 0, 2);
      logFactor = found.slice(0, 2, 3);
    } else {
      centre = centre(m);
    }
    Tensor a = m.before().sub(centre);
    Tensor b = m.after().sub(centre);
    Tensor speeds = speeds(a, b, m);
    return gain ? List.of(speeds, centre, logFactor.exp()) : List.of(speeds, centre);
  }

  private static Tensor centre(Motion m) {
    // About the mean, where squares are small.
    Tensor mean = m.before().mean(0);
    Tensor a = m.before().sub(mean);
    Tensor b = m.after().sub(mean);
    Tensor found = Regression.solve(b.sub(a).mul(2), Plane.square(b).sub(Plane.square(a)));
    return found.reshape(2).add(mean);
  }

  /** m and ln g. */
  private static Tensor centreAndGain(Motion m) {
    List<Tensor> start = new Rotation(true).fit(m.stopGradient());
    return LevenbergMarquardt.fit(
        (theta, data) -> {
          Tensor centre = theta.slice(0, 0, 2);
          Tensor growth = m.timesDuration(theta.slice(0, 2, 3).mul(2)).exp();
          return Plane.square(data.get(1).sub(centre))
              .sub(Plane.square(data.get(0).sub(centre)).mul(growth));
        },
        Tensor.concatenate(0, start.get(1), start.get(2).log()),
        List.of(m.before(), m.after()));
  }

  private Tensor speeds(Tensor a, Tensor b, Motion m) {
    Tensor square = Plane.square(a);
    Tensor angle = Plane.cross(a, b).atan2(Plane.dot(a, b));
    Tensor basis = m.timesDuration(powersOf(square));
    Tensor radius = square.sqrt();
    double[] durations = m.timesDuration(Tensor.ones(DType.FLOAT64, m.size(), 1)).toDoubles();
    double[] guess = unwrappedInwards(angle.toDoubles(), radius.toDoubles(), durations);
    Tensor speeds = Tensor.zeros(DType.FLOAT64, powers + 1);
    for (int i = 0; i < UNWRAPPINGS; i++) {
      Tensor guessed = Tensor.of(guess, m.size(), 1);
      Tensor turns = guessed.sub(angle.stopGradient()).div(2 * Math.PI).round();
      Tensor unwrapped = angle.add(turns.mul(2 * Math.PI));
      speeds = Regression.solve(basis.mul(radius), unwrapped.mul(radius)).reshape(powers + 1);
      guess = basis.matmul(speeds.reshape(powers + 1, 1)).toDoubles();
    }
    return speeds;
  }

  /**
   * Increments without jumps by whole turns: each is taken nearest to what the places farther out
   * turned by, the outermost between −π and π. Far out an angle is known best.
   */
  private static double[] unwrappedInwards(double[] angles, double[] radii, double[] durations) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, radii.length).boxed().toList());
    order.sort(Comparator.comparingDouble((Integer i) -> radii[i]).reversed());
    double[] unwrapped = angles.clone();
    int first = order.getFirst();
    double speed = angles[first] / durations[first];
    for (int i : order) {
      double expected = speed * durations[i];
      unwrapped[i] = expected + Math.IEEEremainder(angles[i] - expected, 2 * Math.PI);
      speed += 0.5 * (unwrapped[i] / durations[i] - speed);
    }
    return unwrapped;
  }

  /** 1, r², r⁴. */
  private Tensor powersOf(Tensor square) {
    Tensor one = Tensor.ones(square.dtype(), square.dim(0), 1);
    return powers == 1
        ? Tensor.concatenate(1, one, square)
        : Tensor.concatenate(1, one, square, square.square());
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    Tensor centre = constants.get(1).astype(motion.before().dtype());
    Tensor away = motion.before().sub(centre);
    Tensor angle = motion.timesDuration(speed(constants, Plane.square(away)));
    return Plane.turn(away, angle, growth(constants, motion)).add(centre);
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    Motion back = motion.reversed();
    Tensor centre = constants.get(1).astype(back.before().dtype());
    // The speed is that of the distance before.
    Tensor away = back.before().sub(centre).div(growth(constants, back));
    Tensor angle = back.timesDuration(speed(constants, Plane.square(away)));
    Tensor one = Tensor.ones(away.dtype(), 1);
    return Plane.turn(away, angle.neg(), one).add(centre);
  }

  private Tensor speed(List<Tensor> constants, Tensor square) {
    Tensor speeds = constants.getFirst().astype(square.dtype());
    return powersOf(square).matmul(speeds.reshape(powers + 1, 1));
  }

  private Tensor growth(List<Tensor> constants, Motion motion) {
    DType dtype = motion.before().dtype();
    return gain
        ? motion.timesDuration(constants.get(2).log().astype(dtype)).exp()
        : Tensor.ones(dtype, 1);
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    double[] centre = constants.get(1).toDoubles();
    boolean origin = Arrays.stream(centre).allMatch(x -> x == 0);
    String z = FormulaText.vector(names);
    String m = FormulaText.vector(centre);
    String away = origin ? z : "(" + z + " − " + m + ")";
    double[] speeds = constants.getFirst().toDoubles();
    FormulaText speed = new FormulaText().add(speeds[0], "").add(speeds[1], "r²");
    if (powers == 2) {
      speed.add(speeds[2], "r⁴");
    }
    String factor = gain ? FormulaText.factor(constants.get(2).item()) : "";
    return "%s′ = %s%sR(%s)·%s, r = |%s|"
        .formatted(z, origin ? "" : m + " + ", factor, speed, away, origin ? z : z + " − " + m);
  }
}
