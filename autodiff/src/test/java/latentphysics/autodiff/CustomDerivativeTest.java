package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects derivatives that users give, functions that are computed again, and solved equations.
 */
final class CustomDerivativeTest {
  private static final Key KEY = Key.of(77);

  /** log(1 + e^x), with the slope written so that it does not overflow. */
  private static final UnaryOperator<List<Tensor>> SOFTPLUS =
      CustomVjp.of(
          "my softplus",
          x -> List.of(x.getFirst().exp().add(1).log()),
          (x, y, ybar) -> List.of(x.getFirst().sigmoid().mul(ybar.getFirst())));

  private static void right(
      UnaryOperator<List<Tensor>> function, List<Tensor> point, String context) {
    GradCheck.Errors errors =
        GradCheck.check(
            p -> {
              Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
              for (Tensor y : function.apply(p)) {
                sum = sum.add(y.mul(y.add(0.3)).sum());
              }
              return sum;
            },
            point,
            KEY);
    assertTrue(errors.largest() <= 1e-7, context + ", key 77: " + errors);
  }

  @Test
  void givenDerivativeIsUsedInAllOrdersAndWays() {
    right(SOFTPLUS, List.of(Points.normal(1, 5)), "seed 1");
    // The code's own derivative is NaN here.
    Tensor far = Tensor.of(new double[] {800});
    assertEquals(1, Autodiff.grad(x -> SOFTPLUS.apply(List.of(x)).getFirst().sum(), far).item());
    assertEquals(
        1,
        Autodiff.jvp(SOFTPLUS, List.of(far), List.of(Tensor.of(new double[] {1})))
            .tangents()
            .getFirst()
            .item());
  }

  @Test
  void wrongGivenDerivativeIsFoundByTheCheck() {
    UnaryOperator<List<Tensor>> wrong =
        CustomVjp.of(
            "wrong",
            x -> List.of(x.getFirst().square()),
            (x, y, ybar) -> List.of(x.getFirst().mul(ybar.getFirst())));
    GradCheck.Errors errors =
        GradCheck.check(
            p -> wrong.apply(p).getFirst().sum(), List.of(Points.awayFromZero(2, 4)), KEY);
    assertTrue(errors.first() > 0.1 && errors.forward() > 0.1, "" + errors);
  }

  @Test
  void cotangentsOfAGivenDerivativeMustFit() {
    UnaryOperator<List<Tensor>> missing =
        CustomVjp.of("short", x -> List.of(x.getFirst().sum()), (x, y, ybar) -> List.of());
    Close.rejects(
        "short: pullback gave 0 cotangents, expected 1",
        () -> Autodiff.grad(x -> missing.apply(List.of(x)).getFirst(), Points.normal(3, 2)));
    UnaryOperator<List<Tensor>> shape =
        CustomVjp.of("shape", x -> List.of(x.getFirst().sum()), (x, y, ybar) -> ybar);
    Close.rejects(
        "shape: cotangent 0 is float64[], expected float64[2]",
        () -> Autodiff.grad(x -> shape.apply(List.of(x)).getFirst(), Points.normal(3, 2)));
  }

  @Test
  void checkpointsHaveTheSameBitsAndRunTwice() {
    AtomicInteger runs = new AtomicInteger();
    UnaryOperator<List<Tensor>> plain =
        p -> List.of(p.get(0).tanh().matmul(p.get(1)).sin(), p.get(1).exp());
    UnaryOperator<List<Tensor>> again =
        Checkpoint.of(
            "block",
            p -> {
              runs.incrementAndGet();
              return plain.apply(p);
            });
    List<Tensor> point = List.of(Points.normal(4, 3, 4), Points.normal(5, 4, 2));
    List<Tensor> direct =
        Autodiff.grad(p -> plain.apply(p).get(0).sum().add(plain.apply(p).get(1).sum()), point);
    List<Tensor> found =
        Autodiff.grad(
            p -> {
              List<Tensor> y = again.apply(p);
              return y.get(0).sum().add(y.get(1).sum());
            },
            point);
    assertEquals(2, runs.get());
    Close.close(direct.get(0), found.get(0), 0, "by the first");
    Close.close(direct.get(1), found.get(1), 1e-15, "by the second");
    right(again, point, "seeds 4 and 5");
  }

  @Test
  void checkpointsMustBeGivenWhatTheyUse() {
    assertEquals(
        "block: its code uses a tensor under differentiation that is no operand; pass it as one, or"
            + " stopGradient() it",
        assertThrows(
                IllegalStateException.class,
                () ->
                    Autodiff.grad(
                        x ->
                            Checkpoint.of("block", p -> List.of(p.getFirst().mul(x)))
                                .apply(List.of(x))
                                .getFirst()
                                .sum(),
                        Points.normal(6, 3)))
            .getMessage());
  }

