package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.expr.Expr.Function;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;

class GradientTest {
  private static final int INPUTS = 3;
  private static final int EXPRESSIONS = 100;

  /** Where the error of a central difference, from curvature and from rounding, is least. */
  private static final double STEP = Math.cbrt(Math.ulp(1.0));

  /** Functions, compiled once. */
  private static final class Evaluation {
    private final int inputs;
    private final int outputs;
    private final MapKernel kernel;

    Evaluation(List<Expr> functions, int inputs) {
      this.inputs = inputs;
      outputs = functions.size();
      kernel =
          new ScalarKernels().compile(Instructions.compile(functions, inputs, ElementType.FLOAT64));
    }

    double[] at(double... x) {
      Object[] arrays = new Object[inputs + outputs];
      for (int p = 0; p < arrays.length; p++) {
        arrays[p] = p < inputs ? new double[] {x[p]} : new double[1];
      }
      kernel.run(arrays, new int[arrays.length], new int[arrays.length], 0, 1);
      double[] y = new double[outputs];
      for (int o = 0; o < outputs; o++) {
        y[o] = ((double[]) arrays[inputs + o])[0];
      }
      return y;
    }
  }

  private static double[] evaluate(List<Expr> functions, double... x) {
    return new Evaluation(functions, x.length).at(x);
  }

  private static List<Expr> gradient(Expr f, int inputs) {
    return Gradient.vjp(List.of(f), List.of(Expr.constant(1)), inputs);
  }

