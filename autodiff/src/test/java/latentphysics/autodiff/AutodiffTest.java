package latentphysics.autodiff;

import static latentphysics.autodiff.Points.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.function.Function;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects what reverse mode promises beside right derivatives: inputs, outputs, errors. */
final class AutodiffTest {
  private static final MapFunction POLAR =
      MapFunction.of(
          "polar",
          2,
          x ->
              List.of(
                  x.get(0).mul(x.get(1).call(Expr.Function.COS)),
                  x.get(0).mul(x.get(1).call(Expr.Function.SIN))));

  @Test
  void valueAndGradientHaveTheTypesOfTheirArguments() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Tensor x = Tensor.of(dtype, new double[] {1, 2, 3}, 3);
      Tensor scalar = Tensor.scalar(dtype, 2);
      Autodiff.ValueAndGrad<List<Tensor>> found =
          Autodiff.valueAndGrad(p -> p.get(0).mul(p.get(1)).sum(), List.of(x, scalar));
      assertEquals(12, found.value().item());
      assertEquals(dtype, found.value().dtype());
      Close.sameBits(
          List.of(Tensor.full(dtype, 2, 3), Tensor.scalar(dtype, 6)),
          found.gradient(),
          dtype.toString());
    }
  }

  @Test
  void resultOfSizeOneMayHaveAxes() {
    List<Tensor> g = Autodiff.grad(p -> p.getFirst().square().reshape(1, 1), List.of(vector(3)));
    Close.sameBits(List.of(vector(6)), g, "[1, 1]");
  }

  @Test
  void unusedParametersHaveZeroGradients() {
    List<Tensor> g =
        Autodiff.grad(
            p -> p.get(1).sum(),
            List.of(Points.normal(1, 2, 3), vector(1, 2), Tensor.of(new float[] {1}, 1, 1)));
    Close.sameBits(
        List.of(Tensor.zeros(DType.FLOAT64, 2, 3), vector(1, 1), Tensor.zeros(DType.FLOAT32, 1, 1)),
        g,
        "unused");
  }

  @Test
  void constantFunctionsHaveZeroGradients() {
    Close.sameBits(
        List.of(vector(0, 0)),
        Autodiff.grad(p -> Tensor.scalar(DType.FLOAT64, 4), List.of(vector(1, 2))),
        "constant");
    assertEquals(List.of(), Autodiff.grad(p -> Tensor.scalar(DType.FLOAT64, 4), List.of()));
  }

  @Test
  void sameTensorMayBeUsedManyTimes() {
    Tensor x = Points.fullRank(31, 3, 3);
    Function<List<Tensor>, Tensor> function =
        p -> {
          Tensor y = p.getFirst();
          Tensor joined = Tensor.concatenate(0, y, y.matmul(y), y, y.lstsq(y.add(1)));
          return joined.mul(joined).sum().add(y.sub(y).sum()).add(y.mul(y).mul(y).sum());
        };
    GradCheck.Errors errors = GradCheck.check(function, List.of(x), Key.of(32));
    assertEquals(0, errors.first(), 1e-8, "seeds 31 and 32");
    assertEquals(0, errors.second(), 1e-8, "seeds 31 and 32");
  }

  @Test
  void sameTensorAsTwoParametersIsTwoParameters() {
    Tensor x = vector(3);
    List<Tensor> g = Autodiff.grad(p -> p.get(0).square().mul(p.get(1)).sum(), List.of(x, x));
    Close.sameBits(List.of(vector(18), vector(9)), g, "x twice");
  }

  @Test
  void onlyOneOfSeveralResultsMayMatter() {
    Tensor radius = vector(2, 3);
    Tensor angle = vector(0.3, -0.7);
    List<Tensor> point = List.of(radius, angle);
    List<Tensor> first =
        Autodiff.grad(p -> Tensor.mapAll(POLAR, p.get(0), p.get(1)).get(0).sum(), point);
    Close.close(angle.cos(), first.get(0), 1e-15, "∂x/∂r");
    Close.close(radius.mul(angle.sin()).neg(), first.get(1), 1e-15, "∂x/∂φ");
    List<Tensor> second =
        Autodiff.grad(p -> Tensor.mapAll(POLAR, p.get(0), p.get(1)).get(1).sum(), point);
    Close.close(angle.sin(), second.get(0), 1e-15, "∂y/∂r");
    Close.close(radius.mul(angle.cos()), second.get(1), 1e-15, "∂y/∂φ");
  }

  @Test
  void pullbackGivesTheProductOfCotangentsAndJacobian() {
    Autodiff.Vjp vjp =
        Autodiff.vjp(
            p -> Tensor.mapAll(POLAR, p.get(0), p.get(1)), List.of(vector(2), vector(0.3)));
    List<Tensor> cotangents = List.of(vector(5), vector(-3));
    double cos = Math.cos(0.3);
    double sin = Math.sin(0.3);
    Close.close(new double[] {2 * cos}, vjp.outputs().get(0), 1e-15, "x");
    Close.close(new double[] {2 * sin}, vjp.outputs().get(1), 1e-15, "y");
    List<Tensor> pulled = vjp.pullback().apply(cotangents);
    Close.close(new double[] {5 * cos - 3 * sin}, pulled.get(0), 1e-15, "r");
    Close.close(new double[] {2 * (-5 * sin - 3 * cos)}, pulled.get(1), 1e-15, "φ");
  }

  @Test
  void pullbackMayBeCalledAgain() {
    Autodiff.Vjp vjp =
        Autodiff.vjp(
            p -> List.of(p.getFirst().tanh().square(), p.getFirst().exp()),
            List.of(Points.normal(41, 5)));
    List<Tensor> cotangents = List.of(Points.normal(42, 5), Points.normal(43, 5));
    List<Tensor> first = vjp.pullback().apply(cotangents);
    List<Tensor> zeros = vjp.pullback().apply(cotangents.stream().map(c -> c.sub(c)).toList());
    Close.close(new double[5], zeros.getFirst(), 0, "zero cotangents");
    Close.sameBits(first, vjp.pullback().apply(cotangents), "a third time");
  }

  @Test
  void outputsMayBeInputsAndConstantsAndRepeat() {
    Tensor x = vector(2, 3);
    Autodiff.Vjp vjp =
        Autodiff.vjp(
            p -> {
              Tensor square = p.getFirst().square();
              return List.of(p.getFirst(), square, square, vector(9));
            },
            List.of(x));
    assertSame(x, vjp.outputs().getFirst());
    List<Tensor> pulled =
        vjp.pullback().apply(List.of(vector(1, 1), vector(1, 10), vector(1, 0), vector(7)));
    Close.sameBits(List.of(vector(9, 61)), pulled, "x, x², x², 9");
  }

  @Test
  void stopGradientCutsEveryLevel() {
    Tensor x = vector(3);
    assertEquals(
        3,
        Autodiff.grad(p -> p.getFirst().mul(p.getFirst().stopGradient()).sum(), List.of(x))
            .getFirst()
            .item());
    // The outer derivative of x·∂/∂y(stop(x)·y) is stop(x) alone.
    Tensor outer =
        Autodiff.grad(
                p ->
                    p.getFirst()
                        .mul(
                            Autodiff.grad(
                                    q -> p.getFirst().stopGradient().mul(q.getFirst()).sum(),
                                    List.of(vector(5)))
                                .getFirst())
                        .sum(),
                List.of(x))
            .getFirst();
    assertEquals(3, outer.item());
  }

  @Test
  void changingTheTypeConvertsTheGradientBack() {
    Tensor third = Tensor.of(new double[] {1 / 3.0, 2});
    List<Tensor> found =
        Autodiff.grad(p -> p.getFirst().astype(DType.FLOAT32).square().sum(), List.of(third));
    Close.sameBits(
        List.of(Tensor.of(new double[] {2 * (double) (float) (1 / 3.0), 4})), found, "to float32");
    Close.sameBits(
        List.of(Tensor.of(new float[] {1 / 3f, 2})),
        Autodiff.jvp(
                p -> List.of(p.getFirst().astype(DType.FLOAT32)), List.of(third), List.of(third))
            .tangents(),
        "forwards");
  }

  @Test
  void masksAndPlacesAreConstantsWhenTheCallerSaysSo() {
    Tensor x = Tensor.of(new double[] {-1.5, 2.5});
    Close.sameBits(
        List.of(Tensor.of(new double[] {0, 1})),
        List.of(
            Autodiff.grad(p -> p.mul(p.greater(0).astype(DType.FLOAT64).stopGradient()).sum(), x)),
        "a mask of itself");
    Close.sameBits(
        List.of(Tensor.of(new double[] {-1, 2})),
        List.of(Autodiff.grad(p -> p.mul(p.stopGradient().astype(DType.INT32)).sum(), x)),
        "product with its integer part");
  }

  @Test
  void aResultThatIsNotUsedDoesNotDisturbTheGradient() {
    MapFunction both =
        MapFunction.of("square and root", 1, x -> List.of(x.get(0).mul(x.get(0)), x.get(0).sqrt()));
    Close.sameBits(
        List.of(Tensor.of(new double[] {0, 6})),
        Autodiff.grad(
            p -> Tensor.mapAll(both, p.getFirst()).getFirst().sum(),
            List.of(Tensor.of(new double[] {0, 3}))),
        "the root has an infinite slope at 0");
  }

  @Test
  void aBranchThatIsNotTakenDoesNotDisturbTheGradient() {
    Tensor x = Tensor.of(new double[] {-1, 4});
    Close.sameBits(
        List.of(Tensor.of(new double[] {0, 0.25})),
        Autodiff.grad(
            p ->
                Tensor.where(
                        p.getFirst().greater(0),
                        p.getFirst(),
                        Tensor.scalar(DType.FLOAT64, Double.NaN))
                    .sqrt()
                    .sum(),
            List.of(x)),
        "where before the root");
  }

  @Test
  void severalElementsAreNoScalar() {
    String sentence = "grad: the function returned shape [2], expected one element";
    Close.rejects(sentence, () -> Autodiff.grad(List::getFirst, List.of(vector(1, 2))));
    Close.rejects(
        "grad: the function returned shape [0], expected one element",
        () -> Autodiff.valueAndGrad(List::getFirst, List.of(vector())));
  }

  @Test
  void cotangentsMustFitTheOutputs() {
    Autodiff.Vjp vjp =
        Autodiff.vjp(
            p -> List.of(p.getFirst().square(), p.getFirst().sum()), List.of(vector(1, 2)));
    Tensor scalar = Tensor.scalar(DType.FLOAT64, 1);
    Close.rejects(
        "vjp: 1 cotangents, expected 2", () -> vjp.pullback().apply(List.of(vector(1, 1))));
    Close.rejects(
        "vjp: cotangent 0 is float64[3], expected float64[2]",
        () -> vjp.pullback().apply(List.of(vector(1, 1, 1), scalar)));
    Close.rejects(
        "vjp: cotangent 1 is float32[], expected float64[]",
        () -> vjp.pullback().apply(List.of(vector(1, 1), Tensor.scalar(DType.FLOAT32, 1))));
  }

  @Test
  void whatElseIsReturnedComesOutPlain() {
    Tensor x = vector(1, 2);
    Autodiff.ValueGradAndRest<Tensor, List<Tensor>> found =
        Autodiff.valueAndGrad(
            Structure.tensor(),
            Structure.list(),
            p -> new Autodiff.WithRest<>(p.square().sum(), List.of(p.mul(3), p.argmax(0))),
            x);
    assertEquals(5, found.value().item());
    Close.sameBits(
        List.of(vector(2, 4), vector(3, 6), Tensor.scalar(DType.INT32, 1)),
        List.of(found.gradient(), found.rest().get(0), found.rest().get(1)),
        "gradient and rest");
    // Nothing is left of the recording.
    assertEquals(18, found.rest().get(0).mul(2).sum().item());
  }
}
