package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Protects the arithmetic of the first-order methods against the textbooks' loops. */
final class OptimizerTest {
  private static final int STEPS = 7;

  static Stream<Textbook.Method> methods() {
    return Textbook.methods().stream();
  }

  /** Tensors of several shapes and layouts in memory. */
  private static List<Tensor> tensors(DType dtype, Key key) {
    Key[] keys = key.split(8);
    return List.of(
        keys[0].normal(dtype),
        keys[1].normal(dtype, 0),
        keys[2].normal(dtype, 1),
        keys[3].normal(dtype, 37),
        keys[4].normal(dtype, 3, 5).permute(1, 0),
        keys[5].normal(dtype, 4, 9).slice(1, 2, 7),
        keys[6].normal(dtype, 5, 1).broadcastTo(5, 6),
        keys[7].normal(dtype, 70, 90).permute(1, 0));
  }

  private static double rate(int t) {
    return 0.1 / t;
  }

  /** The parameters after some steps with random gradients, by plain numbers. */
  private static List<double[]> expected(Textbook.Method method, DType dtype) {
    List<double[]> all = new ArrayList<>();
    for (Tensor theta : tensors(dtype, Key.of(81))) {
      all.add(theta.toDoubles());
    }
    for (int i = 0; i < all.size(); i++) {
      double[] theta = all.get(i);
      Textbook[] textbooks =
          Stream.generate(method.textbook()).limit(theta.length).toArray(Textbook[]::new);
      for (int t = 1; t <= STEPS; t++) {
        double[] g = tensors(dtype, Key.of(82 + t)).get(i).toDoubles();
        for (int k = 0; k < theta.length; k++) {
          theta[k] = textbooks[k].step(t, theta[k], g[k], rate(t));
        }
      }
    }
    return all;
  }

