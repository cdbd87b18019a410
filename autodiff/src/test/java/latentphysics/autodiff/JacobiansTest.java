package latentphysics.autodiff;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects whole matrices of derivatives, by either way, and what nests in what. */
final class JacobiansTest {
  private record Line(Tensor slope, Tensor offset) {}

  private static final Structure<Line> LINE = Structure.of(MethodHandles.lookup());

  @Test
  void jacobiansOfLinearMapsAreTheirMatrices() {
    Tensor a = Points.normal(1, 5, 3);
    Tensor b = Points.normal(2, 2, 3);
    Tensor x = Points.normal(3, 3);
    // Five results of three numbers go forwards, two go in reverse.
    Close.close(a, Jacobians.jacobian(v -> a.matmul(v.reshape(3, 1)).reshape(5), x), 0, "forward");
    Close.close(b, Jacobians.jacobian(v -> b.matmul(v.reshape(3, 1)).reshape(2), x), 0, "reverse");
  }

  @Test
  void axesOfTheResultComeFirst() {
    Tensor x = Points.normal(4, 2, 3);
    Tensor j = Jacobians.jacobian(v -> v.square().sum(0), x);
    // ∂(Σₖ x²ₖᵢ)/∂xₖⱼ = 2·xₖⱼ for i = j
    Tensor expected =
        Tensor.eye(DType.FLOAT64, 3).reshape(3, 1, 3).mul(x.mul(2)).broadcastTo(3, 2, 3);
    Close.close(expected, j, 1e-15, "seed 4");
  }

  @Test
  void jacobianByAStructure() {
    Tensor x = Tensor.of(new double[] {1, 2, 4});
    Line j =
        Jacobians.jacobian(
            LINE,
            line -> line.slope().mul(x).add(line.offset()),
            new Line(Tensor.scalar(DType.FLOAT64, 3), Tensor.of(new double[] {5})));
    Close.close(new double[] {1, 2, 4}, j.slope(), 0, "slope");
    Close.close(Tensor.ones(DType.FLOAT64, 3, 1), j.offset(), 0, "offset");
  }

  @Test
  void emptyAndScalarShapes() {
    Tensor none = Tensor.zeros(DType.FLOAT64, 0);
    Close.close(
        Tensor.zeros(DType.FLOAT64, 0, 0), Jacobians.jacobian(x -> x.square(), none), 0, "none");
    Close.close(
        Tensor.scalar(DType.FLOAT64, 6),
        Jacobians.jacobian(Tensor::square, Tensor.scalar(DType.FLOAT64, 3)),
        0,
        "scalar");
  }

  /** f = log Σ e^x has gradient s = softmax(x) and Hessian diag(s) − s·sᵀ. */
  @Test
  void hessianOfLogSumExp() {
    Tensor x = Points.normal(5, 7);
    Tensor s = x.softmax(0);
    Tensor expected =
        Tensor.eye(DType.FLOAT64, 7).mul(s).sub(s.reshape(7, 1).matmul(s.reshape(1, 7)));
    Close.close(expected, Jacobians.hessian(v -> v.logsumexp(), x), 1e-15, "seed 5");
    Tensor v = Points.normal(6, 7);
    Close.close(
        expected.matmul(v.reshape(7, 1)).reshape(7),
        Autodiff.hvp(y -> y.logsumexp(), x, v),
        1e-15,
        "hvp, seeds 5 and 6");
  }

  /** L = Σ log(1 + e^(−y·X·w)): gradient −Xᵀ(y·σ(−m)), Hessian Xᵀ·diag(σ(m)·σ(−m))·X. */
  @Test
  void hessianOfLogisticRegression() {
    Tensor data = Points.normal(7, 20, 4);
    Tensor labels = Points.normal(8, 20, 1).sign();
    Tensor w = Points.normal(9, 4);
    Tensor margin = labels.mul(data.matmul(w.reshape(4, 1)));
    Tensor weight = margin.sigmoid().mul(margin.neg().sigmoid());
    Tensor gradient = data.transpose().matmul(labels.mul(margin.neg().sigmoid())).neg().reshape(4);
    Function<Tensor, Tensor> loss =
        v -> labels.mul(data.matmul(v.reshape(4, 1))).neg().softplus().sum();
    Close.close(gradient, Autodiff.grad(loss, w), 1e-14, "seeds 7 to 9");
    Close.close(
        data.transpose().matmul(weight.mul(data)),
        Jacobians.hessian(loss, w),
        1e-13,
        "seeds 7 to 9");
  }

  /** At (1, 1) the Rosenbrock function has gradient 0 and Hessian [[802, −400], [−400, 200]]. */
  @Test
  void hessianOfRosenbrock() {
    Function<Tensor, Tensor> rosenbrock =
        v -> {
          Tensor x = v.slice(0, 0, 1);
          Tensor y = v.slice(0, 1, 2);
          return y.sub(x.square()).square().mul(100).add(x.neg().add(1).square()).sum();
        };
    Tensor minimum = Tensor.of(new double[] {1, 1});
    Close.close(new double[] {0, 0}, Autodiff.grad(rosenbrock, minimum), 0, "gradient");
    Close.close(
        new double[] {802, -400, -400, 200}, Jacobians.hessian(rosenbrock, minimum), 0, "Hessian");
  }

