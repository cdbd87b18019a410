package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects that laws of physics are found where only places are seen, at steps of a sixtieth of a
 * period, though they were made by differential equations and not by the form itself.
 */
final class PolynomialFlowTest {
  private static final double STEP = 0.1;

  /** Triples of places along trajectories of x″ = acceleration(x, x′) from random starts. */
  private static Motion motion(UnaryOperator<double[]> velocity, double size) {
    List<double[]> triples = new ArrayList<>();
    double[] starts = Key.of(1).uniform(-size, size, DType.FLOAT64, 20, 2).toDoubles();
    for (int i = 0; i < 20; i++) {
      double[] start = {starts[2 * i], starts[2 * i + 1]};
      double[][] path = RungeKutta.path(velocity, start, STEP, 10, 30);
      for (int t = 2; t < path.length; t++) {
        triples.add(new double[] {path[t - 2][0], path[t - 1][0], path[t][0]});
      }
    }
    double[] flat = triples.stream().flatMapToDouble(Arrays::stream).toArray();
    Tensor all = Tensor.of(flat, triples.size(), 3);
    return Motion.of(all.slice(1, 0, 1), all.slice(1, 1, 2), all.slice(1, 2, 3));
  }

  private static double coefficient(Equation equation, String function) {
    PolynomialFlow form = (PolynomialFlow) equation.rule().form();
    List<String> texts = new Monomials(2, form.degree(), form.sines()).texts(List.of("z", "Δz"));
    return equation.numbers()[texts.indexOf(function)];
  }

  private static Equation found(PolynomialFlow form, Motion motion, int terms) {
    Equation equation = new Rule(form, List.of(0)).fit(motion);
    long active = Arrays.stream(equation.numbers()).filter(c -> c != 0).count();
    assertEquals(terms, active, equation::formula);
    return equation;
  }

  @Test
  void aPendulumIsASine() {
    Motion motion = motion(s -> new double[] {s[1], -Math.sin(s[0])}, 1.8);
    Equation equation = found(new PolynomialFlow(1, 2, true), motion, 1);
    assertEquals(-STEP * STEP, coefficient(equation, "sin z"), 0.01 * STEP * STEP);
    assertTrue(equation.residuals(motion).mean().item() < 1e-7);
  }

  @Test
  void duffingsSpringIsACube() {
    Motion motion = motion(s -> new double[] {s[1], s[0] - s[0] * s[0] * s[0]}, 1.5);
    Equation equation = found(new PolynomialFlow(3, 2, false), motion, 2);
    assertEquals(STEP * STEP, coefficient(equation, "z"), 0.02 * STEP * STEP);
    assertEquals(-STEP * STEP, coefficient(equation, "z³"), 0.02 * STEP * STEP);
  }

  @Test
  void vanDerPolsFrictionDependsOnThePlace() {
    Motion motion = motion(s -> new double[] {s[1], (1 - s[0] * s[0]) * s[1] - s[0]}, 2);
    Equation equation = new Rule(new PolynomialFlow(3, 2, false), List.of(0)).fit(motion);
    // The velocity that the form knows is half a step old: a few per cent of friction.
    assertEquals(STEP, coefficient(equation, "Δz"), 0.15 * STEP, equation::formula);
    assertEquals(-STEP, coefficient(equation, "z²·Δz"), 0.15 * STEP, equation::formula);
    assertEquals(-STEP * STEP, coefficient(equation, "z"), 0.15 * STEP * STEP, equation::formula);
    assertTrue(equation.residuals(motion).mean().item() < 1e-4, equation::formula);
  }
}
