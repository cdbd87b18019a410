package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Collected rotations leave the bits that they leave one by one, in stripes or not. */
class SweepsTest {
  private static final Kernels KERNELS = new ScalarKernels();

  /** More sweeps than are collected, in both directions, of many lengths; one of them empty. */
  @ParameterizedTest
  @CsvSource({"1, 1", "7, 9", "40, 0", "182, 182", "200, 165", "33, 1000"})
  void rotationsInTheirOrder(int rows, int columns) {
    Random random = new Random(1000L * rows + columns);
    double[] expected = random.doubles((long) rows * columns, -1, 1).toArray();
    double[] actual = expected.clone();
    DoubleSweeps sweeps = new DoubleSweeps(KERNELS, rows, columns, actual);
    for (int sweep = 0; sweep < 37; sweep++) {
      int from = random.nextInt(rows);
      int to = sweep == 20 ? from : random.nextInt(rows);
      int step = to >= from ? 1 : -1;
      sweeps.begin(from, step);
      for (int i = from; i != to; i += step) {
        double angle = random.nextDouble();
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        sweeps.add(c, s);
        int next = (i + step) * columns;
        KERNELS.rot(columns, expected, i * columns, expected, next, c, s);
      }
    }
    sweeps.apply();
    assertArrayEquals(expected, actual, rows + "×" + columns);
  }
}
