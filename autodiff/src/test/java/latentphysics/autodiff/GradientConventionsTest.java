package latentphysics.autodiff;

import java.util.List;
import java.util.function.Function;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the documented choices where a function has no derivative. */
final class GradientConventionsTest {
  private static final Tensor X = Tensor.of(new double[] {-1, 0, -0.0, 2});

  /** In reverse, and forwards along a direction that tells all elements apart. */
  private static void gradient(double[] expected, Function<Tensor, Tensor> function, Tensor x) {
    List<Tensor> found = Autodiff.grad(p -> function.apply(p.getFirst()).sum(), List.of(x));
    Close.close(expected, found.getFirst(), 0, "at " + x);
    Tensor direction = Points.normal(71, x.shape().dims()).astype(x.dtype());
    Tensor along =
        Autodiff.jvp(
                p -> List.of(function.apply(p.getFirst()).sum()), List.of(x), List.of(direction))
            .tangents()
            .getFirst();
    Tensor weights = Tensor.of(expected).reshape(x.shape().dims()).astype(x.dtype());
    double rounding = x.dtype() == DType.FLOAT32 ? 1e-6 : 1e-14;
    Close.close(weights.mul(direction).sum(), along, rounding, "forwards at " + x + ", seed 71");
  }

  @Test
  void absoluteValueHasDerivativeZeroAtZero() {
    gradient(new double[] {-1, 0, 0, 1}, Tensor::abs, X);
    gradient(new double[] {-1, 0, 0, 1}, Tensor::abs, X.astype(DType.FLOAT32));
    gradient(new double[] {0, 0, 0, 0}, x -> secondDerivative(Tensor::abs, x), X);
  }

  @Test
  void boundByANumberHasDerivativeZeroAtIt() {
    gradient(new double[] {0, 0, 0, 1}, x -> x.maximum(0), X);
    gradient(new double[] {1, 0, 0, 0}, x -> x.minimum(0), X);
    gradient(new double[] {0, 0, 0, 0}, x -> secondDerivative(y -> y.maximum(0), x), X);
  }

  private static Tensor secondDerivative(Function<Tensor, Tensor> function, Tensor x) {
    return Autodiff.grad(p -> function.apply(p.getFirst()).sum(), List.of(x)).getFirst();
  }

  @Test
  void extremesFollowTheSecondOperandAtTies() {
    Tensor a = Tensor.of(new double[] {1, 2, 0});
    Tensor b = Tensor.of(new double[] {3, 2, -0.0});
    List<Tensor> larger = Autodiff.grad(p -> p.get(0).maximum(p.get(1)).sum(), List.of(a, b));
    Close.close(new double[] {0, 0, 0}, larger.get(0), 0, "maximum by the first");
    Close.close(new double[] {1, 1, 1}, larger.get(1), 0, "maximum by the second");
    List<Tensor> smaller = Autodiff.grad(p -> p.get(0).minimum(p.get(1)).sum(), List.of(a, b));
    Close.close(new double[] {1, 0, 0}, smaller.get(0), 0, "minimum by the first");
    Close.close(new double[] {0, 1, 1}, smaller.get(1), 0, "minimum by the second");
  }

  @Test
  void extremeOfATensorWithItselfHasDerivativeOne() {
    gradient(new double[] {1, 1, 1, 1}, x -> x.maximum(x), X);
    gradient(new double[] {1, 1, 1, 1}, x -> x.minimum(x), X);
  }

  @Test
  void rootIsInfinitelySteepAtZero() {
    List<Tensor> g =
        Autodiff.grad(p -> p.getFirst().sqrt().sum(), List.of(Tensor.of(new double[] {0, 4})));
    Close.sameBits(
        List.of(Tensor.of(new double[] {Double.POSITIVE_INFINITY, 0.25})), g, "√ at 0 and 4");
  }

  @Test
  void equalExtremesShareTheDerivative() {
    Tensor x = Tensor.of(new double[] {3, 1, 3, 3, 1, 1}, 2, 3);
    gradient(new double[] {0.5, 0, 0.5, 1, 0, 0}, y -> y.max(1), x);
    gradient(new double[] {0, 1, 0, 0, 0.5, 0.5}, y -> y.min(1), x);
    gradient(new double[] {0, 1 / 3.0, 0, 0, 1 / 3.0, 1 / 3.0}, Tensor::min, x);
  }

  @Test
  void normsAndDeviationsAreFlatAtZero() {
    Tensor zeros = Tensor.zeros(DType.FLOAT64, 3);
    double[] none = new double[3];
    gradient(none, Tensor::norm, zeros);
    gradient(none, x -> x.normOfOrder(1), zeros);
    gradient(none, x -> x.normOfOrder(3), zeros);
    gradient(none, Tensor::std, zeros);
    gradient(none, x -> x.normOfOrder(Double.POSITIVE_INFINITY), zeros);
  }

  @Test
  void clampKeepsTheDerivativeAtItsLimits() {
    Tensor x = Tensor.of(new double[] {-2, -1, 0, 1, 2});
    gradient(new double[] {0, 1, 1, 1, 0}, y -> y.clamp(-1, 1), x);
  }

  @Test
  void productsWithZerosHaveTheOtherFactorsAsDerivative() {
    gradient(new double[] {0, 15, 0}, Tensor::prod, Tensor.of(new double[] {3, 0, 5}));
    gradient(new double[] {0, 0, 0}, Tensor::prod, Tensor.of(new double[] {0, 0, 5}));
    // Mixed second derivatives of x·y·z at (0, 0, 5): ∂²/∂x∂y = 5.
    Tensor x = Tensor.of(new double[] {0, 0, 5});
    Close.close(
        new double[] {0, 5, 0, 5, 0, 0, 0, 0, 0}, Jacobians.hessian(y -> y.prod(), x), 0, "prod");
  }

  @Test
  void branchesThatAreNotTakenDoNotMatter() {
    Tensor x = Tensor.of(new double[] {-1, 0, 4});
    gradient(
        new double[] {0, 0, 0.25},
        y -> {
          // The safe form: the root sees no number at which it has no slope.
          Tensor positive = y.greater(0);
          Tensor safe = Tensor.where(positive, y, Tensor.ones(DType.FLOAT64));
          return Tensor.where(positive, safe.sqrt(), Tensor.zeros(DType.FLOAT64));
        },
        x);
  }
}
