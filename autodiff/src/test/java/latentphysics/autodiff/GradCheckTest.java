package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the checker: it must pass what is right and catch what is wrong in either order. */
final class GradCheckTest {
  private static final Key KEY = Key.of(99);
  private static final List<Tensor> POINT =
      List.of(Points.normal(51, 4), Points.positive(52, 3, 1));

  @Test
  void rightDerivativesHaveSmallErrors() {
    GradCheck.Errors errors =
        GradCheck.check(p -> p.get(0).tanh().mul(p.get(1).log()).sum(), POINT, KEY);
    assertTrue(errors.first() <= 1e-8, "seeds 51, 52, 99: " + errors);
    assertTrue(errors.second() <= 1e-8, "seeds 51, 52, 99: " + errors);
  }

  @Test
  void wrongGradientIsCaught() {
    // Half of the derivative is hidden.
    GradCheck.Errors errors =
        GradCheck.check(
            p -> p.get(0).square().add(p.get(0).square().stopGradient()).sum(), POINT, KEY);
    assertTrue(errors.first() > 0.1 && errors.forward() > 0.1, "seeds 51, 99: " + errors);
  }

  @Test
  void oneWrongElementAmongManyIsCaught() {
    Tensor x = Points.normal(53, 200);
    GradCheck.Errors errors =
        GradCheck.check(
            p -> {
              Tensor y = p.getFirst();
              Tensor one = y.slice(0, 117, 118);
              return y.square().sum().add(one.square().stopGradient().sum());
            },
            List.of(x),
            KEY);
    assertTrue(errors.first() > 1e-3, "seeds 53, 99: " + errors);
  }

  @Test
  void wrongSecondDerivativeBehindARightGradientIsCaught() {
    // 3·stop(x²)·x − stop(2x³) has the value of x³ and its gradient 3x², but second derivative 0.
    GradCheck.Errors errors =
        GradCheck.check(
            p -> {
              Tensor x = p.getFirst();
              Tensor cube = x.square().mul(x).stopGradient();
              return x.square().stopGradient().mul(x).mul(3).sub(cube.mul(2)).sum();
            },
            List.of(Points.awayFromZero(54, 5)),
            KEY);
    assertTrue(errors.first() <= 1e-8, "seeds 54, 99: " + errors);
    assertTrue(errors.second() > 0.1 && errors.forwardSecond() > 0.1, "seeds 54, 99: " + errors);
  }

  @Test
  void notANumberIsNoSmallError() {
    GradCheck.Errors errors =
        GradCheck.check(p -> p.getFirst().neg().sqrt().sum(), List.of(Points.vector(2.0)), KEY);
    assertTrue(Double.isNaN(errors.first()) && Double.isNaN(errors.second()), "" + errors);
    assertTrue(Double.isNaN(errors.forward()) && Double.isNaN(errors.largest()), "" + errors);
  }

  @Test
  void argumentsKeepTheirShape() {
    Tensor scalar = Tensor.scalar(DType.FLOAT64, 0.7);
    GradCheck.Errors errors =
        GradCheck.check(
            p -> {
              assertEquals(0, p.getFirst().shape().rank());
              return p.getFirst().sin();
            },
            List.of(scalar),
            KEY);
    assertTrue(errors.first() <= 1e-8 && errors.second() <= 1e-8, "" + errors);
    assertEquals(
        new GradCheck.Errors(0, 0, 0, 0, 0),
        GradCheck.check(p -> p.getFirst().sum(), List.of(Tensor.zeros(DType.FLOAT64, 0, 2)), KEY));
  }

  @Test
  void sameKeyGivesTheSameErrors() {
    GradCheck.Errors first = GradCheck.check(p -> p.get(0).exp().sum(), POINT, KEY);
    assertEquals(first, GradCheck.check(p -> p.get(0).exp().sum(), POINT, KEY));
  }

  @Test
  void singlePrecisionIsRefused() {
    Close.rejects(
        "gradcheck: argument of type float32, expected float64",
        () ->
            GradCheck.check(
                p -> p.getFirst().sum(),
                List.of(Points.vector(1.0), Tensor.of(new float[] {1})),
                KEY));
  }
}
