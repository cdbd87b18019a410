package latentphysics.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Protects complex arithmetic: signs, branches and the values that follow by hand. */
final class ComplexTest {
  private static final double EPS = 4 * Math.ulp(1.0);

  @Test
  void addsMultipliesAndDivides() {
    Complex a = new Complex(1, 2);
    Complex b = new Complex(3, -4);
    assertEquals(new Complex(4, -2), a.plus(b));
    assertEquals(new Complex(-2, 6), a.minus(b));
    assertEquals(new Complex(11, 2), a.times(b));
    assertEquals(new Complex(2, 4), a.scaled(2));
    assertEquals(new Complex(1, -2), a.conjugate());
    assertEquals(5, b.abs());
    assertClose(new Complex(-0.2, 0.4), a.over(b), 1);
  }

  @Test
  void dividesWithoutSquaringTheSize() {
    Complex large = new Complex(3e200, 4e200);
    assertClose(new Complex(1, 0), large.over(large), 1);
    Complex small = new Complex(3e-200, -4e-200);
    assertClose(new Complex(1, 0), small.over(small), 1);
    assertEquals(5e200, large.abs(), 5e200 * EPS);
  }

  @Test
  void takesThePrincipalRoot() {
    double[][] cases = {{3, 4}, {3, -4}, {-3, 4}, {-3, -4}, {5, 0}, {0, 2}, {0, -2}, {1e-30, 1}};
    for (double[] c : cases) {
      Complex x = new Complex(c[0], c[1]);
      Complex root = x.squareRoot();
      assertClose(x, root.times(root), x.abs());
      assertEquals(true, root.re() >= 0, "real part of the root of " + x);
    }
    assertEquals(new Complex(0, 2), new Complex(-4, 0).squareRoot());
    assertEquals(new Complex(0, 0), new Complex(0, 0).squareRoot());
  }

  @Test
  void takesThePrincipalLogarithm() {
    assertClose(new Complex(0, Math.PI), new Complex(-1, 0).log(), 1);
    assertClose(new Complex(Math.log(2), -Math.PI / 2), new Complex(0, -2).log(), 1);
    assertEquals(Double.NEGATIVE_INFINITY, new Complex(0, 0).log().re());
  }

  private static void assertClose(Complex expected, Complex actual, double size) {
    assertEquals(0, expected.minus(actual).abs(), EPS * size, expected + " and " + actual);
  }
}
