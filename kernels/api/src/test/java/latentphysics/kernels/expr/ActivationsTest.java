package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Function;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;

/** Values of the compositions; their derivatives are with those of the functions. */
class ActivationsTest {
  private static final Expr X = Expr.input(0);

  private static double[] run(Expr f, double... x) {
    double[] y = new double[x.length];
    Object[] arrays = {x, y};
    Instructions program = Instructions.compile(List.of(f), 1, ElementType.FLOAT64);
    new ScalarKernels().compile(program).run(arrays, new int[2], new int[] {1, 1}, 0, x.length);
    return y;
  }

  @Test
  void smoothOnes() {
    for (double x = -30; x <= 30; x += 0.37) {
      double phi = HighPrecision.evaluate(Function.NORMAL_CDF, new BigDecimal(x)).doubleValue();
      double u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
      assertClose(x / (1 + StrictMath.exp(-x)), run(Activations.silu(X), x)[0], 3, x);
      assertClose(x * phi, run(Activations.gelu(X), x)[0], 3, x);
      // In the tail the rounding of u counts |u| times.
      double expected = x / (1 + StrictMath.exp(-2 * u));
      assertClose(expected, run(Activations.geluTanh(X), x)[0], 10 + 10 * Math.abs(u), x);
      assertClose(1 / Math.sqrt(x * x), run(X.mul(X).rsqrt(), x)[0], 2, x);
    }
  }

  private static void assertClose(double expected, double actual, double ulps, double x) {
    assertEquals(expected, actual, ulps * Math.ulp(expected), "at " + x);
  }

  @Test
  void piecewiseOnes() {
    double infinity = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    double[] x = {-infinity, -2, -0.0, 0, 0.5, 3, infinity, nan};
    check(Activations.relu(X), x, 0, 0, 0, 0, 0.5, 3, infinity, nan);
    check(Activations.leakyRelu(X, 0.5), x, -infinity, -1, 0, 0, 0.5, 3, infinity, nan);
    check(X.sign(), x, -1, -1, 0, 0, 1, 1, 1, nan);
    Expr clamped = X.clamp(Expr.constant(-1), Expr.constant(1));
    check(clamped, x, -1, -1, 0, 0, 0.5, 1, 1, nan);
    // As NumPy: the upper limit wins over a lower one above it.
    check(X.clamp(Expr.constant(2), Expr.constant(1)), x, 1, 1, 1, 1, 1, 1, 1, nan);
    check(X.pow(Expr.constant(2)), x, infinity, 4, 0, 0, 0.25, 9, infinity, nan);
    check(X.pow(Expr.constant(0)), x, 1, 1, 1, 1, 1, 1, 1, 1);
  }

  private static void check(Expr f, double[] x, double... expected) {
    double[] actual = run(f, x);
    for (int i = 0; i < x.length; i++) {
      // Zeros of either sign.
      assertEquals(expected[i] + 0.0, actual[i] + 0.0, f + " at " + x[i]);
    }
  }
}
