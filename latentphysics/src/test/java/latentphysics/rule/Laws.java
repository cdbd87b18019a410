package latentphysics.rule;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import latentphysics.operator.LieAction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** One law or more of each form. */
final class Laws {
  private Laws() {}

  static Stream<Law> all() {
    return Stream.of(
        Law.of(new Constant(), 3, new double[] {0.5, -1, 2}),
        Law.of(new Identity(), 2),
        Law.of(new Inertia(), 3),
        Law.of(new Drift(), 2, new double[] {0.3, -0.2}),
        Law.of(new Decay(), 3, new double[] {0.8}, new double[] {1, -0.5, 0.25}),
        Law.of(new Rotation(false), 2, new double[] {0.4}, new double[] {0.2, -0.1}),
        Law.of(
            new Rotation(true),
            2,
            new double[] {-0.7},
            new double[] {0.2, -0.1},
            new double[] {0.9}),
        twist(1, false),
        twist(2, false),
        twist(1, true),
        twist(2, true),
        affine(1),
        affine(3),
        Law.of(
            new Oscillator(),
            3,
            new double[] {1.7},
            new double[] {0.95},
            new double[] {0.1, 0, 0.2}),
        Law.of(new CentralForce(-1, false), 2, new double[] {0.1}),
        Law.of(new CentralForce(0, false), 1, new double[] {0.1}),
        Law.of(new CentralForce(1, false), 3, new double[] {0.05}),
        Law.of(new CentralForce(2, true), 3, new double[] {0.02}, new double[] {0.5, -0.5, 0.1}),
        Law.of(new CentralForce(3, true), 2, new double[] {0.01}, new double[] {0.3, 0.1}),
        lotkaVolterra(),
        duffing(),
        pendulum(),
        vanDerPol(),
        Law.of(
            new Event(new Drift(), new Drift()),
            2,
            new double[] {1, 0},
            new double[] {-0.2},
            new double[] {0.3, 0.1},
            new double[] {-0.2, 0.2}),
        Law.of(
            new Event(new Oscillator(), new CentralForce(0, false)),
            2,
            new double[] {0, 1},
            new double[] {0.3},
            new double[] {1.5},
            new double[] {0.9},
            new double[] {0.2, 0},
            new double[] {0.1}),
        Law.of(
                new Bounce(new Affine(), true),
                2,
                new double[] {0.8},
                new double[] {-1},
                new double[] {1, 0, 1, 1},
                new double[] {-0.05, -0.1})
            .shaped(2, 2, 2),
        Law.of(
                new Controlled(new Affine(), 1),
                2,
                new double[] {0.3, -0.2},
                new double[] {0.9, 0.1, -0.2, 0.8},
                new double[] {0.1, 0})
            .shaped(0, 1, 2)
            .shaped(1, 2, 2),
        Law.of(
                new Controlled(new Oscillator(), 2),
                1,
                new double[] {0.3, -0.2},
                new double[] {1.6},
                new double[] {0.9},
                new double[] {0.1})
            .shaped(0, 2, 1),
        Law.of(
            new PerAction(new Rotation(false), 2),
            2,
            new double[] {0.5},
            new double[] {0.1, 0.2},
            new double[] {-0.4},
            new double[] {0, 0.3}),
        Law.of(
            new Blocks(
                List.of(
                    new Blocks.Block(new Rotation(true), 2),
                    new Blocks.Block(new Oscillator(), 1))),
            3,
            new double[] {0.5},
            new double[] {0.1, 0.2},
            new double[] {0.97},
            new double[] {1.6},
            new double[] {0.9},
            new double[] {0.1}),
        Law.of(
            new Operated(new LieAction(5)),
            5,
            new double[] {0.01, -0.1, -0.2},
            new double[] {0.3, 1.2}),
        Law.of(Expression.of("· c z0", "+ z1 · c z0"), 2, new double[] {0.9, 0.3}),
        Law.of(
            Expression.of("+ z0 · c sin · c z1", "− z1 · c z0"), 2, new double[] {0.4, 1.3, 0.2}),
        Law.of(Expression.of("− · c z0 z0₋"), 1, new double[] {1.7}),
        Law.of(Expression.of("+ z0 / z1 + c square z0", "+ z1 c"), 2, new double[] {2.5, 0.1}),
        Law.of(Expression.of("z1", "− z1 z0"), 2));
  }

  private static Law twist(int powers, boolean gain) {
    double[] speeds = Arrays.copyOf(new double[] {0.6, -0.15, 0.01}, powers + 1);
    double[] centre = {0.3, -0.2};
    return gain
        ? Law.of(new Twist(powers, true), 2, speeds, centre, new double[] {0.95})
        : Law.of(new Twist(powers, false), 2, speeds, centre);
  }

  private static Law affine(int width) {
    Tensor matrix = Tensor.eye(DType.FLOAT64, width).mul(0.9);
    double[] slant = new double[width * width];
    double[] offset = new double[width];
    for (int i = 0; i < slant.length; i++) {
      slant[i] = 0.1 * ((i * 7) % 5 - 2);
    }
    for (int i = 0; i < width; i++) {
      offset[i] = 0.1 * i - 0.3;
    }
    return Law.of(
            new Affine(), width, matrix.add(Tensor.of(slant, width, width)).toDoubles(), offset)
        .shaped(0, width, width);
  }

  /** x′ = x + x·(0.1 − 0.2·y), y′ = y + y·(0.15·x − 0.1). */
  private static Law lotkaVolterra() {
    return polynomial(
        new PolynomialFlow(2, 1, false),
        2,
        "z0 0 0.1",
        "z0·z1 0 -0.2",
        "z1 1 -0.1",
        "z0·z1 1 0.15");
  }

  /** z″ = 0.1·z − 0.2·z³. */
  private static Law duffing() {
    return polynomial(new PolynomialFlow(3, 2, false), 1, "z0 0 0.1", "z0³ 0 -0.2");
  }

  /** z″ = −0.3·sin z − 0.1·Δz. */
  private static Law pendulum() {
    return polynomial(new PolynomialFlow(1, 2, true), 1, "sin z0 0 -0.3", "Δz0 0 -0.1")
        .scattered(2, 0.8);
  }

  /** z″ = 0.3·(1 − z²)·Δz − 0.1·z. */
  private static Law vanDerPol() {
    return polynomial(
            new PolynomialFlow(3, 2, false), 1, "Δz0 0 0.3", "z0²·Δz0 0 -0.3", "z0 0 -0.1")
        .scattered(1, 0.8);
  }

  /** Terms as function, coordinate and coefficient. */
  private static Law polynomial(PolynomialFlow form, int width, String... terms) {
    List<String> variables =
        Stream.of("z0", "z1", "Δz0", "Δz1")
            .filter(v -> v.endsWith("0") || width == 2)
            .filter(v -> v.startsWith("z") || form.order() == 2)
            .toList();
    List<String> texts =
        new Monomials(variables.size(), form.degree(), form.sines()).texts(variables);
    double[] coefficients = new double[texts.size() * width];
    for (String term : terms) {
      int at = term.lastIndexOf(' ', term.lastIndexOf(' ') - 1);
      String[] numbers = term.substring(at + 1).split(" ", 2);
      int function = texts.indexOf(term.substring(0, at));
      coefficients[function * width + Integer.parseInt(numbers[0])] =
          Double.parseDouble(numbers[1]);
    }
    return Law.of(form, width, coefficients).shaped(0, texts.size(), width);
  }
}