  /** log N(x; μ, Σ) with Σ = L·Lᵀ: gradient by μ is Σ⁻¹(x − μ), Hessian by μ is −Σ⁻¹. */
  @Test
  void gaussianLogDensity() {
    Tensor l = Points.fullRank(10, 3, 3);
    Tensor covariance = l.matmul(l.transpose());
    Tensor x = Points.normal(11, 3, 1);
    Tensor mu = Points.normal(12, 3);
    Function<Tensor, Tensor> density =
        m -> {
          Tensor d = x.sub(m.reshape(3, 1));
          return d.mul(covariance.lstsq(d)).sum().mul(-0.5);
        };
    Tensor inverse = covariance.lstsq(Tensor.eye(DType.FLOAT64, 3));
    Close.close(
        inverse.matmul(x.sub(mu.reshape(3, 1))).reshape(3),
        Autodiff.grad(density, mu),
        1e-12,
        "seeds 10 to 12");
    Close.close(inverse.neg(), Jacobians.hessian(density, mu), 1e-11, "seeds 10 to 12");
  }

  @Test
  void directionsForwardsAndInReverseAgree() {
    Tensor x = Points.normal(13, 4);
    Tensor u = Points.normal(14, 4);
    Tensor v = Points.normal(15, 4);
    Function<Tensor, Tensor> f = y -> y.tanh().mul(y.exp()).sum();
    // Forwards over forwards, reverse over forwards, forwards over reverse: uᵀ·H·v.
    Tensor alongU =
        Autodiff.jvp(
                y -> Autodiff.jvp(z -> List.of(f.apply(z.getFirst())), y, List.of(u)).tangents(),
                List.of(x),
                List.of(v))
            .tangents()
            .getFirst();
    Tensor reverse =
        Autodiff.grad(
            y ->
                Autodiff.jvp(z -> List.of(f.apply(z.getFirst())), List.of(y), List.of(u))
                    .tangents()
                    .getFirst(),
            x);
    Tensor hvp = Autodiff.hvp(f, x, v);
    Close.close(u.mul(hvp).sum(), alongU, 1e-14, "seeds 13 to 15");
    Close.close(reverse.mul(v).sum(), alongU, 1e-14, "seeds 13 to 15");
  }

  @Test
  void perturbationsOfNestedDerivativesAreNotConfused() {
    // d/dx [x · d/dy (x + y)] = 1, forwards in both.
    Tensor x = Tensor.scalar(DType.FLOAT64, 3);
    Tensor one = Tensor.scalar(DType.FLOAT64, 1);
    Tensor slope =
        Autodiff.jvp(
                p ->
                    List.of(
                        p.getFirst()
                            .mul(
                                Autodiff.jvp(
                                        q -> List.of(p.getFirst().add(q.getFirst())),
                                        List.of(x),
                                        List.of(one))
                                    .tangents()
                                    .getFirst())),
                List.of(x),
                List.of(one))
            .tangents()
            .getFirst();
    Close.close(new double[] {1}, slope, 0, "slope");
  }

  @Test
  void gradientsOfSingleExamplesAddUpToThatOfTheBatch() {
    Tensor x = Points.normal(16, 6, 3);
    Tensor y = Points.normal(17, 6);
    Structure<Map<String, Tensor>> map = Structure.of(MethodHandles.lookup());
    Map<String, Tensor> w = Map.of("w", Points.normal(18, 3));
    Map<String, Tensor> single =
        Jacobians.perExampleGrad(
            map,
            (p, example) -> example.get(0).mul(weights(p)).sum().sub(example.get(1)).square().sum(),
            w,
            List.of(x, y));
    Tensor whole =
        weights(
            Autodiff.grad(
                map, p -> x.matmul(weights(p).reshape(3, 1)).reshape(6).sub(y).square().sum(), w));
    Close.close(whole, weights(single).sum(0), 1e-13, "seeds 16 to 18");
    Tensor residual = x.matmul(weights(w).reshape(3, 1)).sub(y.reshape(6, 1)).mul(2);
    Close.close(residual.mul(x), weights(single), 1e-13, "each");
    Close.rejects(
        "perExampleGrad: batch of [[6, 3], [5]], expected the same number of examples, at least one,"
            + " along axis 0",
        () ->
            Jacobians.perExampleGrad(
                map, (p, e) -> weights(p).sum(), w, List.of(x, Points.normal(1, 5))));
  }

  private static Tensor weights(Map<String, Tensor> parameters) {
    return Objects.requireNonNull(parameters.get("w"));
  }

  @Test
  void directionsMustFit() {
    Tensor x = Points.normal(19, 3);
    Close.rejects(
        "hvp: direction value is float64[2], expected float64[3]",
        () -> Autodiff.hvp(v -> v.sum(), x, Points.normal(1, 2)));
    Close.rejects(
        "jvp: tangent 0 is float64[2], expected float64[3]",
        () -> Autodiff.jvp(p -> p, List.of(x), List.of(Points.normal(1, 2))));
    Close.rejects("jvp: 0 tangents, expected 1", () -> Autodiff.jvp(p -> p, List.of(x), List.of()));
    Tensor scaled = Key.of(1).normal(DType.FLOAT32, 3);
    Close.rejects(
        "jvp: tangent 0 is float32[3], expected float64[3]",
        () -> Autodiff.jvp(p -> p, List.of(x), List.of(scaled)));
  }
}
