package latentphysics.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with a library written by others on 10,000 random matrices: both have errors of so many
 * n·ε times the condition of what is asked for, and differ by no more.
 */
class EjmlComparisonTest {
  private static final double UNITS = 10;
  private static final double EPSILON = Math.ulp(1.0);
  private static final int LARGEST = 12;

  /** One stack for each size, of which a third each is normal, uneven and nearly singular. */
  private static final int STACK = 10_000 / LARGEST + 1;

  private static long seed(int n) {
    return 4000L + n;
  }

  private static Tensor stack(int m, int n) {
    Key[] keys = Key.of(seed(n)).split(3);
    Tensor normal = keys[0].normal(DType.FLOAT64, STACK, m, n);
    Tensor scales = keys[1].uniform(DType.FLOAT64, STACK, 1, n).sub(0.5).mul(14).exp();
    // The first column of all is nearly a multiple of the last.
    Tensor small = keys[2].uniform(DType.FLOAT64, STACK, 1, 1).mul(-18).exp();
    Tensor last = normal.slice(-1, n - 1, n).mul(0.5);
    Tensor first = normal.slice(-1, 0, 1).mul(small).add(last);
    Tensor singular = n < 2 ? normal : Tensor.concatenate(2, first, normal.slice(-1, 1, n));
    Tensor kind = Tensor.arange(3).take(Tensor.of(kinds(), STACK), 0).reshape(STACK, 1, 1);
    return Tensor.where(
        kind.equal(0), normal, Tensor.where(kind.equal(1), normal.mul(scales), singular));
  }

  private static int[] kinds() {
    int[] kinds = new int[STACK];
    Arrays.setAll(kinds, i -> i % 3);
    return kinds;
  }

  private static DMatrixRMaj part(double[] all, int index, int m, int n) {
    return new DMatrixRMaj(m, n, true, Arrays.copyOfRange(all, index * m * n, (index + 1) * m * n));
  }

  /** ‖X − Y‖ ≤ so many n·ε times a size. */
  private static void close(
      DMatrixRMaj theirs, DMatrixRMaj ours, int n, double size, String where) {
    DMatrixRMaj difference = theirs.copy();
    CommonOps_DDRM.subtractEquals(difference, ours);
    double error = NormOps_DDRM.fastNormF(difference);
    double unit = n * EPSILON * size;
    assertTrue(
        error <= 2 * UNITS * unit, () -> where + ": " + error / unit + "·n·ε times the size");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void squareMatrices(int n) {
    Tensor stack = stack(n, n);
    Tensor right = Key.of(1).normal(DType.FLOAT64, STACK, n, 2);
    double[] a = stack.toDoubles();
    double[] b = right.toDoubles();
    double[] solutions = Systems.solve(stack, right).toDoubles();
    double[] inverses = Systems.inv(stack).toDoubles();
    double[] determinants = Systems.det(stack).toDoubles();
    double[] eigenvalues = Spectra.eigvalsh(stack).toDoubles();
    double[] conditions = Nearest.cond(stack).toDoubles();
    for (int i = 0; i < STACK; i++) {
      DMatrixRMaj matrix = part(a, i, n, n);
      String where = " of matrix " + i + ", seed " + seed(n);
      double condition = conditions[i];
      DMatrixRMaj x = new DMatrixRMaj(n, 2);
      CommonOps_DDRM.solve(matrix, part(b, i, n, 2), x);
      double size = condition * NormOps_DDRM.normF(x);
      close(x, part(solutions, i, n, 2), n, size, "solve" + where);
      DMatrixRMaj inverse = new DMatrixRMaj(n, n);
      CommonOps_DDRM.invert(matrix, inverse);
      size = condition * NormOps_DDRM.normF(inverse);
      close(inverse, part(inverses, i, n, n), n, size, "inv" + where);
      double det = CommonOps_DDRM.det(matrix);
      DMatrixRMaj one = new DMatrixRMaj(1, 1, true, det);
      close(one, part(determinants, i, 1, 1), n, condition * Math.abs(det), "det" + where);
      EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, false, true);
      DMatrixRMaj symmetric = matrix.copy();
      CommonOps_DDRM.addEquals(symmetric, CommonOps_DDRM.transpose(matrix, null));
      CommonOps_DDRM.scale(0.5, symmetric);
      assertTrue(eigen.decompose(symmetric.copy()));
      DMatrixRMaj w = new DMatrixRMaj(n, 1);
      for (int j = 0; j < n; j++) {
        w.set(j, eigen.getEigenvalue(j).getReal());
      }
      Arrays.sort(w.data);
      size = NormOps_DDRM.normF(symmetric);
      close(w, part(eigenvalues, i, n, 1), n, size, "eigh" + where);
    }
  }

  /** Five rows more than columns. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void tallMatrices(int n) {
    int m = n + 5;
    Tensor stack = stack(m, n);
    Tensor right = Key.of(2).normal(DType.FLOAT64, STACK, m, 1);
    double[] a = stack.toDoubles();
    double[] b = right.toDoubles();
    double[] triangles = Factorizations.qr(stack).r().abs().toDoubles();
    double[] singular = Spectra.svdvals(stack).toDoubles();
    double[] solutions = stack.lstsq(right).toDoubles();
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.leastSquares(m, n);
    for (int i = 0; i < STACK; i++) {
      DMatrixRMaj matrix = part(a, i, m, n);
      String where = " of matrix " + i + ", seed " + seed(n);
      QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(m, n);
      assertTrue(qr.decompose(matrix.copy()));
      DMatrixRMaj r = qr.getR(null, true);
      CommonOps_DDRM.abs(r);
      SingularValueDecomposition_F64<DMatrixRMaj> svd =
          DecompositionFactory_DDRM.svd(m, n, false, false, true);
      assertTrue(svd.decompose(matrix.copy()));
      double[] s = Arrays.copyOf(svd.getSingularValues(), n);
      Arrays.sort(s);
      double condition = s[n - 1] / s[0];
      close(r, part(triangles, i, n, n), m, condition * s[n - 1], "qr" + where);
      DMatrixRMaj descending = new DMatrixRMaj(n, 1);
      for (int j = 0; j < n; j++) {
        descending.set(j, s[n - 1 - j]);
      }
      close(descending, part(singular, i, n, 1), m, s[n - 1], "svd" + where);
      assertTrue(solver.setA(matrix.copy()));
      DMatrixRMaj x = new DMatrixRMaj(n, 1);
      DMatrixRMaj target = part(b, i, m, 1);
      solver.solve(target, x);
      DMatrixRMaj residual = target.copy();
      CommonOps_DDRM.multAdd(-1, matrix, x, residual);
      double size =
          condition * NormOps_DDRM.normF(x)
              + condition * condition * NormOps_DDRM.normF(residual) / s[n - 1];
      close(x, part(solutions, i, n, 1), m, size, "lstsq" + where);
    }
  }
}
