package latentphysics.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the baseline that a learned latent is compared with and where training starts. */
final class LinearModelTest {

  @Test
  void recoversADecayingRotationWithAnOffset() {
    double c = 0.95 * Math.cos(0.4);
    double s = 0.95 * Math.sin(0.4);
    double[] values = new double[2 * 60];
    double x = 3;
    double y = 0;
    for (int t = 0; t < 60; t++) {
      values[2 * t] = x;
      values[2 * t + 1] = y;
      double next = c * x - s * y + 0.2;
      y = s * x + c * y - 0.1;
      x = next;
    }
    Tensor rows = Tensor.of(values, 60, 2);
    LinearModel model = fit(rows, 5);
    assertArrayEquals(new double[] {c, s, -s, c}, model.matrix().toDoubles(), 1e-12);
    assertArrayEquals(new double[] {0.2, -0.1}, model.offset().toDoubles(), 1e-12);
    Complex rate = model.modes().getFirst().eigenvalue().log();
    assertEquals(Math.log(0.95), rate.re(), 1e-12);
    assertEquals(0.4, rate.im(), 1e-12);
    Tensor ahead = model.predict(rows.slice(0, 0, 50), 10);
    assertArrayEquals(rows.slice(0, 10, 60).toDoubles(), ahead.toDoubles(), 1e-11);
    assertEquals(0, model.predict(rows, 0).sub(rows).abs().sum().item(), 1e-12);
  }

  @Test
  void seesTheModesOfWideDataThroughItsComponents() {
    SplittableRandom random = new SplittableRandom(2);
    Tensor map = Tensor.of(flat(Matrices.random(random, 2, 30)), 2, 30);
    Tensor rows = circles(80, 0.3).matmul(map);
    LinearModel model = fit(rows, 2);
    RealModes.Mode mode = model.modes().getFirst();
    assertEquals(0.3, mode.eigenvalue().log().im(), 1e-10);
    // The mode's coordinates turn by 0.3 from row to row.
    double[] z = model.coordinates(mode, rows).toDoubles();
    for (int t = 0; t + 1 < 80; t++) {
      Complex now = new Complex(z[2 * t], z[2 * t + 1]);
      Complex next = new Complex(z[2 * t + 2], z[2 * t + 3]);
      assertEquals(0, now.times(mode.eigenvalue()).minus(next).abs(), 1e-9);
    }
    Tensor weights = model.observationWeights(mode);
    assertEquals(0, rows.matmul(weights).sub(Tensor.of(z, 80, 2)).abs().sum().item(), 1e-8);
  }

  @Test
  void leavesOutHarmonicsWhenThereIsAChoice() {
    // Amplitudes 3, 2 and 1: the second is the first's octave.
    Tensor rows =
        sideBySide(circles(200, 0.2).mul(3), circles(200, 0.4).mul(2), circles(200, 0.31));
    LinearModel model = fit(rows, 6);
    assertArrayEquals(new double[] {0.2, 0.31}, frequencies(model.strongest(rows, 2)), 1e-9);
    assertArrayEquals(new double[] {0.2}, frequencies(model.strongest(rows, 1)), 1e-9);
    // With room for all there is nothing to choose.
    assertArrayEquals(new double[] {0.2, 0.4, 0.31}, frequencies(model.strongest(rows, 3)), 1e-9);
  }

  @Test
  void doesNotTakeEveryFastModeForAHarmonic() {
    // 2.27 is 45.4 times 0.05: no small multiple.
    Tensor rows =
        sideBySide(circles(300, 0.05).mul(3), circles(300, 2.27).mul(2), circles(300, 0.31));
    LinearModel model = fit(rows, 6);
    assertArrayEquals(new double[] {0.05, 2.27}, frequencies(model.strongest(rows, 2)), 1e-9);
  }

  @Test
  void leavesOutADriftBesideOscillations() {
    Tensor drift = Tensor.of(decay(200, 0.99), 200, 1).mul(2);
    Tensor rows = sideBySide(circles(200, 0.2).mul(3), drift, circles(200, 0.31));
    Tensor centred = rows.sub(rows.mean(0));
    LinearModel model = fit(centred, 5);
    List<RealModes.Mode> two = model.strongest(centred, 2);
    assertArrayEquals(new double[] {0.2, 0.31}, frequencies(two), 1e-6);
  }

  @Test
  void refusesColumnsThatDependOnEachOther() {
    Tensor circle = circles(40, 0.3);
    Tensor rows = Tensor.concatenate(1, circle, circle.slice(1, 0, 1).mul(2));
    ArithmeticException e = assertThrows(ArithmeticException.class, () -> fit(rows, 3));
    assertEquals("lstsq: matrix [39, 4] has rank 3, expected full rank 4", e.getMessage());
    // Two components hold everything, and they are independent.
    assertEquals(0.3, fit(rows, 2).modes().getFirst().eigenvalue().log().im(), 1e-10);
  }

  private static LinearModel fit(Tensor rows, int components) {
    int n = rows.dim(0);
    return LinearModel.fit(rows, rows.slice(0, 0, n - 1), rows.slice(0, 1, n), components);
  }

  private static Tensor circles(int n, double angle) {
    double[] values = new double[2 * n];
    for (int t = 0; t < n; t++) {
      values[2 * t] = Math.cos(angle * t + 1);
      values[2 * t + 1] = Math.sin(angle * t + 1);
    }
    return Tensor.of(values, n, 2);
  }

  private static double[] decay(int n, double factor) {
    double[] values = new double[n];
    for (int t = 0; t < n; t++) {
      values[t] = Math.pow(factor, t);
    }
    return values;
  }

  private static Tensor sideBySide(Tensor... parts) {
    return Tensor.concatenate(1, parts);
  }

  private static double[] frequencies(List<RealModes.Mode> modes) {
    List<Double> found = new ArrayList<>();
    for (RealModes.Mode mode : modes) {
      found.add(mode.eigenvalue().log().im());
    }
    return found.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] flat(double[][] rows) {
    double[] values = new double[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
    }
    return values;
  }
}