  @Test
  void scanEqualsTheLoopInAnySegments() {
    Tensor w = Points.normal(7, 3, 3).mul(0.4);
    Tensor start = Points.normal(8, 2, 3);
    Tensor inputs = Points.normal(9, 7, 2, 3);
    Scan.Step step =
        (p, c, x) -> {
          Tensor next = c.getFirst().matmul(p.getFirst()).add(x.getFirst()).tanh();
          return new Scan.Result(List.of(next), List.of(next.square(), next.sum(1)));
        };
    Tensor state = start;
    List<Tensor> squares = new ArrayList<>();
    for (Tensor x : inputs.unbind(0)) {
      state = state.matmul(w).add(x).tanh();
      squares.add(state.square());
    }
    Tensor stacked = Tensor.stack(0, squares.toArray(Tensor[]::new));
    for (int segment : new int[] {1, 2, 3, 7, 100}) {
      Scan.Result run = Scan.scan(step, List.of(w), List.of(start), List.of(inputs), 7, segment);
      Close.close(state, run.carry().getFirst(), 0, "carry, segments of " + segment);
      Close.close(stacked, run.outputs().getFirst(), 0, "outputs, segments of " + segment);
      assertEquals(Shape.of(7, 2), run.outputs().get(1).shape());
      right(
          p -> {
            Scan.Result r =
                Scan.scan(
                    step, List.of(p.get(0)), List.of(p.get(1)), List.of(p.get(2)), 7, segment);
            return List.of(r.carry().getFirst(), r.outputs().get(0), r.outputs().get(1));
          },
          List.of(w, start, inputs),
          "seeds 7 to 9, segments of " + segment);
    }
    assertEquals(List.of(start), Scan.scan(step, List.of(w), List.of(start), List.of(), 0).carry());
  }

  @Test
  void scanRefusesWhatDoesNotFit() {
    Scan.Step grows =
        (p, c, x) ->
            new Scan.Result(List.of(Tensor.concatenate(0, c.getFirst(), c.getFirst())), List.of());
    List<Tensor> one = List.of(Tensor.of(new double[] {1}));
    Close.rejects(
        "scan: a step made the carry [float64[2]], expected [float64[1]] as before it",
        () -> Scan.scan(grows, List.of(), one, List.of(), 3));
    Close.rejects(
        "scan: input 0 is [1], expected 3 along axis 0",
        () -> Scan.scan(grows, List.of(), one, one, 3));
    Close.rejects(
        "scan: length 3 in segments of 0, expected at least 0 and at least 1",
        () -> Scan.scan(grows, List.of(), one, List.of(), 3, 0));
  }

  /** z = cos(θ·z): dz/dθ = −z·sin(θz)/(1 + θ·sin(θz)). */
  @Test
  void fixedPointsAreDifferentiatedThroughTheEquation() {
    UnaryOperator<List<Tensor>> solve =
        p ->
            List.of(
                Implicit.fixedPoint(
                    (z, theta) -> z.mul(theta.getFirst()).cos(),
                    Tensor.of(new double[] {0.5, 0.5}),
                    p,
                    1e-15,
                    200));
    Tensor theta = Tensor.of(new double[] {0.7, 0.3});
    Tensor z = solve.apply(List.of(theta)).getFirst();
    Tensor sine = z.mul(theta).sin();
    Close.close(
        z.mul(sine).neg().div(theta.mul(sine).add(1)),
        Autodiff.grad(x -> solve.apply(List.of(x)).getFirst().sum(), theta),
        1e-13,
        "slope");
    right(solve, List.of(theta), "fixed point");
  }

  /** The root of z³ = θ, and a linear system A·z = b, by Newton's method. */
  @Test
  void rootsAreDifferentiatedThroughTheEquation() {
    Tensor theta = Tensor.of(new double[] {8, 27});
    Tensor start = Tensor.of(new double[] {1, 5});
    Tensor slope =
        Autodiff.grad(
            x ->
                Implicit.newton(
                        (z, p) -> z.square().mul(z).sub(p.getFirst()), start, List.of(x), 1e-14, 50)
                    .sum(),
            theta);
    Close.close(new double[] {1 / 12.0, 1 / 27.0}, slope, 1e-13, "1/(3z²)");
    right(
        p ->
            List.of(
                Implicit.newton(
                    (z, q) -> q.get(0).matmul(z).sub(q.get(1)).add(z.square().mul(z)),
                    Tensor.zeros(DType.FLOAT64, 3, 1),
                    p,
                    1e-14,
                    50)),
        List.of(Points.fullRank(20, 3, 3), Points.normal(21, 3, 1)),
        "seeds 20 and 21");
  }

  @Test
  void equationsWithoutSolutionAreErrors() {
    assertEquals(
        "fixedPoint: the last of 5 steps was 0.9696969696969697, expected at most 1.0E-6",
        assertThrows(
                ArithmeticException.class,
                () ->
                    Implicit.fixedPoint(
                        (z, p) -> z.mul(2),
                        Tensor.of(new double[] {2}),
                        List.of(Tensor.of(new double[] {1})),
                        1e-6,
                        5))
            .getMessage());
    Close.rejects(
        "root: the residual has 2 numbers, expected 1 as z",
        () ->
            Implicit.newton(
                (z, p) -> Tensor.concatenate(0, z, z),
                Tensor.of(new double[] {2}),
                List.of(Tensor.of(new double[] {1})),
                1e-6,
                5));
  }
}
