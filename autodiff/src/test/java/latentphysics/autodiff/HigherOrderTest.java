package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects derivatives of derivatives, against closed forms, and what nested functions see. */
final class HigherOrderTest {
  private static final double[] POINT = {-1.75, -0.5, 0, 0.3, 1, 2.25};

  private static void derivative(
      int order,
      UnaryOperator<Tensor> function,
      DoubleUnaryOperator expected,
      double bound,
      String name) {
    UnaryOperator<Tensor> derived = function;
    for (int i = 0; i < order; i++) {
      derived = derivative(derived);
    }
    double[] values = new double[POINT.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = expected.applyAsDouble(POINT[i]);
    }
    Close.close(values, derived.apply(Tensor.of(POINT)), bound, name + ", order " + order);
  }

  /** The derivative of an elementwise function. */
  private static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> function) {
    return x -> Autodiff.grad(p -> function.apply(p.getFirst()).sum(), List.of(x)).getFirst();
  }

  private static Tensor scalar(double value) {
    return Tensor.scalar(DType.FLOAT64, value);
  }

  @Test
  void derivativesOfTanh() {
    derivative(1, Tensor::tanh, x -> 1 - Math.pow(Math.tanh(x), 2), 1e-15, "tanh");
    derivative(
        2, Tensor::tanh, x -> -2 * Math.tanh(x) * (1 - Math.pow(Math.tanh(x), 2)), 1e-15, "tanh");
    derivative(
        3,
        Tensor::tanh,
        x -> {
          double square = Math.pow(Math.tanh(x), 2);
          return (1 - square) * (6 * square - 2);
        },
        1e-14,
        "tanh");
  }

  @Test
  void derivativesOfExpAndSineRepeat() {
    for (int order = 1; order <= 4; order++) {
      derivative(order, Tensor::exp, Math::exp, 1e-15, "exp");
    }
    derivative(3, Tensor::sin, x -> -Math.cos(x), 1e-15, "sin");
    derivative(5, Tensor::sin, Math::cos, 1e-15, "sin");
  }

  @Test
  void derivativesOfAPower() {
    UnaryOperator<Tensor> squares = x -> x.square().square();
    UnaryOperator<Tensor> products = x -> x.mul(x).mul(x).mul(x);
    derivative(3, squares, x -> 24 * x, 1e-15, "x⁴ by squares");
    derivative(3, products, x -> 24 * x, 1e-15, "x⁴ by products");
    derivative(4, products, x -> 24, 1e-15, "x⁴ by products");
    derivative(5, products, x -> 0, 0, "x⁴ by products");
  }

  @Test
  void derivativesOfAReciprocal() {
    UnaryOperator<Tensor> lorentz = x -> scalar(1).div(x.square().add(1));
    derivative(3, lorentz, x -> 24 * x * (1 - x * x) / Math.pow(1 + x * x, 4), 1e-14, "1/(1 + x²)");
  }

  private static Tensor rosenbrock(List<Tensor> p) {
    Tensor x = p.getFirst();
    int n = x.dim(0);
    Tensor head = x.slice(0, 0, n - 1);
    Tensor valley = x.slice(0, 1, n).sub(head.square());
    return valley.square().mul(100).add(head.neg().add(1).square()).sum();
  }

  @Test
  void hessianVectorProductOfRosenbrock() {
    double[] x = {-1.2, 1, 0.7, -0.3, 1.5};
    double[] v = {0.3, -1, 2, 0.5, -0.7};
    int n = x.length;
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      double diagonal = i > 0 ? 200 : 0;
      if (i < n - 1) {
        diagonal += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
        expected[i] += -400 * x[i] * v[i + 1];
        expected[i + 1] += -400 * x[i] * v[i];
      }
      expected[i] += diagonal * v[i];
    }

    Tensor point = Tensor.of(x);
    Tensor direction = Tensor.of(v);
    Tensor ofTheProduct =
        Autodiff.grad(
                p -> Autodiff.grad(HigherOrderTest::rosenbrock, p).getFirst().mul(direction).sum(),
                List.of(point))
            .getFirst();
    Tensor pulledBack =
        Autodiff.vjp(p -> Autodiff.grad(HigherOrderTest::rosenbrock, p), List.of(point))
            .pullback()
            .apply(List.of(direction))
            .getFirst();
    Close.close(expected, ofTheProduct, 1e-13, "gradient of gradient·v");
    Close.close(expected, pulledBack, 1e-13, "vector times Hessian");
  }

  /** A pullback is linear in its cotangent; its own pullback is the Jacobian times a vector. */
  @Test
  void pullbackOfAPullbackIsTheJacobian() {
    Tensor x = Points.normal(21, 3);
    Tensor u = Points.normal(22, 3);
    Tensor matrix = Points.normal(23, 4, 3);
    Autodiff.Vjp vjp =
        Autodiff.vjp(
            p -> List.of(matrix.matmul(p.getFirst().sin().reshape(3, 1)).reshape(4)), List.of(x));
    Tensor pushed =
        Autodiff.vjp(vjp.pullback(), List.of(Tensor.zeros(DType.FLOAT64, 4)))
            .pullback()
            .apply(List.of(u))
            .getFirst();
    Tensor expected = matrix.matmul(x.cos().mul(u).reshape(3, 1)).reshape(4);
    Close.close(expected, pushed, 1e-14, "seeds 21 to 23");
  }

  /** d/dx of x · d/dy (x + y) is 1: the inner derivative must not see that the outer x moves. */
  @Test
  void innerAndOuterDerivativesAreNotConfused() {
    Tensor x = scalar(3);
    UnaryOperator<Tensor> withSum = outer -> outer.mul(derivative(y -> outer.add(y)).apply(outer));
    assertEquals(1, derivative(withSum).apply(x).item());
    assertEquals(0, derivative(derivative(withSum)).apply(x).item());

    UnaryOperator<Tensor> withProduct =
        outer -> outer.mul(derivative(y -> outer.mul(y)).apply(scalar(2)));
    assertEquals(6, derivative(withProduct).apply(x).item());
    assertEquals(2, derivative(derivative(withProduct)).apply(x).item());
  }

  /** The inner argument's value is the outer variable itself, so both depend on it. */
  @Test
  void outerVariableMayBeTheInnerArgument() {
    // g(x) = ∂/∂y (x²·y³) at y = x, so g = 3x⁴ and g′ = 12x³.
    UnaryOperator<Tensor> g = x -> derivative(y -> x.square().mul(y).mul(y).mul(y)).apply(x);
    assertEquals(48, g.apply(scalar(2)).item());
    assertEquals(96, derivative(g).apply(scalar(2)).item());
  }

  @Test
  void capturedVariableIsAConstantOfTheInnerFunction() {
    // ∂/∂y (x·x) = 0 although y has the value of x.
    UnaryOperator<Tensor> ignoresItsArgument = x -> derivative(y -> x.mul(x)).apply(x);
    assertEquals(0, derivative(ignoresItsArgument).apply(scalar(5)).item());

    // Captured in the inner function, the variable of the outer one: d/dx ∂/∂y (x²·sin y).
    double y = 0.4;
    UnaryOperator<Tensor> capturing =
        x -> derivative(inner -> x.square().mul(inner.sin())).apply(scalar(y));
    assertEquals(2 * 1.5 * Math.cos(y), derivative(capturing).apply(scalar(1.5)).item(), 1e-15);
  }

  @Test
  void threeLevelsEachSeeTheirOwnVariable() {
    // ∂³/∂x∂y∂z of x·y²·z³ = 2y·3z²
    UnaryOperator<Tensor> byX =
        derivative(x ->
            derivative(y ->
                    derivative(z -> x.mul(y.square()).mul(z.square()).mul(z)).apply(scalar(0.5)))
                .apply(scalar(3)));
    assertEquals(2 * 3 * 3 * 0.25, byX.apply(scalar(7)).item());
  }
}