  private static Optimizer.Step<List<Tensor>> steps(Optimizer optimizer, DType dtype) {
    List<Tensor> start = tensors(dtype, Key.of(81));
    Optimizer.Step<List<Tensor>> step = new Optimizer.Step<>(start, optimizer.start(start));
    for (int t = 1; t <= STEPS; t++) {
      List<Tensor> gradients = tensors(dtype, Key.of(82 + t));
      step = optimizer.step(step.parameters(), gradients, step.state(), rate(t));
    }
    return step;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void stepsAreThoseOfTheTextbook(Textbook.Method method) {
    Optimizer.Step<List<Tensor>> reached = steps(method.optimizer(), DType.FLOAT64);
    List<double[]> expected = expected(method, DType.FLOAT64);
    assertEquals(STEPS, reached.state().step());
    for (int i = 0; i < expected.size(); i++) {
      String context = method + ", tensor " + i + ", seed 81";
      Close.close(expected.get(i), reached.parameters().get(i), 1e-12, context);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void singlePrecisionDiffersByRoundingOnly(Textbook.Method method) {
    List<Tensor> reached = steps(method.optimizer(), DType.FLOAT32).parameters();
    List<double[]> expected = expected(method, DType.FLOAT32);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(DType.FLOAT32, reached.get(i).dtype());
      String context = method + ", tensor " + i + ", seed 81";
      Close.close(expected.get(i), reached.get(i), 2e-6, context);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void bitsDoNotDependOnThreads(Textbook.Method method) {
    List<Tensor> large = List.of(Key.of(61).normal(DType.FLOAT32, 100_003));
    List<Tensor> gradient = List.of(Key.of(62).normal(DType.FLOAT32, 100_003));
    List<List<Tensor>> results = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      try (Workers workers = Workers.of(threads)) {
        results.add(
            workers.call(() -> {
              Optimizer.State start = method.optimizer().start(large);
              var once = method.optimizer().step(large, gradient, start, 0.1);
              return all(method.optimizer().step(once.parameters(), gradient, once.state(), 1));
            }));
      }
    }
    Close.sameBits(results.get(0), results.get(1), method + ", 1 and 3 threads, seed 61");
  }

  private static List<Tensor> all(Optimizer.Step<List<Tensor>> step) {
    List<Tensor> all = new ArrayList<>(step.parameters());
    step.state().slots().forEach(all::addAll);
    return all;
  }

  /** θ after each of some steps from {@code start} with the given gradients. */
  private static void worksOut(
      Optimizer optimizer, double rate, double start, double[] gradients, double[] expected) {
    List<Tensor> theta = List.of(Tensor.scalar(DType.FLOAT64, start));
    Optimizer.State state = optimizer.start(theta);
    for (int t = 0; t < gradients.length; t++) {
      List<Tensor> g = List.of(Tensor.scalar(DType.FLOAT64, gradients[t]));
      var step = optimizer.step(theta, g, state, rate);
      theta = step.parameters();
      state = step.state();
      Close.close(new double[] {expected[t]}, theta.getFirst(), 1e-15, optimizer + " " + t);
    }
  }

  @Test
  void numbersWorkedOutByHand() {
    worksOut(Optimizer.sgd(), 0.1, 2, new double[] {0.5, -1}, new double[] {1.95, 2.05});
    // v = −0.05, then 0.5·(−0.05) − 0.1 = −0.125.
    worksOut(Optimizer.sgd(0.5, false), 0.1, 2, new double[] {0.5, 1}, new double[] {1.95, 1.825});
    // 2 + 0.5·(−0.05) − 0.05, then 1.925 + 0.5·(−0.125) − 0.1.
    worksOut(Optimizer.sgd(0.5, true), 0.1, 2, new double[] {0.5, 1}, new double[] {1.925, 1.7625});
    // r = 4 both times, √(5 + 4) = 3.
    worksOut(Optimizer.rmsProp(0.75, 5), 0.3, 2, new double[] {4, 2}, new double[] {1.6, 1.4});
    // m = v = 1, so 2 and √4 after correction: 1 − 0.3·2/(2 + 1). Then m = 1/2 and v = 3/4:
    // 0.8 − 0.3·(2/3)/(√(12/7) + 1).
    worksOut(
        Optimizer.adam(0.5, 0.75, 1),
        0.3,
        1,
        new double[] {2, 0},
        new double[] {0.8, 0.7133939444035329});
    // The same with 0.3·0.5·1 of decay.
    worksOut(Optimizer.adamW(0.5, 0.75, 1, 0.5), 0.3, 1, new double[] {2}, new double[] {0.65});
    // m = 3, s = 0.25·9 + 1.75 = 4, so 6 and √16 after correction: 1 − 0.575·6/(4 + 1.75).
    worksOut(Optimizer.adaBelief(0.5, 0.75, 1.75), 0.575, 1, new double[] {6}, new double[] {0.4});
  }

  @Test
  void adamsFloatingPointOperationsStayAsTheyAre() {
    // Results of long trainings depend on the last bit; Java computes the same sequence.
    int n = 1000;
    float[] theta = Key.of(31).normal(DType.FLOAT32, n).toFloats();
    float[] m = new float[n];
    float[] v = new float[n];
    List<Tensor> parameters = List.of(Tensor.of(theta));
    Optimizer adam = Optimizer.adam();
    Optimizer.State state = adam.start(parameters);
    for (int t = 1; t <= 3; t++) {
      Tensor gradient = Key.of(31 + t).normal(DType.FLOAT32, n);
      float[] g = gradient.toFloats();
      float rate = (float) 1e-3;
      float c1 = (float) (1 - StrictMath.pow(0.9, t));
      float c2 = (float) (1 - StrictMath.pow(0.999, t));
      for (int i = 0; i < n; i++) {
        m[i] = m[i] * (float) 0.9 + g[i] * (float) (1 - 0.9);
        v[i] = v[i] * (float) 0.999 + g[i] * g[i] * (float) (1 - 0.999);
        float root = (float) Math.sqrt(v[i] / c2) + (float) 1e-8;
        theta[i] = theta[i] - rate * (m[i] / c1) / root;
      }
      var step = adam.step(parameters, List.of(gradient), state, 1e-3);
      parameters = step.parameters();
      state = step.state();
      Close.sameBits(
          List.of(Tensor.of(theta), Tensor.of(m), Tensor.of(v)), all(step), "seed 31, step " + t);
    }
  }

  @Test
  void everyMethodFindsTheMinimumOfAQuadratic() {
    double[] minimum = {1, 1, 1, 1, 1};
    Tensor curvature = Points.vector(1, 2, 3, 4, 5);
    for (Textbook.Method method : Textbook.methods()) {
      if (method.label().equals("adamW 0.2")) {
        continue; // its minimum lies elsewhere
      }
      UnaryOperator<Tensor> loss = x -> x.sub(1).square().mul(curvature).sum().mul(0.5);
      List<Tensor> theta = List.of(Points.vector(0.5, -1.25, 2, 0, 3));
      Optimizer.State state = method.optimizer().start(theta);
      Schedule schedule = Schedule.cosine(0.1, 1e-6, 300);
      for (int t = 0; t < 300; t++) {
        List<Tensor> gradients = Autodiff.grad(p -> loss.apply(p.getFirst()), theta);
        var step = method.optimizer().step(theta, gradients, state, schedule.rate(state.step()));
        theta = step.parameters();
        state = step.state();
      }
      double bound = method.label().equals("adamW") ? 1e-2 : 1e-3;
      Close.close(minimum, theta.getFirst(), bound, method.label());
    }
  }

  @Test
  void slotsAreThoseOfThePaper() {
    List<Tensor> parameters = List.of(Points.vector(1.0));
    int[] counts =
        Textbook.methods().stream()
            .mapToInt(method -> method.optimizer().start(parameters).slots().size())
            .toArray();
    assertEquals(
        IntStream.of(0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2).boxed().toList(),
        IntStream.of(counts).boxed().toList());
    assertEquals(List.of("m", "s"), Optimizer.adaBelief().slots());
    assertEquals(List.of(), Optimizer.sgd(0, false).slots());
    assertEquals("rmsProp", Optimizer.rmsProp().toString());
  }

  @Test
  void gradientsThatAreNoNumbersPassOn() {
    List<Tensor> theta = List.of(Points.vector(1.0, 1.0));
    List<Tensor> g = List.of(Points.vector(Double.NaN, 1.0));
    for (Textbook.Method method : Textbook.methods()) {
      Optimizer.State start = method.optimizer().start(theta);
      double[] moved =
          method.optimizer().step(theta, g, start, 0.1).parameters().getFirst().toDoubles();
      assertEquals(Double.NaN, moved[0], method.label());
      assertEquals(true, moved[1] < 1, method.label());
    }
  }
}
