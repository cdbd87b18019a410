package latentphysics.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Protects the projection that networks see: orthonormal, and on the directions that matter. */
final class PrincipalComponentsTest {
  private static final double EPS = Math.ulp(1.0);

  @Test
  void areOrthonormal() {
    int[][] shapes = {{50, 8, 3}, {50, 8, 8}, {12, 200, 5}, {12, 200, 11}, {30, 1, 1}, {7, 7, 4}};
    for (int[] s : shapes) {
      Tensor basis = PrincipalComponents.of(random(s[0], s[1], s[0] + s[1]), s[2]);
      assertEquals(s[1], basis.dim(0));
      assertEquals(s[2], basis.dim(1));
      assertOrthonormal(basis, s[2]);
    }
  }

  @Test
  void findAPlantedSubspaceInTallAndWideData() {
    for (int[] shape : new int[][] {{400, 20}, {30, 300}}) {
      SplittableRandom random = new SplittableRandom(shape[0]);
      int columns = shape[1];
      Tensor planted = orthonormalColumns(random, columns, 3);
      Tensor factors = random(shape[0], 3, 17).mul(Tensor.of(new double[] {9, 6, 4}, 3));
      Tensor rows =
          factors.matmul(planted.transpose()).add(random(shape[0], columns, 23).mul(1e-3));
      Tensor basis = PrincipalComponents.of(rows, 3);
      // What of the planted directions lies outside the found ones.
      Tensor outside = planted.sub(basis.matmul(basis.transpose().matmul(planted)));
      assertTrue(outside.abs().toDoubles()[0] < 1e-2);
      assertTrue(Math.sqrt(outside.square().sum().item()) < 5e-3, "columns " + columns);
    }
  }

  @Test
  void areTheStrongestFirst() {
    Tensor scale = Tensor.of(new double[] {1, 5, 2, 0.1}, 4);
    Tensor rows = random(300, 4, 5).mul(scale);
    double[] basis = PrincipalComponents.of(rows, 3).toDoubles();
    assertEquals(1, Math.abs(basis[1 * 3]), 0.02);
    assertEquals(1, Math.abs(basis[2 * 3 + 1]), 0.05);
    assertEquals(1, Math.abs(basis[2]), 0.05);
  }

  @Test
  void withAllColumnsLoseNothing() {
    Tensor rows = random(40, 6, 11);
    Tensor basis = PrincipalComponents.of(rows, 6);
    Tensor back = rows.matmul(basis).matmul(basis.transpose());
    assertEquals(0, Math.sqrt(back.sub(rows).square().sum().item()), 1e-12);
  }

  @Test
  void areOrthonormalWhereDataHasFewerDirections() {
    // Rank two, four asked for: the others are arbitrary but must not spoil the first two.
    Tensor rows = random(30, 2, 3).matmul(random(2, 7, 4));
    Tensor basis = PrincipalComponents.of(rows, 4);
    assertOrthonormal(basis, 4);
    Tensor back = rows.matmul(basis).matmul(basis.transpose());
    assertEquals(0, Math.sqrt(back.sub(rows).square().sum().item()), 1e-12);
  }

  private static void assertOrthonormal(Tensor basis, int count) {
    Tensor error = basis.transpose().matmul(basis).sub(Tensor.eye(DType.FLOAT64, count)).abs();
    for (double e : error.toDoubles()) {
      assertTrue(e <= 10 * EPS * Math.sqrt(basis.dim(0)), "off by " + e);
    }
  }

  private static Tensor orthonormalColumns(SplittableRandom random, int columns, int count) {
    double[][] q = Matrices.orthogonal(random, columns);
    double[] values = new double[columns * count];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < count; j++) {
        values[i * count + j] = q[j][i];
      }
    }
    return Tensor.of(values, columns, count);
  }

  private static Tensor random(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensor.of(values, rows, columns);
  }
}
