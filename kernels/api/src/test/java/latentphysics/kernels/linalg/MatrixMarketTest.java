package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;

/** Matrices of the Matrix Market whose eigenvalues or condition are known. */
class MatrixMarketTest {
  private static final ScalarKernels KERNELS = new ScalarKernels();

  /** The nine-point Laplacian: 8 − a − b − a·b with a, b in 2·cos(kπ/31). */
  @Test
  void laplacianOfASquare() {
    SharedMatrices.Matrix laplacian = SharedMatrices.market("matrix-market/gr_30_30.mtx.gz");
    int n = 900;
    assertEquals(n, laplacian.rows());
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      double a = 2 * Math.cos((i / 30 + 1) * Math.PI / 31);
      double b = 2 * Math.cos((i % 30 + 1) * Math.PI / 31);
      expected[i] = 8 - a - b - a * b;
    }
    Arrays.sort(expected);
    double[] w = new double[n];
    DoubleEigh.values(KERNELS, n, laplacian.elements(), 0, w, 0);
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(w[i] - expected[i]));
    }
    // Far below n·ε·‖A‖, which is 2e-12.
    assertTrue(largest <= 1e-13, "largest error " + largest + ", expected at most 1e-13");
  }

  /** Positive definite, eigenvalues from 1.00326 to 247.485. */
  @Test
  void meshOfFiniteElements() {
    SharedMatrices.Matrix mesh = SharedMatrices.market("matrix-market/mesh2em5.mtx.gz");
    int n = mesh.rows();
    assertEquals(306, n);
    double[] a = mesh.elements();
    double[] w = new double[n];
    DoubleEigh.values(KERNELS, n, a, 0, w, 0);
    assertEquals(1.00326, w[0], 5e-6);
    assertEquals(247.485, w[n - 1], 5e-4);
    double[] s = new double[n];
    DoubleSvd.values(KERNELS, n, n, a, 0, s, 0);
    assertEquals(246.7, s[0] / s[n - 1], 0.05);
    double[] l = new double[n * n];
    assertEquals(-1, DoubleCholesky.factor(KERNELS, n, a, 0, l, 0));
    double[] product = PlainMatrices.multiply(n, l, PlainMatrices.transpose(n, n, l));
    double error = PlainMatrices.norm(PlainMatrices.minus(product, a));
    assertTrue(error <= 10 * Math.ulp(1.0) * PlainMatrices.norm(a), "L·Lᵀ − A: " + error);
  }

  /** 300 rows with 592 whole numbers, of full rank. */
  @Test
  void blocksOfWholeNumbers() {
    SharedMatrices.Matrix blocks = SharedMatrices.market("matrix-market/08blocks.mtx.gz");
    int n = blocks.rows();
    assertEquals(300, n);
    double[] a = blocks.elements();
    assertEquals(592, Arrays.stream(a).filter(x -> x != 0).count());
    double[] s = new double[n];
    DoubleSvd.values(KERNELS, n, n, a, 0, s, 0);
    assertTrue(s[n - 1] > n * Math.ulp(s[0]), "least singular value " + s[n - 1]);
    double[] lu = a.clone();
    int[] order = new int[n];
    double sign = DoubleLu.factor(KERNELS, n, n, lu, 0, order, 0);
    assertEquals(1, Math.abs(sign));
    assertEquals(-1, DoubleTriangular.zeroOnDiagonal(n, lu, 0, n));
    // Solutions of whole numbers come back.
    double[] x = new double[n];
    Arrays.setAll(x, i -> i % 7 - 3);
    double[] b = PlainMatrices.multiply(n, 1, n, a, x);
    double[] found = new double[n];
    DoubleLu.solve(KERNELS, false, n, 1, lu, 0, order, 0, b, 0, found, 0);
    double error = PlainMatrices.norm(PlainMatrices.minus(found, x));
    double bound = 10 * Math.ulp(1.0) * s[0] / s[n - 1] * PlainMatrices.norm(x);
    assertTrue(error <= bound, "error " + error + ", expected at most " + bound);
  }
}
