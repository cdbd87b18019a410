package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects Adam's arithmetic against the textbook's loop, its state, and its errors. */
final class AdamTest {
  private static final double[] START = {0.5, -1.25, 2, 0, 3};

  /** Algorithm 1 of the paper on the loss Σ (i+1)·(θᵢ − 1)²/2, element by element. */
  private static double[] textbook(
      int steps, double rate, double beta1, double beta2, double epsilon) {
    double[] theta = START.clone();
    double[] m = new double[theta.length];
    double[] v = new double[theta.length];
    for (int t = 1; t <= steps; t++) {
      for (int i = 0; i < theta.length; i++) {
        double g = (i + 1) * (theta[i] - 1);
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        double mHat = m[i] / (1 - Math.pow(beta1, t));
        double vHat = v[i] / (1 - Math.pow(beta2, t));
        theta[i] -= rate * mHat / (Math.sqrt(vHat) + epsilon);
      }
    }
    return theta;
  }

  private static Tensor loss(List<Tensor> p) {
    Tensor theta = p.getFirst();
    Tensor curvature = Tensor.of(theta.dtype(), new double[] {1, 2, 3, 4, 5}, 5);
    return theta.sub(1).square().mul(curvature).sum().mul(0.5);
  }

  private static Adam.Step train(Adam adam, DType dtype, int steps, double rate) {
    List<Tensor> parameters = List.of(Tensor.of(dtype, START, START.length));
    Adam.Step step = new Adam.Step(parameters, adam.start(parameters));
    for (int t = 0; t < steps; t++) {
      List<Tensor> gradients = Autodiff.grad(AdamTest::loss, step.parameters());
      step = adam.step(step.parameters(), gradients, step.state(), rate);
    }
    return step;
  }

  @Test
  void stepsAreThoseOfTheTextbook() {
    Close.close(
        textbook(5, 0.1, 0.9, 0.999, 1e-8),
        train(new Adam(), DType.FLOAT64, 5, 0.1).parameters().getFirst(),
        1e-12,
        "usual constants");
    Close.close(
        textbook(5, 0.02, 0, 0.5, 0.1),
        train(new Adam(0, 0.5, 0.1), DType.FLOAT64, 5, 0.02).parameters().getFirst(),
        1e-12,
        "other constants");
  }

  @Test
  void firstStepHasTheLengthOfTheRate() {
    // With mHat = g and vHat = g², the step is rate·g/(|g| + ε).
    List<Tensor> start = List.of(Points.vector(1.0, 1.0, 1.0));
    List<Tensor> gradient = List.of(Points.vector(1e-3, -7.0, 0.0));
    Adam adam = new Adam();
    Tensor moved = adam.step(start, gradient, adam.start(start), 0.25).parameters().getFirst();
    Close.close(new double[] {0.75, 1.25, 1}, moved, 1e-5, "after one step");
  }

  @Test
  void findsTheMinimumOfAQuadratic() {
    Tensor found = train(new Adam(), DType.FLOAT64, 1500, 0.05).parameters().getFirst();
    Close.close(new double[] {1, 1, 1, 1, 1}, found, 1e-6, "minimum");
  }

  @Test
  void singlePrecisionDiffersByRoundingOnly() {
    Key[] keys = Key.of(71).split(4);
    int n = 1000;
    Tensor theta = keys[0].normal(DType.FLOAT32, n);
    Tensor g = keys[1].normal(DType.FLOAT32, n);
    Tensor m = keys[2].normal(DType.FLOAT32, n);
    Tensor v = keys[3].uniform(DType.FLOAT32, n).add(0.1);
    Adam.State state = new Adam.State(9, List.of(m), List.of(v));
    Adam.State wide =
        new Adam.State(9, List.of(m.astype(DType.FLOAT64)), List.of(v.astype(DType.FLOAT64)));
    Adam adam = new Adam();
    Adam.Step single = adam.step(List.of(theta), List.of(g), state, 0.01);
    Adam.Step full =
        adam.step(
            List.of(theta.astype(DType.FLOAT64)), List.of(g.astype(DType.FLOAT64)), wide, 0.01);
    double bound = 2 * DType.FLOAT32.epsilon();
    assertEquals(DType.FLOAT32, single.parameters().getFirst().dtype());
    for (int i = 0; i < 3; i++) {
      Tensor expected = all(full).get(i);
      Close.close(expected, all(single).get(i).astype(DType.FLOAT64), bound, i + ", seed 71");
    }
  }

  private static List<Tensor> all(Adam.Step step) {
    List<Tensor> all = new ArrayList<>(step.parameters());
    all.addAll(step.state().first());
    all.addAll(step.state().second());
    return all;
  }

  @Test
  void stateIsAValue() {
    List<Tensor> parameters =
        List.of(
            Points.vector(1.0, 2.0), Tensor.scalar(DType.FLOAT64, 3), Tensor.of(new float[] {4}));
    Adam adam = new Adam();
    Adam.State state = adam.start(parameters);
    assertEquals(0, state.step());
    Adam.Step first = adam.step(parameters, parameters, state, 0.1);
    Adam.Step again = adam.step(parameters, parameters, state, 0.1);
    assertEquals(1, first.state().step());
    Close.sameBits(all(first), all(again), "the same step twice");
    for (int i = 0; i < parameters.size(); i++) {
      assertEquals(parameters.get(i).shape(), first.parameters().get(i).shape());
      assertEquals(parameters.get(i).dtype(), first.parameters().get(i).dtype());
      assertTrue(state.first().get(i).square().sum().item() == 0, "moments changed in place");
    }
  }

  @Test
  void constantsOutOfRangeAreErrors() {
    double nan = Double.NaN;
    double[][] wrong = {
      {1, 0.9, 1e-8},
      {-0.1, 0.9, 1e-8},
      {0.9, 1, 1e-8},
      {0.9, -1, 1e-8},
      {0.9, 0.9, 0},
      {0.9, 0.9, -1},
      {nan, 0.9, 1e-8},
      {0.9, nan, 1e-8},
      {0.9, 0.9, nan},
    };
    for (double[] c : wrong) {
      Close.rejects(
          "adam: beta1 "
              + c[0]
              + ", beta2 "
              + c[1]
              + ", epsilon "
              + c[2]
              + ", expected betas in [0, 1) and a positive epsilon",
          () -> new Adam(c[0], c[1], c[2]));
    }
  }

  @Test
  void gradientsAndStateMustMatchTheParameters() {
    Adam adam = new Adam();
    List<Tensor> parameters = List.of(Points.vector(1.0, 2.0));
    Adam.State state = adam.start(parameters);
    Close.rejects(
        "adam: gradient 0 has shape [3, 2], expected [2]",
        () -> adam.step(parameters, List.of(Tensor.zeros(DType.FLOAT64, 3, 2)), state, 0.1));
    Close.rejects(
        "adam: 0 of gradient, expected 1", () -> adam.step(parameters, List.of(), state, 0.1));
    Close.rejects(
        "adam: 0 of first moment, expected 1",
        () -> adam.step(parameters, parameters, adam.start(List.of()), 0.1));
    Close.rejects(
        "adam: operands of different types: float64, float32, float64, float64, float64, float64,"
            + " float64; convert one with astype",
        () -> adam.step(parameters, List.of(Tensor.of(new float[] {1, 2})), state, 0.1));
  }
}
