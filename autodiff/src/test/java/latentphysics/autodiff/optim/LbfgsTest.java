package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.autodiff.Structure;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects L-BFGS on problems with known minima, and its end in every case. */
final class LbfgsTest {
  private static final Lbfgs.Options STANDARD = Lbfgs.Options.standard();

  private record Line(Tensor slope, Tensor offset) {}

  private static final Structure<Line> LINE = Structure.of(MethodHandles.lookup());

  /** Σ 100·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
  private static Tensor rosenbrock(Tensor x) {
    int n = x.dim(0);
    Tensor head = x.slice(0, 0, n - 1);
    Tensor tail = x.slice(0, 1, n);
    return tail.sub(head.square()).square().mul(100).add(head.sub(1).square()).sum();
  }

  private static Lbfgs.Result<Tensor> minimize(
      UnaryOperator<Tensor> loss, Tensor start, Lbfgs.Options options) {
    return Lbfgs.minimize(Structure.tensor(), loss, start, options);
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void findsTheMinimumOfRosenbrocksFunction() {
    Lbfgs.Options options = STANDARD.withGradientTolerance(1e-11);
    double[] ten = new double[10];
    Arrays.setAll(ten, i -> i % 2 == 0 ? -1.2 : 1);
    for (double[] start : new double[][] {{-1.2, 1}, {0, 0}, {30, -50}, ten}) {
      var result = minimize(LbfgsTest::rosenbrock, Tensor.of(start), options);
      String context = Arrays.toString(start) + ": " + result;
      assertEquals(Lbfgs.Status.CONVERGED, result.status(), context);
      assertTrue(result.gradientNorm() <= 1e-11, context);
      assertTrue(result.value() <= 1e-20, context);
      assertTrue(result.iterations() < 200, context);
      assertTrue(result.evaluations() < 300, context);
      Close.close(ones(start.length), result.parameters(), 1e-10, context);
    }
  }

  @Test
  void findsTheMinimumOfAnIllConditionedQuadratic() {
    int n = 20;
    double[] curvature = new double[n];
    Arrays.setAll(curvature, i -> Math.pow(1e4, i / (n - 1.0)));
    Tensor minimum = Key.of(11).normal(DType.FLOAT64, n);
    UnaryOperator<Tensor> loss =
        x -> x.sub(minimum).square().mul(Tensor.of(curvature)).sum().mul(0.5).add(3);
    for (int memory : new int[] {3, 10, 20}) {
      var result =
          minimize(
              loss,
              Tensor.zeros(DType.FLOAT64, n),
              STANDARD.withGradientTolerance(1e-9).withMemory(memory).withMaxIterations(2000));
      assertEquals(Lbfgs.Status.CONVERGED, result.status(), "memory " + memory + ": " + result);
      Close.close(minimum, result.parameters(), 1e-9, "memory " + memory + ", seed 11");
      assertEquals(3, result.value(), 1e-15);
    }
  }

  @Test
  void worksInSinglePrecision() {
    Tensor start = Tensor.of(new float[] {-1.2f, 1});
    var result = minimize(LbfgsTest::rosenbrock, start, STANDARD.withGradientTolerance(1e-4));
    assertEquals(Lbfgs.Status.CONVERGED, result.status(), result.toString());
    assertEquals(DType.FLOAT32, result.parameters().dtype());
    Close.close(ones(2), result.parameters(), 1e-3, "Rosenbrock");
    Tensor minimum = Key.of(12).normal(DType.FLOAT32, 50);
    Tensor curvature = Key.of(13).uniform(DType.FLOAT32, 50).mul(99).add(1);
    var quadratic =
        minimize(
            x -> x.sub(minimum).square().mul(curvature).sum().add(1),
            Tensor.zeros(DType.FLOAT32, 50),
            STANDARD.withGradientTolerance(1e-3));
    assertEquals(Lbfgs.Status.CONVERGED, quadratic.status(), quadratic.toString());
    Close.close(minimum, quadratic.parameters(), 1e-3, "quadratic, seeds 12 and 13");
  }

  @Test
  void structuresAndListsGiveTheSameBits() {
    Tensor x = Key.of(14).normal(DType.FLOAT64, 30);
    Tensor y = x.mul(2).sub(0.5);
    Line start = new Line(Tensor.zeros(DType.FLOAT64, 1, 1), Tensor.scalar(DType.FLOAT64, 4));
    var result =
        Lbfgs.minimize(
            LINE,
            line -> line.slope().reshape(1).mul(x).add(line.offset()).sub(y).square().mean(),
            start,
            STANDARD.withGradientTolerance(1e-10));
    assertEquals(Lbfgs.Status.CONVERGED, result.status());
    Close.close(Tensor.of(new double[] {2}, 1, 1), result.parameters().slope(), 1e-9, "slope");
    assertEquals(-0.5, result.parameters().offset().item(), 1e-9);
    var list =
        Lbfgs.minimize(
            Structure.list(),
            p -> p.get(0).reshape(1).mul(x).add(p.get(1)).sub(y).square().mean(),
            LINE.leaves(start),
            STANDARD.withGradientTolerance(1e-10));
    Close.sameBits(LINE.leaves(result.parameters()), list.parameters(), "list");
    assertEquals(0, start.slope().item(), "the start stays");
  }

  @Test
  void bitsDoNotDependOnThreads() {
    Tensor start = Key.of(15).normal(DType.FLOAT32, 40_000);
    List<List<Tensor>> results = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      try (Workers workers = Workers.of(threads)) {
        results.add(
            workers.call(() ->
                List.of(
                    minimize(LbfgsTest::rosenbrock, start, STANDARD.withMaxIterations(6))
                        .parameters())));
      }
    }
    Close.sameBits(results.get(0), results.get(1), "1 and 3 threads, seed 15");
  }

  @Test
  void gradientsMayBeGiven() {
    var result =
        Lbfgs.minimizeWithGradient(
            Structure.tensor(),
            x -> new Lbfgs.Evaluation<>(x.sub(3).square().sum().item(), x.sub(3).mul(2)),
            Points.vector(1.0, 10.0),
            STANDARD);
    assertEquals(Lbfgs.Status.CONVERGED, result.status());
    Close.close(new double[] {3, 3}, result.parameters(), 1e-6, "minimum");
  }

  @Test
  void searchEndsAtOnceOrWhenItsIterationsAreUsedUp() {
    Tensor minimum = Points.vector(1.0, 1.0);
    var there = minimize(LbfgsTest::rosenbrock, minimum, STANDARD);
    assertEquals(
        List.of(Lbfgs.Status.CONVERGED, 0, 1),
        List.of(there.status(), there.iterations(), there.evaluations()));
    var nothing = minimize(x -> x.square().sum(), Tensor.zeros(DType.FLOAT64, 0), STANDARD);
    assertEquals(Lbfgs.Status.CONVERGED, nothing.status());
    Tensor start = Points.vector(-1.2, 1.0);
    var stopped = minimize(LbfgsTest::rosenbrock, start, STANDARD.withMaxIterations(5));
    assertEquals(Lbfgs.Status.ITERATIONS, stopped.status());
    assertEquals(5, stopped.iterations());
    assertTrue(stopped.value() < rosenbrock(start).item());
    assertEquals(stopped.value(), rosenbrock(stopped.parameters()).item());
    var none = minimize(LbfgsTest::rosenbrock, start, STANDARD.withMaxIterations(0));
    Close.sameBits(List.of(start), List.of(none.parameters()), "no iteration");
  }

  @Test
  void gradientsThatPointUphillEndTheSearch() {
    var result =
        Lbfgs.minimizeWithGradient(
            Structure.tensor(),
            x -> new Lbfgs.Evaluation<>(x.square().sum().item(), x.mul(-2)),
            Points.vector(1.0, 2.0),
            STANDARD);
    assertEquals(Lbfgs.Status.LINE_SEARCH_FAILED, result.status());
    Close.close(new double[] {1, 2}, result.parameters(), 0, "the start is the lowest point");
    assertTrue(result.evaluations() <= 1 + WolfeSearch.MOST_TRIALS);
  }

  @Test
  void lossesWithoutMinimumEndTheSearch() {
    var falling = minimize(x -> x.sum(), Points.vector(1.0, 2.0), STANDARD);
    assertEquals(Lbfgs.Status.LINE_SEARCH_FAILED, falling.status());
    assertTrue(falling.value() < -1e6, "the lowest point is handed over");
    var tolerance = STANDARD.withGradientTolerance(0);
    var exact = minimize(x -> x.sub(0.1).square().sum().add(1), Points.vector(7.0, 2.0), tolerance);
    assertTrue(exact.iterations() < 100, "rounding ends the search: " + exact);
    Close.close(new double[] {0.1, 0.1}, exact.parameters(), 1e-7, "and it is at the minimum");
  }

  @Test
  void whatIsNotFiniteOnTheWayIsAvoided() {
    // The logarithm is NaN beyond 0, and the first trial lands there.
    UnaryOperator<Tensor> barrier = x -> x.mul(50).sub(x.log()).sum();
    var result = minimize(barrier, Points.vector(0.5, 1.5), STANDARD);
    assertEquals(Lbfgs.Status.CONVERGED, result.status(), result.toString());
    Close.close(new double[] {0.02, 0.02}, result.parameters(), 1e-7, "1/50");
    // NaN everywhere but at the start.
    int[] calls = {0};
    var broken =
        Lbfgs.minimizeWithGradient(
            Structure.tensor(),
            x -> new Lbfgs.Evaluation<>(calls[0]++ == 0 ? 1 : Double.NaN, x),
            Points.vector(1.0),
            STANDARD);
    assertEquals(Lbfgs.Status.LINE_SEARCH_FAILED, broken.status());
    assertEquals(1, broken.value());
    assertTrue(calls[0] <= 1 + WolfeSearch.MOST_TRIALS);
  }

  @Test
  void startsThatAreNotFiniteAreErrors() {
    Structure<List<Tensor>> list = Structure.list();
    List<Tensor> start = List.of(Points.vector(1.0), Points.vector(0.0));
    assertEquals(
        "lbfgs: the loss at the start is NaN, expected a finite number",
        assertThrows(
                ArithmeticException.class,
                () -> Lbfgs.minimize(list, p -> p.getFirst().neg().log().sum(), start, STANDARD))
            .getMessage());
    assertEquals(
        "lbfgs: the gradient of 1 at the start is not finite",
        assertThrows(
                ArithmeticException.class,
                () -> Lbfgs.minimize(list, p -> p.getLast().sqrt().sum(), start, STANDARD))
            .getMessage());
  }

  @Test
  void whatDoesNotFitIsAnError() {
    Structure<List<Tensor>> list = Structure.list();
    Tensor x = Points.vector(1.0, 2.0);
    Close.rejects(
        "lbfgs: no parameter, expected at least one",
        () -> Lbfgs.minimize(list, _ -> x.sum(), List.of(), STANDARD));
    Close.rejects(
        "lbfgs: parameter 1 is float32, expected float64 as the first",
        () -> Lbfgs.minimize(list, _ -> x.sum(), List.of(x, Tensor.of(new float[] {1})), STANDARD));
    Close.rejects(
        "lbfgs: parameter value is int32[1], expected float32 or float64",
        () -> minimize(Tensor::sum, Tensor.of(new int[] {1}), STANDARD));
    Close.rejects(
        "grad: the function returned shape [2], expected one element",
        () -> minimize(Tensor::square, x, STANDARD));
    Close.rejects(
        "lbfgs: gradient value is float64[1, 2], expected float64[2]",
        () ->
            Lbfgs.minimizeWithGradient(
                Structure.tensor(), p -> new Lbfgs.Evaluation<>(1, p.reshape(1, 2)), x, STANDARD));
    Close.rejects("lbfgs: memory 0, expected at least 1", () -> STANDARD.withMemory(0));
    Close.rejects(
        "lbfgs: max iterations -1, expected at least 0", () -> STANDARD.withMaxIterations(-1));
    Close.rejects(
        "lbfgs: gradient tolerance NaN, expected a finite number of at least 0",
        () -> STANDARD.withGradientTolerance(Double.NaN));
    Close.rejects(
        "lbfgs: c1 0.9, c2 0.1, expected 0 < c1 < c2 < 1",
        () -> new Lbfgs.Options(10, 10, 0, 0.9, 0.1));
  }
}
