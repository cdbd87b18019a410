package latentphysics.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Protects the planes and lines that latents are measured in: they must be those of the matrix. */
final class RealModesTest {
  private static final double EPS = Math.ulp(1.0);

  @Test
  void areEigenvectorsOfRandomMatrices() {
    for (int seed = 0; seed < 60; seed++) {
      int n = 1 + seed % 12;
      double[][] a = Matrices.random(new SplittableRandom(seed), n, n);
      List<RealModes.Mode> modes = RealModes.of(a);
      int coordinates = 0;
      double last = Double.POSITIVE_INFINITY;
      for (RealModes.Mode mode : modes) {
        assertResidual("seed " + seed, a, mode, 1);
        coordinates += mode.turns() ? 2 : 1;
        assertTrue(mode.eigenvalue().abs() <= last, "order, seed " + seed);
        last = mode.eigenvalue().abs();
      }
      assertEquals(n, coordinates, "seed " + seed);
    }
  }

  @Test
  void turnAPlaneByTheAngleOfTheEigenvalue() {
    double c = 0.9 * Math.cos(0.3);
    double s = 0.9 * Math.sin(0.3);
    RealModes.Mode mode = RealModes.of(new double[][] {{c, s}, {-s, c}}).getFirst();
    assertEquals(Math.log(0.9), mode.eigenvalue().log().re(), 10 * EPS);
    assertEquals(0.3, mode.eigenvalue().log().im(), 10 * EPS);
    double[] x = {1, 2};
    double[] next = {c * x[0] - s * x[1], s * x[0] + c * x[1]};
    Complex turned = coordinate(mode, x).times(mode.eigenvalue());
    assertEquals(0, turned.minus(coordinate(mode, next)).abs(), 1e-14);
  }

  @Test
  void ofTheIdentityAreLines() {
    for (RealModes.Mode mode : RealModes.of(Matrices.identity(3))) {
      assertEquals(new Complex(1, 0), mode.eigenvalue());
      assertResidual("identity", Matrices.identity(3), mode, 1);
    }
  }

  @Test
  void ofDefectiveAndZeroMatricesStayFinite() {
    double[][] jordan = {{2, 1, 0}, {0, 2, 1}, {0, 0, 2}};
    for (RealModes.Mode mode : RealModes.of(jordan)) {
      assertResidual("Jordan block", jordan, mode, 1);
    }
    for (RealModes.Mode mode : RealModes.of(new double[2][2])) {
      assertResidual("zero", new double[2][2], mode, 1);
    }
    double[][] triangular = {{1, 1e6}, {0, 0.5}};
    for (RealModes.Mode mode : RealModes.of(triangular)) {
      assertResidual("triangular", triangular, mode, 1);
    }
  }

  @Test
  void surviveNumbersFarFromOne() {
    for (double factor : new double[] {1e-300, 1e-150, 1e150, 1e300}) {
      double[][] a = Matrices.scaled(Matrices.random(new SplittableRandom(3), 4, 4), factor);
      for (RealModes.Mode mode : RealModes.of(a)) {
        assertResidual("factor " + factor, Matrices.scaled(a, 1 / factor), mode, 1 / factor);
      }
    }
  }

  @Test
  void fixSignAndPhase() {
    double[][] a = Matrices.random(new SplittableRandom(8), 5, 5);
    for (RealModes.Mode mode : RealModes.of(a)) {
      Complex largest = new Complex(0, 0);
      for (int i = 0; i < 5; i++) {
        Complex w = weight(mode, i);
        largest = w.abs() > largest.abs() ? w : largest;
      }
      assertTrue(largest.re() > 0);
      assertEquals(0, largest.im(), 4 * EPS);
    }
  }

  @Test
  void refuseNumbersThatAreNotFinite() {
    assertThrows(ArithmeticException.class, () -> RealModes.of(new double[][] {{Double.NaN}}));
  }

  private static Complex weight(RealModes.Mode mode, int i) {
    return new Complex(mode.weights()[0][i], mode.weights()[1][i]);
  }

  private static Complex coordinate(RealModes.Mode mode, double[] x) {
    Complex sum = new Complex(0, 0);
    for (int i = 0; i < x.length; i++) {
      sum = sum.plus(weight(mode, i).scaled(x[i]));
    }
    return sum;
  }

  /** |M·w − μ·w| ≤ 100·n·eps·|M|, with |w| = 1; the eigenvalue is multiplied by {@code factor}. */
  private static void assertResidual(
      String what, double[][] a, RealModes.Mode mode, double factor) {
    int n = a.length;
    Complex value = mode.eigenvalue().scaled(factor);
    double square = 0;
    double norm = 0;
    for (int i = 0; i < n; i++) {
      Complex residual = coordinate(mode, a[i]).minus(value.times(weight(mode, i)));
      square += residual.abs() * residual.abs();
      norm += weight(mode, i).abs() * weight(mode, i).abs();
    }
    assertEquals(1, norm, 10 * EPS * n, what);
    assertTrue(
        Math.sqrt(square) <= 100 * n * EPS * Matrices.norm(a),
        what + ": residual " + Math.sqrt(square) + " of " + value);
  }
}
