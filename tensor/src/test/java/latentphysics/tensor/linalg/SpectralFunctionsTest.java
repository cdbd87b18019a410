package latentphysics.tensor.linalg;

import static latentphysics.tensor.linalg.Stacks.SEED;
import static latentphysics.tensor.linalg.Stacks.normal;
import static latentphysics.tensor.linalg.Stacks.same;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects functions of eigenvalues and singular values: against what is known another way. */
class SpectralFunctionsTest {
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void ofEigenvalues(DType dtype) {
    for (int[] dims : new int[][] {{1, 1}, {4, 4}, {3, 5, 5}, {2, 1, 3, 3}, {0, 0}, {0, 2, 2}}) {
      Tensor a = normal(SEED, dtype, dims);
      Tensor symmetric = MatrixParts.symmetric(a);
      String where = dtype + " " + a.shape();
      same(MatrixFunctions.expm(symmetric), SpectralFunctions.funmh(a, Tensor::exp), where);
      same(symmetric, SpectralFunctions.funmh(a, x -> x), where);
      same(
          symmetric.matmul(symmetric).matmul(symmetric),
          SpectralFunctions.funmh(a, x -> x.mul(x).mul(x)),
          where);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void ofSingularValues(DType dtype) {
    for (int[] dims :
        new int[][] {{1, 1}, {4, 4}, {3, 2, 5}, {7, 3}, {2, 1, 3, 3}, {0, 3}, {3, 0}, {0, 2, 2}}) {
      Tensor a = normal(SEED, dtype, dims);
      String where = dtype + " " + a.shape();
      same(a, SpectralFunctions.generalizedFunm(a, x -> x), where);
      same(
          a.matmul(a.transpose()).matmul(a),
          SpectralFunctions.generalizedFunm(a, x -> x.mul(x).mul(x)),
          where);
      if (dims[dims.length - 1] == dims[dims.length - 2]) {
        same(
            Nearest.polar(a, Degeneracy.THROW).r(),
            SpectralFunctions.generalizedFunm(a, x -> Tensor.ones(dtype, x.shape().dims())),
            where);
      }
    }
  }

  /** Heat on a path: rows of the exponential of its Laplacian sum to 1, however long it flows. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void ofTridiagonalMatrices(DType dtype) {
    Tensor diagonal = normal(SEED, dtype, 3, 6);
    Tensor beside = normal(SEED + 1, dtype, 3, 5);
    Tensor dense = MatrixParts.tridiagonal(diagonal, beside);
    same(diagonal, MatrixParts.diagonal(dense), dtype + " diagonal");
    same(
        MatrixFunctions.expm(dense),
        SpectralFunctions.expmTridiagonal(diagonal, beside),
        dtype + " tridiagonal");
    int n = 40;
    double[] degrees = new double[n];
    double[] edges = new double[n - 1];
    for (int i = 0; i < n; i++) {
      degrees[i] = i == 0 || i == n - 1 ? -1 : -2;
      edges[Math.min(i, n - 2)] = 1;
    }
    for (double time : new double[] {1e-3, 1, 1e4}) {
      Tensor heat =
          SpectralFunctions.expmTridiagonal(
              Tensor.of(dtype, degrees, n).mul(time), Tensor.of(dtype, edges, n - 1).mul(time));
      // Eigenvalues are right to ε·‖A‖, of which 0 is one.
      double bound = 100 * dtype.epsilon() * Math.max(1, time);
      double[] ones = Tensor.ones(DType.FLOAT64, n).toDoubles();
      assertArrayEquals(ones, heat.sum(-1).toDoubles(), bound, dtype + " at " + time);
    }
    same(
        Tensor.of(dtype, new double[] {Math.E}, 1, 1),
        SpectralFunctions.expmTridiagonal(Tensor.ones(dtype, 1), Tensor.zeros(dtype, 0)),
        dtype + " of one");
  }

  @Test
  void whatDoesNotFitIsSaid() {
    Tensor a = Tensor.of(new double[] {1, 0, 0, -4}, 2, 2);
    assertEquals(
        "funmh: the function at eigenvalue 0 of matrix 0, -4.0, is NaN, expected finite numbers",
        assertThrows(ArithmeticException.class, () -> SpectralFunctions.funmh(a, Tensor::log))
            .getMessage());
    assertEquals(
        "funmh: the function made float64[] of float64[2], expected one number for each",
        assertThrows(IllegalArgumentException.class, () -> SpectralFunctions.funmh(a, Tensor::sum))
            .getMessage());
    assertEquals(
        "generalizedFunm: singular value 1 of matrix 0 is zero to rounding and the function is 1.0"
            + " at 0, expected 0 there",
        assertThrows(
                ArithmeticException.class,
                () -> SpectralFunctions.generalizedFunm(a.slice(0, 0, 1), Tensor::exp))
            .getMessage());
    assertEquals(
        "tridiagonal: diagonal [2] and numbers beside it [2], expected one less of these",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    SpectralFunctions.expmTridiagonal(
                        Tensor.ones(DType.FLOAT64, 2), Tensor.ones(DType.FLOAT64, 2)))
            .getMessage());
  }
}
