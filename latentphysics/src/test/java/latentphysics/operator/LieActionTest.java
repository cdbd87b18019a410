package latentphysics.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.autodiff.GradCheck;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects that the Lie action is the exponential of its generator, for any duration. */
final class LieActionTest {

  @Test
  void isTheExponentialOfItsGenerator() {
    for (int latent = 1; latent <= 5; latent++) {
      double[] growth = rates((latent + 1) / 2, 0.1, -0.23, 0.31);
      double[] angle = rates(latent / 2, 0.4, -1.1);
      for (double duration : new double[] {1, 0.37, 2.6, -1.4, 0}) {
        double[][] exponential = exponential(generator(latent, growth, angle), duration);
        double[] z = Key.of(latent).normal(DType.FLOAT64, latent).toDoubles();
        double[] expected = new double[latent];
        for (int i = 0; i < latent; i++) {
          for (int j = 0; j < latent; j++) {
            expected[i] += exponential[i][j] * z[j];
          }
        }
        double[] actual =
            flow(latent, growth, angle)
                .advance(Tensor.of(z, 1, latent), column(duration))
                .toDoubles();
        assertArrayEquals(expected, actual, 1e-14, latent + " coordinates, duration " + duration);
      }
    }
  }

  @Test
  void composesByAddingDurations() {
    Tensor z = Key.of(3).normal(DType.FLOAT64, 4, 5);
    Flow flow = flow(5, rates(3, 0.05, -0.1, 0.2), rates(2, 0.7, -0.3));
    Tensor a = column(0.3, 1.7, -2, 5);
    Tensor b = column(1.1, -0.4, 3, 0);
    assertArrayEquals(
        flow.advance(z, a.add(b)).toDoubles(),
        flow.advance(flow.advance(z, a), b).toDoubles(),
        1e-13);
  }

  @Test
  void goesBackByNegativeDurations() {
    Tensor z = Key.of(4).normal(DType.FLOAT64, 3, 2);
    Flow flow = flow(2, rates(1, -0.2), rates(1, 2.5));
    Tensor steps = column(1, 7.5, 0.1);
    assertArrayEquals(
        z.toDoubles(), flow.advance(flow.advance(z, steps), steps.neg()).toDoubles(), 1e-13);
  }

  @Test
  void movesEachRowByItsOwnDuration() {
    Tensor z = Tensor.of(new double[] {1, 0, 1, 0, 1, 0}, 3, 2);
    double[] actual =
        flow(2, rates(1, 0), rates(1, Math.PI / 2)).advance(z, column(0, 1, 2)).toDoubles();
    assertArrayEquals(new double[] {1, 0, 0, 1, -1, 0}, actual, 1e-15);
  }

  @Test
  void refusesTheWrongNumberOfRates() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LieAction(3).parameters(DType.FLOAT64, new double[1], new double[1]));
    assertEquals(
        "lie action: 1 growth rates and 1 angles for 3 coordinates, expected 2 and 1",
        e.getMessage());
    assertEquals(2, new LieAction(3).parameterNames().size());
  }

  @Test
  void hasTheRightGradientsOfOrderOneAndTwo() {
    for (int latent = 1; latent <= 4; latent++) {
      LieAction lie = new LieAction(latent);
      Key[] keys = Key.of(40 + latent).split(3);
      List<Tensor> rates =
          lie.parameters(
              DType.FLOAT64, rates((latent + 1) / 2, 0.1, -0.2), rates(latent / 2, 0.4, -0.9));
      Tensor z = keys[0].normal(DType.FLOAT64, 5, latent);
      Tensor target = keys[1].normal(DType.FLOAT64, 5, latent);
      Tensor steps = column(0.5, 1, -1.5, 2, 3);
      GradCheck.Errors errors =
          GradCheck.check(
              p ->
                  lie.flow(p.subList(0, 2), p.get(2), p.get(2), steps)
                      .advance(p.get(2), steps)
                      .sub(target)
                      .square()
                      .sum(),
              List.of(rates.get(0), rates.get(1), z),
              keys[2]);
      assertTrue(
          errors.first() <= 1e-6 && errors.second() <= 1e-6, latent + " coordinates: " + errors);
    }
  }

  private static Flow flow(int latent, double[] growth, double[] angle) {
    return new LieAction(latent).flow(Tensor.of(growth), Tensor.of(angle));
  }

  private static double[] rates(int count, double... values) {
    double[] rates = new double[count];
    for (int i = 0; i < count; i++) {
      rates[i] = values[i % values.length];
    }
    return rates;
  }

  private static Tensor column(double... values) {
    return Tensor.of(values, values.length, 1);
  }

  private static double[][] generator(int latent, double[] growth, double[] angle) {
    double[][] a = new double[latent][latent];
    for (int i = 0; i < latent; i++) {
      a[i][i] = growth[i / 2];
    }
    for (int j = 0; j < angle.length; j++) {
      a[2 * j][2 * j + 1] = -angle[j];
      a[2 * j + 1][2 * j] = angle[j];
    }
    return a;
  }

  /** By its power series: the generators here are small. */
  private static double[][] exponential(double[][] a, double duration) {
    int n = a.length;
    double[][] sum = new double[n][n];
    double[][] term = new double[n][n];
    for (int i = 0; i < n; i++) {
      term[i][i] = 1;
      sum[i][i] = 1;
    }
    for (int k = 1; k <= 60; k++) {
      double[][] next = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          for (int l = 0; l < n; l++) {
            next[i][j] += term[i][l] * a[l][j] * duration / k;
          }
          sum[i][j] += next[i][j];
        }
      }
      term = next;
    }
    return sum;
  }
}
