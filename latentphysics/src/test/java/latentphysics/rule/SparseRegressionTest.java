package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects sparse regression: Lorenz's equations out of his trajectory, and noise left out. */
final class SparseRegressionTest {
  private static final double STEP = 0.002;

  private static double[] lorenz(double[] s) {
    return new double[] {
      10 * (s[1] - s[0]), s[0] * (28 - s[2]) - s[1], s[0] * s[1] - 8.0 / 3 * s[2]
    };
  }

  private static Tensor rows(double[][] path, int start, int end) {
    double[] all = new double[3 * (end - start)];
    for (int i = start; i < end; i++) {
      System.arraycopy(path[i], 0, all, 3 * (i - start), 3);
    }
    return Tensor.of(all, end - start, 3);
  }

  @Test
  void findsLorenzEquations() {
    int n = 1000;
    double[][] path =
        RungeKutta.path(SparseRegressionTest::lorenz, new double[] {-8, 8, 27}, STEP, 1, n + 2);
    Tensor velocity = rows(path, 2, n + 2).sub(rows(path, 0, n)).div(2 * STEP);
    Monomials library = new Monomials(3, 2, false);
    Tensor found = SparseRegression.solve(library.values(rows(path, 1, n + 1)), velocity, 0.02);
    // 1, x, y, z, xx, xy, xz, yy, yz, zz
    double[][] truth = new double[10][3];
    truth[1] = new double[] {-10, 28, 0};
    truth[2] = new double[] {10, -1, 0};
    truth[3] = new double[] {0, 0, -8.0 / 3};
    truth[6] = new double[] {0, -1, 0};
    truth[5] = new double[] {0, 0, 1};
    double[] wanted = Arrays.stream(truth).flatMapToDouble(Arrays::stream).toArray();
    assertArrayEquals(wanted, found.toDoubles(), 1e-2, found::toString);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i] == 0, found.toDoubles()[i] == 0, "support at " + i);
    }
  }

  @Test
  void leavesOutWhatNoiseSuggests() {
    Key[] keys = Key.of(1).split(2);
    Tensor x = keys[0].normal(DType.FLOAT64, 500, 2);
    Tensor noise = keys[1].normal(DType.FLOAT64, 500, 1).mul(0.05);
    Tensor target = x.slice(1, 0, 1).mul(2).sub(x.slice(1, 1, 2).square()).add(noise);
    Tensor found = SparseRegression.solve(new Monomials(2, 3, false).values(x), target, 0.02);
    double[] c = found.toDoubles();
    assertEquals(2, c[1], 0.01);
    assertEquals(-1, c[5], 0.01);
    assertEquals(2, Arrays.stream(c).filter(v -> v != 0).count(), found::toString);
  }

  @Test
  void doesNotDependOnUnits() {
    Tensor x = Key.of(2).normal(DType.FLOAT64, 100, 2).mul(1e-4);
    Tensor target = x.slice(1, 0, 1).mul(x.slice(1, 1, 2)).mul(3).add(x.slice(1, 0, 1).mul(1e-4));
    double[] c =
        SparseRegression.solve(new Monomials(2, 3, false).values(x), target, 0.02).toDoubles();
    assertEquals(3, c[4], 1e-9);
    assertEquals(1e-4, c[1], 1e-12);
    assertEquals(2, Arrays.stream(c).filter(v -> v != 0).count());
  }

  @Test
  void monomialsAreWhatTheirTextsSay() {
    Monomials library = new Monomials(2, 3, true);
    assertEquals(
        List.of("", "a", "b", "a²", "a·b", "b²", "a³", "a²·b", "a·b²", "b³", "sin a", "sin b"),
        library.texts(List.of("a", "b")));
    double a = 2;
    double b = 3;
    assertArrayEquals(
        new double[] {
          1,
          a,
          b,
          a * a,
          a * b,
          b * b,
          a * a * a,
          a * a * b,
          a * b * b,
          b * b * b,
          Math.sin(a),
          Math.sin(b)
        },
        library.values(Tensor.of(new double[] {a, b}, 1, 2)).toDoubles(),
        1e-14);
    assertEquals(library.count(), Monomials.count(2, 3, true));
    Monomials many = new Monomials(5, 4, false);
    assertEquals(many.count(), Monomials.count(5, 4, false));
    assertTrue(many.values(Tensor.ones(DType.FLOAT64, 2, 5)).dim(1) == many.count());
  }
}
