package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.rule.Affine;
import latentphysics.rule.Constant;
import latentphysics.rule.Drift;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Motion;
import latentphysics.rule.Oscillator;
import latentphysics.rule.PolynomialFlow;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.world.TurningWorld;

/** M4: rules that look right and are not, with residuals known by hand; Lorenz by STLSQ. */
final class ConcentrateFriends implements Reproduction {
  private static final int SITES = 100_000;
  private static final double LORENZ_STEP = 0.002;
  private static final int LORENZ_ROWS = 1000;

  @Override
  public String name() {
    return "concentrate-friends";
  }

  @Override
  public String claim() {
    return "On a pure turn of 0.4 per step, rotation, affine map and oscillator leave r = 0; rest"
        + " and drift 1, inertia 2 − 2·cos 0.4 = 0.158, the constant 1/0.158 = 6.33, each within a"
        + " hundredth. Sparse regression finds Lorenz's 10, 28, 8/3 and 1 within 1e-2 from one"
        + " trajectory and its derivatives.";
  }

  @Override
  public Findings run(Runs runs) {
    double chord = 2 - 2 * Math.cos(TurningWorld.ANGLE);
    record Friend(Form form, double expected) {}
    List<Friend> friends =
        List.of(
            new Friend(new Rotation(true), 0),
            new Friend(new Affine(), 0),
            new Friend(new Oscillator(), 0),
            new Friend(new Identity(), 1),
            new Friend(new Drift(), 1),
            new Friend(new Inertia(), chord),
            new Friend(new Constant(), 1 / chord));
    Tensor states = new TurningWorld(Key.of(1), 0).states(Key.of(2), SITES, 3);
    Tensor[] z = new Tensor[3];
    for (int k = 0; k < 3; k++) {
      z[k] = states.slice(1, k, k + 1).reshape(SITES, 2);
    }
    Motion turn = Motion.of(z[0], z[1], z[2]);
    List<List<String>> rows = new ArrayList<>();
    List<Bar> bars = new ArrayList<>();
    for (Friend friend : friends) {
      double r = new Rule(friend.form(), List.of(0, 1)).fit(turn).residuals(turn).mean().item();
      rows.add(List.of(friend.form().name(), number(friend.expected()), number(r)));
      bars.add(
          new Bar(
              friend.form().name() + ": r = " + number(friend.expected()),
              Math.abs(r - friend.expected()) <= 0.01 * Math.max(friend.expected(), 1e-6),
              number(r)));
    }
    Equation lorenz = lorenz();
    bars.add(lorenzBar(lorenz));
    return new Findings(
        List.of(
            new Table("mean r on a pure turn", List.of("rule", "by hand", "measured"), rows),
            new Table(
                "Lorenz", List.of("found"), List.of(List.of(lorenz.formula().replace("|", "·"))))),
        bars);
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.4g", x);
  }

  /** Steps of Euler's rule: z′ = z + h·ż with the exact derivative, which the flow divides by h. */
  private static Equation lorenz() {
    double[][] path = lorenzPath();
    double[] from = new double[3 * LORENZ_ROWS];
    double[] to = new double[from.length];
    for (int i = 0; i < LORENZ_ROWS; i++) {
      double[] rate = rate(path[i]);
      for (int j = 0; j < 3; j++) {
        from[3 * i + j] = path[i][j];
        to[3 * i + j] = path[i][j] + rate[j];
      }
    }
    Tensor z = Tensor.of(from, LORENZ_ROWS, 3);
    return new Rule(new PolynomialFlow(2, 1, false), List.of(0, 1, 2))
        .fit(Motion.of(z, z, Tensor.of(to, LORENZ_ROWS, 3)));
  }

  private static double[] rate(double[] s) {
    return new double[] {
      10 * (s[1] - s[0]), s[0] * (28 - s[2]) - s[1], s[0] * s[1] - 8.0 / 3 * s[2]
    };
  }

  /** The sheet's trajectory, by the classical Runge-Kutta rule. */
  private static double[][] lorenzPath() {
    double[][] path = new double[LORENZ_ROWS][];
    double[] s = {-8, 8, 27};
    for (int i = 0; i < LORENZ_ROWS; i++) {
      path[i] = s;
      double[] k1 = rate(s);
      double[] k2 = rate(moved(s, k1, LORENZ_STEP / 2));
      double[] k3 = rate(moved(s, k2, LORENZ_STEP / 2));
      double[] k4 = rate(moved(s, k3, LORENZ_STEP));
      double[] next = new double[3];
      for (int j = 0; j < 3; j++) {
        next[j] = s[j] + LORENZ_STEP / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
      }
      s = next;
    }
    return path;
  }

  private static double[] moved(double[] s, double[] rate, double step) {
    return new double[] {s[0] + step * rate[0], s[1] + step * rate[1], s[2] + step * rate[2]};
  }

  /**
   * Predictions of the rate at unit states give the coefficients, whatever order they are kept in.
   */
  private static Bar lorenzBar(Equation equation) {
    double[][] places = {{1, 2, 3}, {-2, 5, 11}, {7, -3, 20}, {0, 0, 0}, {1, 1, 1}};
    double largest = 0;
    for (double[] place : places) {
      Tensor z = Tensor.of(DType.FLOAT64, place, 1, 3);
      double[] found = equation.predict(Motion.of(z, z, z)).sub(z).toDoubles();
      double[] expected = rate(place);
      double size = 1 + Math.abs(place[0]) + Math.abs(place[1]) + Math.abs(place[2]);
      for (int j = 0; j < 3; j++) {
        largest = Math.max(largest, Math.abs(found[j] - expected[j]) / size);
      }
    }
    return new Bar(
        "Lorenz's rates within 1e-2 of the state's size at five places",
        largest <= 1e-2,
        number(largest));
  }
}