  /** A function without edges whose values and derivatives stay near 1. */
  private static Expr smooth(Random random) {
    List<Expr> nodes = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      nodes.add(Expr.input(i));
    }
    for (int n = 0; n < 8; n++) {
      Expr a = nodes.get(random.nextInt(nodes.size()));
      Expr b = nodes.get(nodes.size() - 1 - random.nextInt(INPUTS));
      Expr positive = a.mul(a).add(Expr.constant(1));
      Expr bounded = b.call(Function.TANH);
      nodes.add(
          switch (random.nextInt(12)) {
            case 0 -> a.add(b);
            case 1 -> a.sub(b);
            case 2 -> a.mul(bounded);
            case 3 -> b.div(positive);
            case 4 -> bounded.fma(a, b);
            case 5 -> positive.sqrt();
            case 6 -> bounded.call(Function.EXP);
            case 7 -> positive.call(Function.LOG);
            case 8 -> b.call(Function.SIN);
            case 9 -> b.call(Function.COS);
            case 10 -> bounded.neg();
            // Both branches count: the condition lies away from the points that are tried.
            default -> Expr.input(0).ifLess(Expr.constant(0), a.mul(bounded), b.sub(a));
          });
    }
    return nodes.getLast();
  }

  private static double[] point(Random random) {
    double[] x = new double[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      x[i] = (random.nextBoolean() ? 1 : -1) * (0.2 + random.nextDouble());
    }
    return x;
  }

  /** Compares the derivatives of each function with its differences along each axis. */
  private static void check(
      List<Expr> functions, List<List<Expr>> derivatives, double[] x, String where) {
    List<Expr> all = derivatives.stream().flatMap(List::stream).toList();
    double[] actual = evaluate(all, x);
    Evaluation values = new Evaluation(functions, INPUTS);
    for (int i = 0; i < INPUTS; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += STEP;
      down[i] -= STEP;
      double[] above = values.at(up);
      double[] below = values.at(down);
      for (int f = 0; f < functions.size(); f++) {
        double expected = (above[f] - below[f]) / (up[i] - down[i]);
        double scale = 1 + Math.abs(expected) + Math.abs(above[f]);
        assertEquals(
            expected,
            actual[f * INPUTS + i],
            1e-6 * scale,
            where + ", function " + f + ", input " + i);
      }
    }
  }

  @Test
  void firstAndSecondDerivativesMatchDifferences() {
    for (int seed = 0; seed < EXPRESSIONS; seed++) {
      Random random = new Random(seed);
      Expr f = smooth(random);
      double[] x = point(random);
      List<Expr> first = gradient(f, INPUTS);
      check(List.of(f), List.of(first), x, "first order, seed " + seed);
      List<List<Expr>> second = first.stream().map(g -> gradient(g, INPUTS)).toList();
      check(first, second, x, "second order, seed " + seed);
      for (int i = 0; i < INPUTS; i++) {
        for (int j = 0; j < i; j++) {
          double[] mixed = evaluate(List.of(second.get(i).get(j), second.get(j).get(i)), x);
          assertEquals(
              mixed[0], mixed[1], 1e-9 * (1 + Math.abs(mixed[0])), "symmetry, seed " + seed);
        }
      }
    }
  }

  @Test
  void severalOutputsAreWeightedByTheirSeeds() {
    Expr x = Expr.input(0);
    Expr y = Expr.input(1);
    Expr weight = Expr.input(2);
    List<Expr> result =
        Gradient.vjp(List.of(x.mul(y), x.call(Function.EXP)), List.of(weight, y), 2);
    // weight·y + y·exp(x), weight·x: seeds are factors, not differentiated.
    double[] actual = evaluate(result, 0.5, 3, 7);
    assertArrayEquals(new double[] {21 + 3 * Math.exp(0.5), 3.5}, actual, 1e-14);
  }

  @Test
  void anUnusedInputHasDerivativeZero() {
    assertEquals(List.of(Expr.constant(0), Expr.constant(1)), gradient(Expr.input(1), 2));
  }

  @Test
  void conventionsAtEdges() {
    Expr x = Expr.input(0);
    Expr y = Expr.input(1);
    Expr zero = Expr.constant(0);
    assertGradient(x.max(zero), new double[] {0, 5}, 0, 0);
    assertGradient(x.max(zero), new double[] {1, 5}, 1, 0);
    assertGradient(x.max(zero), new double[] {-1, 5}, 0, 0);
    assertGradient(x.max(y), new double[] {2, 2}, 0, 1);
    assertGradient(x.min(y), new double[] {2, 2}, 0, 1);
    assertGradient(x.max(y), new double[] {3, 2}, 1, 0);
    assertGradient(x.min(y), new double[] {3, 2}, 0, 1);
    assertGradient(x.abs(), new double[] {0, 5}, 0, 0);
    assertGradient(x.abs(), new double[] {-0.0, 5}, 0, 0);
    assertGradient(x.abs(), new double[] {-3, 5}, -1, 0);
    assertGradient(x.sqrt(), new double[] {0, 5}, Double.POSITIVE_INFINITY, 0);
  }

  private static void assertGradient(Expr f, double[] x, double... expected) {
    double[] actual = evaluate(gradient(f, 2), x);
    for (int i = 0; i < expected.length; i++) {
      assertTrue(expected[i] == actual[i], f + ": " + actual[i] + ", input " + i);
    }
  }

  /** Every function, first and second order, at points inside its domain. */
  @Test
  void derivativesOfEveryFunctionMatchDifferences() {
    List<Expr> functions = new ArrayList<>();
    Expr x = Expr.input(0);
    Expr y = Expr.input(1);
    for (Function function : Function.values()) {
      functions.add(x.call(function));
    }
    functions.add(x.call(Expr.Function2.POW, y));
    functions.add(x.pow(Expr.constant(2.5)));
    functions.add(x.call(Expr.Function2.ATAN2, y));
    functions.add(y.neg().call(Expr.Function2.ATAN2, x.neg()));
    functions.add(x.rsqrt());
    functions.add(x.sub(y).sign());
    functions.add(x.sub(y).clamp(Expr.constant(-0.1), Expr.constant(0.2)));
    for (double shift : new double[] {0, -1.4}) {
      Expr moved = x.add(Expr.constant(shift));
      functions.add(Activations.relu(moved));
      functions.add(Activations.leakyRelu(moved, 0.1));
      functions.add(Activations.silu(moved));
      functions.add(Activations.gelu(moved));
      functions.add(Activations.geluTanh(moved));
    }
    for (double[] point : new double[][] {{0.37, 1.3, 0}, {0.81, 0.4, 0}}) {
      List<List<Expr>> first = functions.stream().map(f -> gradient(f, INPUTS)).toList();
      check(functions, first, point, "first order");
      for (List<Expr> gradient : first) {
        List<List<Expr>> second = gradient.stream().map(g -> gradient(g, INPUTS)).toList();
        check(gradient, second, point, "second order of " + gradient);
      }
    }
  }

  @Test
  void conventionsOfPowersAndAngles() {
    Expr x = Expr.input(0);
    Expr power = x.call(Expr.Function2.POW, Expr.input(1));
    assertGradient(power, new double[] {0, 2}, 0, 0);
    assertGradient(power, new double[] {0, 1}, 1, 0);
    assertGradient(power, new double[] {0, 0}, 0, 0);
    assertGradient(power, new double[] {1, 0}, 0, 0);
    assertGradient(x.call(Expr.Function2.ATAN2, Expr.input(1)), new double[] {0, 0}, 0, 0);
    assertGradient(x.clamp(Expr.constant(0), Expr.constant(1)), new double[] {0, 5}, 1, 0);
    assertGradient(x.clamp(Expr.constant(0), Expr.constant(1)), new double[] {1, 5}, 1, 0);
    assertGradient(x.sign(), new double[] {0, 5}, 0, 0);
    assertGradient(Activations.leakyRelu(x, 0.5), new double[] {0, 5}, 0.5, 0);
    assertGradient(x.call(Function.ROUND), new double[] {1, 5}, 0, 0);
    assertGradient(x.call(Function.SOFTPLUS), new double[] {0, 5}, 0.5, 0);
    // A third derivative of a square is 0 also at 0, where 0^−1 is infinite.
    Expr square = x.call(Expr.Function2.POW, Expr.constant(2));
    Expr second = gradient(gradient(square, 2).getFirst(), 2).getFirst();
    assertEquals(2, evaluate(List.of(second), 0, 0)[0]);
    assertGradient(second, new double[] {0, 0}, 0, 0);
  }

  @Test
  void anOutputWithoutSeedLeavesNoTrace() {
    Expr x = Expr.input(0);
    List<Expr> seeds = List.of(Expr.constant(0), Expr.constant(1));
    List<Expr> gradient = Gradient.vjp(List.of(x.sqrt(), x), seeds, 1);
    assertEquals(List.of(Expr.constant(1)), gradient);
  }

  @Test
  void aChainMayBeAsLongAsItLikes() {
    Expr x = Expr.input(0);
    for (int i = 0; i < 20_000; i++) {
      x = x.neg();
    }
    assertEquals(1, evaluate(gradient(x, 1), 5)[0]);
  }

  @Test
  void bitOperationsHaveNoDerivative() {
    Expr bits = new Expr.FromBits(new Expr.Bits.Of(Expr.input(0)));
    UnsupportedOperationException error =
        assertThrows(UnsupportedOperationException.class, () -> gradient(bits.mul(bits), 1));
    assertEquals(
        "gradient: bit operations have no derivative; use the elementary function instead",
        error.getMessage());
    // As a condition they do no harm.
    Expr chosen = bits.ifLess(Expr.constant(0), Expr.input(0).neg(), Expr.input(0));
    assertEquals(-1, evaluate(gradient(chosen, 1), -2)[0]);
  }

  @Test
  void sharedExpressionsDoNotMultiply() {
    Expr x = Expr.input(0);
    Expr f = x;
    int depth = 60;
    for (int i = 0; i < depth; i++) {
      f = f.mul(f);
    }
    List<Expr> derivative = gradient(f, 1);
    int size = Instructions.compile(derivative, 1, ElementType.FLOAT64).list().size();
    assertTrue(size < 10 * depth, size + " instructions");
    // f = x^(2^60), so f' = 2^60 at 1.
    assertEquals(0x1p60, evaluate(derivative, 1)[0]);

    List<Expr> second = gradient(derivative.getFirst(), 1);
    int secondSize = Instructions.compile(second, 1, ElementType.FLOAT64).list().size();
    assertTrue(secondSize < 100 * depth, secondSize + " instructions");
    assertEquals(0x1p120, evaluate(second, 1)[0], 0x1p62);
  }
}
